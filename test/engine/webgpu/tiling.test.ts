import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Batch } from '../../../src/engine/batch.ts';
import { beginning } from '../../../src/engine/descent-state.ts';
import type {
  Call,
  Descent,
  DescentSettings,
  GradientRequest,
  UpdateRequest,
} from '../../../src/engine/device.ts';
import type { WebgpuDevice } from '../../../src/engine/webgpu/device.ts';
import { packedWords } from '../../../src/engine/webgpu/memory/packed-batch.ts';
import { cutSequences, slotsFitting } from '../../../src/engine/webgpu/memory/sizes.ts';
import { shapeOf } from '../../../src/engine/webgpu/passes/shape.ts';
import { RunError } from '../../../src/errors.ts';
import { elmanNet } from '../../../src/nets/elman.ts';
import {
  compareEvaluation,
  compareGradient,
  expectVectorNear,
  type Tolerance,
} from '../../support/engine/agreement.ts';
import { type Extent, type Form, makeCase, netOf } from '../../support/engine/form-cases.ts';
import { randomParameters } from '../../support/engine/random-batch.ts';
import { openLimited, openSmall } from './limited.ts';
import { describeOnGpu } from './swiftshader.ts';

const tolerance: Tolerance = { loss: 2e-6, vectors: 1e-5, gradients: 2e-5, omega: 1e-5 };
/** θ takes 1,120 bytes, a row of states 48. */
const form: Form = { unit: 'tanh', loss: 'softmax', input: 'symbols', inputs: 6, hidden: 12, outputs: 4 };
const net = netOf(form);
const BYTES = 12 * 1024;
const large: Extent = { sequences: 30, steps: 40, ragged: true, scored: 'all', seed: 1 };
const all: GradientRequest = { omega: { form: 'squared', weight: 2, separate: true }, stateNorms: true };

const next = (batches: readonly Batch[]): (() => UpdateRequest | null) => {
  const left = [...batches];
  return () => {
    const batch = left.shift();
    return batch === undefined ? null : { batch, stateNorms: true };
  };
};

