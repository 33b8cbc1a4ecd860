import fc from 'fast-check';
import { expect, it } from 'vitest';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { blockOf } from '../../../src/nets/layout.ts';
import { compareGradient } from '../../support/engine/agreement.ts';
import { type Form, makeCase } from '../../support/engine/form-cases.ts';
import { omegaRequests } from '../../support/engine/random-cases.ts';
import { onEveryDevice } from './on-every-device.ts';

onEveryDevice('gradients', (device, { cases, tolerance, runs }) => {
  for (const [name, arbitrary] of Object.entries(cases)) {
    it(`with Ω in both forms and the norms of the error signal are those of the reference: ${name}`, async () => {
      await fc.assert(
        fc.asyncProperty(arbitrary, omegaRequests, async (one, request) => {
          await compareGradient(device(), one, request, tolerance);
          await compareGradient(device(), one, {}, tolerance);
        }),
        { seed: 20_130_616, numRuns: Math.ceil(runs / 3) },
      );
    });
  }

  const form: Form = { unit: 'tanh', loss: 'softmax', input: 'symbols', inputs: 6, hidden: 3, outputs: 4 };
  const { net, parameters, batch } = makeCase(form, { sequences: 7, steps: 12, scored: 'last', seed: 5 });
  const both = ['squared', 'norm'] as const;

  it.each(both)(
    'have an Ω of 0, in the form %s, where the error signal has vanished everywhere',
    async (omega) => {
      const still = new Float32Array(net.parameters);
      const request = { omega: { form: omega, weight: 2, separate: true }, stateNorms: true };
      const found = await device().gradient(net, still, batch, request);
      expect(found.omega).toBe(0);
      expect(found.omegaGradient!.every((value) => value === 0)).toBe(true);
      expect(found.stateNorms!.every((value) => value === 0)).toBe(true);
      expect(found.gradient.every(Number.isFinite)).toBe(true);
    },
  );

  it.each(both)(
    'have an Ω, in the form %s, of the steps alone that the error signal reaches',
    async (omega) => {
      const fading = parameters.slice();
      // ‖d‖² falls by 1e-6 a step, and by the fourth step back is below what counts.
      for (const block of ['W_rec', 'b', 'W_in']) blockOf(net, fading, block).fill(0);
      for (const unit of [0, 4, 8]) blockOf(net, fading, 'W_rec')[unit] = 1e-3;
      const request = { omega: { form: omega, weight: 2, separate: true }, stateNorms: true };
      const right = referenceDevice.gradient(net, fading, batch, request);
      expect(right.stateNorms!.filter((norm) => norm > 0 && norm < 1e-11).length).toBeGreaterThan(5);
      await compareGradient(device(), { net, parameters: fading, batch }, request, tolerance);
    },
  );

  it.each(both)(
    'have an Ω, in the form %s, that nothing pulls at where nothing is carried back',
    async (omega) => {
      const cut = parameters.slice();
      blockOf(net, cut, 'W_rec').fill(0);
      const request = { omega: { form: omega, weight: 2, separate: true }, stateNorms: true };
      const found = await device().gradient(net, cut, batch, request);
      expect(found.omega).toBe(1);
      expect(found.omegaGradient!.every((value) => value === 0)).toBe(true);
      await compareGradient(device(), { net, parameters: cut, batch }, request, tolerance);
    },
  );

  it.each([4, 130])(
    'tell the norms of the error signal down to where float32 ends, with %d units',
    async (hidden) => {
      const small: Form = { unit: 'tanh', loss: 'softmax', input: 'symbols', inputs: 6, hidden, outputs: 4 };
      const one = makeCase(small, { sequences: 29, steps: 30, scored: 'last', seed: 7 });
      const fading = one.parameters.slice();
      // A tenth of the signal reaches the step before.
      const recurrent = blockOf(one.net, fading, 'W_rec').fill(0);
      for (let unit = 0; unit < hidden; unit++) recurrent[unit * (hidden + 1)] = 0.1;
      const { stateNorms } = await device().gradient(one.net, fading, one.batch, { stateNorms: true });
      const right = referenceDevice.gradient(one.net, fading, one.batch, { stateNorms: true }).stateNorms!;
      expect(right[0]!).toBeLessThan(1e-28);
      for (const [step, norm] of right.entries()) {
        expect(Math.abs(stateNorms![step]! / norm - 1)).toBeLessThan(10 * tolerance.gradients);
      }
    },
  );
});
