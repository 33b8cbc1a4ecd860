/**
 * Order of trials: which of two went better. Solving comes first, then what it cost, then how near an unsolved trial
 * came: one order over solved, unsolved and broken trials, so that a rank test can use them all, and no trial has to be
 * dropped or given a made-up cost.
 */
import type { StopReason } from '../stop-reason.ts';

/** As much of a trial's result as a verdict depends on. */
export interface VerdictTrial {
  /** The success criterion holds on the test set. */
  readonly solved: boolean;
  /** Share of test sequences answered wrong, 0 to 1; null where the test set was not reached. */
  readonly testError: number | null;
  readonly testLoss: number | null;
  /**
   * By which unsolved trials are told apart before their loss, lower being better, where that is not the test error
   * but a measure of the task's own; null where the test set was not reached.
   */
  readonly testScore?: number | null;
  /** Multiply-accumulates at which validation showed success; null where it did not. */
  readonly macsToSolve: number | null;
  /** Multiply-accumulates spent in all. */
  readonly macs: number;
  readonly stop: StopReason;
  /** How it ended, in words: of a failed trial the fault. */
  readonly detail?: string;
}

/**
 * The trial has a result. One that the user stopped, or that failed by its task's or learner's code or its
 * thread, says nothing of how it would have ended: it is missing, unless it was solved by then.
 */
export function isFinished(trial: VerdictTrial): boolean {
  return trial.solved || (trial.stop !== 'stopped' && trial.stop !== 'failed');
}

/** Cost to solve of a solved trial. Success that only the test set showed counts at what was spent in all. */
export function solvingCost(trial: VerdictTrial): number {
  return trial.macsToSolve ?? trial.macs;
}

/**
 * Negative where `a` went better than `b`, 0 where they cannot be told apart. Solved before unsolved; among
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
 * The places that trials take among all those given, `[group][trial]`: equal trials share a place, and a
 * lower place is better. Only their order means anything.
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

/** What a missing trial would be at worst. */
export function worstCase(): VerdictTrial {
  return { solved: false, testError: null, testLoss: null, macsToSolve: null, macs: 0, stop: 'exploded' };
}

/**
 * What a missing trial would be at best: solved by the net that it began with. What it has spent is no lower
 * bound, for a net that validated long before may be the one that the test set finds good enough.
 */
export function bestCase(): VerdictTrial {
  return { solved: true, testError: 0, testLoss: 0, macsToSolve: 0, macs: 0, stop: 'solved' };
}

const scoreOf = ({ testScore, testError }: VerdictTrial): number | null =>
  testScore === undefined ? testError : testScore;

function orLast(value: number | null): number {
  return value === null || Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
}

/** Subtraction would give NaN for two equal infinities. */
function compareNumbers(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
