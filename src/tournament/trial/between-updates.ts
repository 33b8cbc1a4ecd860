/**
 * Condition under which one update may follow another within a step of a search: where the trial would find nothing to
 * do between them. Validations, ends and budgets thus fall on the same updates whatever a step has of them.
 */
import { monotonicSeconds } from '../../clock.ts';
import type { MayGoOn } from '../../learners/learner.ts';
import { reached, wouldExceed } from '../spec/budget.ts';
import type { Budget } from '../spec/tournament.ts';
import { costAfter, type TrialState } from './trial-state.ts';

/**
 * A step is to be over by then, so that the trial tells how far it is. Each one ends with a device that has run dry,
 * so this is long against what a device takes to be busy again.
 */
const SECONDS_IN_A_STEP = 1 / 4;

/**
 * For a step that begins now.
 * @param isWished whether the trial is still to go on; looked at before every update
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
