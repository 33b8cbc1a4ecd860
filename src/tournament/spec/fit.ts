/** Fit of a contestant's learner, its net and a task; checked before anything starts. */
import { UserError } from '../../errors.ts';
import { forcingFault } from '../../learners/forcing.ts';
import { findLearner } from '../../learners/index.ts';
import { misfit } from '../../learners/misfit.ts';
import { netOf } from '../../nets/net-of.ts';
import { asksForMore, moreThanLosses, onlyEpisodes } from './episodes.ts';
import type { Contestant, TaskChoice } from './tournament.ts';

/** Reason why its learner cannot find weights, or its forcing cannot be, in one line; null where all goes together. */
export function unfitness(
  contestant: Contestant,
  { label, facts: { shape } }: Pick<TaskChoice, 'label' | 'facts'>,
): string | null {
  const { name, settings } = contestant;
  const learner = findLearner(contestant.learner);
  const net = netOf(contestant, shape)?.net ?? null;
  const lack = net && misfit(learner, net, settings);
  if (lack !== null) return `${name} on ${label}: learner ${learner.name} ${lack}`;
  if (shape.episode !== undefined && asksForMore(learner, settings))
    return `${name} on ${label}: ${moreThanLosses(learner.name, label)}`;
  if (shape.episode === undefined && learner.samples)
    return `${name} on ${label}: ${onlyEpisodes(learner.name, label)}`;
  const isFedBack = shape.feedback !== undefined;
  const fault = forcingFault({ settings, calls: learner.calls(settings), net, task: label, isFedBack });
  return fault && `${name} on ${label}: ${fault}`;
}

/** @throws UserError with that line */
export function requireFit(contestant: Contestant, task: Pick<TaskChoice, 'label' | 'facts'>): void {
  const reason = unfitness(contestant, task);
  if (reason !== null) throw new UserError(`contestant ${reason}`);
}
