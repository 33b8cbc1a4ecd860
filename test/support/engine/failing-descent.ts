/** Descents that fail in a way that is known beforehand. */
import type { Batch } from '../../../src/engine/batch.ts';
import type { DescentFault } from '../../../src/engine/device.ts';
import { blockOf } from '../../../src/nets/layout.ts';
import { type DescentCase, type Form, makeDescent } from './form-cases.ts';

export const failingForm: Form = {
  unit: 'relu',
  loss: 'squared',
  input: 'symbols',
  inputs: 3,
  hidden: 3,
  outputs: 1,
};
export const FAILING_SEQUENCES = 4;

/** Four batches for a descent at rate 1000, which are sound, and one that is not, and is longer. */
export function failingDescent(
  fault: Exclude<DescentFault, 'moments'>,
): DescentCase & { readonly bad: Batch } {
  const extents = [0, 1, 2, 3, 4].map(
    (seed) => ({ sequences: FAILING_SEQUENCES, steps: seed === 4 ? 5 : 3, scored: 'last', seed }) as const,
  );
  const { net, parameters, batches } = makeDescent(failingForm, extents);
  // By the symbol alone the state is about 1, 1e22 or 1e18; the outputs stay small.
  const inputs = blockOf(net, parameters, 'W_in');
  for (const index of inputs.keys()) inputs[index] = [0.5, 1e22, 1e18][index % 3]!;
  blockOf(net, parameters, 'W_rec').fill(0);
  blockOf(net, parameters, 'W_out').fill(1e-25);
  for (const batch of batches) {
    batch.symbols!.fill(0);
    batch.weights.fill(1e-6);
  }
  const bad = batches.at(-1)!;
  bad.weights.fill(1);
  bad.symbols!.fill({ loss: 0, norm: 1, parameters: 2 }[fault]);
  // What the gradient of W_out is about: its product with the state. Squared it is the loss.
  bad.values!.fill({ loss: 1e25, norm: 1e18, parameters: 1e18 }[fault]);
  return { net, parameters, batches: batches.slice(0, -1), bad };
}
