import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Device } from '../../../src/engine/device.ts';
import { openWebgpuDevice } from '../../../src/engine/webgpu/device.ts';
import { compareEvaluation, compareGradient, type Tolerance } from '../../support/engine/agreement.ts';
import { type Extent, type Form, makeCase } from '../../support/engine/form-cases.ts';
import { describeOnGpu } from './swiftshader.ts';

/** Errors of float32 grow with the number of terms of a sum. */
const tolerance: Tolerance = { loss: 5e-6, vectors: 2e-5, gradients: 5e-5, omega: 2e-5 };
const small: Form = { unit: 'tanh', loss: 'softmax', input: 'symbols', inputs: 6, hidden: 3, outputs: 4 };
const few: Extent = { sequences: 3, steps: 4, ragged: true, seed: 1 };

describeOnGpu('a GPU computes what the reference does', () => {
  let device: Device;
  beforeAll(async () => {
    device = await openWebgpuDevice();
  });
  afterAll(() => device.close());

  it.each<[string, Partial<Form>, Partial<Extent>]>([
    ['512 hidden units', { hidden: 512 }, {}],
    ['4,096 sequences', {}, { sequences: 4096, steps: 3 }],
    ['5,000 steps', { hidden: 4, loss: 'squared', input: 'dense' }, { sequences: 2, steps: 5000 }],
    ['5,000 steps, one answer', { hidden: 4 }, { sequences: 2, steps: 5000, scored: 'last', ragged: false }],
    ['300 symbols', { inputs: 300, hidden: 9 }, { sequences: 8, steps: 30 }],
    ['300 real inputs', { inputs: 300, hidden: 33, input: 'dense' }, {}],
    ['88 outputs', { outputs: 88, loss: 'bernoulli', hidden: 20 }, { sequences: 8, steps: 30 }],
    ['1,000 classes', { outputs: 1000, hidden: 5 }, {}],
    ['one sequence of one step', {}, { sequences: 1, steps: 1 }],
    ['one sequence of one step through 129 units', { hidden: 129 }, { sequences: 1, steps: 1 }],
  ])('for %s', async (_, form, extent) => {
    const one = makeCase({ ...small, ...form }, { ...few, ...extent });
    expect(device.lacks(one.net, one.batch, ['evaluate', 'gradient', 'omega'])).toBeNull();
    await compareEvaluation(device, one, tolerance);
    const omega = { form: 'squared', weight: 2, separate: true } as const;
    await compareGradient(device, one, { omega, stateNorms: true }, tolerance);
  });

  it('for more sequences than a dispatch may have workgroups', async () => {
    const many: Extent = { sequences: 66_000, steps: 1, seed: 1 };
    await compareGradient(device, makeCase({ ...small, hidden: 1 }, many), {}, tolerance);
  });
});
