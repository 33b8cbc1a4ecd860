/** Order of a search's candidates, from best to worst: that of a verdict over all of them. */
import {
  beatingShares,
  meanShares,
  orderOfStanding,
  ranksOfStanding,
} from '../../statistics/standing-order.ts';
import { isFinished, type VerdictTrial, worstCase } from '../../statistics/trial-order.ts';

/** Trials of a candidate, `[task][seed]`. */
export interface CandidateTrials {
  readonly name: string;
  readonly tasks: readonly (readonly VerdictTrial[])[];
}

export interface CandidateOrder {
  /** Indices of the candidates, best first; equal ones in the order given. */
  readonly order: readonly number[];
  /** Ranks of the candidates as they were given, 1 the best; equal ones share the mean of theirs. */
  readonly ranks: readonly number[];
}

/**
 * Order of the candidates. Over several tasks it is the mean share of pairs
 * that counts. A missing trial, stopped or failed, counts as the worst: settings under which trials fail are not to be
 * chosen for the others.
 */
export function orderOfCandidates(candidates: readonly CandidateTrials[]): CandidateOrder {
  const tasks = Math.max(0, ...candidates.map((one) => one.tasks.length));
  const shares = Array.from({ length: tasks }, (_, task) =>
    beatingShares(candidates.map((one) => (one.tasks[task] ?? []).map(orWorst))),
  );
  if (tasks === 0) {
    const middle = (candidates.length + 1) / 2;
    return { order: candidates.map((_, index) => index), ranks: candidates.map(() => middle) };
  }
  const mean = meanShares(shares);
  return { order: orderOfStanding(mean), ranks: ranksOfStanding(mean) };
}

const orWorst = (trial: VerdictTrial): VerdictTrial => (isFinished(trial) ? trial : worstCase());
