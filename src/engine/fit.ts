/** Check of a batch against a net: its sizes, and that a device without feedback gets none. */
import type { Net } from '../nets/net.ts';
import type { Batch } from './batch.ts';

/**
 * Requires a batch that fits the net.
 * @param feedback true for a device that computes batches whose sequences run free
 * @throws RangeError where the batch has another number of inputs or outputs, or a feedback that the device does not
 * compute: a mistake in the calling code, which asks `lacks` before
 */
export function requireFit({ inputs, outputs }: Net, batch: Batch, feedback = false): void {
  if (batch.feedback !== undefined && !feedback)
    throw new RangeError('a batch with feedback, which the device does not compute');
  if (inputs === batch.inputs && outputs === batch.outputs) return;
  throw new RangeError(
    `a net of ${inputs} inputs and ${outputs} outputs got a batch of ${batch.inputs} and ${batch.outputs}`,
  );
}
