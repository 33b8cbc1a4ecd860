/** Sequences of a task's test set as one batch, for looking at nets; a user's task draws them in its own thread. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findTask } from '../../../tasks/index.ts';
import type { Batch } from '../../engine/batch.ts';
import { UserError } from '../../errors.ts';
import { evaluationBatches } from '../../tasks/batches.ts';
import { hostOf, type OpenTask, openTask } from '../../tournament/plugins/plugin.ts';
import { type StreamOrigin, streamRoot } from '../../tournament/spec/stream-root.ts';
import type { TaskChoice } from '../../tournament/spec/tournament.ts';

/**
 * First `sequences` sequences of the test that every contestant of that tournament is judged on.
 * @throws UserError where the task fails
 */
export async function testBatch(
  { name, module, options }: Pick<TaskChoice, 'name' | 'module' | 'options'>,
  origin: StreamOrigin,
  sequences: number,
): Promise<Batch> {
  const path = [...streamRoot(origin), name, 'test'];
  if (module === undefined)
    return evaluationBatches(findTask(name), options, path, sequences, sequences).chunk(0);
  return hostOf(module, `task ${name}`).ask(
    'evaluationChunk',
    options,
    path,
    sequences,
    sequences,
    'test',
    0,
  );
}

/**
 * Task of a run, to choose it under other options.
 * @param where beginning of messages: the run file
 * @throws UserError where it comes from a file that is not there
 */
export async function openTaskOf(
  { name, module }: Pick<TaskChoice, 'name' | 'module'>,
  where: string,
): Promise<OpenTask> {
  if (module === undefined) return openTask(name);
  if (!module.startsWith('file:'))
    throw new UserError(
      `${where}: its task '${name}' has the module '${module.slice(0, 100)}', which is no file`,
    );
  const path = fileURLToPath(module);
  if (!existsSync(path))
    throw new UserError(`${where}: its task '${name}' comes from ${path}, which does not exist here`);
  return openTask(path);
}
