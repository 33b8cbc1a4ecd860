/** The wasm kernels around a cell that is not Elman's, against the reference device. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Device, Evaluation, Gradient } from '../../../src/engine/device.ts';
import { openWasmDevice } from '../../../src/engine/wasm/device.ts';
import { compareEvaluation, compareGradient, type Tolerance } from '../../support/engine/agreement.ts';
import { makeCase } from '../../support/engine/form-cases.ts';
import { gatedForm } from '../../support/engine/net-forms.ts';
import { randomParameters } from '../../support/engine/random-batch.ts';
import { casesUpTo } from '../../support/engine/random-cases.ts';
import { gatedNet } from '../../support/nets/gated.ts';
import { compileGatedKernels, openGatedWasm } from '../../support/nets/gated-kernels.ts';

const tolerance: Tolerance = { loss: 2e-6, vectors: 1e-5, gradients: 2e-5, omega: 1e-5 };
const cases = casesUpTo({ hidden: 40, sequences: 40, steps: 60, work: 60_000 }, gatedForm);
const runs = { seed: 20_130_616, numRuns: 40 };

describe('a net of another architecture on the wasm device', () => {
  let device: Device;
  let frugal: Device;
  beforeAll(async () => {
    const instance = await compileGatedKernels();
    device = openGatedWasm(instance());
    frugal = openGatedWasm(instance(), 0);
  }, 60_000);

  it('has the losses, outputs and gradients of the reference, of every loss and form of input, at any width', async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.boolean(), async (one, isFrugal) => {
        const chosen = isFrugal ? frugal : device;
        await compareEvaluation(chosen, one, tolerance);
        await compareGradient(chosen, one, { stateNorms: true }, tolerance);
      }),
      runs,
    );
  });

  it('has in a population the losses that each genome gets alone, bit by bit', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ net, batch }) => {
        const genomes = [1, 2, 3].map((seed) => randomParameters(net, seed));
        const all = Float32Array.from(genomes.flatMap((genome) => [...genome]));
        const losses = await device.evaluatePopulation(net, all, 3, batch);
        const alone = genomes.map((genome) => (device.evaluate(net, genome, batch) as Evaluation).loss);
        expect([...losses]).toEqual(alone);
      }),
      { ...runs, numRuns: 20 },
    );
  });

  it('leaves Elman nets beside it their bits, on the same batch', () => {
    const form = {
      unit: 'tanh',
      loss: 'softmax',
      input: 'symbols',
      inputs: 20,
      hidden: 6,
      outputs: 4,
    } as const;
    const { net, parameters, batch } = makeCase(form, { sequences: 9, steps: 12, ragged: true, seed: 1 });
    const other = gatedNet({ inputs: 20, hidden: 6, outputs: 4 });
    const request = { omega: { form: 'squared', weight: 2 }, stateNorms: true } as const;
    const right = openWasmDevice().gradient(net, parameters, batch, request) as Gradient;
    expect(device.gradient(net, parameters, batch, request)).toEqual(right);
    const first = device.gradient(other, randomParameters(other, 1), batch);
    expect(device.gradient(net, parameters, batch, request)).toEqual(right);
    expect(device.gradient(other, randomParameters(other, 1), batch)).toEqual(first);
  });

  it('is refused Ω by name', () => {
    const net = gatedNet({ inputs: 2, hidden: 2, outputs: 2 });
    expect(device.lacks(net, { loss: 'softmax' }, ['evaluate', 'population', 'descent'])).toBeNull();
    expect(device.lacks(net, { loss: 'softmax' }, ['omega'])).toMatch(/^it cannot give Ω of the net gated: /);
  });
});
