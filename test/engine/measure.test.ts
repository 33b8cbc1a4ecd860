import { describe, expect, it } from 'vitest';
import type { Device, Vector } from '../../src/engine/device.ts';
import { measureRate, type Workload } from '../../src/engine/measure.ts';
import { referenceDevice } from '../../src/engine/reference/reference.ts';
import { RunError } from '../../src/errors.ts';
import { elmanNet } from '../../src/nets/elman.ts';
import { fakeClock, fakeDevice, type Timing } from '../support/engine/fake-device.ts';
import { randomBatch } from '../support/engine/random-batch.ts';
import { drawnReservoir } from '../support/engine/reservoir-cases.ts';

const net = elmanNet({ unit: 'tanh', inputs: 2, hidden: 3, outputs: 2 });
const batch = randomBatch({
  ...{ loss: 'softmax', input: 'symbols', inputs: 2, outputs: 2, sequences: 4, steps: 5, seed: 1 },
});
const parameters = new Float32Array(net.parameters);
const descent = { learningRate: 0.01, threshold: 1, omega: null };
const updates: Workload = { net, parameters, batch, asks: { kind: 'updates', descent }, searches: 1 };
const evaluations: Workload = { ...updates, asks: { kind: 'evaluations', genomes: 16 } };

/** A millisecond an update, a tenth of one a genome. */
const timing: Timing = { update: () => 1e-3, genome: () => 1e-4 };

async function measured(workload: Workload, given: Partial<Timing> = {}, seconds = 0.1) {
  const clock = fakeClock();
  const began = clock.now();
  const { device, asked } = fakeDevice('fake', clock, { ...timing, ...given });
  const rate = await measureRate(device, workload, { now: clock.now, seconds });
  return { rate, asked, spent: clock.now() - began };
}

describe('the rate of a device', () => {
  it('is updates a second, of gradients where descents do not stay on it', async () => {
    const { rate, asked } = await measured(updates);
    expect(rate).toBeCloseTo(1000, 6);
    expect(asked.descents).toBe(0);
  });

  it('is updates a second of all searches that are at it together', async () => {
    for (const descends of [true, false]) {
      const { rate, asked } = await measured({ ...updates, searches: 45 }, { descends });
      expect(rate).toBeCloseTo(45_000, 4);
      expect(asked.calls).toBe(45);
    }
  });

  it('is genomes a second, with as many in a call as the search has', async () => {
    const { rate, asked } = await measured(evaluations);
    expect(rate).toBeCloseTo(10_000, 5);
    expect(asked.genomesACall).toBe(16);
    expect((await measured({ ...evaluations, searches: 3 })).rate).toBeCloseTo(30_000, 4);
  });

  it('is products with the curvature a second, with as many on the same states as the search makes', async () => {
    const clock = fakeClock();
    const { device } = fakeDevice('fake', clock, timing);
    let linearised = 0;
    const linearise = () => {
      linearised += 1;
      clock.pass(5e-3);
      const product = (vector: Vector): Vector => {
        clock.pass(1e-3);
        return vector;
      };
      return { product, close: () => {} };
    };
    const asks = { kind: 'products', products: 20 } as const;
    const options = { now: clock.now, seconds: 0.1 };
    const rate = await measureRate({ ...device, linearise }, { ...updates, asks }, options);
    expect(rate).toBeCloseTo(20 / 25e-3, 6);
    expect(linearised).toBeGreaterThan(1);
    await expect(measureRate(device, { ...updates, asks }, options)).rejects.toThrow('no products');
  });

  it('is passes for regressions a second', async () => {
    const clock = fakeClock();
    const { device } = fakeDevice('fake', clock, timing);
    const { net: own, parameters: drawn } = drawnReservoir({}, 1);
    const dense = randomBatch({
      ...{ inputs: 3, outputs: 2, sequences: 2, steps: 5, seed: 1, loss: 'squared', input: 'dense' },
    });
    const asks = { kind: 'regressions', nets: 3 } as const;
    const workload: Workload = { net: own, parameters: drawn, batch: dense, asks, searches: 1 };
    const features: Device['features'] = (...given) => {
      clock.pass(2e-3);
      return referenceDevice.features(...given);
    };
    const options = { now: clock.now, seconds: 0.05 };
    expect(await measureRate({ ...device, features }, workload, options)).toBeCloseTo(500, 6);
    await expect(measureRate(device, workload, options)).rejects.toThrow('no features');
  });

  it('is that of the swiftest round, for what else the machine does only slows', async () => {
    let updatesSoFar = 0;
    const { rate } = await measured(updates, { update: () => (updatesSoFar++ < 5 ? 0.01 : 1e-3) });
    expect(rate).toBeGreaterThan(900);
  });

  it('is not that of the first round, in which a device compiles', async () => {
    let isFirst = true;
    const { rate, spent } = await measured(updates, {
      update() {
        const seconds = isFirst ? 5 : 1e-3;
        isFirst = false;
        return seconds;
      },
    });
    expect(rate).toBeCloseTo(1000, 6);
    expect(spent).toBeLessThan(5.3);
  });

  it('takes about the time it was given, and of what is slower than that one round more', async () => {
    const { spent } = await measured(updates);
    expect(spent).toBeGreaterThan(0.09);
    expect(spent).toBeLessThan(0.15);
    const slow = await measured(updates, { update: () => 3 });
    expect(slow.spent).toBeCloseTo(6, 6);
    expect(slow.rate).toBeCloseTo(1 / 3, 6);
  });

  it('counts handing over a batch for each update, and one batch for all evaluations', async () => {
    for (const descends of [true, false]) {
      const { asked } = await measured(updates, { descends });
      expect(asked.batches.size).toBe(asked.updates);
    }
    expect((await measured(evaluations)).asked.batches.size).toBe(1);
  });

  it('is measured at parameters that stay where they are, and leaves no descent open', async () => {
    const { asked } = await measured({ ...updates, searches: 3 }, { descends: true });
    expect(asked.settings).toHaveLength(3);
    for (const settings of asked.settings) {
      expect(settings).toMatchObject({ threshold: 1, omega: null });
      expect(Math.fround(0.5 - settings.learningRate * 1e6)).toBe(0.5);
    }
    expect(asked.closed).toBe(3);
  });

  it('is none where what it computes is not finite', async () => {
    for (const workload of [updates, evaluations]) {
      await expect(measured(workload, { loss: Number.NaN })).rejects.toBeInstanceOf(RunError);
    }
    const descending = measured(updates, { loss: Number.NaN, descends: true });
    await expect(descending).rejects.toThrow('the loss of an update on it is not finite');
  });
});
