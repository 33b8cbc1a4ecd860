/** Slice of a batch: some of its steps, of some of its sequences. */
import { type Batch, shared } from '../batch.ts';

/** Steps `from` to below `to` of the sequences of those numbers, all of them longer than `from`. */
export interface SliceOptions {
  readonly from: number;
  readonly to: number;
  readonly sequences: readonly number[];
  /** True for first O inputs of 0 in place of the batch's. */
  readonly silent?: boolean;
}

/** The slice, as a batch without feedback. Weights stay as they are; a sequence may be scored nowhere in it. */
export function sliceBatch(batch: Batch, { from, to, sequences, silent = false }: SliceOptions): Batch {
  const count = sequences.length;
  const lengths = shared.int32(count);
  for (const [b, own] of sequences.entries()) lengths[b] = Math.min(to, batch.lengths[own]!) - from;
  const steps = lengths.reduce((most, length) => Math.max(most, length), 0);
  const { inputs, outputs } = batch;
  const taken = <Numbers extends Float32Array | Int32Array | Uint8Array>(
    source: Numbers,
    make: (length: number) => Numbers,
    rows: number,
    first = 0,
  ): Numbers => {
    const target = make(steps * rows * count);
    for (let step = 0; step < steps; step++) {
      for (let row = first; row < rows; row++) {
        const at = (step * rows + row) * count;
        const of = ((from + step) * rows + row) * batch.sequences;
        for (let b = 0; b < count; b++) target[at + b] = source[of + sequences[b]!]!;
      }
    }
    return target;
  };
  const mask = taken(batch.mask, shared.uint8, 1);
  const answered = Array.from({ length: steps }, (_, step) => step).filter((step) =>
    mask.subarray(step * count, (step + 1) * count).includes(1),
  );
  const answerSteps = shared.int32(answered.length);
  answerSteps.set(answered);
  const weights = shared.float32(count);
  for (const [b, own] of sequences.entries()) weights[b] = batch.weights[own]!;
  return {
    loss: batch.loss,
    sequences: count,
    steps,
    inputs,
    outputs,
    lengths,
    symbols: batch.symbols && taken(batch.symbols, shared.int32, 1),
    dense: batch.dense && taken(batch.dense, shared.float32, inputs, silent ? outputs : 0),
    mask,
    classes: batch.classes && taken(batch.classes, shared.int32, 1),
    values: batch.values && taken(batch.values, shared.float32, outputs),
    weights,
    ...(batch.stepWeights && { stepWeights: taken(batch.stepWeights, shared.float32, 1) }),
    answerSteps,
    activeSteps: lengths.reduce((sum, length) => sum + length, 0),
    scoredSteps: mask.reduce((sum, one) => sum + one, 0),
  };
}
