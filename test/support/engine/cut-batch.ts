/** Cutting of a batch in time, for tests of carried states. */
import type { Batch } from '../../../src/engine/batch.ts';

/** Steps `from` to below `to` of a batch all of whose sequences are longer than `from`; weights stay. */
export function cutBatch(batch: Batch, from: number, to: number): Batch {
  const { sequences, inputs, outputs } = batch;
  const lengths = batch.lengths.map((length) => Math.min(length, to) - from);
  const steps = Math.max(...lengths);
  const rows = <A extends { subarray(from: number, to: number): A }>(array: A | null, width: number) =>
    array === null ? null : array.subarray(from * width * sequences, (from + steps) * width * sequences);
  const mask = rows(batch.mask, 1)!;
  return {
    ...batch,
    lengths,
    steps,
    symbols: rows(batch.symbols, 1),
    dense: rows(batch.dense, inputs),
    mask,
    classes: rows(batch.classes, 1),
    values: rows(batch.values, outputs),
    answerSteps: batch.answerSteps
      .filter((step) => step >= from && step < from + steps)
      .map((step) => step - from),
    activeSteps: lengths.reduce((sum, length) => sum + length, 0),
    scoredSteps: mask.reduce((sum, one) => sum + one, 0),
  };
}
