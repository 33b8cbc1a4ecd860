/** First step of a trial, which its budget does not cut short: what it costs, and whether a budget covers it. */
import { findLearner } from '../../learners/index.ts';
import { quantity } from '../../words/numbers.ts';
import type { Budget, Contestant, TaskChoice } from '../spec/tournament.ts';
import { wantOf } from './workload.ts';

/**
 * Reason why that share of the budget does not cover the first step on the task, such as the evaluation of a
 * population: a trial would spend more than its budget. Null where it covers the step, and where its cost is not known.
 */
export function beyondBudget(
  contestant: Contestant,
  task: TaskChoice,
  { macs, evaluations }: Budget,
  share: number,
): string | null {
  const learner = findLearner(contestant.learner);
  const steps = learner.begins?.(contestant.settings) ?? 1;
  const cost = steps * (wantOf(task, contestant)?.macs ?? 0);
  if (macs !== undefined && cost > share * macs) {
    return `its first step costs ${quantity(cost, 'MAC')} on ${task.label}, and a trial may spend ${quantity(share * macs, 'MAC')}`;
  }
  if (learner.counts !== 'evaluations' || evaluations === undefined || steps <= share * evaluations)
    return null;
  return `its first step makes ${steps} evaluations, and a trial may make ${Math.floor(share * evaluations)}`;
}
