/** Scheduling: the order of trials, and the assignment of idle workers as helpers. */
import { passMacs } from '../../nets/net-of.ts';
import type { Catalogue } from '../spec/catalogue.ts';
import type { TrialSpec } from '../spec/tournament.ts';

/**
 * Order in which trials are begun: those that may last longest first, so that the end does not wait for one of them;
 * then repetition by repetition; and in one repetition those that idle workers can help last.
 */
export function runningOrder(catalogue: Catalogue, trials: readonly TrialSpec[]): TrialSpec[] {
  const weighed = trials.map((trial) => ({
    trial,
    macs: mostMacs(catalogue, trial),
    shareable: Number(isShareable(catalogue, trial)),
  }));
  weighed.sort(
    (a, b) => b.macs - a.macs || a.trial.repetition - b.trial.repetition || a.shareable - b.shareable,
  );
  return weighed.map(({ trial }) => trial);
}

/** Rough costs of a step of a usual learner in passes over a sequence, and of a second of a worker in MACs. */
const ROUGHLY = { passesOfAnUpdate: 60, passesOfAnEvaluation: 128, macsOfASecond: 5e9 };

/** MACs that the trial's budget lets it spend, roughly. Only good for comparing trials of one tournament. */
function mostMacs(catalogue: Catalogue, { task, contestant, budget }: TrialSpec): number {
  const { shape, steps } = task.facts;
  const pass = passMacs(contestant, shape, steps ?? 1, catalogue.architecture);
  return Math.min(
    budget.macs ?? Number.POSITIVE_INFINITY,
    (budget.updates ?? Number.POSITIVE_INFINITY) * pass * ROUGHLY.passesOfAnUpdate,
    (budget.evaluations ?? Number.POSITIVE_INFINITY) * pass * ROUGHLY.passesOfAnEvaluation,
    (budget.seconds ?? Number.POSITIVE_INFINITY) * ROUGHLY.macsOfASecond,
  );
}

/**
 * True for a trial that idle workers may help: its learner evaluates populations. A descent is one long chain of small
 * products and has no use for help. Trials with a limit in seconds get none either: a second of several workers buys
 * more than a second of one, and trials of one contestant must be alike. A device that shares its dispatches among
 * trials is not made faster by more threads.
 */
export function isShareable(catalogue: Catalogue, trial: TrialSpec): boolean {
  if (trial.budget.seconds !== undefined || catalogue.trialsAtOnce(trial.device) > 1) return false;
  const { learner, settings } = trial.contestant;
  return catalogue.learner(learner).calls(settings).includes('population');
}

/** Trials for that many idle workers to help, one after the other: each the trial with the fewest helpers. */
export function helpersWanted<Trial extends { readonly helpers: number }>(
  trials: readonly Trial[],
  idle: number,
): Trial[] {
  const helpers = trials.map((trial) => trial.helpers);
  return Array.from({ length: trials.length === 0 ? 0 : Math.max(0, idle) }, () => {
    const fewest = helpers.indexOf(Math.min(...helpers));
    helpers[fewest]!++;
    return trials[fewest]!;
  });
}
