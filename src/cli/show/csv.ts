/** A run's trials, or their validations, as CSV: RFC 4180, with a head. */
import type { RunFile } from '../../store/run-file.ts';
import type { StoredTrial } from '../../store/stored-trial.ts';
import type { Cost, TournamentSpec } from '../../tournament/spec/tournament.ts';
import { sizeOfTrial, trainedInTrial } from '../../tournament/spec/trained.ts';
import { measureColumns, trialColumns } from '../../tournament/trial-columns.ts';
import { type CsvValue, csvText } from '../../words/csv.ts';

const COST = ['macs', 'updates', 'evaluations', 'sequences', 'seconds'] as const;
const TRIAL = ['trial', 'task', 'contestant', 'seed'] as const;

const TRIALS_HEAD = [
  ...TRIAL,
  ...['state', 'stop', 'detail', 'solved', 'test_error', 'test_loss', 'parameters'],
  ...COST,
  ...['macs_to_solve', 'seconds_to_solve', 'retries', 'trained_parameters', 'machine'],
];

const METRICS_HEAD = [
  ...TRIAL,
  ...COST,
  ...['spent', 'training_loss', 'validation_loss', 'validation_error', 'machine'],
];

/** CSV of trials, one a row: result, test, and conditions of the trial. `measure.*` are means over the test set. */
export function trialsCsv(spec: TournamentSpec, trials: readonly StoredTrial[]): string {
  const played = trialColumns(spec);
  const measures = measureColumns(trials.map(({ result }) => result?.testMeasures));
  const rows = trials.map((trial): CsvValue[] => {
    const { result } = trial;
    const size = sizeOfTrial(spec, trial);
    return [
      ...whichTrial(trial),
      ...[trial.state, result?.stop.reason ?? null, result?.stop.detail ?? null, result?.solved ?? null],
      ...[result?.testError ?? null, result?.testLoss ?? null, size],
      ...costValues(result?.cost ?? null),
      ...[result?.costToSolve?.macs ?? null, result?.costToSolve?.seconds ?? null, trial.retries],
      size === null ? null : (trainedInTrial(spec, trial) ?? size),
      trial.machine,
      ...played.values(trial),
      ...measures.values(result?.testMeasures),
    ];
  });
  return csvText([...TRIALS_HEAD, ...played.head, ...measures.head], rows);
}

/** CSV of validations, one a row. `measure.*` are means over the validation sequences that were gone through. */
export function metricsCsv(run: RunFile, spec: TournamentSpec, trials: readonly StoredTrial[]): string {
  const played = trialColumns(spec);
  const validated = trials.map((trial) => ({ trial, all: run.metrics(trial.id) }));
  const measures = measureColumns(validated.flatMap(({ all }) => all.map((one) => one.validationMeasures)));
  const rows = validated.flatMap(({ trial, all }) => {
    const [which, setup] = [whichTrial(trial), played.values(trial)];
    return all.map((one): CsvValue[] => [
      ...which,
      ...costValues(one.cost),
      ...[one.spent, one.trainingLoss, one.validationLoss, one.validationError, trial.machine],
      ...setup,
      ...measures.values(one.validationMeasures),
    ]);
  });
  return csvText([...METRICS_HEAD, ...played.head, ...measures.head], rows);
}

const whichTrial = ({ id, task, contestant, repetition }: StoredTrial): CsvValue[] => [
  ...[id, task, contestant, repetition],
];

const costValues = (cost: Cost | null): CsvValue[] => COST.map((name) => cost?.[name] ?? null);
