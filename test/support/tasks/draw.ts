/** Sequences of a built-in task, drawn one by one as a task gives them. */
import { randomStream } from '../../../src/random/random.ts';
import type { TaskOptions } from '../../../src/tasks/batches.ts';
import type { Sequence } from '../../../src/tasks/define-task.ts';
import { findTask } from '../../../tasks/index.ts';

export function draw(name: string, set: TaskOptions, count: number, seed = 1): Sequence[] {
  const task = findTask(name);
  const options = task.options.parse(set);
  const random = randomStream(seed, name);
  task.shape(options);
  return Array.from({ length: count }, (_, index) =>
    task.sample(random, options, {
      index,
      part: 'training',
      shared: task.shared?.(random, options, { part: 'training' }),
    }),
  );
}

export const symbolsOf = ({ inputs }: Sequence): number[] => Array.from(inputs as ArrayLike<number>);

/** Pearson's statistic against equal counts. */
export function chiSquare(counts: readonly number[]): number {
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
}

export function histogram(values: readonly number[], cells: number): number[] {
  const counts = new Array<number>(cells).fill(0);
  for (const value of values) counts[value]!++;
  return counts;
}

export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
