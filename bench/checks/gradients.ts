/** Checks of values, gradients, Ω in both forms and the norms of the error signal, against the reference. */
import type { Device, GradientRequest } from '../../src/engine/device.ts';
import { referenceDevice } from '../../src/engine/reference/reference.ts';
import { named } from './cases.ts';
import { type Check, evaluationChecks, gradientChecks } from './check.ts';
import { type NoiseSizes, noiseBatch, noiseNet, noiseParameters } from './noise.ts';

const REQUESTS: readonly (readonly [string, GradientRequest])[] = [
  ['plain', {}],
  ['Ω squared', { omega: { form: 'squared', weight: 2, separate: true }, stateNorms: true }],
  ['Ω norm', { omega: { form: 'norm', weight: 4 } }],
];

export async function checkGradients(device: Device, sizes: NoiseSizes): Promise<Check[]> {
  const net = noiseNet(sizes);
  const batch = noiseBatch(sizes);
  const parameters = noiseParameters(net, 1);
  const right = await referenceDevice.evaluate(net, parameters, batch);
  const checks = evaluationChecks(batch, await device.evaluate(net, parameters, batch), right);
  for (const [what, request] of REQUESTS) {
    const actual = await device.gradient(net, parameters, batch, request);
    checks.push(
      ...gradientChecks(what, actual, await referenceDevice.gradient(net, parameters, batch, request)),
    );
  }
  return checks;
}

export const gradientsNamed = (sizes: NoiseSizes): string => `values and gradients: ${named(sizes)}`;
