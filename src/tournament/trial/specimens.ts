/** Specimens: a few test sequences of a task, for people to look at. */

import { findTask } from '../../../tasks/index.ts';
import type { Batch } from '../../engine/batch.ts';
import { evaluationBatches } from '../../tasks/batches.ts';
import { hostOf } from '../plugins/plugin.ts';
import { type StreamOrigin, streamRoot } from '../spec/stream-root.ts';
import type { PluginLimits, TaskChoice } from '../spec/tournament.ts';

/**
 * First `count` sequences of the test set that every contestant of that tournament is judged on.
 * @throws UserError when a plugin cannot draw them
 */
export async function testSpecimens(
  choice: TaskChoice,
  origin: StreamOrigin,
  count: number,
  limits?: PluginLimits,
): Promise<Batch> {
  const { name, module, options, facts } = choice;
  const { sequences } = facts.success;
  const path = [...streamRoot(origin), name, 'test'];
  if (module !== undefined) {
    const host = hostOf(module, `task ${name}`, limits);
    return host.ask('evaluationChunk', options, path, sequences, count, 'test', 0);
  }
  return evaluationBatches(findTask(name), options, path, sequences, count).chunk(0);
}
