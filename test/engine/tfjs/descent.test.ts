import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Batch } from '../../../src/engine/batch.ts';
import { beginning } from '../../../src/engine/descent-state.ts';
import type { Descent, DescentSettings, UpdateRequest } from '../../../src/engine/device.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { openTfjsDevice } from '../../../src/engine/tfjs/device.ts';
import { RunError } from '../../../src/errors.ts';
import { clippingFactor } from '../../../src/learners/gradient/clipping.ts';
import { elmanNet } from '../../../src/nets/elman.ts';
import { blockOf } from '../../../src/nets/layout.ts';
import { norm as gradientNorm } from '../../../src/numeric/norm.ts';
import { randomBatch, randomParameters } from '../../support/engine/random-batch.ts';
import { distance } from '../../support/engine/random-cases.ts';

const tfjs = await openTfjsDevice('cpu');
const net = elmanNet({ unit: 'tanh', inputs: 5, hidden: 8, outputs: 3 });
const start = randomParameters(net, 3);
const batches = Array.from({ length: 12 }, (_, seed) =>
  randomBatch({
    loss: 'softmax',
    input: 'symbols',
    inputs: 5,
    outputs: 3,
    sequences: 6,
    steps: 9,
    ragged: true,
    seed,
  }),
);

const plain: DescentSettings = { learningRate: 0.5, threshold: 0, omega: null };

/** Gives those batches, one an update, and then null; counts how often it was asked. */
function giving(some: readonly Batch[], watched: readonly number[] = []) {
  let asked = 0;
  const next = (): UpdateRequest | null => {
    const index = asked++;
    return index < some.length ? { batch: some[index]!, stateNorms: watched.includes(index) } : null;
  };
  return { next, asked: () => asked };
}

/** As src/learners/gradient/sgd.ts does it, with float64 gradients and float32 parameters. */
function onTheHost(settings: DescentSettings, some: readonly Batch[]) {
  const { learningRate, threshold, omega } = settings;
  const parameters = start.slice();
  const losses: number[] = [];
  const norms: number[] = [];
  const omegas: number[] = [];
  for (const batch of some) {
    const found = referenceDevice.gradient(net, parameters, batch, omega === null ? {} : { omega });
    const norm = gradientNorm(found.gradient);
    const rate = learningRate * (threshold > 0 ? clippingFactor(norm, threshold) : 1);
    for (const [index, value] of found.gradient.entries()) parameters[index]! -= rate * value;
    losses.push(found.loss);
    norms.push(norm);
    omegas.push(found.omega ?? 0);
  }
  return { parameters, losses, norms, omegas };
}

