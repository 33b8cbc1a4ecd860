/**
 * Carried state: sequences of a batch that go on where those of another one ended. A long sequence can so be read in
 * chunks: evaluated in one pass, or learnt from by truncated back-propagation, whose gradient stops at a chunk's
 * beginning.
 */
import type { Net } from '../nets/net.ts';
import type { Call, Vector } from './device.ts';

/** Request for states: where a call begins, and that it gives those at the end. */
export interface CarryRequest {
  /**
   * States before the first step, `[carried][B]`: of each sequence the numbers that a step passes to the next one, h or
   * of an LSTM [h; c]. They are constants, no part of the gradient. Null: states of 0.
   */
  readonly from: Vector | null;
}

/**
 * Requires states of that many numbers a sequence.
 * @throws RangeError on another length: a mistake in the calling code
 */
export function requireCarried({ from }: CarryRequest, carried: number, sequences: number): void {
  if (from === null || from.length === carried * sequences) return;
  throw new RangeError(
    `a carried state of ${from.length} numbers for ${sequences} sequences, each of which has ${carried}`,
  );
}

/**
 * Refuses the request on a device that has no code for it.
 * @throws RangeError where there is one: a mistake in the calling code, which asks `lacks` before
 */
export function refuseCarry(carry: CarryRequest | undefined): void {
  if (carry !== undefined) throw new RangeError(`a carried state, which the device does not take`);
}

/** Lack of a device whose code begins every sequence anew, in words that follow its name; null for other calls. */
export const lackingCarry = ({ architecture }: Net, calls: readonly Call[]): string | null =>
  calls.includes('carry')
    ? `it cannot carry states from batch to batch of the net ${architecture}: it begins every sequence at a state of 0`
    : null;
