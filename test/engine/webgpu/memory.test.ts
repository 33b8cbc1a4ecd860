import { beforeAll, expect, it } from 'vitest';
import { beginning } from '../../../src/engine/descent-state.ts';
import type { Device } from '../../../src/engine/device.ts';
import { WebgpuDevice } from '../../../src/engine/webgpu/device.ts';
import { openGpu } from '../../../src/engine/webgpu/gpu/adapter.ts';
import { type DescentCase, type Form, makeDescent } from '../../support/engine/form-cases.ts';
import { openChecked, poison } from './strict-gpu.ts';
import { describeOnGpu } from './swiftshader.ts';

const forms: readonly Form[] = [
  { hidden: 3, unit: 'tanh', loss: 'softmax', input: 'symbols', inputs: 6, outputs: 4 },
  { hidden: 33, unit: 'logistic', loss: 'squared', input: 'dense', inputs: 3, outputs: 2 },
  { hidden: 130, unit: 'relu', loss: 'bernoulli', input: 'symbols', inputs: 300, outputs: 1 },
];

/** Ragged, of different lengths, and none fills a block. */
const cases = forms.map((form) =>
  makeDescent(
    form,
    [7, 2, 11].map((steps) => ({ sequences: 5, steps, seed: steps, ragged: true })),
  ),
);

/** Everything that the device computes of it. */
async function all(device: Device, { net, parameters, batches }: DescentCase) {
  const settings = { learningRate: 0.1, threshold: 1, omega: { form: 'squared', weight: 1 } } as const;
  const descent = await device.descend!(net, beginning(parameters), settings);
  const left = [...batches];
  const report = await descent.run(() => {
    const batch = left.shift();
    return batch === undefined ? null : { batch, stateNorms: true };
  });
  const theta = (await descent.state()).parameters;
  descent.close();
  const batch = batches[0]!;
  const twice = Float32Array.from([...parameters, ...parameters]);
  const { loss, losses } = await device.evaluate(net, parameters, batch);
  return {
    report,
    theta,
    loss,
    losses,
    population: await device.evaluatePopulation(net, twice, 2, batch),
    gradient: await device.gradient(net, parameters, batch, {
      omega: { form: 'norm', weight: 2, separate: true },
      stateNorms: true,
    }),
  };
}

describeOnGpu('the kernels', () => {
  /** All of each case, by an ordinary device. */
  const expected: Awaited<ReturnType<typeof all>>[] = [];
  beforeAll(async () => {
    const device = new WebgpuDevice(await openGpu());
    for (const one of cases) expected.push(await all(device, one));
    device.close();
  });

  it('read nothing of their buffers that nobody has written', async () => {
    const gpu = await openGpu();
    poison(gpu);
    const poisoned = new WebgpuDevice(gpu);
    // The second time through, what is left of nets of other sizes lies there.
    for (const round of [1, 2])
      for (const [index, one] of cases.entries())
        expect(await all(poisoned, one), `round ${round}`).toEqual(expected[index]);
    poisoned.close();
  });

  it('stay inside their buffers: with checks of every index they give the same bits', async () => {
    const checked = new WebgpuDevice(await openChecked());
    for (const [index, one] of cases.entries()) expect(await all(checked, one)).toEqual(expected[index]);
    checked.close();
  });
});
