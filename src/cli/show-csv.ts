/** A run's trials, or their validations, as CSV: RFC 4180, with a head. */
import type { RunFile } from '../store/run-file.ts';
import type { StoredTrial } from '../store/run-reader.ts';
import type { Cost } from '../tournament/tournament.ts';

type Value = string | number | boolean | null;
type Row = Readonly<Record<string, Value>>;

export function trialsCsv(trials: readonly StoredTrial[]): string {
  return csv(
    trials.map((trial) => ({
      ...whichTrial(trial),
      state: trial.state,
      stop: trial.result?.stop.reason ?? null,
      detail: trial.result?.stop.detail ?? null,
      solved: trial.result?.solved ?? null,
      test_error: trial.result?.testError ?? null,
      test_loss: trial.result?.testLoss ?? null,
      parameters: trial.parameters,
      ...costRow(trial.result?.cost ?? null),
      macs_to_solve: trial.result?.costToSolve?.macs ?? null,
      seconds_to_solve: trial.result?.costToSolve?.seconds ?? null,
      retries: trial.retries,
    })),
  );
}

export function metricsCsv(run: RunFile, trials: readonly StoredTrial[]): string {
  const rows = trials.flatMap((trial) =>
    run.metrics(trial.id).map((measured) => ({
      ...whichTrial(trial),
      ...costRow(measured.cost),
      spent: measured.spent,
      training_loss: measured.trainingLoss,
      validation_loss: measured.validationLoss,
      validation_error: measured.validationError,
    })),
  );
  return csv(rows, METRICS);
}

// Where nothing was validated there is a head all the same.
const METRICS = [
  ...[
    'trial',
    'task',
    'contestant',
    'seed',
    'macs',
    'updates',
    'evaluations',
    'sequences',
    'seconds',
    'spent',
  ],
  ...['training_loss', 'validation_loss', 'validation_error'],
];

const whichTrial = ({ id, task, contestant, repetition }: StoredTrial): Row => ({
  trial: id,
  task,
  contestant,
  seed: repetition,
});

const costRow = (cost: Cost | null): Row => ({
  macs: cost?.macs ?? null,
  updates: cost?.updates ?? null,
  evaluations: cost?.evaluations ?? null,
  sequences: cost?.sequences ?? null,
  seconds: cost?.seconds ?? null,
});

function csv(rows: readonly Row[], columns = Object.keys(rows[0] ?? {})): string {
  const lines = [columns, ...rows.map((row) => columns.map((column) => field(row[column]!)))];
  return lines.map((line) => `${line.join(',')}\r\n`).join('');
}

/** What is not known or not finite is empty. */
function field(value: Value): string {
  if (value === null || (typeof value === 'number' && !Number.isFinite(value))) return '';
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
