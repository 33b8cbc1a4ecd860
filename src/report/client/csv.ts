/** CSV of a report's numbers (RFC 4180), made on demand. */
import { measureColumns, trialColumns } from '../../tournament/trial-columns.ts';
import { type CsvValue, csvText } from '../../words/csv.ts';
import type { ReportData } from '../data.ts';

export function trialsCsv({ spec, tasks }: ReportData): string {
  const trials = tasks.flatMap(({ label, trials: all }) => all.map((trial) => ({ label, ...trial })));
  const played = trialColumns(spec);
  const measures = measureColumns(trials.map(({ testMeasures }) => testMeasures));
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
    ...['seconds_to_solve', 'retries', 'trained_parameters', 'machine'],
    ...played.head,
    ...measures.head,
  ];
  const rows = trials.map((trial): CsvValue[] => [
    ...[trial.id, trial.label, trial.contestant, trial.repetition, trial.state],
    ...[trial.stop?.reason ?? null, trial.stop?.detail ?? null, trial.stop === null ? null : trial.solved],
    ...[trial.testError, trial.testLoss, trial.parameters],
    ...[trial.cost.macs, trial.cost.updates, trial.cost.evaluations, trial.cost.sequences],
    ...[trial.cost.seconds, trial.costToSolve?.macs ?? null, trial.costToSolve?.seconds ?? null],
    ...[trial.retries, trial.trained ?? trial.parameters, trial.machine],
    ...played.values({ task: trial.label, contestant: trial.contestant }),
    ...measures.values(trial.testMeasures),
  ]);
  return csvText(head, rows);
}

export function curvesCsv({ tasks }: ReportData): string {
  const trials = tasks.flatMap(({ label, trials: all }) => all.map((trial) => ({ label, ...trial })));
  const inside = [...new Set(trials.flatMap(({ curve }) => Object.keys(curve.inside)))];
  const measures = [...new Set(trials.flatMap(({ curve }) => Object.keys(curve.measures ?? {})))].sort();
  const head = [
    ...['trial', 'task', 'contestant', 'seed', 'macs', 'updates', 'evaluations', 'seconds'],
    ...['training_loss', 'validation_loss', 'validation_error', ...inside],
    ...measures.map((name) => `measure.${name}`),
  ];
  const rows = trials.flatMap(({ id, label, contestant, repetition, curve }) =>
    curve.macs.map((macs, index): CsvValue[] => [
      ...[id, label, contestant, repetition, macs, curve.updates[index]!, curve.evaluations[index]!],
      ...[curve.seconds[index]!, curve.trainingLoss[index]!, curve.validationLoss[index]!],
      ...[curve.validationError[index]!, ...inside.map((name) => curve.inside[name]?.[index] ?? null)],
      ...measures.map((name) => curve.measures?.[name]?.[index] ?? null),
    ]),
  );
  return csvText(head, rows);
}
