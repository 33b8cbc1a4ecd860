/** Refusals of episodes: why a trial cannot play the episodes of its task, asked before anything starts. */
import type { Learner } from '../../learners/learner.ts';
import type { Catalogue } from './catalogue.ts';
import type { Contestant, TrialSpec } from './tournament.ts';

/**
 * Refusal in one line that names the part which cannot; null where all can.
 */
export function lacksEpisodes(
  { task, contestant, device }: Pick<TrialSpec, 'task' | 'contestant' | 'device'>,
  catalogue: Catalogue,
): string | null {
  const learner = catalogue.learner(contestant.learner);
  if (task.facts.shape.episode === undefined && catalogue.episodes(task.name) === null)
    return learner.samples ? onlyEpisodes(learner.name, task.name) : null;
  if (asksForMore(learner, contestant.settings)) return moreThanLosses(learner.name, task.name);
  if (catalogue.trialsAtOnce(device) > 1)
    return `device ${device}: it cannot play the episodes of task ${task.name} yet; take wasm or reference`;
  return null;
}

/** True for a learner that asks for more than losses of populations, and cannot play by sampled actions. */
export const asksForMore = (learner: Learner, settings: Contestant['settings']): boolean =>
  learner.samples !== true && learner.calls(settings).some((call) => call !== 'population');

/** Refusal of such a learner. */
export const moreThanLosses = (learner: string, task: string): string =>
  `learner ${learner}: it asks for the gradient of a loss, and the episodes of task ${task} have none; take rpg, the policy gradient, or a learner that evaluates populations`;

/** Refusal of a learner that plays by sampled actions, on a task of sequences. */
export const onlyEpisodes = (learner: string, task: string): string =>
  `learner ${learner}: it learns from episodes, and task ${task} has sequences with targets; take a learner by gradients such as lstm, msgd-c or adam`;
