/** Preparation of an episode task in the calling thread, before its first episode there. */
import { oneLine, UserError } from '../errors.ts';
import type { Task } from './define-task.ts';
import type { EpisodeDefinition } from './episode.ts';

/** Preparations of this thread, under way or over. A definition is prepared once. */
const prepared = new WeakMap<EpisodeDefinition, Promise<void>>();

/**
 * Waits until episodes of the task can be begun in this thread. A task without `prepare` is ready at once.
 * @throws UserError where `prepare` fails, each time
 */
export async function prepareEpisodes(task: Pick<Task, 'name' | 'episode'>): Promise<void> {
  const { name, episode } = task;
  if (episode?.prepare === undefined) return;
  const preparing = prepared.get(episode) ?? prepareOnce(name, episode);
  prepared.set(episode, preparing);
  await preparing;
}

async function prepareOnce(name: string, episode: EpisodeDefinition): Promise<void> {
  try {
    await episode.prepare!();
  } catch (error) {
    const place = error instanceof UserError ? '' : 'prepare: ';
    throw new UserError(`task ${name}: ${place}${oneLine(error)}`, { cause: error });
  }
}
