/**
 * Training batches of tasks whose outputs are fed back, as the contestant's forcing has them: forced, with noise on the
 * forced inputs, free, or some of each.
 */
import { type Batch, shared } from '../../engine/batch.ts';
import { type Forcing, forcedShare } from '../../learners/forcing.ts';
import type { Random } from '../../random/random.ts';

export interface ForcedBatchOptions {
  readonly forcing: Forcing;
  /** Number of the batch in its stream, from 0. */
  readonly index: number;
  /** Random stream of a name of the batch's. */
  random(name: 'forcing' | 'forcing-noise'): Random;
}

/** The batch under that forcing; one without feedback as it is. */
export function forceBatch(batch: Batch, { forcing, index, random }: ForcedBatchOptions): Batch {
  const { feedback, ...given } = batch;
  if (feedback === undefined) return batch;
  const free = freeFlags(batch.sequences, forcedShare(forcing, index), () => random('forcing'));
  const { washout } = feedback;
  const dense =
    forcing.noise === 0
      ? batch.dense
      : noisy(batch, forcing.noise, { washout, free }, random('forcing-noise'));
  return { ...given, dense, ...(free.includes(1) ? { feedback: { washout, free } } : {}) };
}

/** Flags, `[B]`, 1 where a sequence runs free; each is forced with that probability. */
function freeFlags(sequences: number, share: number, random: () => Random): Uint8Array {
  const free = shared.uint8(sequences);
  if (share >= 1) return free;
  if (share <= 0) return free.fill(1);
  const stream = random();
  for (let sequence = 0; sequence < sequences; sequence++) free[sequence] = stream.uniform() < share ? 0 : 1;
  return free;
}

/**
 * Inputs with uniform noise from -ν to ν where they stand for an output: of forced sequences at every step, of free ones
 * during the washout. Drawn sequence by sequence, so that a larger batch begins with the noise of a smaller one.
 */
function noisy(
  { dense, sequences, inputs, outputs, lengths }: Batch,
  noise: number,
  { washout, free }: { readonly washout: number; readonly free: Uint8Array },
  random: Random,
): Float32Array {
  const made = shared.float32(dense!.length);
  made.set(dense!);
  for (let sequence = 0; sequence < sequences; sequence++) {
    const steps = free[sequence] === 1 ? washout : lengths[sequence]!;
    for (let step = 0; step < steps; step++) {
      for (let input = 0; input < outputs; input++) {
        made[(step * inputs + input) * sequences + sequence]! += noise * (2 * random.uniform() - 1);
      }
    }
  }
  return made;
}
