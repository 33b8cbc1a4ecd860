/** Fit of a contestant's learner, its net and a task; checked before anything starts. */
import { UserError } from '../../errors.ts';
import { findLearner } from '../../learners/index.ts';
import { netOf } from '../../nets/net-of.ts';
import type { Contestant, TaskChoice } from './tournament.ts';

/** Reason why its learner cannot find weights, in one line; null where it can. */
export function unfitness(
  contestant: Contestant,
  { label, facts: { shape } }: Pick<TaskChoice, 'label' | 'facts'>,
): string | null {
  const { name, learner } = contestant;
  const { fits } = findLearner(learner);
  const built = fits === undefined ? null : netOf(contestant, shape);
  const lack = built && fits!(built.net);
  return lack ? `${name} on ${label}: learner ${learner} ${lack}` : null;
}

/** @throws UserError with that line */
export function requireFit(contestant: Contestant, task: Pick<TaskChoice, 'label' | 'facts'>): void {
  const reason = unfitness(contestant, task);
  if (reason !== null) throw new UserError(`contestant ${reason}`);
}
