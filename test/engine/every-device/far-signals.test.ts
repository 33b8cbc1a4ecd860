import { expect, it } from 'vitest';
import { beginning } from '../../../src/engine/descent-state.ts';
import type { DescentSettings, Device } from '../../../src/engine/device.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { HostDescent } from '../../../src/learners/gradient/host-descent.ts';
import { blockOf } from '../../../src/nets/layout.ts';
import { type Form, makeCase } from '../../support/engine/form-cases.ts';
import { onEveryDevice } from './on-every-device.ts';

/**
 * ReLU units that stay on and each feed themselves alone, by 2: an error signal doubles at every step back, to 2^steps
 * times that of the answer, while the states stay small. Ω is (4 - 1)², or (2 - 1)².
 */
function doubling(hidden: number, steps: number) {
  const form: Form = { unit: 'relu', loss: 'squared', input: 'symbols', inputs: 3, hidden, outputs: 2 };
  const made = makeCase(form, { sequences: 5, steps, scored: 'last', seed: 4 });
  const parameters = made.parameters.slice();
  const { net } = made;
  blockOf(net, parameters, 'W_in').fill(2 ** -steps);
  blockOf(net, parameters, 'b').fill(0);
  const recurrent = blockOf(net, parameters, 'W_rec').fill(0);
  for (let unit = 0; unit < hidden; unit++) recurrent[unit * (hidden + 1)] = 2;
  return { ...made, parameters };
}

onEveryDevice('error signals whose squares are beyond float32', (device, { tolerance }) => {
  it.each([
    [1, 100, 'squared', 9],
    [1, 100, 'norm', 1],
    [4, 60, 'squared', 9],
    [4, 80, 'norm', 1],
    [130, 100, 'squared', 9],
    [130, 100, 'norm', 1],
  ] as const)(
    '%d units, %d steps: Ω in the form %s is %d, and so is its pull',
    async (hidden, steps, form, omega) => {
      const { net, parameters, batch } = doubling(hidden, steps);
      const request = { omega: { form, weight: 2, separate: true }, stateNorms: true };
      const found = await device().gradient(net, parameters, batch, request);
      const right = referenceDevice.gradient(net, parameters, batch, request);
      expect(Math.max(...right.stateNorms!)).toBeGreaterThan(2 ** (steps - 8));
      expect(right.omega).toBeCloseTo(omega, 10);
      expect(Math.abs(found.omega! / omega - 1)).toBeLessThan(1e-5);
      for (const [entry, value] of right.omegaGradient!.entries()) {
        expect(Math.abs(found.omegaGradient![entry]! - value)).toBeLessThan(1e-4 * Math.abs(value) + 1e-4);
      }
      for (const [step, norm] of right.stateNorms!.entries()) {
        expect(Math.abs(found.stateNorms![step]! / norm - 1)).toBeLessThan(10 * tolerance.gradients);
      }
      const together = await device().gradient(net, parameters, batch, { omega: { form, weight: 2 } });
      const greatest = Math.max(...right.gradient.map(Math.abs));
      for (const [index, value] of right.gradient.entries()) {
        expect(Math.abs(together.gradient[index]! - value)).toBeLessThan(
          1e-4 * Math.abs(value) + 1e-6 * greatest,
        );
      }
    },
  );

  it.each([1, 130])('end no descent: with Ω and clipping %d units go on as without Ω', async (hidden) => {
    const { net, parameters, batch } = doubling(hidden, 100);
    const clipped: DescentSettings = { learningRate: 0.01, threshold: 1, omega: null };
    const regularised: DescentSettings = { ...clipped, omega: { form: 'squared', weight: 2 } };
    for (const settings of [clipped, regularised]) {
      const { report, theta } = await descend(device(), net, parameters, settings, [batch]);
      expect(report.fault).toBeNull();
      expect(report.norms[0]!).toBeGreaterThan(1.8e19);
      const step = Math.sqrt(theta.reduce((sum, value, index) => sum + (value - parameters[index]!) ** 2, 0));
      expect(Math.abs(step - 0.01)).toBeLessThan(1e-6);
    }
  });
});

onEveryDevice('a gradient beyond float32', (device) => {
  const { net, parameters, batch } = doubling(3, 140);
  // 2^-140 is no normal number of float32.
  blockOf(net, parameters, 'W_in').fill(2 ** -120);
  const settings: DescentSettings = { learningRate: 0.5, threshold: 1, omega: null };
  const fine = doubling(3, 20).batch;

  it('ends a descent', async () => {
    const { report } = await descend(device(), net, parameters, settings, [batch]);
    expect(report.fault).not.toBeNull();
  });

  it.each([null, { form: 'squared', weight: 2 }] as const)(
    'with the rescue shrinks W_rec by .02 η and nothing else, goes on, and is told by its norm (Ω: %o)',
    async (omega) => {
      const rescuing = { ...settings, omega, rescue: true };
      const { report, theta } = await descend(device(), net, parameters, rescuing, [batch, batch, batch]);
      expect(report.fault).toBeNull();
      expect(report.norms.length).toBe(3);
      const isRescued = (update: number) =>
        ![report.losses[update], report.norms[update]].every(Number.isFinite);
      expect([0, 1, 2].map(isRescued)).toEqual([true, true, true]);
      const wanted = parameters.slice();
      const recurrent = blockOf(net, wanted, 'W_rec');
      for (let index = 0; index < recurrent.length; index++) recurrent[index]! *= (1 - 0.02 * 0.5) ** 3;
      for (const [index, value] of theta.entries()) {
        expect(Math.abs(value - wanted[index]!)).toBeLessThanOrEqual(1e-6 * Math.abs(wanted[index]!));
      }
    },
  );

  it('with the rescue changes no update that is finite', async () => {
    const plain = await descend(device(), net, parameters, settings, [fine, fine]);
    const rescuing = await descend(device(), net, parameters, { ...settings, rescue: true }, [fine, fine]);
    expect(plain.report.fault).toBeNull();
    expect(rescuing).toEqual(plain);
  });
});

async function descend(
  device: Device,
  net: Parameters<Device['gradient']>[0],
  parameters: Float32Array,
  settings: DescentSettings,
  batches: readonly Parameters<Device['gradient']>[2][],
) {
  const descent =
    (await device.descend?.(net, beginning(parameters), settings)) ??
    new HostDescent(device, net, beginning(parameters), settings);
  let update = 0;
  const report = await descent.run(() => {
    const batch = batches[update++];
    return batch === undefined ? null : { batch, stateNorms: false };
  });
  const theta = (await descent.state()).parameters;
  descent.close();
  return { report, theta };
}
