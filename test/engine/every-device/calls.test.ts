import { expect, it } from 'vitest';
import { type Form, makeCase } from '../../support/engine/form-cases.ts';
import { onEveryDevice } from './on-every-device.ts';

onEveryDevice('a call', (device, { repeats }) => {
  const form: Form = { unit: 'tanh', loss: 'softmax', input: 'symbols', inputs: 6, hidden: 19, outputs: 4 };
  const one = makeCase(form, { sequences: 29, steps: 23, ragged: true, seed: 7 });
  const other = makeCase(
    { ...form, unit: 'relu', inputs: 30, hidden: 41, outputs: 2 },
    { sequences: 5, steps: 40, seed: 1 },
  );
  const request = { omega: { form: 'norm', weight: 1, separate: true }, stateNorms: true } as const;

  it.skipIf(!repeats)(
    'gives the same bits again, with other nets, batches and kinds of call in between',
    async () => {
      const { net, parameters, batch } = one;
      const before = await device().gradient(net, parameters, batch, request);
      const evaluation = await device().evaluate(net, parameters, batch);
      await device().gradient(other.net, other.parameters, other.batch);
      await device().evaluate(other.net, other.parameters, other.batch);
      expect(await device().evaluate(net, parameters, batch)).toEqual(evaluation);
      expect(await device().gradient(net, parameters, batch, request)).toEqual(before);
      await device().gradient(net, parameters, batch);
      expect(await device().gradient(net, parameters, batch, request)).toEqual(before);
    },
  );

  it.skipIf(!repeats)('gives the same bits beside others that are under way', async () => {
    const { net, parameters, batch } = one;
    const alone = await device().gradient(net, parameters, batch, request);
    const evaluation = await device().evaluate(net, parameters, batch);
    const together = await Promise.all([
      device().gradient(net, parameters, batch, request),
      device().gradient(other.net, other.parameters, other.batch, request),
      device().evaluate(net, parameters, batch),
      device().evaluate(other.net, other.parameters, other.batch),
      device().gradient(net, parameters, batch, request),
    ]);
    expect(together[0]).toEqual(alone);
    expect(together[4]).toEqual(alone);
    expect(together[2]).toEqual(evaluation);
  });

  it('takes parameters and genomes in float64 as well, and changes none of them', async () => {
    const { net, parameters, batch } = one;
    const double = Float64Array.from(parameters);
    expect((await device().evaluate(net, double, batch)).loss).toBe(
      (await device().evaluate(net, parameters, batch)).loss,
    );
    expect(await device().evaluatePopulation(net, double, 1, batch)).toEqual(
      await device().evaluatePopulation(net, parameters, 1, batch),
    );
    expect(double).toEqual(Float64Array.from(parameters));
  });

  it('refuses a batch of another shape than the net', async () => {
    const { net, parameters } = one;
    const wrong = makeCase({ ...form, outputs: 5 }, { sequences: 2, steps: 2, seed: 1 }).batch;
    const refused = 'a net of 6 inputs and 4 outputs got a batch of 6 and 5';
    await expect((async () => device().evaluate(net, parameters, wrong))()).rejects.toThrow(refused);
    await expect((async () => device().evaluatePopulation(net, parameters, 1, wrong))()).rejects.toThrow(
      refused,
    );
    await expect((async () => device().gradient(net, parameters, wrong))()).rejects.toThrow(refused);
    expect(Number.isFinite((await device().evaluate(net, parameters, one.batch)).loss)).toBe(true);
  });
});
