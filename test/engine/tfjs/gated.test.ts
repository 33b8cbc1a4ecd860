/** Nets with gates on TensorFlow.js, beyond the contracts of every device: look-ups, portions, memory. */
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { beginning } from '../../../src/engine/descent-state.ts';
import type { Device, Evaluation, Gradient } from '../../../src/engine/device.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { openTfjsDevice } from '../../../src/engine/tfjs/device.ts';
import { gruNet } from '../../../src/nets/gru.ts';
import { lstmNet } from '../../../src/nets/lstm.ts';
import { randomBatch, randomParameters } from '../../support/engine/random-batch.ts';
import { distance } from '../../support/engine/random-cases.ts';

/** So many symbols are looked up; fewer would be vectors. */
const sizes = { inputs: 80, hidden: 3, outputs: 2 };
const nets = [
  ['lstm', lstmNet({ ...sizes, peepholes: true })],
  ['lstm without peepholes', lstmNet({ ...sizes, peepholes: false })],
  ['gru', gruNet(sizes)],
] as const;
const batch = randomBatch({
  ...{ loss: 'softmax', input: 'symbols', inputs: 80, outputs: 2 },
  ...{ sequences: 5, steps: 7, ragged: true, seed: 3 },
});

describe.each(nets)('a net with gates on tfjs-cpu: %s', (_name, net) => {
  const parameters = randomParameters(net, 2, 2);
  const genomes = [1, 2, 3, 4, 5].map((seed) => randomParameters(net, seed, 2));
  const all = Float32Array.from(genomes.flatMap((genome) => [...genome]));
  const open = (): Promise<Device> => openTfjsDevice('cpu', { portionBytes: 20_000 });

  it('looks up many symbols, and cuts populations into portions', async () => {
    const device = await open();
    const right = referenceDevice.gradient(net, parameters, batch);
    const found = device.gradient(net, parameters, batch) as Gradient;
    expect(found.loss).toBeCloseTo(right.loss, 5);
    expect(distance(found.gradient, right.gradient)).toBeLessThan(2e-5);
    const losses = (await device.evaluatePopulation(net, all, 5, batch)) as Float64Array;
    for (const [index, genome] of genomes.entries()) {
      expect(losses[index]).toBeCloseTo((device.evaluate(net, genome, batch) as Evaluation).loss, 5);
    }
    await device.close();
  });

  it('holds no more memory after more calls and updates, and frees all of it', async () => {
    const before = tf.memory();
    const device = await open();
    const descent = await device.descend!(net, beginning(parameters), {
      ...{ learningRate: 0.1, threshold: 1, omega: null },
    });
    const call = async () => {
      await device.evaluate(net, parameters, batch);
      await device.evaluatePopulation(net, all, 5, batch);
      await device.gradient(net, parameters, batch, { stateNorms: true });
      let updates = 0;
      await descent.run(() => (updates++ < 2 ? { batch, stateNorms: true } : null));
    };
    await call();
    const resident = tf.memory();
    await call();
    expect(tf.memory()).toEqual(resident);
    await device.close();
    expect(tf.memory()).toEqual(before);
  });

  it('gives no Ω', async () => {
    const device = await open();
    expect(() => device.gradient(net, parameters, batch, { omega: { form: 'norm', weight: 1 } })).toThrow(
      'Ω is defined where the error signal goes back through W_rec alone',
    );
    await device.close();
  });
});
