/** Random batches and parameters for tests, deterministic in the seed. */
import { type Batch, type LossKind, shared } from '../../../src/engine/batch.ts';
import { block } from '../../../src/nets/layout.ts';
import type { Net } from '../../../src/nets/net.ts';
import { type Random, randomStream } from '../../../src/random/random.ts';

export interface BatchChoice {
  readonly loss: LossKind;
  readonly input: 'symbols' | 'dense';
  readonly inputs: number;
  readonly outputs: number;
  readonly sequences: number;
  readonly steps: number;
  /** Lengths from 1 to `steps`, the first sequence's being `steps`; else all are `steps`. */
  readonly ragged?: boolean;
  /** last: each sequence's last step; some: about every third step; all: every step. Default: some. */
  readonly scored?: 'last' | 'some' | 'all';
  /** Default: mean. */
  readonly reduction?: 'mean' | 'sum';
  readonly seed: number | string;
}

/** A batch of that form, its content drawn from the seed's stream. */
export function randomBatch(choice: BatchChoice): Batch {
  const { loss, inputs, outputs, sequences, steps, scored = 'some' } = choice;
  const random = randomStream(choice.seed, 'random-batch');
  const lengths = shared.int32(sequences).map((_, sequence) => {
    return choice.ragged && sequence > 0 ? 1 + random.integer(steps) : steps;
  });
  const mask = shared.uint8(steps * sequences);
  for (let sequence = 0; sequence < sequences; sequence++) {
    const last = lengths[sequence]! - 1;
    for (let step = 0; step <= last; step++) {
      const chosen = scored === 'all' || (scored === 'some' && random.integer(3) === 0);
      mask[step * sequences + sequence] = chosen || (step === last && scored === 'last') ? 1 : 0;
    }
    if (scored === 'some') mask[random.integer(last + 1) * sequences + sequence] = 1;
  }
  const alive = (step: number, sequence: number) => step < lengths[sequence]!;
  const isScored = (step: number, sequence: number) => mask[step * sequences + sequence] === 1;
  const counts = countScored(mask, sequences);
  return {
    loss,
    sequences,
    steps,
    inputs,
    outputs,
    lengths,
    mask,
    symbols:
      choice.input === 'symbols'
        ? fill(shared.int32(steps * sequences), 1, sequences, alive, () => random.integer(inputs))
        : null,
    dense:
      choice.input === 'dense'
        ? fill(shared.float32(steps * inputs * sequences), inputs, sequences, alive, () => random.normal())
        : null,
    classes:
      loss === 'softmax'
        ? fill(shared.int32(steps * sequences), 1, sequences, isScored, () => random.integer(outputs))
        : null,
    values:
      loss === 'softmax'
        ? null
        : fill(shared.float32(steps * outputs * sequences), outputs, sequences, isScored, () =>
            targetOf(loss, random),
          ),
    weights: shared
      .float32(sequences)
      .map((_, sequence) => (choice.reduction === 'sum' ? 1 : 1 / counts[sequence]!)),
    answerSteps: Int32Array.from(
      Array.from({ length: steps }, (_, step) => step).filter((step) =>
        mask.subarray(step * sequences, (step + 1) * sequences).includes(1),
      ),
    ),
    activeSteps: lengths.reduce((sum, length) => sum + length, 0),
    scoredSteps: mask.reduce((sum, bit) => sum + bit, 0),
  };
}

/**
 * `[parameters]`, normal, cut at 1.8 deviations of `gain`/√(hidden + 3): few states saturate and, up to a gain
 * of .9 (.5 for ReLU), none explode.
 */
export function randomParameters(net: Net, seed: number | string, gain = 1): Float32Array {
  const random = randomStream(seed, 'random-parameters');
  const deviation = gain / Math.sqrt(block(net, 'W_rec').shape[1]! + 3);
  const draw = () => deviation * Math.max(-1.8, Math.min(1.8, random.normal()));
  return Float32Array.from({ length: net.parameters }, draw);
}

function countScored(mask: Uint8Array, sequences: number): Int32Array {
  const counts = new Int32Array(sequences);
  for (const [index, bit] of mask.entries()) counts[index % sequences]! += bit;
  return counts;
}

/** Fills `[T][width][B]` where the predicate holds. */
function fill<A extends Int32Array | Float32Array>(
  array: A,
  width: number,
  sequences: number,
  holds: (step: number, sequence: number) => boolean,
  draw: () => number,
): A {
  for (let index = 0; index < array.length; index++) {
    const step = Math.floor(index / (width * sequences));
    if (holds(step, index % sequences)) array[index] = draw();
  }
  return array;
}

/** Half of the Bernoulli targets are 0 or 1, the others probabilities. */
function targetOf(loss: LossKind, random: Random): number {
  if (loss === 'squared') return random.normal();
  return random.integer(2) === 0 ? random.integer(2) : random.uniform();
}
