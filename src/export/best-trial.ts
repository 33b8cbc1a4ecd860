/** Choice of the trial of a run that is exported: the one that is named, or the best one. */
import { UserError } from '../errors.ts';
import { nearest, unknownName } from '../options/nearest.ts';
import { compareTrials, type VerdictTrial } from '../statistics/trial-order.ts';
import type { RunReader } from '../store/run-reader.ts';
import type { StoredTrial } from '../store/stored-trial.ts';
import type { Success } from '../tournament/spec/success.ts';
import type { Checkpoint } from '../tournament/spec/tournament.ts';
import { testScoreOf } from '../tournament/summarise.ts';

/** Choice by the user: one trial by `trial`; the others restrict the search for the best. */
export interface Choice {
  readonly trial?: string | undefined;
  readonly contestant?: string | undefined;
  /** Label of a task. */
  readonly task?: string | undefined;
}

export type Readable = Pick<RunReader, 'spec' | 'about' | 'trials' | 'metrics' | 'champion'>;

export interface Chosen {
  readonly trial: StoredTrial;
  /** Reason for the choice, in words that follow the trial's name. */
  readonly why: string;
}

/**
 * Chooses the trial.
 * @param where beginning of messages: the run file
 * @param purpose of the champion, for messages
 * @throws UserError on a name that the run does not have, and where nothing has been found yet
 */
export function chooseTrial(
  run: Readable,
  { trial: id, contestant, task }: Choice,
  where: string,
  purpose: 'export' | 'play' = 'export',
): Chosen {
  const trials = run.trials();
  if (trials.length === 0)
    throw new UserError(`${where}: has no trials, so there is no champion to ${purpose}`);
  if (id !== undefined) return { trial: namedTrial(run, trials, id, where), why: 'the trial that was named' };
  const spec = run.spec();
  const contestants = spec.contestants.map(({ name }) => name);
  const tasks = spec.tasks.map(({ label }) => label);
  if (contestant !== undefined && !contestants.includes(contestant)) {
    throw unknownName('contestant', contestant, contestants, where);
  }
  if (task !== undefined && !tasks.includes(task)) throw unknownName('task', task, tasks, where);
  if (task === undefined && tasks.length > 1) {
    throw new UserError(
      `${where}: has ${tasks.length} tasks, whose trials cannot be compared; name one with --task, or a trial with --trial (tasks: ${tasks.join(', ')})`,
    );
  }
  const among = trials.filter(
    (trial) =>
      (contestant ?? trial.contestant) === trial.contestant && trial.id.startsWith(`${task ?? tasks[0]}/`),
  );
  const whose = `${contestant === undefined ? 'of the run' : `of ${contestant}`}${task === undefined ? '' : ` on ${task}`}`;
  return best(run, among, whose, where);
}

function namedTrial(run: Readable, trials: readonly StoredTrial[], id: string, where: string): StoredTrial {
  const found = trials.find((trial) => trial.id === id);
  if (found === undefined) {
    const ids = trials.map((trial) => trial.id);
    // Users often leave out the task's options, while the rest of the id is right.
    const near = nearest(id, ids) ?? ids.find((one) => one.endsWith(id.slice(id.indexOf('/'))));
    const hint = near === undefined ? '' : `, did you mean '${near}'?`;
    const some = ids.slice(0, 6).join(', ');
    const more = ids.length > 6 ? ` and ${ids.length - 6} more` : '';
    throw new UserError(`${where}: unknown trial '${id}'${hint} (known: ${some}${more})`);
  }
  if (run.champion(id) === null) throw new UserError(`${where}: trial ${id} ${whyNone(found)}`);
  return found;
}

function whyNone({ state, result }: StoredTrial): string {
  if (state === 'planned') return 'has not begun, so it has no champion yet';
  if (state === 'running') return 'has validated nothing yet, so it has no champion';
  return `has no champion: ${result?.stop.detail || result?.stop.reason || 'it ended before its first validation'}`;
}

function best(run: Readable, among: readonly StoredTrial[], whose: string, where: string): Chosen {
  const tasks = new Map(run.spec().tasks.map(({ label, facts }) => [label, facts.success]));
  const inOrder = among.map((trial) => ({ trial, place: verdictTrial(trial, tasks.get(trial.task)!) }));
  inOrder.sort((a, b) => compareTrials(a.place, b.place));
  const found = inOrder.filter(({ trial }) => run.champion(trial.id) !== null);
  const nearest = (exam: string): string => nearestText(exam, tasks.get(among[0]!.task)!);
  const [first] = found;
  if (first === undefined) throw new UserError(`${where}: no trial ${whose} has a champion yet`);
  const { trial, place } = first;
  const solved = found.filter((one) => one.place.solved).length;
  if (found.length === 1) return { trial, why: `the only trial ${whose} that has a champion` };
  if (solved > 0) {
    const rest =
      solved === 1 ? 'the only one that solved' : `solved at the lowest cost, of ${solved} that solved`;
    return { trial, why: `the best trial ${whose}: ${rest}` };
  }
  if (place.testError !== null) {
    return { trial, why: `the best trial ${whose}: none solved, this one ${nearest('test')}` };
  }
  const byValidation = found
    .map((one) => ({ trial: one.trial, validation: bestValidation(run.metrics(one.trial.id)) }))
    .sort((a, b) => order(a.validation) - order(b.validation));
  return {
    trial: byValidation[0]!.trial,
    why: `the best trial ${whose}: none is tested yet, this one ${nearest('validation')}`,
  };
}

function nearestText(exam: string, success: Success): string {
  if (success.measure === undefined) return `has the lowest ${exam} error`;
  const best = success.atLeast === undefined ? 'lowest' : 'highest';
  return `has the ${best} ${success.measure} in its ${exam}`;
}

const order = (validation: Checkpoint | null): number =>
  validation === null ? Number.POSITIVE_INFINITY : validationScore(validation);

/** Score by which a trial chose its best net, before the loss. */
const validationScore = (one: Checkpoint): number => one.validationScore ?? one.validationError;

function verdictTrial({ result }: StoredTrial, success: Success): VerdictTrial {
  return {
    solved: result?.solved ?? false,
    testError: result?.testError ?? null,
    testLoss: result?.testLoss ?? null,
    ...(result === null ? {} : testScoreOf(success, result)),
    macsToSolve: result?.costToSolve?.macs ?? null,
    macs: result?.cost.macs ?? 0,
    stop: result?.stop.reason ?? 'stopped',
  };
}

/** Validation that made the champion: the first of the best score, and among equals of the lowest loss. */
export function bestValidation(metrics: readonly Checkpoint[]): Checkpoint | null {
  return metrics.reduce<Checkpoint | null>((held, one) => {
    if (!Number.isFinite(one.validationLoss)) return held;
    const better =
      held === null ||
      validationScore(one) < validationScore(held) ||
      (validationScore(one) === validationScore(held) && one.validationLoss < held.validationLoss);
    return better ? one : held;
  }, null);
}
