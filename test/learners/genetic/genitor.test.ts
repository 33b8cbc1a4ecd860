import { describe, expect, it } from 'vitest';
import { grayEncode } from '../../../genomes/bit-string.ts';
import { genitor } from '../../../src/learners/genetic/genitor.ts';
import { lookInside } from '../../../src/learners/inside.ts';
import type { Search } from '../../../src/learners/learner.ts';
import { validateOptions } from '../../../src/options/validate.ts';
import { randomStream } from '../../../src/random/random.ts';
import {
  functionProblem,
  type LossFunction,
  search,
  sphere,
  steps,
} from '../../support/learners/fake-problem.ts';

/** 30 bits: 5 weights of 6 bits, whose range makes the weight the number that its bits write. */
const thirtyBits = { encoding: 'bits', bitsPerWeight: 6, gray: false, low: 0, high: 63 };
const BITS = 30;

/** Zeros among the bits. */
const onemax: LossFunction = (parameters) =>
  BITS - parameters.reduce((sum, weight) => sum + weight.toString(2).replaceAll('0', '').length, 0);

const randomCodes = {
  initialise: (random: { integer(bound: number): number }) =>
    Float32Array.from({ length: 5 }, () => random.integer(64)),
};

/** The losses by rank, of the finite and the failed. */
const ranked = (running: Search): number[] => [...(running.snapshot().arrays.losses as Float64Array)];

async function evaluationsUntil(running: Search, loss: number, limit: number): Promise<number> {
  let evaluations = 0;
  while (evaluations < limit) {
    const report = await running.step();
    evaluations += report.evaluations;
    if (report.loss <= loss) return evaluations;
  }
  return Number.POSITIVE_INFINITY;
}

