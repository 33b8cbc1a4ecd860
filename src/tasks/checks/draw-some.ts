/** Sequences for checks: as many as are wanted, or as a few seconds give. */
import { monotonicSeconds } from '../../clock.ts';
import type { Batch } from '../../engine/batch.ts';
import { drawBatch } from '../batches.ts';
import type { Task } from '../define-task.ts';
import type { TaskOptions } from '../task-call.ts';

const BATCH = 20;

/** Draws batches of 20 until there are `most` sequences, or the seconds are over; at least one. */
export function drawSome(task: Task, options: TaskOptions, most: number, seconds = 2): Batch[] {
  const began = monotonicSeconds();
  const batches: Batch[] = [];
  do {
    batches.push(drawBatch(task, options, ['check', task.name], batches.length, BATCH));
  } while (batches.length * BATCH < most && monotonicSeconds() - began < seconds);
  return batches;
}

export const countOf = (batches: readonly Batch[]): number =>
  batches.reduce((sum, { sequences }) => sum + sequences, 0);
