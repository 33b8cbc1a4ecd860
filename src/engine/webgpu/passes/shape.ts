/** Kernel shape: the sizes that kernels are written for, from a net and a batch. */
import type { ElmanNet } from '../../../nets/net.ts';
import type { Batch } from '../../batch.ts';
import { requireFit } from '../../fit.ts';
import type { KernelShape } from '../kernels/kernel.ts';
import { parameterOffsets } from '../kernels/offsets.ts';
import { symbolBitsOf } from '../memory/packed-batch.ts';

/**
 * Shape of a net and a batch.
 * @throws RangeError where the batch does not fit the net
 */
export function shapeOf(net: ElmanNet, batch: Batch): KernelShape {
  requireFit(net, batch);
  const { unit, inputs, hidden, outputs } = net;
  const offsets = parameterOffsets(net);
  return { unit, inputs, hidden, outputs, offsets, loss: batch.loss, symbolBits: symbolBitsOf(batch) };
}
