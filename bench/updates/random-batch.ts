/** Random batches of the sizes to time, all sequences of one length: only time counts, so the content means nothing. */
import { type Batch, shared } from '../../src/engine/batch.ts';
import { randomStream } from '../../src/random/random.ts';

export interface BatchSizes {
  /**
   * last: symbols in, one softmax answer on the last step; softmax: the same on every step; bernoulli: dense 0/1 vectors
   * in, independent 0/1 targets on every step.
   */
  readonly task: 'last' | 'softmax' | 'bernoulli';
  readonly inputs: number;
  readonly outputs: number;
  readonly sequences: number;
  readonly steps: number;
}

/** Share of ones in dense inputs and targets, roughly that of a piano roll. */
const ONES = 0.05;

/** Batch of those sizes, the same each time. */
export function randomBatch({ task, inputs, outputs, sequences, steps }: BatchSizes): Batch {
  const random = randomStream(1, 'bench', 'updates');
  const count = steps * sequences;
  const isDense = task === 'bernoulli';
  const symbolsBelow = (bound: number) => shared.int32(count).map(() => random.integer(bound));
  const bits = (rows: number) => shared.float32(count * rows).map(() => (random.uniform() < ONES ? 1 : 0));
  const first = task === 'last' ? steps - 1 : 0;
  const scored = steps - first;
  return {
    loss: isDense ? 'bernoulli' : 'softmax',
    ...{ sequences, steps, inputs, outputs },
    lengths: shared.int32(sequences).fill(steps),
    symbols: isDense ? null : symbolsBelow(inputs),
    dense: isDense ? bits(inputs) : null,
    mask: shared.uint8(count).fill(1, first * sequences),
    classes: isDense ? null : symbolsBelow(outputs),
    values: isDense ? bits(outputs) : null,
    weights: shared.float32(sequences).fill(1 / scored),
    answerSteps: Int32Array.from({ length: scored }, (_, index) => first + index),
    activeSteps: count,
    scoredSteps: scored * sequences,
  };
}
