import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accumulateFitness,
  linearBias,
  type MatingPool,
  roulette,
  selections,
  universalSampling,
} from '../../../src/learners/genetic/selection.ts';
import { randomStream } from '../../../src/random/random.ts';
import { chiSquareExcess } from '../../support/learners/chi-square.ts';

function poolOf(fitness: readonly number[]): MatingPool {
  const pool = {
    count: fitness.length,
    fitness: Float64Array.from(fitness),
    cumulative: new Float64Array(fitness.length),
  };
  accumulateFitness(pool);
  return pool;
}

const settings = { bias: 1.5, tournamentSize: 3 };

/** Shares of the ranks in draws for which `draw` gives a rank. */
function counted(count: number, draws: number, draw: () => number): Int32Array {
  const counts = new Int32Array(count);
  for (let drawn = 0; drawn < draws; drawn++) counts[draw()]!++;
  return counts;
}

describe("linear rank selection with Whitley's bias", () => {
  // reference/genetic.md, section 1: exact decile probabilities .1225 .1175 ..., .145 .135 ..., .19 .17 ...
  it.each([
    { bias: 1, best: 0.1, fall: 0 },
    { bias: 1.25, best: 0.1225, fall: 0.005 },
    { bias: 1.5, best: 0.145, fall: 0.01 },
    { bias: 2, best: 0.19, fall: 0.02 },
  ])('draws the deciles of bias $bias with their exact probabilities', ({ bias, best, fall }) => {
    const random = randomStream('bias', bias);
    const draws = 1_000_000;
    const counts = counted(10, draws, () => linearBias(10, bias, random.uniform()));
    const expected = Array.from({ length: 10 }, (_, decile) => draws * (best - fall * decile));
    expect(chiSquareExcess(counts, expected)).toBeLessThan(4);
  });

  it('stays within the population at both ends of the unit interval', () => {
    for (const bias of [1, 1 + 1e-10, 1.5, 2]) {
      expect(linearBias(7, bias, 0)).toBe(0);
      expect(linearBias(7, bias, 1 - 2 ** -32)).toBe(6);
    }
  });
});

