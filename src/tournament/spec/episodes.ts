/** Refusals of episodes: why a trial cannot play the episodes of its task, asked before anything starts. */
import type { Catalogue } from './catalogue.ts';
import type { TrialSpec } from './tournament.ts';

/**
 * Refusal in one line that names the part which cannot; null where all can, and where the task is not played in
 * episodes.
 */
export function lacksEpisodes(
  { task, contestant, device }: Pick<TrialSpec, 'task' | 'contestant' | 'device'>,
  catalogue: Catalogue,
): string | null {
  if (catalogue.episodes(task.name) === null) return null;
  const learner = catalogue.learner(contestant.learner);
  const asked = learner.calls(contestant.settings).find((call) => call !== 'population');
  if (asked !== undefined) {
    return `learner ${learner.name}: it asks for more than losses, and the episodes of task ${task.name} give nothing else; take a learner that evaluates populations`;
  }
  if (task.module !== undefined)
    return `task ${task.name}: episodes of a task from a file cannot be played yet`;
  if (catalogue.trialsAtOnce(device) > 1)
    return `device ${device}: it cannot play the episodes of task ${task.name} yet; take wasm or reference`;
  return null;
}
