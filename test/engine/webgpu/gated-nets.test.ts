/** LSTM and GRU on a GPU where little fits, and whose memory is full of NaN. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Adam } from '../../../src/engine/adam.ts';
import type { Batch } from '../../../src/engine/batch.ts';
import { beginning } from '../../../src/engine/descent-state.ts';
import type { Descent, DescentSettings, GradientRequest } from '../../../src/engine/device.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { WebgpuDevice } from '../../../src/engine/webgpu/device.ts';
import { openGpu } from '../../../src/engine/webgpu/gpu/adapter.ts';
import { Gpu, type GpuLimits } from '../../../src/engine/webgpu/gpu/gpu.ts';
import { gatedTileBytes, tileOfPopulation } from '../../../src/engine/webgpu/kernels/gated-forward.ts';
import { type GatedShape, isGated } from '../../../src/engine/webgpu/kernels/gated-weights.ts';
import { cutSequences } from '../../../src/engine/webgpu/memory/sizes.ts';
import { type RecurrentNet, shapeOf } from '../../../src/engine/webgpu/passes/shape.ts';
import { HostDescent } from '../../../src/learners/gradient/host-descent.ts';
import { gruNet } from '../../../src/nets/gru.ts';
import { lstmNet } from '../../../src/nets/lstm.ts';
import {
  compareEvaluation,
  compareGradient,
  expectNear,
  expectVectorNear,
  type Tolerance,
} from '../../support/engine/agreement.ts';
import { type BatchChoice, randomBatch, randomParameters } from '../../support/engine/random-batch.ts';
import { limitedGpu, openLimited } from './limited.ts';
import { poison } from './strict-gpu.ts';
import { describeOnGpu } from './swiftshader.ts';

const tolerance: Tolerance = { loss: 2e-6, vectors: 1e-5, gradients: 2e-5, omega: 1e-5 };
/** Limits so low that either net meets them. */
const LIMITS: Partial<GpuLimits> = {
  maxStorageBufferBindingSize: 128 * 1024,
  maxComputeInvocationsPerWorkgroup: 32,
  maxComputeWorkgroupStorageSize: 3000,
};

interface Some {
  readonly net: RecurrentNet;
  readonly choice: BatchChoice;
}

const common = { sequences: 20, steps: 30, ragged: true, scored: 'some', seed: 5 } as const;
/**
 * Both stream their weights. A thread has one unit of the first and all groups of signals are exchanged at once; it has
 * two of the second, and they are exchanged one after the other.
 */
const nets: Readonly<Record<string, Some>> = {
  'LSTM of 21 units': {
    net: lstmNet({ peepholes: true, inputs: 3, hidden: 21, outputs: 2 }),
    choice: { ...common, loss: 'squared', input: 'dense', inputs: 3, outputs: 2 },
  },
  'GRU of 33 units': {
    net: gruNet({ inputs: 30, hidden: 33, outputs: 3 }),
    choice: { ...common, loss: 'bernoulli', input: 'symbols', inputs: 30, outputs: 3 },
  },
};

const gatedShape = (net: RecurrentNet, batch: Batch): GatedShape => {
  const shape = shapeOf(net, batch);
  if (!isGated(shape)) throw new RangeError('a net without gates');
  return shape;
};

const genomesOf = (net: RecurrentNet, count: number): Float32Array =>
  Float32Array.from(Array.from({ length: count }, (_, one) => [...randomParameters(net, one, 2)]).flat());

const adam: Adam = { kind: 'adam', beta1: 0.9, beta2: 0.99, epsilon: 1e-6, weightDecay: 0.1 };
const plain: DescentSettings = { learningRate: 0.1, threshold: 0, omega: null };
const settings: readonly DescentSettings[] = [
  plain,
  { ...plain, threshold: 0.05 },
  {
    ...plain,
    learningRate: 0.01,
    rule: adam,
  },
  { ...plain, threshold: 1, rescue: true },
];

/** Makes an update for each batch. */
const run = (descent: Descent, batches: readonly Batch[]) => {
  const left = [...batches];
  return descent.run(() => {
    const batch = left.shift();
    return batch === undefined ? null : { batch, stateNorms: true };
  });
};

