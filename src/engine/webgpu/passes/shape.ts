/** Kernel shape: the sizes that kernels are written for, from a net and a batch. */
import type { Net, Unit } from '../../../nets/net.ts';
import type { Batch } from '../../batch.ts';
import { requireFit } from '../../fit.ts';
import { gpuCells } from '../kernels/cells/index.ts';
import type { GateLayout, KernelShape } from '../kernels/kernel.ts';
import { parameterOffsets } from '../kernels/offsets.ts';
import { symbolBitsOf } from '../memory/packed-batch.ts';

/** Net of H units that answer: an Elman net, which has a nonlinearity, or one with gates. */
export interface RecurrentNet extends Net {
  readonly hidden: number;
  readonly unit?: Unit;
}

/** Gates of the net; null in an Elman net. */
export function gatesOf(net: RecurrentNet): GateLayout | null {
  const { architecture } = net;
  if (!Object.hasOwn(gpuCells, architecture)) return null;
  return { cell: architecture, ...gpuCells[architecture]!.layout(net) };
}

/**
 * Shape of a net and a batch.
 * @throws RangeError where the batch does not fit the net, and where it has weights of steps
 */
export function shapeOf(net: RecurrentNet, batch: Batch): KernelShape {
  requireFit(net, batch);
  if (batch.stepWeights !== undefined)
    throw new RangeError('a batch with weights of steps, which the device does not compute');
  const { unit = 'tanh', inputs, hidden, outputs } = net;
  const offsets = parameterOffsets(net);
  const gates = gatesOf(net);
  return { unit, gates, inputs, hidden, outputs, offsets, loss: batch.loss, symbolBits: symbolBitsOf(batch) };
}
