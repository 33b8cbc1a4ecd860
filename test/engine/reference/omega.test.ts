import { describe, expect, it } from 'vitest';
import type { Batch } from '../../../src/engine/batch.ts';
import type { Gradient, OmegaRequest } from '../../../src/engine/device.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { elmanNet } from '../../../src/nets/elman.ts';
import { block, blockOf } from '../../../src/nets/index.ts';
import type { ElmanNet, Unit } from '../../../src/nets/net.ts';
import { randomOrthogonal } from '../../../src/random/orthogonal.ts';
import { randomStream } from '../../../src/random/random.ts';
import { randomBatch, randomParameters } from '../../support/engine/random-batch.ts';

/** One valid (step, sequence) pair, held constant: d = ∂E/∂h_t and s = d ∘ f'. */
interface Transition {
  readonly step: number;
  readonly d: readonly number[];
  readonly s: readonly number[];
}

/**
 * d by central differences of the loss that is still to come, as a function of h_t: a second route to the
 * error signals that shares nothing with back-propagation. Squared loss, tanh or ReLU, dense inputs.
 */
function transitionsOf(net: ElmanNet, theta: Float64Array, batch: Batch): readonly Transition[] {
  const { hidden, inputs, outputs } = net;
  const weights = (name: string) => blockOf(net, theta, name);
  const f = (a: number) => (net.unit === 'tanh' ? Math.tanh(a) : Math.max(a, 0));
  const slope = (a: number) => (net.unit === 'tanh' ? 1 - Math.tanh(a) ** 2 : a > 0 ? 1 : 0);

  const summed = (h: readonly number[], step: number, b: number): number[] =>
    h.map((_, i) => {
      let a = weights('b')[i]!;
      for (let j = 0; j < hidden; j++) a += weights('W_rec')[i * hidden + j]! * h[j]!;
      for (let k = 0; k < inputs; k++) {
        a += weights('W_in')[i * inputs + k]! * batch.dense![(step * inputs + k) * batch.sequences + b]!;
      }
      return a;
    });

  const lossFrom = (state: readonly number[], step: number, b: number): number => {
    let loss = 0;
    let h = state;
    for (let t = step; t < batch.lengths[b]!; t++) {
      if (t > step) h = summed(h, t, b).map(f);
      if (batch.mask[t * batch.sequences + b] !== 1) continue;
      for (let o = 0; o < outputs; o++) {
        const y = h.reduce((sum, x, i) => sum + weights('W_out')[o * hidden + i]! * x, weights('b_out')[o]!);
        loss += batch.weights[b]! * (y - batch.values![(t * outputs + o) * batch.sequences + b]!) ** 2;
      }
    }
    return loss / batch.sequences;
  };

  const transitions: Transition[] = [];
  for (let b = 0; b < batch.sequences; b++) {
    let h: readonly number[] = new Array(hidden).fill(0);
    for (let step = 0; step < batch.lengths[b]!; step++) {
      const sums = summed(h, step, b);
      const state = sums.map(f);
      const moved = (unit: number, by: number) => state.map((value, i) => (i === unit ? value + by : value));
      const d = state.map(
        (_, unit) => (lossFrom(moved(unit, 1e-4), step, b) - lossFrom(moved(unit, -1e-4), step, b)) / 2e-4,
      );
      if (squaredNorm(d) >= 1e-20)
        transitions.push({ step, d, s: d.map((value, i) => value * slope(sums[i]!)) });
      h = state;
    }
  }
  return transitions;
}

const squaredNorm = (vector: readonly number[]) => vector.reduce((sum, value) => sum + value * value, 0);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** r of every transition, for recurrent weights that may differ from those that d and s were taken at. */
function ratios(transitions: readonly Transition[], recurrent: Float64Array): number[] {
  return transitions.map(({ d, s }) => {
    const v = d.map((_, j) => s.reduce((sum, value, i) => sum + value * recurrent[i * s.length + j]!, 0));
    return squaredNorm(v) / squaredNorm(d);
  });
}

const forms: Record<OmegaRequest['form'], (r: number) => number> = {
  squared: (r) => (r - 1) ** 2,
  norm: (r) => (Math.sqrt(r) - 1) ** 2,
};
const formNames = Object.keys(forms) as OmegaRequest['form'][];

