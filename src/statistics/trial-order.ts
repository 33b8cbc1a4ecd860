/**
 * Order of trials, from better to worse. Solving comes first, then its cost, then the nearness of an unsolved trial:
 * one order over solved, unsolved and broken trials, so that a rank test can use them all, and no trial has to be
 * dropped or given a made-up cost.
 */
import type { StopReason } from '../stop-reason.ts';

/** Parts of a trial's result that a verdict depends on. */
export interface VerdictTrial {
  /** True where the success criterion holds on the test set. */
  readonly solved: boolean;
  /** Share of test sequences answered wrong, 0 to 1; null where the test set was not reached. */
  readonly testError: number | null;
  readonly testLoss: number | null;
  /**
   * Score that tells unsolved trials apart before their loss, lower being better, where that is not the test error but
   * a measure of the task's own; null where the test set was not reached.
   *
   */
  readonly testScore?: number | null;
  /** Multiply-accumulates at which validation showed success; null where it did not. */
  readonly macsToSolve: number | null;
  /** Multiply-accumulates spent in all. */
  readonly macs: number;
  readonly stop: StopReason;
  /** End of the trial in words: of a failed trial the fault. */
  readonly detail?: string;
}

/**
 * True for a trial with a result. A trial that the user stopped, or that failed by its task's or learner's code or its
 * thread, might have ended either way: it is missing, unless it was solved by then.
 */
export function isFinished(trial: VerdictTrial): boolean {
  return trial.solved || (trial.stop !== 'stopped' && trial.stop !== 'failed');
}

/** Cost to solve of a solved trial. Success that only the test set showed counts at the cost of the whole trial. */
export function solvingCost(trial: VerdictTrial): number {
  return trial.macsToSolve ?? trial.macs;
}

/**
 * Comparison: negative where `a` went better than `b`, 0 where they cannot be told apart. Solved before unsolved; among
 * solved the lower cost; among unsolved the lower test error (or score of the task's own), then the lower test loss;
 * untested last.
 */
export function compareTrials(a: VerdictTrial, b: VerdictTrial): number {
  if (a.solved !== b.solved) return a.solved ? -1 : 1;
  if (a.solved) return compareNumbers(solvingCost(a), solvingCost(b));
  return (
    compareNumbers(orLast(scoreOf(a)), orLast(scoreOf(b))) ||
    compareNumbers(orLast(a.testLoss), orLast(b.testLoss))
  );
}

/**
 * Ranks of trials among all those given, `[group][trial]`: equal trials share a rank, and a lower rank is better. Only
 * their order means anything.
 */
export function placesOf(groups: readonly (readonly VerdictTrial[])[]): number[][] {
  const sorted = groups.flat().sort(compareTrials);
  const places = new Map<VerdictTrial, number>();
  let place = 0;
  for (const [index, trial] of sorted.entries()) {
    if (index > 0 && compareTrials(sorted[index - 1]!, trial) !== 0) place = index;
    places.set(trial, place);
  }
  return groups.map((group) => group.map((trial) => places.get(trial)!));
}

/** Worst outcome of a missing trial. */
export function worstCase(): VerdictTrial {
  return { solved: false, testError: null, testLoss: null, macsToSolve: null, macs: 0, stop: 'exploded' };
}

/**
 * Best outcome of a missing trial: solved by the net that it began with. The cost so far is no lower bound, since a net
 * that validated long before may be the one that passes the test.
 */
export function bestCase(): VerdictTrial {
  return { solved: true, testError: 0, testLoss: 0, macsToSolve: 0, macs: 0, stop: 'solved' };
}

const scoreOf = ({ testScore, testError }: VerdictTrial): number | null =>
  testScore === undefined ? testError : testScore;

function orLast(value: number | null): number {
  return value === null || Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
}

/** Comparison of numbers; subtraction would give NaN for two equal infinities. */
function compareNumbers(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
