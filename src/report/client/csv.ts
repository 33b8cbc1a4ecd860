/** The numbers of a report as CSV (RFC 4180), made when somebody asks for them. */
import type { ReportData } from '../data.ts';

type Field = string | number | boolean | null;

export function trialsCsv({ tasks }: ReportData): string {
  const trials = tasks.flatMap(({ label, trials: all }) => all.map((trial) => ({ label, ...trial })));
  const measures = [...new Set(trials.flatMap(({ testMeasures }) => Object.keys(testMeasures)))];
  const head = [
    ...[
      'trial',
      'task',
      'contestant',
      'seed',
      'state',
      'stop',
      'detail',
      'solved',
      'test_error',
      'test_loss',
    ],
    ...['parameters', 'macs', 'updates', 'evaluations', 'sequences', 'seconds', 'macs_to_solve'],
    ...['seconds_to_solve', 'retries'],
    ...measures.map((name) => `test_${name}`),
  ];
  const rows = trials.map((trial): Field[] => [
    ...[trial.id, trial.label, trial.contestant, trial.repetition, trial.state],
    ...[trial.stop?.reason ?? null, trial.stop?.detail ?? null, trial.stop === null ? null : trial.solved],
    ...[trial.testError, trial.testLoss, trial.parameters],
    ...[trial.cost.macs, trial.cost.updates, trial.cost.evaluations, trial.cost.sequences],
    ...[trial.cost.seconds, trial.costToSolve?.macs ?? null, trial.costToSolve?.seconds ?? null],
    trial.retries,
    ...measures.map((name) => trial.testMeasures[name] ?? null),
  ]);
  return csv([head, ...rows]);
}

export function curvesCsv({ tasks }: ReportData): string {
  const trials = tasks.flatMap(({ label, trials: all }) => all.map((trial) => ({ label, ...trial })));
  const inside = [...new Set(trials.flatMap(({ curve }) => Object.keys(curve.inside)))];
  const head = [
    ...['trial', 'task', 'contestant', 'seed', 'macs', 'updates', 'evaluations', 'seconds'],
    ...['training_loss', 'validation_loss', 'validation_error', ...inside],
  ];
  const rows = trials.flatMap(({ id, label, contestant, repetition, curve }) =>
    curve.macs.map((macs, index): Field[] => [
      ...[id, label, contestant, repetition, macs, curve.updates[index]!, curve.evaluations[index]!],
      ...[curve.seconds[index]!, curve.trainingLoss[index]!, curve.validationLoss[index]!],
      ...[curve.validationError[index]!, ...inside.map((name) => curve.inside[name]?.[index] ?? null)],
    ]),
  );
  return csv([head, ...rows]);
}

function csv(rows: readonly (readonly Field[])[]): string {
  return rows.map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

/** What is not known is empty. */
function field(value: Field): string {
  if (value === null) return '';
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
