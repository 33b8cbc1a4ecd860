/** Curvature products of every device that has them: those of the reference. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { elmanForm, gruForm, lstmForm, type NetForm } from '../../support/engine/net-forms.ts';
import { randomBatch, randomParameters } from '../../support/engine/random-batch.ts';
import { casesUpTo, distance } from '../../support/engine/random-cases.ts';
import { onEveryDevice } from './on-every-device.ts';

const bounds = { hidden: 60, sequences: 60, steps: 60, work: 20_000 };
const forms: Readonly<Record<string, NetForm>> = {
  elman: elmanForm as NetForm,
  lstm: lstmForm as unknown as NetForm,
  gru: gruForm,
};

onEveryDevice('curvature', (device, { tolerance, carries }) => {
  // Devices that begin every sequence at 0 are those of GPUs, which have no such products.
  it.skipIf(carries)('is lacking by name', () => {
    const net = forms.elman!.build({ inputs: 2, hidden: 3, outputs: 1 }, 'tanh');
    expect(device().linearise).toBeUndefined();
    expect(device().lacks(net, { loss: 'squared' }, ['gradient', 'curvature'])).toBe(
      'it cannot give curvature products of the net elman: it has no code for them',
    );
  });

  describe.skipIf(!carries).each(Object.entries(forms))('of nets %s', (architecture, form) => {
    it('is that of the reference, with and without damping, also after other calls', async () => {
      await fc.assert(
        fc.asyncProperty(
          casesUpTo(bounds, form),
          fc.constantFrom(0, 0.01, 3),
          async ({ net, parameters, batch }, mu) => {
            const linearised = await device().linearise!(net, parameters, batch, { mu });
            const right = referenceDevice.linearise(net, parameters, batch, { mu });
            const v = randomParameters(net, 'v');
            const product = await linearised.product(v);
            expect(distance(product, right.product(v))).toBeLessThan(2 * tolerance.gradients);
            await device().gradient(net, parameters, batch);
            expect(await linearised.product(v)).toEqual(product);
            const plain = await device().linearise!(net, parameters, batch, null);
            if (mu === 0) expect(await plain.product(v)).toEqual(product);
            const w = randomParameters(net, 'w');
            expect(distance(await linearised.product(w), right.product(w))).toBeLessThan(
              2 * tolerance.gradients,
            );
          },
        ),
        { seed: 20_130_616, numRuns: 12 },
      );
    });

    // 10 and 20 sequences have products of their own on wasm, and one sequence.
    it.each([
      [1, 9],
      [10, 70],
      [20, 130],
    ])('is that of the reference on %d sequences of %d units', async (sequences, hidden) => {
      const net = form.build(
        { inputs: 3, hidden, outputs: 2 },
        architecture === 'lstm' ? (true as never) : 'tanh',
      );
      const batch = randomBatch({
        ...{
          loss: 'softmax',
          input: 'dense',
          inputs: 3,
          outputs: 2,
          sequences,
          steps: 4,
          ragged: true,
          seed: 4,
        },
      });
      const [theta, v] = [randomParameters(net, 1), randomParameters(net, 'v')];
      const product = await (await device().linearise!(net, theta, batch, { mu: 0.2 })).product(v);
      const right = referenceDevice.linearise(net, theta, batch, { mu: 0.2 }).product(v);
      expect(distance(product, right)).toBeLessThan(2 * tolerance.gradients);
    });

    it('is lacking where states are carried from batch to batch', () => {
      const net = form.build({ inputs: 2, hidden: 3, outputs: 1 }, 'tanh');
      expect(device().lacks(net, { loss: 'squared' }, ['curvature'])).toBeNull();
      expect(device().lacks(net, { loss: 'squared' }, ['curvature', 'carry'])).toMatch(/carried from batch/);
    });
  });
});
