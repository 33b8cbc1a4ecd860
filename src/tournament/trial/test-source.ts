/** Test set of a task and the task's judge, for scoring a net outside a trial. */

import { findTask } from '../../../tasks/index.ts';
import type { Batch } from '../../engine/batch.ts';
import type { Awaitable, Vector } from '../../engine/device.ts';
import { type BatchJudgement, evaluationBatches, judgeBatch } from '../../tasks/batches.ts';
import { hostOf } from '../plugins/plugin.ts';
import { type StreamOrigin, streamRoot } from '../spec/stream-root.ts';
import type { PluginLimits, TaskChoice } from '../spec/tournament.ts';

/** Test set and judge; a plugin's run in its host thread. Each throws a UserError where the task fails. */
export interface TestSource {
  readonly chunks: number;
  /** Chunk 0 to chunks - 1. */
  chunk(index: number): Awaitable<Batch>;
  /**
   * Judges a batch.
   * @param outputs as `Evaluation.outputs`
   */
  judge(batch: Batch, outputs: Vector): Awaitable<BatchJudgement>;
}

/** First `sequences` of the test set of that origin, or all cases of a task that has them. */
export async function testSource(
  { name, module, options }: TaskChoice,
  origin: StreamOrigin,
  sequences: number,
  limits?: PluginLimits,
): Promise<TestSource> {
  const path = [...streamRoot(origin), name, 'test'];
  if (module !== undefined) {
    const host = hostOf(module, `task ${name}`, limits);
    const { chunks } = await host.ask('evaluationSet', options, path, sequences, undefined, 'test');
    return {
      chunks,
      chunk: (index) => host.ask('evaluationChunk', options, path, sequences, undefined, 'test', index),
      judge: (batch, outputs) => host.ask('judge', options, batch, outputs),
    };
  }
  const task = findTask(name);
  const { chunks, chunk } = evaluationBatches(task, options, path, sequences);
  return { chunks, chunk, judge: (batch, outputs) => judgeBatch(task, options, batch, outputs) };
}
