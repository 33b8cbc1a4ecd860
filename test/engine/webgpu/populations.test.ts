import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Batch } from '../../../src/engine/batch.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { openGpu } from '../../../src/engine/webgpu/gpu/adapter.ts';
import { Gpu, type GpuLimits } from '../../../src/engine/webgpu/gpu/gpu.ts';
import { tileBytes, tileFor, tileThreads } from '../../../src/engine/webgpu/kernels/forward-tiles.ts';
import { openGpuContext } from '../../../src/engine/webgpu/memory/gpu-context.ts';
import { Populations } from '../../../src/engine/webgpu/passes/populations.ts';
import { shapeOf } from '../../../src/engine/webgpu/passes/shape.ts';
import type { ElmanNet } from '../../../src/nets/net.ts';
import { expectNear } from '../../support/engine/agreement.ts';
import { type Extent, type Form, makeCase, netOf } from '../../support/engine/form-cases.ts';
import { randomParameters } from '../../support/engine/random-batch.ts';
import { limitedGpu } from './limited.ts';
import { describeOnGpu } from './swiftshader.ts';

const COUNT = 3;

const forms: readonly (readonly [Form, Extent])[] = [
  [
    { unit: 'tanh', loss: 'softmax', input: 'symbols', inputs: 6, hidden: 50, outputs: 4 },
    { sequences: 37, steps: 9, ragged: true, scored: 'last', seed: 1 },
  ],
  [
    { unit: 'logistic', loss: 'squared', input: 'dense', inputs: 3, hidden: 23, outputs: 2 },
    { sequences: 70, steps: 6, ragged: true, scored: 'all', seed: 2 },
  ],
  [
    { unit: 'relu', loss: 'bernoulli', input: 'symbols', inputs: 260, hidden: 21, outputs: 3 },
    { sequences: 130, steps: 5, ragged: true, scored: 'some', seed: 3 },
  ],
];

function genomesOf(net: ElmanNet): Float32Array {
  const genomes = new Float32Array(COUNT * net.parameters);
  for (let genome = 0; genome < COUNT; genome++) {
    genomes.set(randomParameters(net, genome), genome * net.parameters);
  }
  return genomes;
}

describeOnGpu('the losses of a population', () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await openGpu();
  });
  afterAll(() => gpu.close());

  async function lossesOn(limits: Partial<GpuLimits>, net: ElmanNet, genomes: Float32Array, batch: Batch) {
    const own = { ...gpu.adapter, limits: { ...gpu.limits, ...limits } };
    const populations = new Populations(openGpuContext(new Gpu(gpu.device, own)));
    const losses = await populations.evaluate(net, genomes, COUNT, batch);
    expect(await populations.evaluate(net, genomes, COUNT, batch)).toEqual(losses);
    populations.close();
    return losses;
  }

  async function expectReference(
    losses: Float64Array,
    net: ElmanNet,
    genomes: Float32Array,
    batch: Batch,
  ): Promise<void> {
    for (let genome = 0; genome < COUNT; genome++) {
      const own = genomes.subarray(genome * net.parameters, (genome + 1) * net.parameters);
      expectNear(losses[genome]!, (await referenceDevice.evaluate(net, own, batch)).loss, 2e-6);
    }
  }

  it.each(forms)('are those of the reference, the same bits for any tile: %j, %j', async (form, extent) => {
    const net = netOf(form);
    const { batch } = makeCase(form, extent);
    const genomes = genomesOf(net);
    const first = await lossesOn({}, net, genomes, batch);
    await expectReference(first, net, genomes, batch);
    const shape = shapeOf(net, batch);
    const sizes = new Set([tileFor(shape, gpu.limits, batch.sequences)]);
    for (const sequences of [32, 16, 4]) {
      const limits = { maxComputeInvocationsPerWorkgroup: tileThreads(shape, sequences) };
      sizes.add(tileFor(shape, { ...gpu.limits, ...limits }, batch.sequences));
      expect(await lossesOn(limits, net, genomes, batch)).toEqual(first);
    }
    expect(sizes.size).toBeGreaterThan(2);
    expect(sizes).not.toContain(null);
  });

  it.each([8, 20])('are those of the reference with a thread a sequence: %i units', async (hidden) => {
    for (const [form, extent] of forms) {
      const net = netOf({ ...form, hidden });
      const { batch } = makeCase({ ...form, hidden }, extent);
      const genomes = genomesOf(net);
      await expectReference(await lossesOn({}, net, genomes, batch), net, genomes, batch);
    }
  });

  it('take genomes in shared memory', async () => {
    const [form, extent] = forms[0]!;
    const net = netOf(form);
    const { batch } = makeCase(form, extent);
    const genomes = genomesOf(net);
    const shared = new Float32Array(new SharedArrayBuffer(genomes.byteLength));
    shared.set(genomes);
    expect(await lossesOn({}, net, shared, batch)).toEqual(await lossesOn({}, net, genomes, batch));
  });
});

it('tiles fit into the limits of a GPU, with no more sequences than there are', () => {
  const shape = { hidden: 50, inputs: 6, symbolBits: 8 } as const;
  const fitting = (limits: Parameters<typeof limitedGpu>[0], sequences = 256) =>
    tileFor(shape, limitedGpu(limits).limits, sequences);
  const roomy = { maxComputeWorkgroupStorageSize: 49_152, maxComputeInvocationsPerWorkgroup: 1024 };
  expect(fitting(roomy)).toBe(64);
  expect(fitting(roomy, 20)).toBe(32);
  expect(fitting(roomy, 1)).toBe(4);
  const less = fitting({ ...roomy, maxComputeWorkgroupStorageSize: 20_000 })!;
  expect(less).toBe(32);
  expect(tileBytes(shape, less)).toBeLessThanOrEqual(20_000);
  expect(tileBytes(shape, 2 * less)).toBeGreaterThan(20_000);
  const few = fitting({ ...roomy, maxComputeInvocationsPerWorkgroup: 128 })!;
  expect(tileThreads(shape, few)).toBeLessThanOrEqual(128);
  expect(tileThreads(shape, 2 * few)).toBeGreaterThan(128);
  expect(fitting({ maxComputeWorkgroupStorageSize: 8192 })).toBeNull();
});
