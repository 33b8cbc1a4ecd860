import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Batch } from '../../../src/engine/batch.ts';
import type { Evaluation, Gradient, GradientRequest } from '../../../src/engine/device.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { openTfjsDevice } from '../../../src/engine/tfjs/device.ts';
import { elmanNet } from '../../../src/nets/elman.ts';
import { blockOf } from '../../../src/nets/layout.ts';
import type { Net } from '../../../src/nets/net.ts';
import { type BatchChoice, randomBatch, randomParameters } from '../../support/engine/random-batch.ts';
import { distance } from '../../support/engine/random-cases.ts';

const tfjs = await openTfjsDevice('cpu');
const evaluate = (net: Net, parameters: Float32Array, batch: Batch) =>
  tfjs.evaluate(net, parameters, batch) as Evaluation;
const gradient = (net: Net, parameters: Float32Array, batch: Batch, request?: GradientRequest) =>
  tfjs.gradient(net, parameters, batch, request) as Gradient;
const population = (net: Net, genomes: Float32Array, count: number, batch: Batch) =>
  tfjs.evaluatePopulation(net, genomes, count, batch) as Float64Array;

const common: BatchChoice = {
  loss: 'softmax',
  input: 'symbols',
  inputs: 6,
  outputs: 4,
  sequences: 11,
  steps: 17,
  seed: 7,
};
const net = elmanNet({ unit: 'tanh', inputs: 6, hidden: 9, outputs: 4 });
const parameters = randomParameters(net, 7);

describe('a sequence', () => {
  it('that overflows spoils no other sequence, in whatever lies beside it or comes after its end', () => {
    const relu = elmanNet({ unit: 'relu', inputs: 2, hidden: 3, outputs: 2 });
    const growing = new Float32Array(relu.parameters);
    // Symbol 1 starts growth by 1e10 a step; symbol 0 leaves the net at rest.
    blockOf(relu, growing, 'W_in').set([0, 1, 0, 1, 0, 1]);
    blockOf(relu, growing, 'W_rec').set([1e10, 0, 0, 0, 1e10, 0, 0, 0, 1e10]);
    blockOf(relu, growing, 'W_out').set([1, 1, 1, -1, 1, 1]);
    const batch = randomBatch({ ...common, inputs: 2, outputs: 2, sequences: 5, steps: 8, scored: 'last' });
    batch.symbols!.fill(0);
    batch.symbols![3] = 1;
    const { losses, loss } = evaluate(relu, growing, batch);
    expect(Array.from(losses, Number.isFinite)).toEqual([true, true, true, false, true]);
    expect(Number.isFinite(loss)).toBe(false);
    expect(Number.isFinite(population(relu, growing, 1, batch)[0])).toBe(false);

    // Ended and answered at its first step, it would overflow only if it went on.
    const ended = randomBatch({ ...common, inputs: 2, outputs: 2, sequences: 5, steps: 8, scored: 'last' });
    ended.symbols!.fill(0);
    ended.symbols![3] = 1;
    ended.lengths[3] = 1;
    ended.mask[3] = 1;
    ended.mask[7 * 5 + 3] = 0;
    const short = { ...ended, answerSteps: Int32Array.of(0, 7), activeSteps: 33 };
    const right = referenceDevice.evaluate(relu, growing, short).loss;
    expect(evaluate(relu, growing, short).loss).toBeCloseTo(right, 6);
    expect(population(relu, growing, 1, short)[0]).toBeCloseTo(right, 6);
    const derivative = gradient(relu, growing, short, { stateNorms: true });
    expect(derivative.gradient.every(Number.isFinite)).toBe(true);
    expect(derivative.stateNorms!.every(Number.isFinite)).toBe(true);
  });

  it('may answer beyond float32 where it is not scored, and where that is right', () => {
    const relu = elmanNet({ unit: 'relu', inputs: 2, hidden: 1, outputs: 2 });
    const growing = new Float32Array(relu.parameters);
    // Symbol 1 is seen at the first step: states 1, 1e10, 1e20 and 1e30; the second class answers -1e10 times that.
    blockOf(relu, growing, 'W_in').set([0, 1]);
    blockOf(relu, growing, 'W_rec').set([1e10]);
    blockOf(relu, growing, 'W_out').set([0, -1e10]);
    // The sequence that grows is scored at its first step, the other one at the last.
    const apart = { mask: new Uint8Array([0, 1, 0, 0, 0, 0, 1, 0]), answerSteps: Int32Array.of(0, 3) };
    for (const [loss, scoring] of [
      ['softmax', {}],
      ['softmax', apart],
      ['squared', apart],
    ] as const) {
      const sizes = { inputs: 2, outputs: 2, sequences: 2, steps: 4 };
      const batch = { ...randomBatch({ ...common, ...sizes, loss, scored: 'last' }), ...scoring };
      batch.symbols!.fill(0);
      batch.symbols![1] = 1;
      batch.classes?.fill(0);
      batch.values?.fill(0);
      const right = referenceDevice.gradient(relu, growing, batch);
      const actual = gradient(relu, growing, batch);
      for (const found of [
        evaluate(relu, growing, batch).loss,
        population(relu, growing, 1, batch)[0]!,
        actual.loss,
      ]) {
        expect(Math.abs(found - right.loss)).toBeLessThan(1e-6 * (right.loss + 1));
      }
      expect(distance(actual.gradient, right.gradient)).toBeLessThan(1e-6);
    }
  });
});

