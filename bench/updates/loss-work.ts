/** Loss kernels by themselves, at all answer steps of a batch, to be timed beside whole updates. */
import { loadKernels } from '../../src/engine/wasm/module.ts';
import { chooseWidth } from '../../src/engine/wasm/workspace.ts';
import type { Subject } from '../measure.ts';
import type { BatchSizes } from './random-batch.ts';

/** Work of the loss kernels in one update, on outputs of 0 and targets of 0. */
export function lossWork(
  name: string,
  { task, outputs, sequences, steps }: BatchSizes,
  hidden: number,
): Subject {
  const kernels = loadKernels();
  const width = chooseWidth(sequences, hidden);
  const calls = (task === 'last' ? 1 : steps) * Math.ceil(sequences / width);
  const rowBytes = 4 * width;
  const base = Math.ceil(kernels.heapBase() / 64) * 64;
  const [weights, losses, y] = [base, base + rowBytes, base + 2 * rowBytes];
  const targets = y + outputs * rowBytes;
  const errors = targets + outputs * rowBytes;
  kernels.memory.grow(Math.ceil((errors + outputs * rowBytes) / 65536));
  new Float32Array(kernels.memory.buffer, weights, width).fill(1);
  const kind = task === 'bernoulli' ? 2 : 0;
  const run = () => {
    for (let call = 0; call < calls; call++) {
      kernels.score(kind, width, outputs, y, weights, targets, losses, errors, 1 / sequences);
    }
  };
  return { name, run };
}
