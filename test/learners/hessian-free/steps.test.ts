/** Parts of an update: backtracking, line search, damping, the preconditioner, and settings that cannot be. */
import { describe, expect, it } from 'vitest';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { backtrack, keepers } from '../../../src/learners/hessian-free/backtracking.ts';
import { nextLambda, reductionRatio } from '../../../src/learners/hessian-free/damping.ts';
import { hessianFree } from '../../../src/learners/hessian-free/hessian-free.ts';
import { searchLine } from '../../../src/learners/hessian-free/line-search.ts';
import {
  casesOf,
  preconditionerOf,
  squaredGradients,
} from '../../../src/learners/hessian-free/preconditioner.ts';
import { netProblem } from '../../support/learners/fake-problem.ts';

async function last<Value>(running: AsyncGenerator<void, Value>): Promise<Value> {
  for (;;) {
    const { done, value } = await running.next();
    if (done) return value;
  }
}

describe('backtracking', () => {
  const iterates = [5, 3, 1, 2, 4].map((x) => ({
    x: Float64Array.of(x),
    product: Float64Array.of(0),
    model: 0,
  }));
  const back = (losses: Readonly<Record<number, number>>) =>
    last(backtrack(iterates, async (step) => losses[step[0]!]!));

  it('goes back from the last iterate while the loss falls', async () => {
    expect((await back({ 4: 3, 2: 2, 1: 1, 3: 2, 5: 0 })).iterate.x[0]).toBe(1);
    expect((await back({ 4: 3, 2: 4 })).iterate.x[0]).toBe(4);
    expect((await back({ 4: 3, 2: Number.NaN })).loss).toBe(3);
    expect((await back({ 4: 3, 2: 2, 1: 1, 3: 1, 5: 0.5 })).iterate.x[0]).toBe(5);
  });

  it('keeps iterates of numbers ⌈1.3^j⌉, or every tenth, or none', () => {
    const kept = (name: keyof typeof keepers) =>
      Array.from({ length: 30 }, (_, index) => index + 1).filter(keepers[name]);
    expect(kept('powers')).toEqual([2, 3, 4, 5, 7, 9, 11, 14, 18, 24]);
    expect(kept('tens')).toEqual([10, 20, 30]);
    expect(kept('none')).toEqual([]);
  });
});

describe('the line search', () => {
  const search = (losses: readonly number[], more = {}) => {
    const left = losses.slice(1);
    const options = { shrink: 0.5, tries: 4, sufficientDecrease: 0, ...more };
    return last(searchLine({ loss: 1, slope: -0.4, atEnd: losses[0]! }, async () => left.shift()!, options));
  };

  it('takes the first length whose loss is lower, and none after so many tries', async () => {
    expect(await search([0.9])).toBe(1);
    expect(await search([Number.NaN, 2, 0.999])).toBe(0.25);
    expect(await search([1, 1, 1, 1])).toBe(0);
  });

  it('asks for a decrease in terms of the slope', async () => {
    // .5 · .4 of the whole step, half of that of half of it.
    expect(await search([0.85, 0.89], { sufficientDecrease: 0.5 })).toBe(0.5);
  });
});

describe('damping', () => {
  const rule = { adapt: 3, rhoLow: 0.25, rhoHigh: 0.75 };

  it('rises where the ratio is low or not known, and falls where it is high', () => {
    expect([0.2, -5, 0.25, 0.75, 0.8].map((rho) => nextLambda(3, rho, rule))).toEqual([9, 9, 3, 3, 1]);
    expect(nextLambda(3, reductionRatio(-1, 0), rule)).toBe(9);
    expect(reductionRatio(-1, -2)).toBe(0.5);
  });
});

describe('the preconditioner', () => {
  it('is the mean squared gradient of single sequences and λ, to the power ξ', async () => {
    const { net, trainingBatch } = netProblem();
    const cases = casesOf(trainingBatch(0, 5), 3);
    expect(cases.map(({ sequences }) => sequences)).toEqual([1, 1, 1]);
    const theta = new Float32Array(net.parameters).fill(0.1);
    const means = await last(squaredGradients(referenceDevice, net, theta, cases));
    const gradients = cases.map((one) => referenceDevice.gradient(net, theta, one).gradient);
    for (const [at, mean] of means.entries()) {
      expect(mean).toBeCloseTo(gradients.reduce((sum, gradient) => sum + gradient[at]! ** 2, 0) / 3, 12);
    }
    expect(preconditionerOf(Float64Array.of(0.3, 0), 0.7, 0.5)[0]).toBeCloseTo(1, 12);
    expect(preconditionerOf(Float64Array.of(0.3, 0), 0.7, 0)).toEqual(Float64Array.of(1, 1));
  });
});

describe('settings of Hessian-free optimisation that cannot be', () => {
  const fault = (settings: object) =>
    hessianFree.fits!(netProblem().net, hessianFree.settings.parse(settings));

  it('are named in one line', () => {
    expect(fault({})).toBeNull();
    expect(fault({ curvatureBatch: 2000, curvatureFrom: 'fresh' })).toBeNull();
    expect(fault({ curvatureBatch: 2000 })).toMatch(
      /^takes the curvature batch .* set curvatureBatch=1000 or less/,
    );
    expect(fault({ rhoLow: 0.9 })).toMatch(/^raises λ below rhoLow=0.9 and lowers it above rhoHigh=0.75/);
    expect(fault({ leastIterations: 50, iterations: 20 })).toMatch(
      /^does not stop conjugate gradients before leastIterations=50, and iterations=20 are the most; set leastIterations=20 or less$/,
    );
    expect(fault({ leastIterations: 20, iterations: 20 })).toBeNull();
    expect(fault({ preconditioner: 'gradients', cases: 300 })).toMatch(
      /cases=300 is more than curvatureBatch=200; set cases=200 or less$/,
    );
    expect(fault({ cases: 300 })).toBeNull();
  });
});
