/** Checks of calls for curvature products (`Device.linearise`). */
import type { Net } from '../nets/net.ts';
import type { Batch } from './batch.ts';
import type { Call, Vector } from './device.ts';

/** Lack of a device without `linearise`, in words that follow its name; null for other calls. */
export function lackingCurvature({ architecture }: Net, calls: readonly Call[]): string | null {
  if (!calls.includes('curvature')) return null;
  return `it cannot give curvature products of the net ${architecture}: it has no code for them`;
}

/** Lack of every device: a linearised net begins its sequences at a state of 0. */
export function lackingCarriedCurvature({ architecture }: Net, calls: readonly Call[]): string | null {
  if (!calls.includes('curvature') || !calls.includes('carry')) return null;
  return `it cannot give curvature products of the net ${architecture} where states are carried from batch to batch`;
}

/** @throws RangeError for a batch that cannot be linearised: a mistake in the calling code */
export function requireGivenInputs({ feedback }: Batch): void {
  if (feedback?.free.includes(1)) throw new RangeError('curvature on a batch whose sequences run free');
}

/** @throws RangeError for a direction of another length */
export function requireDirection({ parameters }: Net, direction: Vector): void {
  if (direction.length === parameters) return;
  throw new RangeError(`a direction of ${direction.length} numbers for a net of ${parameters} parameters`);
}