describeOnGpu('a GPU with little room', () => {
  let small: WebgpuDevice;
  let ample: WebgpuDevice;
  beforeAll(async () => {
    [small, ample] = [await openSmall(BYTES), await openLimited({})];
  });
  afterAll(() => {
    small.close();
    ample.close();
  });
  const runs = (batch: Batch, mode: 'training' | 'evaluation', of = net): number =>
    cutSequences(small.gpu, shapeOf(of, batch), batch, mode).length;

  it('evaluates a batch in several runs of its sequences, with the same bits', async () => {
    const { parameters, batch } = makeCase(form, large);
    expect(runs(batch, 'evaluation')).toBeGreaterThan(2);
    expect(await small.evaluate(net, parameters, batch)).toEqual(
      await ample.evaluate(net, parameters, batch),
    );
    await compareEvaluation(small, { net, parameters, batch }, tolerance);
  });

  it.each(['mean', 'sum'] as const)(
    'adds gradients up over several runs of sequences, losses by %s',
    async (reduction) => {
      const one = makeCase(form, { ...large, reduction });
      expect(runs(one.batch, 'training')).toBeGreaterThan(3);
      for (const omega of ['squared', 'norm'] as const) {
        await compareGradient(
          small,
          one,
          { omega: { form: omega, weight: 2, separate: true }, stateNorms: true },
          tolerance,
        );
      }
      await compareGradient(small, one, {}, tolerance);
      expect(await small.gradient(net, one.parameters, one.batch, all)).toEqual(
        await small.gradient(net, one.parameters, one.batch, all),
      );
    },
  );

  it.each([
    { name: 'whose answers lie apart', extent: { ...large, scored: 'last' } },
    { name: 'of one long sequence a run', extent: { ...large, sequences: 4, steps: 220, scored: 'some' } },
  ] as const)('does so for a batch $name', async ({ extent }) => {
    const one = makeCase(form, extent);
    expect(runs(one.batch, 'training')).toBeGreaterThan(2);
    await compareGradient(small, one, all, tolerance);
    await compareEvaluation(small, one, tolerance);
  });

  it.each([
    { name: 'few answers a genome', extent: { sequences: 2, steps: 5, scored: 'last', seed: 2 } },
    { name: 'a batch in several runs', extent: large },
  ] as const)('evaluates a population in portions: $name', async ({ extent }) => {
    const { batch } = makeCase(form, extent);
    const count = 23;
    const genomes = Float32Array.from(
      Array.from({ length: count }, (_, genome) => [...randomParameters(net, genome)]).flat(),
    );
    const losses = await small.evaluatePopulation(net, genomes, count, batch);
    expect(losses).toEqual(await ample.evaluatePopulation(net, genomes, count, batch));
  });

  it('descends on batches in several runs beside small ones, in portions, each as alone', async () => {
    const settings: readonly DescentSettings[] = [
      { learningRate: 0.1, threshold: 0, omega: null },
      { learningRate: 0.1, threshold: 0.2, omega: { form: 'squared', weight: 1 } },
      { learningRate: 0.05, threshold: 1, omega: { form: 'norm', weight: 0.5 } },
    ];
    const sequences = 30;
    const lanes = Array.from({ length: 7 }, (_, lane) => ({
      parameters: randomParameters(net, lane),
      settings: settings[lane % 3]!,
      batches: Array.from({ length: 5 }, (_, update) => {
        // Some of a step, some of 30, some in between; the lanes take them in different orders.
        const steps = [1, 30, 3, 9, 2][(lane + update) % 5]!;
        const seed = `${lane}/${update}`;
        return makeCase(form, { sequences, steps, ragged: true, scored: 'last', seed }).batch;
      }),
    }));
    expect(runs(lanes[0]!.batches[1]!, 'training')).toBeGreaterThan(2);
    expect(runs(lanes[0]!.batches[0]!, 'training')).toBe(1);
    const begin = (device: WebgpuDevice) =>
      lanes.map(({ parameters, settings: own }) => device.descend(net, beginning(parameters), own));
    const runAll = async (descents: readonly Descent[]) => {
      const reports = await Promise.all(descents.map((one, lane) => one.run(next(lanes[lane]!.batches))));
      return {
        reports,
        theta: await Promise.all(descents.map(async (one) => (await one.state()).parameters)),
      };
    };
    const together = await runAll(begin(small));
    for (const [lane, { parameters, settings: own, batches }] of lanes.entries()) {
      const descent = small.descend(net, beginning(parameters), own);
      expect(await descent.run(next(batches))).toEqual(together.reports[lane]);
      expect((await descent.state()).parameters).toEqual(together.theta[lane]);
      descent.close();
    }
    const untiled = await runAll(begin(ample));
    for (const [lane, theta] of untiled.theta.entries()) {
      expectVectorNear(together.theta[lane]!, theta, 1e-5);
      expectVectorNear(together.reports[lane]!.losses, untiled.reports[lane]!.losses, 1e-5);
      expectVectorNear(together.reports[lane]!.norms, untiled.reports[lane]!.norms, 1e-4);
    }
  });

  it('hands over no more updates at once than the room has slot for their batches', async () => {
    const { batch, parameters } = makeCase(form, { sequences: 20, steps: 9, seed: 1 });
    expect(4 * packedWords(batch) * 64).toBeGreaterThan(BYTES);
    const descent = small.descend(net, beginning(parameters), {
      learningRate: 0.1,
      threshold: 0,
      omega: null,
    });
    const batches = Array.from(
      { length: 64 },
      (_, seed) => makeCase(form, { sequences: 20, steps: 9, seed }).batch,
    );
    const report = await descent.run(next(batches));
    expect(report.losses.length).toBe(64);
    descent.close();
  });

  it('says with the numbers where not even one sequence fits', async () => {
    const { parameters, batch } = makeCase(form, { sequences: 2, steps: 260, seed: 1 });
    const message =
      /^webgpu: one sequence of 260 steps through 12 units takes 12,480 bytes in one buffer, .+ allows 12,288 bytes; use shorter sequences or fewer units$/;
    await expect(small.gradient(net, parameters, batch)).rejects.toThrow(message);
    await expect(small.gradient(net, parameters, batch)).rejects.toBeInstanceOf(RunError);
    const descent = small.descend(net, beginning(parameters), {
      learningRate: 0.1,
      threshold: 0,
      omega: null,
    });
    await expect(descent.run(next([batch]))).rejects.toThrow(message);
    descent.close();
    // Its answers alone fit.
    await compareEvaluation(small, { net, parameters, batch }, tolerance);
  });

  it('says with the numbers which net is too large', async () => {
    const limits = { maxComputeWorkgroupStorageSize: 16_384, maxComputeInvocationsPerWorkgroup: 256 };
    const device = await openLimited(limits);
    const { hardware } = device.gpu.adapter;
    const of = (hidden: number) => elmanNet({ ...form, hidden });
    const calls: readonly Call[] = ['evaluate', 'descent'];
    for (const hidden of [1, 128, 129, 512]) expect(device.lacks(of(hidden), form, calls)).toBeNull();
    expect(device.lacks(of(513), form, calls)).toBe(
      `it cannot evaluate the net elman: a net of 513 hidden units takes 16416 bytes of workgroup memory and 256 threads, ${hardware} has 16384 bytes and 256 threads`,
    );
    device.close();
    const narrow = await openLimited({ ...limits, maxComputeInvocationsPerWorkgroup: 128 });
    expect(narrow.lacks(of(200), form, calls)).toBeNull();
    expect(narrow.lacks(of(256), form, calls)).toMatch(
      /and 256 threads, .+ has 16384 bytes and 128 threads$/,
    );
    narrow.close();
  });

  it('cuts work that has more slots or sequences than a dispatch may have workgroups', async () => {
    const device = await openLimited({ maxComputeWorkgroupsPerDimension: 4 });
    const one = makeCase(form, { sequences: 11, steps: 6, ragged: true, seed: 4 });
    const shape = shapeOf(net, one.batch);
    for (const mode of ['training', 'evaluation'] as const) {
      const counts = cutSequences(device.gpu, shape, one.batch, mode).map(({ count }) => count);
      expect(counts).toEqual([4, 4, 3]);
    }
    expect(slotsFitting(device.gpu, shape, { rows: 1, answers: 1, sequences: 1, steps: 1 }, 'training')).toBe(
      4,
    );
    await compareGradient(device, one, all, tolerance);
    await compareEvaluation(device, one, tolerance);
    device.close();
  });
});
