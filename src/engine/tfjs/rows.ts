/**
 * Row layout: the steps of a batch's sequences as rows of a matrix, so that whole-sequence products meet existing steps
 * alone: step after step, and within a step the sequences that are still alive, longest first. A step's rows are then
 * the first rows of the step before.
 *
 *   lengths 2, 4, 3      step 0   1   2   3
 *                    sequence 1   1   1   1
 *                             2   2   2
 *                             0   0
 */
import type { Batch } from '../batch.ts';

export interface Rows {
  /** Sequence of the batch in each row of a step, `[B]`. */
  readonly order: Int32Array;
  /** Number of rows of each step, `[T]`. */
  readonly counts: readonly number[];
  /** First row of each step, `[T]`. */
  readonly starts: readonly number[];
  /** Number of all rows. */
  readonly total: number;
}

/**
 * Lays out a batch.
 * @param whole every sequence has a row at every step: beyond its end the row goes on with inputs of 0, which is
 * harmless as long as it is not read
 */
export function layRows(batch: Batch, whole: boolean): Rows {
  const { lengths, sequences } = batch;
  const order = Int32Array.from({ length: sequences }, (_, sequence) => sequence);
  if (!whole) order.sort((left, right) => lengths[right]! - lengths[left]! || left - right);
  const counts: number[] = [];
  const starts: number[] = [];
  let total = 0;
  let alive = sequences;
  for (let step = 0; step < batch.steps; step++) {
    while (!whole && alive > 0 && lengths[order[alive - 1]!]! <= step) alive--;
    counts.push(alive);
    starts.push(total);
    total += alive;
  }
  return { order, counts, starts, total };
}

/** Calls `visit` for every row of one step, with the sequence that lies in it. */
export function eachRow(
  { order, counts, starts }: Rows,
  step: number,
  visit: (row: number, sequence: number) => void,
): void {
  const start = starts[step]!;
  for (let index = 0; index < counts[step]!; index++) visit(start + index, order[index]!);
}