const ask = (net: ElmanNet, theta: Float64Array, batch: Batch, omega: OmegaRequest): Gradient =>
  referenceDevice.gradient(net, theta, batch, { omega, stateNorms: true });

const netOf = (unit: Unit, hidden = 4) => elmanNet({ unit, inputs: 2, hidden, outputs: 2 });
const batchOf = (
  choice: { scored?: 'last' | 'some'; ragged?: boolean; steps?: number; seed?: number } = {},
) =>
  randomBatch({
    loss: 'squared',
    input: 'dense',
    inputs: 2,
    outputs: 2,
    sequences: 3,
    steps: 6,
    ragged: true,
    seed: 11,
    ...choice,
  });

describe.each(formNames)('Ω in its %s form', (form) => {
  it.each(['tanh', 'relu'] as const)('agrees with frozen central differences at 1e-7, %s units', (unit) => {
    const net = netOf(unit);
    const batch = batchOf();
    const theta = Float64Array.from(randomParameters(net, 12, 1.3));
    const recurrent = blockOf(net, theta, 'W_rec');
    const transitions = transitionsOf(net, theta, batch);
    const omegaAt = (weights: Float64Array) => mean(ratios(transitions, weights).map(forms[form]));

    const { omega, omegaGradient } = ask(net, theta, batch, { form, weight: 0, separate: true });
    expect(Math.abs(omega! - omegaAt(recurrent))).toBeLessThan(1e-7);
    const largest = Math.max(...Array.from(omegaGradient!, Math.abs));
    expect(largest).toBeGreaterThan(0.01);
    for (const [index, value] of omegaGradient!.entries()) {
      const moved = (by: number) => recurrent.map((weight, i) => (i === index ? weight + by : weight));
      const difference = (omegaAt(moved(1e-5)) - omegaAt(moved(-1e-5))) / 2e-5;
      expect(Math.abs(value - difference), `weight ${index}`).toBeLessThan(1e-7 * Math.max(1, largest));
    }
  });

  it('satisfies Σ gradient·W = mean of r dΩ/dr times 2, as r is homogeneous of degree 2', () => {
    const net = netOf('tanh');
    const batch = batchOf({ seed: 13 });
    const theta = Float64Array.from(randomParameters(net, 13, 1.5));
    const recurrent = blockOf(net, theta, 'W_rec');
    const { omegaGradient } = ask(net, theta, batch, { form, weight: 0, separate: true });
    const product = recurrent.reduce((sum, weight, index) => sum + weight * omegaGradient![index]!, 0);
    const expected = ratios(transitionsOf(net, theta, batch), recurrent).map((r) =>
      form === 'squared' ? 4 * (r - 1) * r : 2 * (Math.sqrt(r) - 1) * Math.sqrt(r),
    );
    expect(product).toBeCloseTo(mean(expected), 7);
  });

  it('does not change when the loss is multiplied', () => {
    const net = netOf('tanh');
    const theta = Float64Array.from(randomParameters(net, 14));
    const batch = batchOf({ seed: 14 });
    const once = ask(net, theta, batch, { form, weight: 0, separate: true });
    const weights = batch.weights.map((weight) => 64 * weight);
    const often = ask(net, theta, { ...batch, weights }, { form, weight: 0, separate: true });
    expect(often.omega).toBeCloseTo(once.omega!, 13);
    for (const [index, value] of once.omegaGradient!.entries()) {
      expect(often.omegaGradient![index]).toBeCloseTo(value, 12);
    }
    expect(often.loss).toBeCloseTo(64 * once.loss, 10);
  });

  it('is added to the gradient of W_rec alone, times α', () => {
    const net = netOf('tanh');
    const theta = Float64Array.from(randomParameters(net, 15));
    const batch = batchOf({ seed: 15 });
    const plain = ask(net, theta, batch, { form, weight: 0, separate: true });
    const weighted = ask(net, theta, batch, { form, weight: 2.5 });
    const { offset, size } = block(net, 'W_rec');
    for (const [index, value] of weighted.gradient.entries()) {
      const inside = index >= offset && index < offset + size;
      const added = inside ? 2.5 * plain.omegaGradient![index - offset]! : 0;
      expect(value).toBeCloseTo(plain.gradient[index]! + added, 14);
    }
    expect(weighted.omega).toBe(plain.omega);
    expect(weighted.omegaGradient).toBeNull();
  });

  it('counts a dead step with r = 0 in full and gives it no gradient', () => {
    const net = netOf('relu');
    const theta = Float64Array.from(randomParameters(net, 16));
    blockOf(net, theta, 'b').fill(-1000);
    const { omega, omegaGradient } = ask(net, theta, batchOf({ scored: 'last', steps: 1 }), {
      form,
      weight: 1,
      separate: true,
    });
    expect(omega).toBe(1);
    expect(omegaGradient!.every((value) => value === 0)).toBe(true);
  });
});

