/** Specimens of a task that is played in episodes: champions on test starts, for people to look at. */
import { findTask } from '../../../tasks/index.ts';
import { UserError } from '../../errors.ts';
import type { Net } from '../../nets/net.ts';
import { validateOptions } from '../../options/validate.ts';
import { prepareEpisodes } from '../../tasks/prepare-episodes.ts';
import { type Recording, recordEpisode } from '../../tasks/record-episode.ts';
import type { StreamOrigin } from '../spec/stream-root.ts';
import type { TaskChoice } from '../spec/tournament.ts';
import { examSet } from './examine-episodes.ts';

/** Most steps that are recorded of an episode. */
const MOST_STEPS = 1000;

export interface EpisodeSpecimens {
  /** Number of episodes. */
  readonly episodes: number;
  record(net: Net, parameters: Float32Array, number: number): Recording;
}

/** Waits until the episodes of a built-in task can be begun in this thread. @throws UserError where they cannot */
export async function prepareSpecimens({ name, module }: Pick<TaskChoice, 'name' | 'module'>): Promise<void> {
  if (module === undefined) await prepareEpisodes(findTask(name));
}

/**
 * First `count` episodes of the test that every contestant of that tournament is judged on.
 * @throws UserError for a task from a file, whose code does not run in this thread
 */
export function episodeSpecimens(choice: TaskChoice, origin: StreamOrigin, count: number): EpisodeSpecimens {
  if (choice.module !== undefined)
    throw new UserError(`episodes of a task from a file are played in its own thread and not shown`);
  const task = findTask(choice.name);
  // Run files of former versions lack options that were added since.
  const options = validateOptions(task.options, choice.options, `task ${choice.name}`);
  const set = examSet({ ...choice, options }, task, origin, 'test', count);
  return {
    episodes: set.sequences,
    record: (net, parameters, number) => recordEpisode(task, net, parameters, set, number, MOST_STEPS),
  };
}
