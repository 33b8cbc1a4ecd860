/** Refusals of episodes: why a trial cannot play the episodes of its task, asked before anything starts. */
import type { Learner } from '../../learners/learner.ts';
import type { Catalogue } from './catalogue.ts';
import type { Contestant, TrialSpec } from './tournament.ts';

/**
 * Refusal in one line that names the part which cannot; null where all can, and where the task is not played in
 * episodes.
 */
export function lacksEpisodes(
  { task, contestant, device }: Pick<TrialSpec, 'task' | 'contestant' | 'device'>,
  catalogue: Catalogue,
): string | null {
  if (task.facts.shape.episode === undefined && catalogue.episodes(task.name) === null) return null;
  const learner = catalogue.learner(contestant.learner);
  if (asksForMore(learner, contestant.settings)) return moreThanLosses(learner.name, task.name);
  if (catalogue.trialsAtOnce(device) > 1)
    return `device ${device}: it cannot play the episodes of task ${task.name} yet; take wasm or reference`;
  return null;
}

/** True for a learner that asks for more than losses of populations. */
export const asksForMore = (learner: Learner, settings: Contestant['settings']): boolean =>
  learner.calls(settings).some((call) => call !== 'population');

/** Refusal of such a learner. */
export const moreThanLosses = (learner: string, task: string): string =>
  `learner ${learner}: it asks for more than losses, and the episodes of task ${task} give nothing else; take a learner that evaluates populations`;
