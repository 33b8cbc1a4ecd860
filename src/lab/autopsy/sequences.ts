/** Sequences of a task for the autopsy: fresh ones, from streams of their own names, which no learner has seen. */
import { findTask } from '../../../tasks/index.ts';
import type { Batch } from '../../engine/batch.ts';
import type { Awaitable, Vector } from '../../engine/device.ts';
import { type BatchJudgement, evaluationBatches, judgeBatch } from '../../tasks/batches.ts';
import { hostOf } from '../../tournament/plugins/plugin.ts';
import { streamRoot } from '../../tournament/spec/stream-root.ts';
import type { PluginLimits, TaskChoice } from '../../tournament/spec/tournament.ts';

/** Source of sequences of one task. */
export interface Source {
  readonly choice: TaskChoice;
  /**
   * Batch of at most `count` sequences of the stream of that name: of a task with cases its first test cases, fewer where
   * there are fewer.
   */
  draw(name: string, count: number): Promise<Batch>;
  /** Judges a batch. @param outputs as `Evaluation.outputs` */
  judge(batch: Batch, outputs: Vector): Awaitable<BatchJudgement>;
}

/**
 * Source of a task.
 * @throws UserError where the code of a task from a file fails
 */
export function sourceOf(choice: TaskChoice, seed: number, limits?: PluginLimits): Source {
  const { name, module, options } = choice;
  const pathOf = (stream: string) => [...streamRoot({ seed }), name, 'lab', 'autopsy', stream];
  if (module !== undefined) {
    const host = hostOf(module, `task ${name}`, limits);
    return {
      choice,
      draw: async (stream, count) =>
        host.ask('evaluationChunk', options, pathOf(stream), count, count, 'test', 0),
      judge: (batch, outputs) => host.ask('judge', options, batch, outputs),
    };
  }
  const task = findTask(name);
  return {
    choice,
    draw: async (stream, count) =>
      evaluationBatches(task, options, pathOf(stream), count, count, 'test').chunk(0),
    judge: (batch, outputs) => judgeBatch(task, options, batch, outputs),
  };
}
