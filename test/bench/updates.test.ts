/** Training updates to time: their batches fit their nets, and their operations are counted as PyTorch's peers count. */
import { expect, it } from 'vitest';
import { flopsOf, updateCases, wordsOf } from '../../bench/updates/cases.ts';
import { randomBatch } from '../../bench/updates/random-batch.ts';
import { requireFit } from '../../src/engine/fit.ts';
import { openWasmDevice } from '../../src/engine/wasm/device.ts';

it.each(updateCases.map((one) => ({ name: wordsOf(one), one })))('$name', ({ one }) => {
  const { cell, hidden, batch: sizes } = one;
  const batch = randomBatch({ ...sizes, steps: 7 });
  const net = cell.net({ hidden, inputs: sizes.inputs, outputs: sizes.outputs });
  requireFit(net, batch);
  expect(openWasmDevice().lacks(net, batch, ['gradient'])).toBeNull();
  expect(batch.scoredSteps).toBe(batch.mask.reduce((sum, bit) => sum + bit, 0));
  const matrices = net.blocks.filter(({ name, shape }) => {
    return (
      name === 'W_rec' ||
      (name === 'W_out' && sizes.task !== 'last') ||
      (name === 'W_in' && sizes.task === 'bernoulli' && shape.length === 2)
    );
  });
  const macs = matrices.reduce((sum, { name, size }) => sum + (name === 'W_in' ? 2 : 3) * size, 0);
  expect(flopsOf(one)).toBe(2 * macs * sizes.sequences * sizes.steps);
});
