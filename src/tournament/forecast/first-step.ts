/** First step of a trial, which its budget does not cut short: what it costs, and whether a budget covers it. */
import { findLearner } from '../../learners/index.ts';
import { quantity } from '../../words/numbers.ts';
import type { Budget, Contestant, TaskChoice } from '../spec/tournament.ts';
import { type Draft, unitMacs, wantOf } from './workload.ts';

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
  const { steps, cost, atMost, counts } = firstStep(contestant, task);
  if (macs !== undefined && cost > share * macs) {
    return `its first ${counts === 'updates' ? 'update' : 'step'} costs ${atMost}${quantity(cost, 'MAC')} on ${task.label}, and a trial may spend ${quantity(share * macs, 'MAC')}`;
  }
  if (counts !== 'evaluations' || evaluations === undefined || steps <= share * evaluations) return null;
  return `its first step makes ${steps} evaluations, and a trial may make ${Math.floor(share * evaluations)}`;
}

function firstStep(contestant: Contestant, task: TaskChoice) {
  const { counts, begins } = findLearner(contestant.learner);
  const steps = begins?.(contestant.settings) ?? 1;
  const want = wantOf(task, contestant);
  const cost = want === null ? 0 : steps * unitMacs(want);
  // Conjugate gradients may stop before they have made all their products.
  const atMost = want?.asking.kind === 'products' ? `up to some ` : '';
  return { steps, cost, atMost, counts };
}

/** Most notes on budgets; further ones are counted. */
const MOST_NOTES = 3;

/** Notes on contestants whose first step is beyond their budget: it is made as a whole all the same. */
export function budgetNotes({ tasks, contestants, budget: common }: FieldWithBudget): string[] {
  const notes = tasks.flatMap((task) =>
    contestants.flatMap((contestant) => {
      const reason = beyondBudget(contestant, task, task.budget ?? common, 1);
      return reason === null
        ? []
        : [`${contestant.name}: ${reason}; the step is made as a whole, so the trial overspends`];
    }),
  );
  const more = notes.length - MOST_NOTES;
  return more <= 0
    ? notes
    : [...notes.slice(0, MOST_NOTES), `and ${more} more overspend with their first step`];
}

type FieldWithBudget = Pick<Draft, 'tasks' | 'contestants' | 'budget'>;
