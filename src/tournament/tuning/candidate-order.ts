/** Order of a search's candidates, from best to worst: that of a verdict over all of them. */
import { beatingShares, meanShares, orderOfStanding } from '../../statistics/standing-order.ts';
import { isFinished, type VerdictTrial, worstCase } from '../../statistics/trial-order.ts';

/** Trials of a candidate, `[task][seed]`. */
export interface CandidateTrials {
  readonly name: string;
  readonly tasks: readonly (readonly VerdictTrial[])[];
}

/**
 * Indices of the candidates, best first; equal ones in the order given. Over several tasks it is the mean share of pairs
 * that counts. A missing trial, stopped or failed, counts as the worst: settings under which trials fail are not to be
 * chosen for the others.
 */
export function orderOfCandidates(candidates: readonly CandidateTrials[]): number[] {
  const tasks = Math.max(0, ...candidates.map((one) => one.tasks.length));
  if (tasks === 0) return candidates.map((_, index) => index);
  const shares = Array.from({ length: tasks }, (_, task) =>
    beatingShares(candidates.map((one) => (one.tasks[task] ?? []).map(orWorst))),
  );
  return orderOfStanding(meanShares(shares));
}

const orWorst = (trial: VerdictTrial): VerdictTrial => (isFinished(trial) ? trial : worstCase());