describeOnGpu('a GPU with little room, on nets with gates', () => {
  let small: WebgpuDevice;
  beforeAll(async () => {
    const { device, adapter } = await openGpu();
    const gpu = new Gpu(device, { ...adapter, limits: { ...adapter.limits, ...LIMITS } });
    poison(gpu);
    small = new WebgpuDevice(gpu);
  });
  afterAll(() => small.close());

  describe.each(Object.entries(nets))('%s', (_name, { net, choice }) => {
    const parameters = randomParameters(net, 3, 2);
    const batch = randomBatch(choice);

    it('evaluates a batch in several runs of its sequences, and a population in portions', async () => {
      await compareEvaluation(small, { net, parameters, batch }, tolerance);
      const genomes = genomesOf(net, 5);
      const losses = await small.evaluatePopulation(net, genomes, 5, batch);
      for (const [genome, loss] of losses.entries()) {
        const own = genomes.subarray(genome * net.parameters, (genome + 1) * net.parameters);
        expectNear(loss, (await referenceDevice.evaluate(net, own, batch)).loss, tolerance.loss);
      }
    });

    it('adds gradients up over runs of sequences', async () => {
      expect(cutSequences(small.gpu, shapeOf(net, batch), batch, 'training').length).toBeGreaterThan(2);
      await compareGradient(small, { net, parameters, batch }, { stateNorms: true }, tolerance);
      await compareGradient(small, { net, parameters, batch }, {}, tolerance);
    });

    it('has the norms of an error signal whose squares are beyond float32', async () => {
      const far = { ...batch, weights: batch.weights.map((weight) => 1e22 * weight) };
      const request: GradientRequest = { stateNorms: true };
      const found = await small.gradient(net, parameters, far, request);
      const right = referenceDevice.gradient(net, parameters, far, request);
      expect(Math.max(...right.stateNorms!)).toBeGreaterThan(1e20);
      expectVectorNear(found.stateNorms!, right.stateNorms!, tolerance.gradients);
    });

    it('descends by each rule, each lane as alone to the bit and as the host does', async () => {
      const batches = [5, 2, 9].map((steps) => randomBatch({ ...choice, steps, seed: steps }));
      const lanes = settings.map((own, lane) => ({
        own,
        start: randomParameters(net, lane, 2),
        // The rescued one meets a loss that is infinite.
        batches: batches.map((one, index) =>
          own.rescue && index === 1 ? { ...one, weights: one.weights.map(() => Infinity) } : one,
        ),
      }));
      const descents = lanes.map(({ own, start }) => small.descend(net, beginning(start), own));
      const reports = await Promise.all(descents.map((one, lane) => run(one, lanes[lane]!.batches)));
      const states = await Promise.all(descents.map((one) => one.state()));
      for (const one of descents) one.close();
      for (const [lane, { own, start, batches: some }] of lanes.entries()) {
        const together = states[lane]!;
        const alone = small.descend(net, beginning(start), own);
        expect(await run(alone, some)).toEqual(reports[lane]);
        expect(await alone.state()).toEqual(together);
        const host = new HostDescent(referenceDevice, net, beginning(start), own);
        const right = await run(host, some);
        expect([reports[lane]!.fault, right.fault]).toEqual([null, null]);
        expectVectorNear(together.parameters, host.state().parameters, 5 * tolerance.gradients);
        expectVectorNear(reports[lane]!.stateNorms!, right.stateNorms!, 5 * tolerance.gradients);
        alone.close();
      }
    });

    it('refuses Ω', async () => {
      const omega = { form: 'squared', weight: 1 } as const;
      await expect(small.gradient(net, parameters, batch, { omega })).rejects.toThrow(RangeError);
    });
  });

  it('says with the numbers which net is too large', async () => {
    const narrow = await openLimited({ maxComputeWorkgroupStorageSize: 16_384 });
    const of = (hidden: number) => lstmNet({ peepholes: true, inputs: 3, hidden, outputs: 2 });
    const loss = { loss: 'squared' } as const;
    for (const hidden of [1, 129, 512]) expect(narrow.lacks(of(hidden), loss, ['descent'])).toBeNull();
    expect(narrow.lacks(of(513), loss, ['descent'])).toBe(
      `it cannot train the net lstm: a net of 513 hidden units takes 16416 bytes of workgroup memory, ${narrow.gpu.adapter.hardware} has 16384`,
    );
    narrow.close();
  });
});

describeOnGpu('nets with gates', () => {
  it('have the same losses in a population whatever the tile, and where the weights are streamed', async () => {
    const gpu = await openGpu();
    const net = lstmNet({ peepholes: true, inputs: 2, hidden: 6, outputs: 2 });
    const choice = { loss: 'squared', input: 'dense', inputs: 2, outputs: 2 } as const;
    const batch = randomBatch({ ...choice, sequences: 37, steps: 9, ragged: true, seed: 4 });
    const shape = gatedShape(net, batch);
    const genomes = genomesOf(net, 3);
    const found: number[][] = [];
    const tiles = [{}, { maxComputeInvocationsPerWorkgroup: 8 }, { maxComputeWorkgroupStorageSize: 256 }];
    for (const some of tiles) {
      const limits = { ...gpu.limits, ...some };
      const device = new WebgpuDevice(new Gpu(gpu.device, { ...gpu.adapter, limits }));
      found.push([...(await device.evaluatePopulation(net, genomes, 3, batch))]);
    }
    expect(tiles.map((some) => tileOfPopulation(shape, { ...gpu.limits, ...some }, 37))).toEqual([
      { quads: 16, isShared: true },
      { quads: 1, isShared: true },
      { quads: 1, isShared: false },
    ]);
    expect(found[1]).toEqual(found[0]);
    expect(found[2]).toEqual(found[0]);
    gpu.close();
  });
});

it('tiles of nets with gates fit into the limits of a GPU, with no more sequences than there are', () => {
  const net = lstmNet({ peepholes: true, inputs: 6, hidden: 25, outputs: 4 });
  const batch = randomBatch({
    loss: 'softmax',
    input: 'symbols',
    inputs: 6,
    outputs: 4,
    sequences: 3,
    steps: 2,
    seed: 1,
  });
  const shape = gatedShape(net, batch);
  const roomy = {
    maxComputeWorkgroupStorageSize: 49_152,
    maxComputeInvocationsPerWorkgroup: 1024,
    maxComputeWorkgroupSizeX: 1024,
  };
  const tile = (limits: Partial<GpuLimits>, sequences = 1000) =>
    tileOfPopulation(shape, limitedGpu({ ...roomy, ...limits }).limits, sequences);
  expect(tile({})).toEqual({ quads: 16, isShared: true });
  expect(tile({}, 9)).toEqual({ quads: 4, isShared: true });
  expect(tile({ maxComputeInvocationsPerWorkgroup: 28 * 8 })).toEqual({ quads: 8, isShared: true });
  const bytes = gatedTileBytes(shape, 2);
  expect(tile({ maxComputeWorkgroupStorageSize: bytes })).toEqual({ quads: 2, isShared: true });
  expect(tile({ maxComputeWorkgroupStorageSize: gatedTileBytes(shape, 1) - 1 })).toEqual({
    quads: 1,
    isShared: false,
  });
});