describe('a descent', () => {
  it.each<[string, DescentSettings]>([
    ['plain', plain],
    // Above some of the norms and below others.
    ['clipped', { ...plain, threshold: 0.7 }],
    ['with Ω, clipped', { ...plain, threshold: 0.5, omega: { form: 'squared', weight: 2 } }],
    ['with Ω of norms', { ...plain, omega: { form: 'norm', weight: 0.5 } }],
    ['with Ω apart', { ...plain, omega: { form: 'squared', weight: 0.5, separate: true } }],
  ])('%s goes step for step where the same arithmetic on the host goes', async (_name, settings) => {
    const descent = await tfjs.descend!(net, beginning(start), settings);
    for (let updates = 1; updates <= batches.length; updates++) {
      const right = onTheHost(settings, batches.slice(0, updates));
      const report = await descent.run(giving([batches[updates - 1]!]).next);
      expect(distance((await descent.state()).parameters, right.parameters)).toBeLessThan(1e-5);
      expect(report.losses).toHaveLength(1);
      expect(report.losses[0]).toBeCloseTo(right.losses.at(-1)!, 5);
      expect(report.norms[0]! / right.norms.at(-1)!).toBeCloseTo(1, 4);
      expect(report.omegas === null).toBe(settings.omega === null);
      if (report.omegas) expect(report.omegas[0]! / right.omegas.at(-1)!).toBeCloseTo(1, 4);
      expect(report.fault).toBeNull();
    }
    if (settings.threshold > 0) {
      const { norms } = onTheHost(settings, batches);
      const clipped = norms.filter((norm) => norm >= settings.threshold);
      expect(clipped.length).toBeGreaterThan(0);
      if (settings.omega === null) expect(clipped.length).toBeLessThan(norms.length);
    }
    descent.close();
  });

  it('finds the same however its updates are cut into runs, and runs into bursts', async () => {
    const settings: DescentSettings = { ...plain, threshold: 0.4, omega: { form: 'squared', weight: 1 } };
    const results = [];
    for (const [burst, cuts] of [
      [16, [12]],
      [16, [1, 4, 7]],
      [1, [12]],
      [3, [2, 0, 10]],
    ] as const) {
      const device = await openTfjsDevice('cpu', { burst });
      const descent = await device.descend!(net, beginning(start), settings);
      const losses: number[] = [];
      const norms: number[] = [];
      let first = 0;
      for (const count of cuts) {
        const report = await descent.run(giving(batches.slice(first, first + count)).next);
        losses.push(...report.losses);
        norms.push(...report.norms);
        first += count;
      }
      results.push({ losses, norms, parameters: (await descent.state()).parameters });
      await device.close();
    }
    for (const result of results) expect(result).toEqual(results[0]);
  });

  it('is not disturbed by others that are under way on the device, nor by other calls', async () => {
    const alone = await tfjs.descend!(net, beginning(start), plain);
    await alone.run(giving(batches).next);
    const device = await openTfjsDevice('cpu', { burst: 2 });
    const one = await device.descend!(net, beginning(start), plain);
    const other = await device.descend!(net, beginning(randomParameters(net, 9)), {
      ...plain,
      threshold: 0.1,
    });
    const running = [one.run(giving(batches).next), other.run(giving(batches).next)];
    await device.evaluate(net, start, batches[0]!);
    await Promise.all(running);
    expect((await one.state()).parameters).toEqual((await alone.state()).parameters);
    expect((await other.state()).parameters).not.toEqual((await alone.state()).parameters);
    alone.close();
    await device.close();
  });

  it('gives the norms of the error signal as the last update that asked for them found them', async () => {
    const device = await openTfjsDevice('cpu', { burst: 4 });
    const descent = await device.descend!(net, beginning(start), plain);
    expect((await descent.run(giving(batches.slice(0, 3)).next)).stateNorms).toBeNull();
    const { stateNorms } = await descent.run(giving(batches, [2, 7]).next);
    const before = [...batches.slice(0, 3), ...batches.slice(0, 7)];
    const { parameters } = onTheHost(plain, before);
    const right = referenceDevice.gradient(net, parameters, batches[7]!, { stateNorms: true });
    expect(stateNorms).toHaveLength(9);
    expect(distance(stateNorms!, right.stateNorms!)).toBeLessThan(1e-4);
    await device.close();
  });

  it('asks for batches ahead of time, and for none after it was given null', async () => {
    const descent = await tfjs.descend!(net, beginning(start), plain);
    const order: string[] = [];
    const { next, asked } = giving(batches);
    await descent.run(() => {
      order.push('asked');
      return next();
    });
    expect(asked()).toBe(batches.length + 1);
    const empty = await descent.run(() => null);
    expect(empty).toEqual({
      losses: new Float64Array(0),
      norms: new Float64Array(0),
      omegas: null,
      stateNorms: null,
      fault: null,
    });
    descent.close();
  });
});

/** One ReLU unit that reads one number: what overflows, and where, is plain to see. */
const unit = elmanNet({ unit: 'relu', inputs: 1, hidden: 1, outputs: 1 });

/** A single sequence of one step: that input, that target. */
function numbers(input: number, target: number): Batch {
  const batch = randomBatch({
    loss: 'squared',
    input: 'dense',
    inputs: 1,
    outputs: 1,
    sequences: 1,
    steps: 1,
    scored: 'all',
    seed: 1,
  });
  batch.dense!.set([input]);
  batch.values!.set([target]);
  return batch;
}

