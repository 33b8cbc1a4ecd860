/**
 * Sequences seen from their end: each is cut behind its last scored step, whose loss alone is E, so that the lag of a
 * step, the number of steps between it and the loss, is the same for all sequences whatever their lengths. Lag 0 is the
 * scored step itself.
 */
import { type Batch, shared } from '../../engine/batch.ts';

/** The batch, cut behind each sequence's last scored step and scored there alone, with weight 1. */
export function lastAnswers(batch: Batch): Batch {
  const { sequences, steps, mask } = batch;
  const lengths = shared.int32(sequences);
  for (let b = 0; b < sequences; b++) {
    let last = steps - 1;
    while (last >= 0 && mask[last * sequences + b] !== 1) last--;
    lengths[b] = last + 1;
  }
  const all = Array.from({ length: sequences }, (_, b) => b);
  return cutSteps(batch, { sequences: all, from: () => 0, to: (b) => lengths[b]!, ends: lengths });
}

interface Cut {
  readonly sequences: readonly number[];
  /** First step of a sequence, and the one behind its last. */
  from(sequence: number): number;
  to(sequence: number): number;
  /** Lengths of the sequences up to their last scored step. */
  readonly ends: ArrayLike<number>;
  /** Number of copies, one behind the other: lane `copy · count + index`. Default: 1. */
  readonly copies?: number;
}

/** Steps of some sequences, each from a step of its own; scored where its end is among them. */
function cutSteps(batch: Batch, { sequences: chosen, from, to, ends, copies = 1 }: Cut): Batch {
  const count = chosen.length * copies;
  const { inputs, outputs, sequences } = batch;
  const lengths = shared.int32(count);
  for (let lane = 0; lane < count; lane++) {
    const b = chosen[lane % chosen.length]!;
    lengths[lane] = to(b) - from(b);
  }
  const steps = lengths.reduce((most, length) => Math.max(most, length), 0);
  const taken = <Numbers extends Float32Array | Int32Array>(
    source: Numbers | null,
    make: (length: number) => Numbers,
    rows: number,
  ): Numbers | null => {
    if (source === null) return null;
    const target = make(steps * rows * count);
    for (const [index, b] of chosen.entries()) {
      const first = from(b);
      for (let step = 0; step < lengths[index]!; step++) {
        for (let row = 0; row < rows; row++) {
          const value = source[((first + step) * rows + row) * sequences + b]!;
          const at = (step * rows + row) * count + index;
          for (let copy = 0; copy < copies; copy++) target[at + copy * chosen.length] = value;
        }
      }
    }
    return target;
  };
  const mask = shared.uint8(steps * count);
  const answered = new Set<number>();
  let scoredSteps = 0;
  for (let lane = 0; lane < count; lane++) {
    const b = chosen[lane % chosen.length]!;
    const last = ends[b]! - 1 - from(b);
    if (last < 0 || last >= lengths[lane]!) continue;
    mask[last * count + lane] = 1;
    answered.add(last);
    scoredSteps++;
  }
  const answerSteps = shared.int32(answered.size);
  answerSteps.set([...answered].sort((a, b) => a - b));
  return {
    ...{ loss: batch.loss, sequences: count, steps, inputs, outputs, lengths },
    symbols: taken(batch.symbols, shared.int32, 1),
    dense: taken(batch.dense, shared.float32, inputs),
    mask,
    classes: taken(batch.classes, shared.int32, 1),
    values: taken(batch.values, shared.float32, outputs),
    weights: shared.float32(count).fill(1),
    answerSteps,
    activeSteps: lengths.reduce((sum, length) => sum + length, 0),
    scoredSteps,
  };
}

/** Numbers of the sequences that have a step of that lag. */
export const withLag = ({ lengths, sequences }: Batch, lag: number): number[] =>
  Array.from({ length: sequences }, (_, b) => b).filter((b) => lengths[b]! > lag);

/**
 * Steps of lag `first` down to lag `last` of those sequences, all of which have them.
 * @param batch as `lastAnswers` gives it
 * @param copies number of copies, one behind the other
 */
export const stepsOfLags = (
  batch: Batch,
  sequences: readonly number[],
  first: number,
  last: number,
  copies = 1,
): Batch =>
  cutSteps(batch, {
    sequences,
    from: (b) => batch.lengths[b]! - 1 - first,
    to: (b) => batch.lengths[b]! - last,
    ends: batch.lengths,
    copies,
  });

/**
 * Steps of lag `first`, or from the sequence's beginning where that is later, down to lag `last`.
 * @param sequences such as have at least one of these steps
 */
export const stepsUntilLag = (
  batch: Batch,
  sequences: readonly number[],
  first: number,
  last: number,
): Batch =>
  cutSteps(batch, {
    sequences,
    from: (b) => Math.max(0, batch.lengths[b]! - 1 - first),
    to: (b) => batch.lengths[b]! - last,
    ends: batch.lengths,
  });
