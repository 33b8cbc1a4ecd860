import { expect, it } from 'vitest';
import type { Batch } from '../../../src/engine/batch.ts';
import { elmanNet } from '../../../src/nets/elman.ts';
import { blockOf } from '../../../src/nets/layout.ts';
import { type Form, makeCase } from '../../support/engine/form-cases.ts';
import { type BatchChoice, randomBatch, randomParameters } from '../../support/engine/random-batch.ts';
import { distance } from '../../support/engine/random-cases.ts';
import { onEveryDevice } from './on-every-device.ts';

const common: BatchChoice = {
  loss: 'softmax',
  input: 'symbols',
  inputs: 6,
  outputs: 4,
  sequences: 11,
  steps: 17,
  seed: 7,
};

onEveryDevice('what must hold', (device) => {
  const form: Form = { unit: 'tanh', loss: 'softmax', input: 'symbols', inputs: 6, hidden: 9, outputs: 4 };
  const one = makeCase(form, { sequences: 11, steps: 17, ragged: true, scored: 'last', seed: 7 });
  const both = ['squared', 'norm'] as const;

  it.each(['softmax', 'squared', 'bernoulli'] as const)(
    'a sequence is scored only where the mask says so: other targets change no bit, with the loss %s',
    async (loss) => {
      const { net, parameters } = one;
      const batch = randomBatch({ ...common, loss, ragged: true });
      const changed: Batch = {
        ...batch,
        classes: batch.classes?.map((value, at) => (batch.mask[at] === 1 ? value : 3)) ?? null,
        values:
          batch.values?.map((value, at) => {
            const step = Math.floor(at / (batch.outputs * batch.sequences));
            return batch.mask[step * batch.sequences + (at % batch.sequences)] === 1 ? value : 1e30;
          }) ?? null,
      };
      const losses = async (some: Batch) => (await device().evaluate(net, parameters, some)).losses;
      expect(await losses(changed)).toEqual(await losses(batch));
      const population = (some: Batch) => device().evaluatePopulation(net, parameters, 1, some);
      expect(await population(changed)).toEqual(await population(batch));
      const request = { omega: { form: 'squared', weight: 1 }, stateNorms: true } as const;
      const gradient = (some: Batch) => device().gradient(net, parameters, some, request);
      expect(await gradient(changed)).toEqual(await gradient(batch));
    },
  );

  it.each(both)(
    'Ω in the form %s comes in with its weight: gradient = plain + α · separate, and nothing but W_rec changes',
    async (omegaForm) => {
      const { net, parameters, batch } = one;
      const omega = { form: omegaForm, weight: 3 };
      const plain = await device().gradient(net, parameters, batch);
      const blended = await device().gradient(net, parameters, batch, { omega });
      const apart = await device().gradient(net, parameters, batch, { omega: { ...omega, separate: true } });
      expect(blended.omega).toBe(apart.omega);
      const right = Float32Array.from(plain.gradient);
      const block = blockOf(net, right, 'W_rec');
      for (const [index, value] of apart.omegaGradient!.entries()) block[index]! += 3 * value;
      expect(distance(blended.gradient, right)).toBeLessThan(1e-6);
      expect(distance(apart.gradient, right)).toBeLessThan(1e-6);
      for (const name of ['W_in', 'b', 'W_out', 'b_out']) {
        expect(blockOf(net, blended.gradient, name)).toEqual(blockOf(net, plain.gradient, name));
      }
    },
  );

  it('Ω with weight 0 leaves the gradient as it is', async () => {
    const { net, parameters, batch } = one;
    const plain = await device().gradient(net, parameters, batch);
    const omega = { form: 'squared', weight: 0 } as const;
    const watched = await device().gradient(net, parameters, batch, { omega });
    expect(watched.gradient).toEqual(plain.gradient);
    expect(watched.omega).toBeGreaterThan(0);
  });

  it('Ω of W_rec = a times a rotation without nonlinearity is (a² - 1)², and Σ gradient · W is 4 (a² - 1) a²', async () => {
    // ReLU units that all stay positive are linear. pascanu-training.md, "How to verify", 3: a = .8.
    const linear = elmanNet({ unit: 'relu', inputs: 6, hidden: 2, outputs: 4 });
    const theta = randomParameters(linear, 1);
    const rotation = [0.8 * 0.96, 0.8 * -0.28, 0.8 * 0.28, 0.8 * 0.96];
    blockOf(linear, theta, 'W_in').fill(0);
    blockOf(linear, theta, 'b').set([20, 10]);
    blockOf(linear, theta, 'W_rec').set(rotation);
    const batch = randomBatch({ ...common, steps: 20 });
    const omega = { form: 'squared', weight: 1, separate: true } as const;
    const found = await device().gradient(linear, theta, batch, { omega });
    expect(found.omega).toBeCloseTo((0.64 - 1) ** 2, 6);
    const product = rotation.reduce((sum, weight, index) => sum + weight * found.omegaGradient![index]!, 0);
    expect(product).toBeCloseTo(-0.9216, 5);
  });
});
