/** Check of a batch's sizes against a net's. */
import type { Net } from '../nets/net.ts';
import type { Batch } from './batch.ts';

/**
 * Requires a batch that fits the net.
 * @throws RangeError where the batch has another number of inputs or outputs: a mistake in the calling code
 */
export function requireFit({ inputs, outputs }: Net, batch: Batch): void {
  if (inputs === batch.inputs && outputs === batch.outputs) return;
  throw new RangeError(
    `a net of ${inputs} inputs and ${outputs} outputs got a batch of ${batch.inputs} and ${batch.outputs}`,
  );
}
