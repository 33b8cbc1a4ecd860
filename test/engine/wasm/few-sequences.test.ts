/** Batches that fill a part of a tile: products with units in the lanes of their vectors have the bits of full tiles. */
import { describe, expect, it } from 'vitest';
import type { Batch } from '../../../src/engine/batch.ts';
import type { Evaluation, Gradient } from '../../../src/engine/device.ts';
import { openWasmDevice } from '../../../src/engine/wasm/device.ts';
import { elmanNet } from '../../../src/nets/elman.ts';
import { gruNet } from '../../../src/nets/gru.ts';
import { lstmNet } from '../../../src/nets/lstm.ts';
import type { Net } from '../../../src/nets/net.ts';
import { randomBatch, randomParameters } from '../../support/engine/random-batch.ts';

/**
 * The sequences and behind them as many more as make it `times` as many, without weights; those of the first are `times`
 * their own, for the mean is over all.
 */
function followed(batch: Batch, times: number): Batch {
  const few = batch.sequences;
  const all = times * few;
  const more = <A extends Int32Array | Float32Array | Uint8Array>(array: A): A => {
    const rows = array.length / few;
    const longer = new (array.constructor as new (length: number) => A)(rows * all);
    return longer.map((_, index) => array[Math.floor(index / all) * few + (index % few)]!) as A;
  };
  return {
    ...batch,
    sequences: all,
    lengths: more(batch.lengths),
    symbols: batch.symbols && more(batch.symbols),
    dense: batch.dense && more(batch.dense),
    mask: more(batch.mask),
    classes: batch.classes && more(batch.classes),
    values: batch.values && more(batch.values),
    weights: more(batch.weights).map((weight, index) => (index < few ? times * weight : 0)),
    activeSteps: times * batch.activeSteps,
    scoredSteps: times * batch.scoredSteps,
  };
}

type Sizes = { readonly inputs: number; readonly outputs: number };
const lstm = (hidden: number) => (sizes: Sizes) => lstmNet({ peepholes: true, hidden, ...sizes });
const gru = (hidden: number) => (sizes: Sizes) => gruNet({ hidden, ...sizes });
const elman = (hidden: number) => (sizes: Sizes) => elmanNet({ unit: 'tanh', hidden, ...sizes });
const dense = { loss: 'bernoulli', input: 'dense', inputs: 19, outputs: 23, scored: 'all' } as const;
const symbols = { loss: 'softmax', input: 'symbols', inputs: 20, outputs: 5, scored: 'some' } as const;

/** Shapes whose products, or weight products, have units in the lanes; more units than whole blocks have. */
const cases: readonly (readonly [number, number, string, (sizes: Sizes) => Net])[] = [
  [3, 2, 'elman of 35 units', elman(35)],
  [9, 4, 'elman of 70 units', elman(70)],
  [10, 4, 'lstm of 64 units', lstm(64)],
  [10, 4, 'gru of 75 units', gru(75)],
  [17, 2, 'elman of 130 units', elman(130)],
  [20, 2, 'gru of 128 units', gru(128)],
];
const device = openWasmDevice();

describe.each(cases)('%i sequences among %i times as many: %s', (few, times, _name, make) => {
  it.each([dense, symbols])('have the bits of a full tile ($loss, $input)', (kind) => {
    const net = make(kind);
    const batch = randomBatch({ ...kind, sequences: few, steps: 19, seed: 3 });
    const full = followed(batch, times);
    const parameters = randomParameters(net, 4);
    const [one, other] = [batch, full].map((each) => device.evaluate(net, parameters, each) as Evaluation);
    const isFirst = (_: number, index: number) => index % (few * times) < few;
    expect(one!.outputs).toEqual(other!.outputs.filter(isFirst));
    const omega = { form: 'squared', weight: 0.7 } as const;
    const requests = [{ stateNorms: true }, ...(net.architecture === 'elman' ? [{ omega }] : [])];
    for (const request of requests) {
      const alone = device.gradient(net, parameters, batch, request) as Gradient;
      const among = device.gradient(net, parameters, full, request) as Gradient;
      expect(alone.gradient.some((value) => value !== 0)).toBe(true);
      expect(alone.gradient).toEqual(among.gradient);
      expect(alone.stateNorms).toEqual(among.stateNorms);
      expect(alone.omega).toBe(among.omega);
    }
  });
});
