/** Check of a batch's sizes against a net's. */
import type { Net } from '../nets/net.ts';
import type { Batch } from './batch.ts';

/** @throws RangeError where the batch feeds or asks another number of things: a mistake in the calling code */
export function requireFit({ inputs, outputs }: Net, batch: Batch): void {
  if (inputs === batch.inputs && outputs === batch.outputs) return;
  throw new RangeError(
    `a net of ${inputs} inputs and ${outputs} outputs got a batch of ${batch.inputs} and ${batch.outputs}`,
  );
}
