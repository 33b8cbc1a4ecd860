/**
 * Condition under which one update may follow another within a step of a search: the trial has nothing to do between
 * them. So validations, ends and budgets fall on the same updates for any division into steps.
 */
import { monotonicSeconds } from '../../clock.ts';
import type { MayGoOn } from '../../learners/learner.ts';
import { reached, wouldExceed } from '../spec/budget.ts';
import type { Budget } from '../spec/tournament.ts';
import { costAfter, type TrialState } from './trial-state.ts';

/**
 * Most seconds of a step, so that the trial reports its progress. A device runs dry at the end of each step, so this is
 * long against the time that a device takes to be busy again.
 */
const SECONDS_IN_A_STEP = 1 / 4;

/**
 * Condition for a step that begins now.
 * @param isWished whether the trial is still to go on; checked before every update
 */
export function betweenUpdates(budget: Budget, state: TrialState, isWished: () => boolean): MayGoOn {
  const began = monotonicSeconds();
  return (done, last) => {
    if (!isWished()) return false;
    const seconds = monotonicSeconds() - began;
    if (seconds >= SECONDS_IN_A_STEP) return false;
    const cost = costAfter(state.cost, done, seconds);
    if (cost.macs >= Math.min(state.nextValidation, state.nextGlance ?? Number.POSITIVE_INFINITY))
      return false;
    return reached(budget, cost) === null && wouldExceed(budget, cost, last) === null;
  };
}