describe('GENITOR', () => {
  it.each([
    { selection: 'rank', crossover: 'one-point' },
    { selection: 'proportionate', crossover: 'one-point' },
    { selection: 'proportionate', crossover: 'two-point', sampling: 'universal', scaling: 'sigma' },
    { selection: 'tournament', crossover: 'uniform', reducedSurrogate: true },
  ])('finds the optimum of onemax of 30 bits with 50 genomes: $selection, $crossover', async (settings) => {
    for (const seed of [1, 2, 3]) {
      const problem = functionProblem(5, onemax, { seed, ...randomCodes });
      const chosen = { ...thirtyBits, population: 50, inFlight: 4, crossoverRate: 0.8, ...settings };
      expect(await evaluationsUntil(await search(genitor, problem, chosen), 0, 10_000)).toBeLessThan(10_000);
    }
  });

  it('is no better than chance at a needle in a haystack', async () => {
    // 2^12 bit strings with one needle: blind search takes 2,048 evaluations on average, 4,096 at the most.
    const needle: LossFunction = ([one, two]) => (one === 21 && two === 42 ? 0 : 1);
    let total = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const problem = functionProblem(2, needle, {
        seed,
        initialise: (random) => Float32Array.of(random.integer(64), random.integer(64)),
      });
      const running = await search(genitor, problem, {
        ...thirtyBits,
        population: 50,
        flipRate: 0.5,
        duplicates: 'keep',
      });
      total += Math.min(20_000, await evaluationsUntil(running, 0, 20_000));
    }
    expect(total / 20).toBeGreaterThan(1000);
  });

  it('descends on a sphere with real genes and adapted steps', async () => {
    const problem = functionProblem(10, sphere);
    const running = await search(genitor, problem, {
      population: 30,
      selection: 'tournament',
      stepFloor: 0.001,
    });
    expect(await evaluationsUntil(running, 0.01, 20_000)).toBeLessThan(20_000);
    expect(lookInside(running).meanStep).toBeLessThan(0.1);
  });

  it('keeps its population sorted after every step, and the best never worse between renewals', async () => {
    const noisy: LossFunction = (parameters, batch) =>
      sphere(parameters, 0) + ((parameters[0]! * (batch + 1)) % 1);
    const running = await search(genitor, functionProblem(4, noisy), {
      population: 20,
      inFlight: 8,
      renewal: 60,
    });
    let best = Number.POSITIVE_INFINITY;
    let batch = 0;
    for (let step = 0; step < 200; step++) {
      const { loss } = await running.step();
      const losses = ranked(running);
      expect(losses).toEqual([...losses].sort((one, other) => one - other));
      const { values } = running.snapshot();
      if (values.evaluated === true && values.batch !== batch) best = Number.POSITIVE_INFINITY;
      batch = values.evaluated === true ? (values.batch as number) : batch;
      expect(loss).toBeLessThanOrEqual(best);
      best = loss;
    }
    expect(batch).toBeGreaterThan(5);
  });

  it('evaluates one child a step when one is in flight, and the population anew at each renewal', async () => {
    const problem = functionProblem(4, sphere);
    const running = await search(genitor, problem, { population: 7, inFlight: 1, renewal: 10 });
    const evaluations = (await steps(running, 23)).map((report) => report.evaluations);
    const period = [7, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1];
    expect(evaluations).toEqual([...period, ...period, 7]);
  });

  it.each([
    { inFlight: 2, groups: [1, 1] },
    { inFlight: 6, groups: [1, 2, 1, 2] },
    { inFlight: 64, groups: [16, 16, 16, 16] },
  ])('has up to $inFlight offspring in flight, in groups of $groups', async ({ inFlight, groups }) => {
    const problem = functionProblem(3, sphere);
    const running = await search(genitor, problem, { population: 8, inFlight });
    await running.step();
    expect(problem.evaluated.slice(groups.length)).toEqual(groups);
    await running.step();
    expect(problem.evaluated).toHaveLength(2 * groups.length + 1);
  });

  it('breeds group g from the population as it was when group g - 4 had been ranked', async () => {
    const running = await search(genitor, functionProblem(3, sphere), {
      population: 8,
      inFlight: 4,
      crossoverRate: 0,
      stepFloor: 0,
      initialStep: 1e-30,
      selection: 'rank',
      duplicates: 'keep',
    });
    // Without crossover and with no step to speak of, a child is a member of the population it was bred from.
    await running.step();
    for (let step = 0; step < 40; step++) {
      const { arrays } = running.snapshot();
      const member = (genes: Float32Array, index: number) =>
        [...genes.subarray(3 * index, 3 * index + 3)].join();
      const members = new Set(
        Array.from({ length: 8 }, (_, slot) => member(arrays.genes as Float32Array, slot)),
      );
      const youngest = (arrays.flyingGenes as Float32Array).length / 3 - 1;
      expect(members).toContain(member(arrays.flyingGenes as Float32Array, youngest));
      await running.step();
    }
  });

  it('leaves the population as it is without crossover and mutation: no child is better than its parent', async () => {
    for (const duplicates of ['keep', 'reject']) {
      const running = await search(genitor, functionProblem(3, sphere), {
        population: 8,
        inFlight: 1,
        crossoverRate: 0,
        mutationRate: 0,
        duplicates,
      });
      await running.step();
      const before = running.snapshot().arrays;
      await steps(running, 30);
      const after = running.snapshot().arrays;
      if (duplicates === 'reject') expect(after.losses).toEqual(before.losses);
      else expect(after.losses![7]).toBeLessThan(before.losses![7]!);
      expect(after.losses![0]).toBe(before.losses![0]);
    }
  });

  it('takes in a child only if it is strictly better than the worst', async () => {
    const running = await search(
      genitor,
      functionProblem(3, () => 1),
      { population: 8, inFlight: 1 },
    );
    await steps(running, 50);
    expect(lookInside(running)).toMatchObject({
      acceptanceRate: 0,
      championLoss: 1,
      lossQuantiles: [1, 1, 1, 1, 1],
    });
  });

  it('prefers parents with finite losses: those that failed have no children while there are others', async () => {
    const half: LossFunction = (parameters) => (parameters[0]! < 0 ? Number.NaN : sphere(parameters, 0));
    for (const selection of ['proportionate', 'rank', 'tournament']) {
      const running = await search(genitor, functionProblem(3, half), {
        population: 40,
        inFlight: 4,
        crossoverRate: 0,
        initialStep: 1e-30,
        stepFloor: 0,
        selection,
      });
      await running.step();
      expect(lookInside(running).failedMembers).toBeGreaterThan(5);
      const failed = lookInside(running).failedEvaluations;
      await steps(running, 100);
      expect(lookInside(running).failedEvaluations).toBe(failed);
    }
  });

  it('begins with genomes that stand for the initialisation, under either encoding', async () => {
    const problem = functionProblem(5, sphere);
    const first = problem.initialise(randomStream(1, 'initial', 0));
    const real = (await search(genitor, problem)).snapshot().arrays.genes!;
    expect([...real.subarray(0, 5)]).toEqual([...first]);
    const bits = (await search(genitor, problem, { encoding: 'bits' })).snapshot().arrays.genes!;
    const code = grayEncode(Math.round(((first[0]! + 5) / 10) * 255));
    expect([...bits.subarray(0, 8)].join('')).toBe(code.toString(2).padStart(8, '0'));
  });

  it('keeps its mutation steps at or above the floor', async () => {
    const running = await search(genitor, functionProblem(6, sphere), {
      population: 20,
      initialStep: 0.001,
      stepFloor: 0.02,
      stepLearningRate: 1,
    });
    for (let step = 0; step < 60; step++) {
      await running.step();
      for (const size of running.snapshot().arrays.steps!) expect(size).toBeGreaterThanOrEqual(0.02);
    }
  });

  it('refuses a range of weights whose low end is not below its high end, in one line', () => {
    expect(() =>
      validateOptions(genitor.settings, { encoding: 'bits', low: 3, high: -3 }, '--contestant genitor'),
    ).toThrow(
      '--contestant genitor: low (3) and high (-3) bound the encoded weights: low must be below high',
    );
  });

  it('does not fail through groups that are left in flight when a trial ends', async () => {
    const problem = functionProblem(3, sphere);
    let calls = 0;
    const failing = {
      ...problem,
      evaluatePopulation: (...call: Parameters<typeof problem.evaluatePopulation>) => {
        const number = ++calls;
        const collect = problem.evaluatePopulation(...call);
        return async () => {
          // The 4 parts of the population and the first group are evaluated, the groups behind it fail.
          if (number > 5) throw new Error('worker died');
          return collect();
        };
      },
    };
    const running = await search(genitor, failing, { population: 8, inFlight: 8 });
    await steps(running, 2);
    await new Promise((resolve) => setImmediate(resolve));
    await expect(running.step()).rejects.toThrow('worker died');
  });
});
