/** What kernels are written for, from a net and a batch. */
import type { ElmanNet } from '../../nets/net.ts';
import type { Batch } from '../batch.ts';
import type { KernelShape } from './kernels/kernel.ts';
import { symbolBitsOf } from './packed-batch.ts';

export function shapeOf({ unit, inputs, hidden, outputs }: ElmanNet, batch: Batch): KernelShape {
  return { unit, inputs, hidden, outputs, loss: batch.loss, symbolBits: symbolBitsOf(batch) };
}
