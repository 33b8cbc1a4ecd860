/** Adam against its paper's formulas in float64, its moments across cuts, and what it makes of clipping and decay. */
import { describe, expect, it } from 'vitest';
import type { Adam } from '../../../src/engine/adam.ts';
import { beginning } from '../../../src/engine/descent-state.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { openWasmDevice } from '../../../src/engine/wasm/device.ts';
import { adam as learner } from '../../../src/learners/gradient/adam.ts';
import { HostDescent } from '../../../src/learners/gradient/host-descent.ts';
import { adam } from '../../../src/learners/gradient/rules/adam.ts';
import { norm } from '../../../src/numeric/norm.ts';
import { netProblem, search, steps } from '../../support/learners/fake-problem.ts';

const rule: Adam = { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 };

/** θ after updates with these gradients, by Algorithm 1 of the paper (and AdamW's decay), in float64 throughout. */
function byThePaper(
  theta: readonly number[],
  gradients: readonly (readonly number[])[],
  of: Adam,
  rate: number,
) {
  let [m, v] = [theta.map(() => 0), theta.map(() => 0)];
  let at = [...theta];
  for (const [index, g] of gradients.entries()) {
    const t = index + 1;
    m = m.map((value, i) => of.beta1 * value + (1 - of.beta1) * g[i]!);
    v = v.map((value, i) => of.beta2 * value + (1 - of.beta2) * g[i]! ** 2);
    at = at.map((value, i) => {
      const mean = m[i]! / (1 - of.beta1 ** t);
      const square = v[i]! / (1 - of.beta2 ** t);
      return value - rate * (mean / (Math.sqrt(square) + of.epsilon) + of.weightDecay * value);
    });
  }
  return at;
}

/** θ after the same updates by the rule. */
function byTheRule(
  theta: readonly number[],
  gradients: readonly (readonly number[])[],
  of: Adam,
  rate: number,
) {
  const position = () => ({
    parameters: Float32Array.from(theta),
    moments: adam.begin(of, theta.length).map((moment) => moment.slice()),
  });
  let [from, to] = [position(), position()];
  for (const g of gradients) {
    adam.update(of, from, { gradient: Float64Array.from(g), scale: 1, learningRate: rate }, to);
    [from, to] = [to, from];
  }
  return from;
}

/** Gradients of 60 updates with large, small, changing and absent entries. */
const gradients = Array.from({ length: 60 }, (_, t) => [
  3 * Math.cos(t),
  1e-4 * Math.sin(t * t),
  t % 7 === 0 ? 5 : 0,
  0,
  -0.3,
]);
const theta = [1, -2, 0.5, 0.25, 0];

describe('an update by Adam', () => {
  it.each([
    ['as in the paper', rule],
    ['with decoupled decay', { ...rule, weightDecay: 0.1 }],
    ['with other rates', { ...rule, beta1: 0.5, beta2: 0.9, epsilon: 1e-3 }],
    ['without means', { ...rule, beta1: 0, beta2: 0 }],
  ])('equals the formulas in float64, %s', (_name, of) => {
    const expected = byThePaper(theta, gradients, of, 0.02);
    for (const [index, value] of byTheRule(theta, gradients, of, 0.02).parameters.entries()) {
      expect(Math.abs(value - expected[index]!)).toBeLessThan(2e-6);
    }
  });

  it('moves each parameter by η at the first update, whatever the gradient’s size', () => {
    const { parameters } = byTheRule([0, 0, 0], [[1e-3, -200, 0]], rule, 0.01);
    expect(parameters[0]).toBeCloseTo(-0.01, 6);
    expect(parameters[1]).toBeCloseTo(0.01, 8);
    expect(parameters[2]).toBe(0);
  });

  it('counts its updates beyond the whole numbers of float32', () => {
    const at = (count: readonly [number, number]) => ({
      parameters: Float32Array.of(0),
      moments: [Float32Array.of(0), Float32Array.of(0), Float32Array.from(count)],
    });
    const [from, to] = [at([2 ** 20 - 1, 31]), at([0, 0])];
    adam.update(rule, from, { gradient: Float64Array.of(1), scale: 1, learningRate: 1 }, to);
    expect([...to.moments[2]!]).toEqual([0, 32]);
  });
});

describe('a descent by Adam', () => {
  const { net, initialise, random, trainingBatch } = netProblem();
  const start = initialise(random('initial', 0));
  const settings = { learningRate: 0.05, threshold: 0.1, omega: null, rule };
  const updates = (first: number, end: number) => {
    let number = first;
    return () => (number < end ? { batch: trainingBatch(number++, 20), stateNorms: false } : null);
  };

  it('clips the gradient before the moments see it', async () => {
    const gradient = referenceDevice.gradient(net, start, trainingBatch(0, 20)).gradient;
    const scale = 0.1 / norm(gradient);
    expect(scale).toBeLessThan(1);
    const descent = new HostDescent(referenceDevice, net, beginning(start), settings);
    await descent.run(updates(0, 1));
    for (const [index, value] of descent.state().moments[0]!.entries()) {
      expect(value).toBeCloseTo(0.1 * scale * gradient[index]!, 7);
    }
  });

  it.each([
    ['reference', () => referenceDevice],
    ['wasm', () => openWasmDevice()],
  ])('goes on from a snapshot bit for bit, on %s', async (_name, open) => {
    const chosen = { learningRate: 0.05, threshold: 1, weightDecay: 0.01 };
    const problem = () => netProblem({ device: open() });
    const whole = await search(learner, problem(), chosen);
    await steps(whole, 9);
    for (const cut of [0, 1, 4, 8]) {
      const first = await search(learner, problem(), chosen);
      await steps(first, cut);
      const second = await learner.start(problem(), learner.settings.parse(chosen), first.snapshot());
      await steps(second, 9 - cut);
      expect(second.snapshot(), `cut at ${cut}`).toEqual(whole.snapshot());
    }
    const without = await search(learner, problem(), chosen);
    await steps(without, 4);
    const { arrays, values } = without.snapshot();
    const { moment1: _1, moment2: _2, moment3: _3, ...rest } = arrays;
    const third = await learner.start(problem(), learner.settings.parse(chosen), { arrays: rest, values });
    await steps(third, 5);
    expect(third.snapshot()).not.toEqual(whole.snapshot());
  });
});