describe('the tfjs-cpu device', () => {
  it('gives NaN for a parameter that is not finite, even one that no sequence uses, and for no other genome', () => {
    const batch = randomBatch({ ...common, inputs: 6 });
    batch.symbols!.fill(0);
    const { loss } = evaluate(net, parameters, batch);
    for (const bad of [Number.NaN, Infinity, -Infinity]) {
      for (let index = 0; index < net.parameters; index += 5) {
        const both = Float32Array.of(...parameters, ...parameters);
        both[index] = bad;
        const losses = population(net, both, 2, batch);
        expect(losses[0]).toBeNaN();
        expect(losses[1]).toBeCloseTo(loss, 5);
      }
      const spoiled = parameters.slice();
      spoiled[1] = bad;
      const evaluation = evaluate(net, spoiled, batch);
      expect(evaluation.loss).toBeNaN();
      expect(evaluation.losses.every(Number.isNaN)).toBe(true);
      expect(gradient(net, spoiled, batch).loss).toBeNaN();
    }
    // Finite in float64, infinite in the float32 that is computed with.
    const huge = Float64Array.from(parameters);
    huge[1] = 1e300;
    expect((tfjs.evaluate(net, huge, batch) as Evaluation).loss).toBeNaN();
  });

  it('gives the same again, with other nets, batches and kinds of call in between', () => {
    const batch = randomBatch({ ...common, ragged: true });
    const request: GradientRequest = { omega: { form: 'norm', weight: 1 }, stateNorms: true };
    const before = gradient(net, parameters, batch, request);
    const losses = evaluate(net, parameters, batch);
    const other = elmanNet({ unit: 'relu', inputs: 30, hidden: 12, outputs: 2 });
    gradient(other, randomParameters(other, 1), randomBatch({ ...common, inputs: 30, outputs: 2 }));
    expect(evaluate(net, parameters, batch)).toEqual(losses);
    population(net, Float32Array.of(...parameters, ...parameters, ...parameters), 3, batch);
    expect(gradient(net, parameters, batch, request)).toEqual(before);
  });

  it('takes parameters and genomes in float64 as well', () => {
    const batch = randomBatch(common);
    const double = Float64Array.from(parameters);
    expect(tfjs.evaluate(net, double, batch)).toEqual(tfjs.evaluate(net, parameters, batch));
    expect(tfjs.evaluatePopulation(net, double, 1, batch)).toEqual(
      tfjs.evaluatePopulation(net, parameters, 1, batch),
    );
  });

  it('looks up many symbols: losses, genomes and gradients are those of the reference', () => {
    const wide = elmanNet({ unit: 'tanh', inputs: 80, hidden: 7, outputs: 4 });
    const theta = randomParameters(wide, 2);
    const batch = randomBatch({ ...common, inputs: 80, ragged: true });
    const right = referenceDevice.gradient(wide, theta, batch);
    expect(evaluate(wide, theta, batch).loss).toBeCloseTo(right.loss, 5);
    const losses = population(wide, Float32Array.of(...theta, ...theta), 2, batch);
    expect(losses[0]).toBeCloseTo(right.loss, 5);
    expect(losses[1]).toBeCloseTo(right.loss, 5);
    expect(distance(gradient(wide, theta, batch).gradient, right.gradient)).toBeLessThan(2e-5);
  });

  it('refuses a batch of another shape than the net', () => {
    const wrong = randomBatch({ ...common, outputs: 5 });
    const message = 'a net of 6 inputs and 4 outputs got a batch of 6 and 5';
    expect(() => tfjs.evaluate(net, parameters, wrong)).toThrow(message);
    expect(() => tfjs.evaluatePopulation(net, parameters, 1, wrong)).toThrow(message);
    expect(() => tfjs.gradient(net, parameters, wrong)).toThrow(message);
  });

  it('says what it lacks for another architecture', () => {
    expect(
      tfjs.lacks(net, { loss: 'softmax' }, ['evaluate', 'population', 'gradient', 'omega', 'descent']),
    ).toBeNull();
    const other = { ...net, architecture: 'unheard-of' };
    expect(tfjs.lacks(other, { loss: 'softmax' }, ['evaluate'])).toBe(
      'it cannot evaluate the net unheard-of: it has no code for that architecture',
    );
  });
});