describe('Ω', () => {
  it('is (a² - 1)² for W_rec = a Q, Q orthogonal, while tanh is linear', () => {
    const net = netOf('tanh', 7);
    const batch = batchOf({ scored: 'last', steps: 9 });
    for (const [a, product] of [
      [0.8, -0.9216],
      [1, 0],
      [1.2, 4 * (1.44 - 1) * 1.44],
    ] as const) {
      const theta = Float64Array.from(randomParameters(net, 17));
      blockOf(net, theta, 'W_in').fill(1e-7);
      blockOf(net, theta, 'b').fill(0);
      const recurrent = blockOf(net, theta, 'W_rec');
      recurrent.set(randomOrthogonal(7, randomStream('Q', a)).map((value) => a * value));
      const { omega, omegaGradient } = ask(net, theta, batch, { form: 'squared', weight: 0, separate: true });
      expect(omega).toBeCloseTo((a * a - 1) ** 2, 10);
      const sum = recurrent.reduce((total, weight, index) => total + weight * omegaGradient![index]!, 0);
      expect(sum).toBeCloseTo(product, 10);
    }
  });

  it('leaves out the steps after the last scored one', () => {
    const net = netOf('tanh');
    const theta = Float64Array.from(randomParameters(net, 18));
    const long = batchOf({ ragged: false });
    const mask = long.mask.map((_, index) => (index < long.sequences ? 1 : 0));
    const early: Batch = { ...long, mask, answerSteps: Int32Array.of(0), scoredSteps: long.sequences };
    const short: Batch = {
      ...early,
      steps: 1,
      lengths: long.lengths.map(() => 1),
      activeSteps: long.sequences,
    };
    const request = { form: 'squared', weight: 1 } as const;
    const fromLong = ask(net, theta, early, request);
    const fromShort = ask(net, theta, short, request);
    expect(fromLong.omega).toBe(fromShort.omega);
    expect(fromLong.gradient).toEqual(fromShort.gradient);
    expect([...fromLong.stateNorms!].slice(1)).toEqual([0, 0, 0, 0, 0]);
  });

  it('is 0, not NaN, where no step is valid', () => {
    const net = netOf('tanh');
    const theta = Float64Array.from(randomParameters(net, 19));
    blockOf(net, theta, 'W_out').fill(0);
    const result = ask(net, theta, batchOf(), { form: 'squared', weight: 1, separate: true });
    expect(result.omega).toBe(0);
    expect(result.omegaGradient!.every((value) => value === 0)).toBe(true);
    expect(result.gradient.every(Number.isFinite)).toBe(true);
  });
});

describe('the state norms', () => {
  it('are the root of the sum of squares of ∂E/∂h_t over units and sequences', () => {
    const net = netOf('tanh');
    const theta = Float64Array.from(randomParameters(net, 20));
    const batch = batchOf({ seed: 20 });
    const squares = new Float64Array(batch.steps);
    for (const { step, d } of transitionsOf(net, theta, batch)) squares[step]! += squaredNorm(d);
    const { stateNorms } = ask(net, theta, batch, { form: 'squared', weight: 1 });
    expect(stateNorms).toHaveLength(batch.steps);
    for (const [step, square] of squares.entries())
      expect(stateNorms![step]).toBeCloseTo(Math.sqrt(square), 7);
  });
});
