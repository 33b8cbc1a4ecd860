/** Remote task, whose code is in another thread, so that batches are drawn and judged there as a whole. */
import type { Batch } from '../engine/batch.ts';
import type { Vector } from '../engine/device.ts';
import type { BatchJudgement } from './batch-judgement.ts';
import type { Part, Task, TaskShape } from './define-task.ts';
import type { StreamPath } from './stream-path.ts';
import type { TaskOptions } from './task-call.ts';

/** Remote versions of the functions in `batches.ts` with the same names; they throw UserError. */
export interface RemoteFunctions {
  /** True for a task with a judge of its own. */
  readonly judges: boolean;
  shape(options: TaskOptions): TaskShape;
  cases(options: TaskOptions, part: Part): number | undefined;
  drawBatch(options: TaskOptions, path: StreamPath, index: number, sequences: number): Batch;
  evaluationBatches(
    options: TaskOptions,
    path: StreamPath,
    sequences: number,
    chunk: number | undefined,
    part: Part,
  ): { readonly sequences: number; readonly chunks: number; chunk(index: number): Batch };
  judgeBatch(options: TaskOptions, batch: Batch, outputs: Vector): BatchJudgement;
}

export interface RemoteTask extends Task {
  readonly remote: RemoteFunctions;
}

/** Remote functions of a task whose code is in another thread; null for code in this one. */
export const remoteOf = (task: Task): RemoteFunctions | null =>
  'remote' in task ? (task as RemoteTask).remote : null;