describe('fitness-proportionate selection', () => {
  const fitness = [5, 3, 2, 0, 2.5];
  const total = 12.5;

  it('draws by roulette with probabilities F_i / ΣF, so never a member of fitness 0', () => {
    const random = randomStream('roulette');
    const draws = 200_000;
    const counts = counted(5, draws, () => roulette(poolOf(fitness), -1, random));
    expect(counts[3]).toBe(0);
    const alive = [0, 1, 2, 4];
    const expected = alive.map((rank) => (draws * fitness[rank]!) / total);
    expect(
      chiSquareExcess(
        alive.map((rank) => counts[rank]!),
        expected,
      ),
    ).toBeLessThan(4);
  });

  it('draws a second parent with the probabilities that remain without the first', () => {
    const random = randomStream('second');
    const draws = 200_000;
    const counts = counted(5, draws, () => roulette(poolOf(fitness), 1, random));
    expect(counts[1]).toBe(0);
    const others = [0, 2, 4];
    const expected = others.map((rank) => (draws * fitness[rank]!) / (total - 3));
    expect(
      chiSquareExcess(
        others.map((rank) => counts[rank]!),
        expected,
      ),
    ).toBeLessThan(4);
  });

  it('takes any other member where the first has all the fitness', () => {
    const random = randomStream('alone');
    const counts = counted(3, 3000, () => roulette(poolOf([1, 0, 0]), 0, random));
    expect(counts[0]).toBe(0);
    expect(Math.min(counts[1]!, counts[2]!)).toBeGreaterThan(1000);
  });

  it('takes by universal sampling the floor or the ceiling of each expected count', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer(),
        (values, children, seed) => {
          const pool = poolOf([1, ...values]);
          const chosen = new Int32Array(2 * children);
          universalSampling(pool, chosen, randomStream(seed));
          const sum = pool.cumulative[pool.count - 1]!;
          for (let rank = 0; rank < pool.count; rank++) {
            const expected = (2 * children * pool.fitness[rank]!) / sum;
            const count = chosen.filter((one) => one === rank).length;
            expect(count).toBeGreaterThanOrEqual(Math.floor(expected - 1e-9));
            expect(count).toBeLessThanOrEqual(Math.ceil(expected + 1e-9));
          }
        },
      ),
    );
  });

  it('gives by universal sampling pairs of distinct parents where nobody has half of the fitness', () => {
    for (let seed = 0; seed < 500; seed++) {
      const chosen = new Int32Array(16);
      universalSampling(poolOf([4, 3, 2, 1, 0]), chosen, randomStream('pairs', seed));
      for (let child = 0; child < 16; child += 2) expect(chosen[child]).not.toBe(chosen[child + 1]);
    }
  });

  it('has the variance N p (1 - p) by roulette and at most a quarter by universal sampling', () => {
    const pool = poolOf([4, 3, 2, 1]);
    const pointers = 10;
    const variance = (sample: (seed: number) => number): number => {
      const counts = Array.from({ length: 4000 }, (_, seed) => sample(seed));
      const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
      expect(Math.abs(mean - 3)).toBeLessThan(0.1);
      return counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length;
    };
    const spins = variance((seed) => {
      const random = randomStream('spins', seed);
      return Array.from({ length: pointers }, () => roulette(pool, -1, random)).filter((rank) => rank === 1)
        .length;
    });
    const universal = variance((seed) => {
      const chosen = new Int32Array(pointers);
      universalSampling(pool, chosen, randomStream('universal', seed));
      return chosen.filter((rank) => rank === 1).length;
    });
    expect(spins).toBeGreaterThan(2.1 * 0.9);
    expect(spins).toBeLessThan(2.1 * 1.1);
    expect(universal).toBeLessThanOrEqual(0.25);
  });
});

describe('tournament selection', () => {
  it('takes rank i of N with probability ((N - i)^k - (N - i - 1)^k) / N^k', () => {
    const tournament = selections.find(({ name }) => name === 'tournament')!;
    const random = randomStream('tournament');
    const draws = 200_000;
    const counts = counted(6, draws, () => tournament.pick(poolOf([1, 1, 1, 1, 1, 1]), -1, settings, random));
    const expected = Array.from(
      { length: 6 },
      (_, rank) => (draws * ((6 - rank) ** 3 - (5 - rank) ** 3)) / 216,
    );
    expect(chiSquareExcess(counts, expected)).toBeLessThan(4);
  });
});

describe.each(selections)('selection $name', (selection) => {
  it('never takes the same member twice for one child, where there are two', () => {
    const random = randomStream('distinct', selection.name);
    for (const count of [2, 3, 10]) {
      const pool = poolOf(Array.from({ length: count }, (_, rank) => count - 1 - rank + 1e-12));
      for (let draw = 0; draw < 2000; draw++) {
        const first = selection.pick(pool, -1, settings, random);
        const second = selection.pick(pool, first, settings, random);
        expect(second).not.toBe(first);
        expect(Math.min(first, second)).toBeGreaterThanOrEqual(0);
        expect(Math.max(first, second)).toBeLessThan(count);
      }
    }
  });

  it('takes the only member there is', () => {
    expect(selection.pick(poolOf([1]), 0, settings, randomStream('one'))).toBe(0);
  });

  it('prefers the better half', () => {
    const random = randomStream('better', selection.name);
    const pool = poolOf(Array.from({ length: 10 }, (_, rank) => 10 - rank));
    const counts = counted(10, 10_000, () => selection.pick(pool, -1, settings, random));
    expect(counts.subarray(0, 5).reduce((sum, count) => sum + count)).toBeGreaterThan(6000);
  });
});