function weightsOfUnit(input: number, output: number): Float32Array {
  const parameters = new Float32Array(unit.parameters);
  blockOf(unit, parameters, 'W_in').fill(input);
  blockOf(unit, parameters, 'W_out').fill(output);
  return parameters;
}

describe('an update that fails', () => {
  // An input of 0 leaves W_in and W_out as they are.
  const good = numbers(0, 2);
  const from = weightsOfUnit(0.5, 0);
  const small: DescentSettings = { learningRate: 1e-3, threshold: 1e-3, omega: null };
  const cases: [string, Batch, DescentSettings][] = [
    ['loss', numbers(1, 1e30), small],
    // A loss of 1e38; a derivative by W_out of 2 · 1e19 · 5e19.
    ['norm', numbers(1e20, 1e19), small],
    // A derivative by W_out of 1e38, and a step of 10 times that.
    ['parameters', numbers(1e19, 1e19), { learningRate: 10, threshold: 0, omega: null }],
  ];

  it.each(cases)('by its %s ends the run, names it, and leaves θ as it was', async (fault, bad, settings) => {
    // Each burst size meets the fault at another place of a burst.
    for (const burst of [1, 2, 3, 16]) {
      const device = await openTfjsDevice('cpu', { burst });
      const quiet = await device.descend!(unit, beginning(from), settings);
      const firsts = await quiet.run(giving([good, good], [1]).next);
      const descent = await device.descend!(unit, beginning(from), settings);
      const { next, asked } = giving([good, good, bad, good, good, bad], [1, 2, 3]);
      const report = await descent.run(next);
      expect(report.fault).toBe(fault);
      expect(report.losses).toHaveLength(3);
      expect(report.norms).toHaveLength(3);
      expect(report.losses.slice(0, 2)).toEqual(firsts.losses);
      expect(report.norms.slice(0, 2)).toEqual(firsts.norms);
      expect(Number.isFinite(report.losses[2])).toBe(fault !== 'loss');
      if (fault !== 'loss') expect(Number.isFinite(report.norms[2])).toBe(fault !== 'norm');
      // Of the second update, not of the one that failed.
      expect(report.stateNorms).toEqual(firsts.stateNorms);
      expect((await descent.state()).parameters).toEqual((await quiet.state()).parameters);
      expect(asked()).toBeLessThanOrEqual(Math.ceil(3 / burst) * burst);

      // It goes on from there.
      expect((await descent.run(giving([bad]).next)).fault).toBe(fault);
      expect(await descent.run(giving([good]).next)).toEqual(await quiet.run(giving([good]).next));
      expect((await descent.state()).parameters).toEqual((await quiet.state()).parameters);
      await device.close();
    }
  });

  it('does not count among those that told the norms of the error signal, nor does any after it', async () => {
    const [first, second] = [1, 2].map((seed) =>
      randomBatch({
        loss: 'squared',
        input: 'symbols',
        inputs: 5,
        outputs: 3,
        sequences: 6,
        steps: 9,
        seed,
      }),
    );
    const bad = { ...second!, values: second!.values!.map(() => 1e30) };
    const device = await openTfjsDevice('cpu');
    const short = await device.descend!(net, beginning(start), plain);
    const right = await short.run(giving([first!], [0]).next);
    const descent = await device.descend!(net, beginning(start), plain);
    const report = await descent.run(giving([first!, bad, second!], [0, 1, 2]).next);
    expect(report.fault).toBe('loss');
    expect(report.stateNorms!.every((norm) => norm > 0)).toBe(true);
    expect(report.stateNorms).toEqual(right.stateNorms);
    await device.close();
  });

  it('does so by its loss from the beginning where a parameter is not finite', async () => {
    for (const bad of [Number.NaN, Infinity, 1e300]) {
      const spoiled = Float64Array.from(start);
      // Of a symbol, so that only some sequences would meet it.
      spoiled[0] = bad;
      const descent = await tfjs.descend!(net, beginning(Float32Array.from(spoiled)), {
        ...plain,
        omega: { form: 'squared', weight: 1 },
      });
      const report = await descent.run(giving(batches).next);
      expect(report.fault).toBe('loss');
      expect(report.losses).toEqual(Float64Array.of(Number.NaN));
      expect(report.norms).toHaveLength(1);
      expect(report.omegas).toHaveLength(1);
      expect((await descent.state()).parameters).toEqual(Float32Array.from(spoiled));
      expect((await descent.run(() => null)).fault).toBeNull();
      descent.close();
    }
  });

  it('is told from a gradient so large that its squares overflow, or so small that they vanish', async () => {
    // ∂E/∂W_in = 2 (1 - target) · input, the only derivative of that size.
    for (const input of [1e30, 1e-30]) {
      const descent = await tfjs.descend!(unit, beginning(weightsOfUnit(1 / input, 0.5)), {
        ...small,
        learningRate: 0.1,
        threshold: 1e-20,
      });
      const report = await descent.run(giving([numbers(input, 2)]).next);
      expect(report.fault).toBeNull();
      // h = 1 and y = .5: by W_in 1.5 input, by b 1.5, by W_out and b_out 3 each.
      const right = Math.sqrt((1.5 * input) ** 2 + 1.5 ** 2 + 3 ** 2 + 3 ** 2);
      expect(report.norms[0]! / right).toBeCloseTo(1, 5);
      descent.close();
    }
    const still = await tfjs.descend!(unit, beginning(weightsOfUnit(0, 0)), { ...small, threshold: 1 });
    const report = await still.run(giving([numbers(1, 0)]).next);
    expect([report.losses[0], report.norms[0], report.fault]).toEqual([0, 0, null]);
    expect((await still.state()).parameters.every((value) => value === 0)).toBe(true);
    still.close();
  });
});

