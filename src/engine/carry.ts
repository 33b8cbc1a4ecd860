/**
 * Carried state: sequences of a batch that go on where those of another one ended. A long sequence can so be read in
 * chunks: evaluated in one pass, or learnt from by truncated back-propagation, whose gradient stops at a chunk's
 * beginning.
 */
import type { Net } from '../nets/net.ts';
import type { Batch } from './batch.ts';
import type { AdjointRequest, Call, CarryRequest } from './device.ts';

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
 * Requires adjoint states of that many numbers a sequence, and, where a part follows, sequences of one length.
 * @throws RangeError otherwise: a mistake in the calling code
 */
export function requireAdjoint(
  { end }: AdjointRequest,
  carried: number,
  { sequences, steps, activeSteps }: Batch,
): void {
  if (end === null) return;
  requireCarried({ from: end }, carried, sequences);
  if (activeSteps === steps * sequences) return;
  throw new RangeError('adjoint states at the ends of sequences of several lengths');
}

/**
 * Refuses the request on a device that has no code for it.
 * @throws RangeError where there is one: a mistake in the calling code, which asks `lacks` before
 */
export function refuseCarry(carry: CarryRequest | undefined): void {
  if (carry !== undefined) throw new RangeError(`a carried state, which the device does not take`);
}

/** Lack of a device whose code begins every sequence anew, in words that follow its name; null for other calls. */
export function lackingCarry({ architecture }: Net, calls: readonly Call[]): string | null {
  const asked = (['carry', 'free'] as const).find((call) => calls.includes(call));
  if (asked === undefined) return null;
  return `it cannot ${LACKS[asked]} the net ${architecture}: it begins every sequence at a state of 0`;
}

const LACKS = {
  carry: 'carry states from batch to batch of',
  free: 'feed outputs back to the inputs of',
};

/** Carried states `[carried][B]` with those of sequences that begin anew at 0; the same ones where all go on. */
export function carriedInto({ begins, sequences }: Batch, carried: Float32Array | null): Float32Array | null {
  if (carried === null || begins === undefined) return carried;
  return carried.map((value, at) => (begins[at % sequences] === 1 ? 0 : value));
}
