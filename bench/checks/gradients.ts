/** Checks of values, gradients, Ω in both forms and the norms of the error signal, against the reference. */
import type { Batch } from '../../src/engine/batch.ts';
import type { Device, Gradient, GradientRequest } from '../../src/engine/device.ts';
import { referenceDevice } from '../../src/engine/reference/reference.ts';
import { blockOf } from '../../src/nets/layout.ts';
import { named } from './cases.ts';
import { type Check, evaluationChecks, gradientChecks } from './check.ts';
import { type NoiseNet, type NoiseSizes, noiseBatch, noiseNet, noiseParameters } from './noise.ts';

const SQUARED = { form: 'squared', weight: 2, separate: true } as const;
const NORM: GradientRequest = { omega: { form: 'norm', weight: 4 } };

export async function checkGradients(device: Device, sizes: NoiseSizes): Promise<Check[]> {
  const net = noiseNet(sizes);
  const batch = noiseBatch(sizes);
  const parameters = noiseParameters(net, sizes, 1);
  const right = await referenceDevice.evaluate(net, parameters, batch);
  const checks = evaluationChecks(batch, await device.evaluate(net, parameters, batch), right);
  if (referenceDevice.lacks(net, batch, ['omega']) !== null) {
    return [...checks, ...(await checkWithoutOmega(device, net, parameters, batch))];
  }
  // Weight 0 gives the plain gradient, and the derivative of Ω beside it: two answers of one slow call.
  const apart = await referenceDevice.gradient(net, parameters, batch, {
    omega: { ...SQUARED, weight: 0 },
    stateNorms: true,
  });
  const regularised = Float64Array.from(apart.gradient);
  const recurrent = blockOf(net, regularised, 'W_rec');
  for (const [index, value] of apart.omegaGradient!.entries()) recurrent[index]! += SQUARED.weight * value;
  const plain: Gradient = { ...apart, omega: null, omegaGradient: null, stateNorms: null };
  const compared: readonly (readonly [string, GradientRequest, Gradient])[] = [
    ['plain', {}, plain],
    ['Ω squared', { omega: SQUARED, stateNorms: true }, { ...apart, gradient: regularised }],
    ['Ω norm', NORM, await referenceDevice.gradient(net, parameters, batch, NORM)],
  ];
  for (const [what, request, wanted] of compared) {
    const actual = await device.gradient(net, parameters, batch, request);
    checks.push(...gradientChecks(what, actual, wanted));
  }
  return checks;
}

/** Checks of nets that have no Ω: of the gradient, with the norms of the error signal and without. */
async function checkWithoutOmega(
  device: Device,
  net: NoiseNet,
  parameters: Float32Array,
  batch: Batch,
): Promise<Check[]> {
  const right = await referenceDevice.gradient(net, parameters, batch, { stateNorms: true });
  return [
    ...gradientChecks('plain', await device.gradient(net, parameters, batch), { ...right, stateNorms: null }),
    ...gradientChecks(
      'with norms',
      await device.gradient(net, parameters, batch, { stateNorms: true }),
      right,
    ),
  ];
}

export const gradientsNamed = (sizes: NoiseSizes): string => `values and gradients: ${named(sizes)}`;