describe('what a descent holds', () => {
  it('does not grow with its updates, and is freed when it or its device is closed', async () => {
    const device = await openTfjsDevice('cpu', { burst: 4 });
    const before = tf.memory();
    const descents: Descent[] = [];
    for (const omega of [null, { form: 'squared', weight: 1 }] as const) {
      descents.push(await device.descend!(net, beginning(start), { ...plain, omega }));
    }
    for (const descent of descents) await descent.run(giving(batches.slice(0, 1), [0]).next);
    const held = tf.memory();
    for (const descent of descents) await descent.run(giving(batches, [0, 3, 11]).next);
    expect(tf.memory()).toEqual(held);
    descents[0]!.close();
    descents[0]!.close();
    expect(tf.memory().numTensors).toBeLessThan(held.numTensors);
    await device.close();
    expect(tf.memory()).toEqual(before);
  });

  it('stays as it was where the caller throws, a batch does not fit, or TensorFlow.js fails', async () => {
    const descent = await tfjs.descend!(net, beginning(start), plain);
    await descent.run(giving(batches.slice(0, 1)).next);
    const held = tf.memory();
    const [first] = batches;
    const failing = (last: () => UpdateRequest) => {
      let asked = 0;
      return descent.run(() => (asked++ === 0 ? { batch: first!, stateNorms: true } : last()));
    };
    const thrown = new Error('no more batches');
    await expect(
      failing(() => {
        throw thrown;
      }),
    ).rejects.toBe(thrown);
    const wrong = { ...first!, inputs: 6 };
    await expect(failing(() => ({ batch: wrong, stateNorms: false }))).rejects.toThrow(
      'a net of 5 inputs and 3 outputs got a batch of 6 and 3',
    );
    const broken = { ...net, hidden: 9 };
    const other = await tfjs.descend!(broken, beginning(start), plain);
    await expect(other.run(giving(batches).next)).rejects.toBeInstanceOf(RunError);
    other.close();
    expect(tf.memory()).toEqual(held);
    descent.close();
  });
});
