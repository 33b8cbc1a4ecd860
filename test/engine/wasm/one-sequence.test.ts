/** One sequence at a time, whose products have units in the lanes of their vectors: bits as in a tile of several. */
import { describe, expect, it } from 'vitest';
import type { Batch } from '../../../src/engine/batch.ts';
import type { Evaluation, Gradient } from '../../../src/engine/device.ts';
import { openWasmDevice } from '../../../src/engine/wasm/device.ts';
import { elmanNet } from '../../../src/nets/elman.ts';
import { gruNet } from '../../../src/nets/gru.ts';
import { lstmNet } from '../../../src/nets/lstm.ts';
import type { Net } from '../../../src/nets/net.ts';
import { randomBatch, randomParameters } from '../../support/engine/random-batch.ts';

/** The sequence twice, the second time without a weight and the first time with double, for the mean is over both. */
function beside(batch: Batch): Batch {
  const twice = <A extends Int32Array | Float32Array | Uint8Array>(array: A): A => {
    const both = new (array.constructor as new (length: number) => A)(2 * array.length);
    return both.map((_, index) => array[index >> 1]!) as A;
  };
  return {
    ...batch,
    sequences: 2,
    lengths: twice(batch.lengths),
    symbols: batch.symbols && twice(batch.symbols),
    dense: batch.dense && twice(batch.dense),
    mask: twice(batch.mask),
    classes: batch.classes && twice(batch.classes),
    values: batch.values && twice(batch.values),
    weights: Float32Array.of(2 * batch.weights[0]!, 0),
    activeSteps: 2 * batch.activeSteps,
    scoredSteps: 2 * batch.scoredSteps,
  };
}

const nets: readonly (readonly [string, (sizes: { inputs: number; outputs: number }) => Net])[] = [
  // More units than a block has rows, and more than two widths of a tile.
  ['elman', (sizes) => elmanNet({ unit: 'tanh', hidden: 70, ...sizes })],
  ['a small elman', (sizes) => elmanNet({ unit: 'relu', hidden: 9, ...sizes })],
  ['lstm', (sizes) => lstmNet({ peepholes: true, hidden: 18, ...sizes })],
  ['gru', (sizes) => gruNet({ hidden: 25, ...sizes })],
];
const kinds = [
  { loss: 'bernoulli', input: 'dense', inputs: 30, outputs: 26, scored: 'all' },
  { loss: 'softmax', input: 'symbols', inputs: 20, outputs: 5, scored: 'last' },
  { loss: 'squared', input: 'symbols', inputs: 3, outputs: 2, scored: 'some' },
] as const;
const device = openWasmDevice();

describe.each(nets)('one sequence of the net %s', (_name, make) => {
  it.each(kinds)('has the bits that it has beside another ($loss, $input)', (kind) => {
    const net = make(kind);
    const batch = randomBatch({ ...kind, sequences: 1, steps: 37, seed: 3 });
    const pair = beside(batch);
    const parameters = randomParameters(net, 4);
    const [one, two] = [batch, pair].map((each) => device.evaluate(net, parameters, each) as Evaluation);
    expect(one!.loss).toBe(two!.loss);
    expect(one!.outputs).toEqual(two!.outputs.filter((_, index) => index % 2 === 0));
    const omega = { form: 'squared', weight: 0.7 } as const;
    const requests = [{ stateNorms: true }, ...(net.architecture === 'elman' ? [{ omega }] : [])];
    for (const request of requests) {
      const alone = device.gradient(net, parameters, batch, request) as Gradient;
      const asPair = device.gradient(net, parameters, pair, request) as Gradient;
      expect(alone.gradient.some((value) => value !== 0)).toBe(true);
      expect(alone).toEqual(asPair);
    }
  });
});
