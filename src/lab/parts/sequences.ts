/** Sequences of a task, built-in or from a user's file, drawn from streams of a view's own. */
import { findTask } from '../../../tasks/index.ts';
import type { Batch } from '../../engine/batch.ts';
import { evaluationBatches } from '../../tasks/batches.ts';
import type { StreamPath } from '../../tasks/stream-path.ts';
import { hostOf } from '../../tournament/plugins/plugin.ts';
import type { PluginLimits, TaskChoice } from '../../tournament/spec/tournament.ts';

/** Reason, as one clause, why views cannot draw sequences of that task; null where they can. */
export function lacksSequences({
  label,
  facts: { shape },
}: Pick<TaskChoice, 'label' | 'facts'>): string | null {
  if (shape.episode !== undefined) return `task ${label} is played in episodes and has no sequences`;
  if (shape.feedback !== undefined) return `the outputs of task ${label} are fed back to its inputs`;
  return null;
}

/**
 * First so many sequences of the set that `path` names, of the training part; of a task with fewer cases all of them.
 * Paths of views begin with `lab`, so that no trial has seen a sequence that is drawn and not read.
 * @throws UserError where the task fails
 */
export async function sequencesOf(
  { name, module, options }: Pick<TaskChoice, 'name' | 'module' | 'options'>,
  path: StreamPath,
  sequences: number,
  limits?: PluginLimits,
): Promise<Batch> {
  if (module === undefined)
    return evaluationBatches(findTask(name), options, path, sequences, sequences, 'training').chunk(0);
  const host = hostOf(module, `task ${name}`, limits);
  return host.ask('evaluationChunk', options, path, sequences, sequences, 'training', 0);
}
