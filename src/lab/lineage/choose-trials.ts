/** Choice of the trials whose champions a look explains: one for each contestant that breeds by GENITOR. */
import { UserError } from '../../errors.ts';
import { genitor } from '../../learners/genetic/genitor.ts';
import { unknownName } from '../../options/nearest.ts';
import type { RunFile } from '../../store/run-file.ts';
import type { StoredTrial as TrialRow } from '../../store/stored-trial.ts';
import type { Contestant, TrialSpec } from '../../tournament/spec/tournament.ts';
import { trialsOf } from '../../tournament/spec/trials-of.ts';
import { chosenContestants } from '../parts/chosen-contestants.ts';

export interface TrialChoice {
  /** Label of the task; empty for any. */
  readonly task: string;
  /** Number of the repetition; 0 for any. */
  readonly repetition: number;
  /** Contestants by name; empty for all that breed. */
  readonly contestants: readonly string[];
}

/**
 * True for a contestant whose births are read. Where parents are aligned, genes change their places between births; where
 * children are trained, they are not what crossover and mutation made.
 */
export const breeds = ({ learner, settings }: Contestant): boolean =>
  learner === genitor.name && settings.alignment !== 'weights' && !(Number(settings.trainingSteps) > 0);

/** Reason why a run has nothing to show; null where it has. */
export function lacksBirths(run: RunFile): string | null {
  const breeding = run.spec().contestants.filter(breeds);
  if (breeding.length === 0)
    return `no contestant of it breeds by ${genitor.name} without alignment and training`;
  const found = candidates(run, breeding);
  if (found.length === 0) return 'no contestant of it that breeds has a champion yet';
  return found.every(({ spec }) => spec.task.module !== undefined)
    ? 'its tasks come from files, and only trials on built-in tasks can be replayed'
    : null;
}

interface Candidate {
  readonly spec: TrialSpec;
  readonly row: TrialRow;
  readonly macs: number;
}

function candidates(run: RunFile, contestants: readonly Contestant[]): Candidate[] {
  const rows = new Map(run.trials().map((row) => [row.id, row]));
  return trialsOf(run.spec()).flatMap((spec) => {
    if (!contestants.some(({ name }) => name === spec.contestant.name)) return [];
    const champion = run.champion(spec.id);
    if (champion === null) return [];
    return [{ spec, row: rows.get(spec.id)!, macs: (champion.metadata.cost as { macs: number }).macs }];
  });
}

/**
 * Trials, one a contestant: of those that fit the choice the one that solved its task at the least cost; where none has,
 * the one with the least error in its test.
 * @throws UserError on names that the run does not know, and where no trial fits
 */
export function chooseTrials(run: RunFile, { task, repetition, contestants }: TrialChoice): TrialSpec[] {
  const spec = run.spec();
  const labels = spec.tasks.map(({ label }) => label);
  if (task !== '' && !labels.includes(task)) throw unknownName('task', task, labels, `--set task=${task}`);
  const wanted = chosenContestants(spec, contestants).filter(breeds);
  if (wanted.length === 0) {
    const who = contestants.length === 0 ? run.path : contestants.join(', ');
    throw new UserError(
      `lineage: ${who}: reads the births of ${genitor.name} without alignment and trainingSteps alone; there is no such contestant`,
    );
  }
  const found = candidates(run, wanted).filter(
    ({ spec: one }) =>
      (task === '' || one.task.label === task) && (repetition === 0 || one.repetition === repetition),
  );
  if (found.length === 0) {
    throw new UserError(
      `lineage: ${run.path} has no champion of ${wanted.map(({ name }) => name).join(' or ')}${task === '' ? '' : ` on ${task}`}${repetition === 0 ? '' : ` with seed ${repetition}`}`,
    );
  }
  return wanted.flatMap(({ name }) => {
    const own = found.filter(({ spec: one }) => one.contestant.name === name).sort(byRank);
    return own.slice(0, 1).map(({ spec: one }) => one);
  });
}

function byRank(one: Candidate, other: Candidate): number {
  const [a, b] = [one.row.result, other.row.result];
  const solved = Number(b?.solved ?? false) - Number(a?.solved ?? false);
  if (solved !== 0) return solved;
  if (a?.solved === true) return one.macs - other.macs;
  const error = (a?.testError ?? 1) - (b?.testError ?? 1);
  return error !== 0 ? error : one.macs - other.macs;
}
