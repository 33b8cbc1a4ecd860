import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Batch } from '../../../src/engine/batch.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { openGpu } from '../../../src/engine/webgpu/gpu/adapter.ts';
import type { Gpu } from '../../../src/engine/webgpu/gpu/gpu.ts';
import {
  type Tile,
  tileBytes,
  tileFor,
  tileThreads,
} from '../../../src/engine/webgpu/kernels/forward-tiles.ts';
import { openGpuContext } from '../../../src/engine/webgpu/memory/gpu-context.ts';
import { POPULATION_PASS, type PopulationPass } from '../../../src/engine/webgpu/passes/population-pass.ts';
import { Populations } from '../../../src/engine/webgpu/passes/populations.ts';
import type { ElmanNet } from '../../../src/nets/net.ts';
import { expectNear } from '../../support/engine/agreement.ts';
import { type Extent, type Form, makeCase, netOf } from '../../support/engine/form-cases.ts';
import { randomParameters } from '../../support/engine/random-batch.ts';
import { limitedGpu } from './limited.ts';
import { describeOnGpu } from './swiftshader.ts';

const tiles: readonly Tile[] = [
  { units: 4, each: 8, sequences: 128 },
  { units: 4, each: 8, sequences: 16 },
  { units: 4, each: 4, sequences: 64 },
  { units: 8, each: 8, sequences: 64 },
];
const tiled = (tile: Tile): PopulationPass => ({ mostLaneUnits: 0, tile });
const COUNT = 3;

const forms: readonly (readonly [Form, Extent])[] = [
  [
    { unit: 'tanh', loss: 'softmax', input: 'symbols', inputs: 6, hidden: 50, outputs: 4 },
    { sequences: 37, steps: 9, ragged: true, scored: 'last', seed: 1 },
  ],
  [
    { unit: 'logistic', loss: 'squared', input: 'dense', inputs: 3, hidden: 13, outputs: 2 },
    { sequences: 70, steps: 6, ragged: true, scored: 'all', seed: 2 },
  ],
  [
    { unit: 'relu', loss: 'bernoulli', input: 'symbols', inputs: 300, hidden: 5, outputs: 3 },
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

  async function lossesBy(pass: PopulationPass, net: ElmanNet, genomes: Float32Array, batch: Batch) {
    const populations = new Populations(openGpuContext(gpu), pass);
    const losses = await populations.evaluate(net, genomes, COUNT, batch);
    expect(await populations.evaluate(net, genomes, COUNT, batch, 2)).toEqual(losses);
    populations.close();
    return losses;
  }

  it.each(forms)('are those of the reference, the same bits for any tile: %j, %j', async (form, extent) => {
    const net = netOf(form);
    const { batch } = makeCase(form, extent);
    const genomes = genomesOf(net);
    const first = await lossesBy(tiled(tiles[0]!), net, genomes, batch);
    for (let genome = 0; genome < COUNT; genome++) {
      const own = genomes.subarray(genome * net.parameters, (genome + 1) * net.parameters);
      expectNear(first[genome]!, (await referenceDevice.evaluate(net, own, batch)).loss, 2e-6);
    }
    for (const tile of tiles.slice(1))
      expect(await lossesBy(tiled(tile), net, genomes, batch)).toEqual(first);
  });

  it('take genomes in shared memory', async () => {
    const [form, extent] = forms[0]!;
    const net = netOf(form);
    const { batch } = makeCase(form, extent);
    const genomes = genomesOf(net);
    const shared = new Float32Array(new SharedArrayBuffer(genomes.byteLength));
    shared.set(genomes);
    expect(await lossesBy(POPULATION_PASS, net, shared, batch)).toEqual(
      await lossesBy(POPULATION_PASS, net, genomes, batch),
    );
  });
});

it('tiles fit into the limits of a GPU, with no more sequences than there are', () => {
  const wanted = tiles[0]!;
  const shape = { hidden: 50, inputs: 6, symbolBits: 8 } as const;
  const fitting = (limits: Parameters<typeof limitedGpu>[0], sequences = 256) =>
    tileFor(shape, limitedGpu(limits).limits, wanted, sequences);
  const roomy = { maxComputeWorkgroupStorageSize: 49_152, maxComputeInvocationsPerWorkgroup: 1024 };
  expect(fitting(roomy)).toEqual(wanted);
  expect(fitting(roomy, 20)).toEqual({ ...wanted, sequences: 32 });
  expect(fitting(roomy, 1)).toEqual({ ...wanted, sequences: 8 });
  const less = fitting({ maxComputeWorkgroupStorageSize: 32_768 })!;
  expect(less.sequences).toBe(64);
  expect(tileBytes(shape, less)).toBeLessThanOrEqual(32_768);
  const few = fitting({ ...roomy, maxComputeInvocationsPerWorkgroup: 128 })!;
  expect(tileThreads(shape, few)).toBeLessThanOrEqual(128);
  expect(tileThreads(shape, { ...few, sequences: 2 * few.sequences })).toBeGreaterThan(128);
  expect(fitting({ maxComputeWorkgroupStorageSize: 8192 })).toBeNull();
});