describe('memory', () => {
  it('does not grow over repeated calls, and closing frees all of it', async () => {
    const before = tf.memory();
    const device = await openTfjsDevice('cpu', { portionBytes: 20_000 });
    const batch = randomBatch({ ...common, ragged: true });
    const many = Float32Array.from(
      { length: 7 * net.parameters },
      (_, at) => parameters[at % net.parameters]!,
    );
    const requests: GradientRequest[] = [
      {},
      { stateNorms: true },
      { omega: { form: 'norm', weight: 1, separate: true }, stateNorms: true },
      { omega: { form: 'squared', weight: 1 } },
    ];
    const call = async () => {
      await device.evaluate(net, parameters, batch);
      await device.evaluatePopulation(net, many, 7, batch);
      for (const request of requests) await device.gradient(net, parameters, batch, request);
    };
    await call();
    const resident = tf.memory();
    for (let time = 0; time < 4; time++) await call();
    expect(tf.memory()).toEqual(resident);
    await device.close();
    expect(tf.memory()).toEqual(before);
  });

  it('holds the batches used last, and no more than a bounded number of them', async () => {
    const device = await openTfjsDevice('cpu');
    const counts: number[] = [];
    for (let seed = 0; seed < 80; seed++) {
      await device.evaluate(net, parameters, randomBatch({ ...common, steps: 2, seed }));
      counts.push(tf.memory().numTensors);
    }
    expect(counts[20]).toBeGreaterThan(counts[10]!);
    expect(Math.max(...counts.slice(60))).toBeLessThanOrEqual(Math.max(...counts.slice(30, 40)));
    await device.close();
  });

  it('holds what two sizes of portions need, not what every size needed once', async () => {
    const device = await openTfjsDevice('cpu');
    const batch = randomBatch(common);
    const many = Float32Array.from(
      { length: 9 * net.parameters },
      (_, at) => parameters[at % net.parameters]!,
    );
    for (const count of [8, 9]) await device.evaluatePopulation(net, many, count, batch);
    const { numTensors } = tf.memory();
    for (const count of [1, 2, 3, 4, 5]) await device.evaluatePopulation(net, many, count, batch);
    expect(tf.memory().numTensors).toBe(numTensors);
    await device.close();
  });

  it('is freed where a call fails', async () => {
    const device = await openTfjsDevice('cpu');
    const batch = randomBatch(common);
    await device.gradient(net, parameters, batch);
    const before = tf.memory();
    expect(() => device.gradient(net, parameters.subarray(1), batch)).toThrow(
      'the tfjs-cpu device failed: The sum of sizes must match the size of the axis dimension',
    );
    expect(tf.memory()).toEqual(before);
    await device.close();
  });
});
