/** Kernel shape: the sizes that kernels are written for, from a net and a batch. */
import type { ElmanNet } from '../../../nets/net.ts';
import type { Batch } from '../../batch.ts';
import type { KernelShape } from '../kernels/kernel.ts';
import { symbolBitsOf } from '../memory/packed-batch.ts';

/** @throws RangeError where the batch does not fit the net */
export function shapeOf({ unit, inputs, hidden, outputs }: ElmanNet, batch: Batch): KernelShape {
  if (inputs !== batch.inputs || outputs !== batch.outputs) {
    throw new RangeError(
      `a net of ${inputs} inputs and ${outputs} outputs got a batch of ${batch.inputs} and ${batch.outputs}`,
    );
  }
  return { unit, inputs, hidden, outputs, loss: batch.loss, symbolBits: symbolBitsOf(batch) };
}
