/** Streams: one long sequence that is answered at every step after a washout, and its root mean squared error. */
import * as z from 'zod';
import type { Answer, Sequence } from '../../src/tasks/define-task.ts';

const LONGEST = 100_000;

/** Options of a stream, with these defaults. */
export const streamOptions = (defaults: { readonly washout: number; readonly length: number }) => ({
  washout: z
    .int()
    .min(0)
    .max(LONGEST)
    .default(defaults.washout)
    .describe('first steps of a sequence, which are not scored'),
  length: z
    .int()
    .min(2)
    .max(LONGEST)
    .default(defaults.length)
    .describe('scored steps of a sequence, after the washout'),
});

/** Sequence whose targets count from step `washout` on. */
export function streamSequence(
  inputs: readonly (readonly number[])[],
  targets: readonly (readonly number[])[],
  { washout }: { readonly washout: number },
): Sequence {
  return { inputs, targets: targets.map((target, step) => (step < washout ? null : target)) };
}

/**
 * NRMSE of the first output: the root of its mean squared error over the variance of this sequence's scored targets.
 */
export function nrmseOf({ outputs, targets }: Answer): number {
  let [sum, squares, errors] = [0, 0, 0];
  for (const [step, output] of outputs.entries()) {
    const target = (targets[step] as ArrayLike<number>)[0]!;
    sum += target;
    squares += target * target;
    errors += (output[0]! - target) * (output[0]! - target);
  }
  const mean = sum / targets.length;
  return Math.sqrt(errors / targets.length / (squares / targets.length - mean * mean));
}
