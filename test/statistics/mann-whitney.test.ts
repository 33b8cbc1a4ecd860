import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/random/random.ts';
import { mannWhitney, smallestP } from '../../src/statistics/mann-whitney.ts';

/** The p by its definition: every way to split the pooled values is listed. */
function listedP(x: readonly number[], y: readonly number[]): number {
  const pooled = [...x, ...y];
  const centre = (x.length * y.length) / 2;
  const u = (mine: readonly number[], theirs: readonly number[]) =>
    mine
      .flatMap((a) => theirs.map((b): number => (a < b ? 1 : a === b ? 0.5 : 0)))
      .reduce((sum, one) => sum + one, 0);
  const observed = Math.abs(u(x, y) - centre);
  let extreme = 0;
  let all = 0;
  for (let subset = 0; subset < 2 ** pooled.length; subset++) {
    const mine = pooled.filter((_, i) => (subset >> i) & 1);
    if (mine.length !== x.length) continue;
    all++;
    if (
      Math.abs(
        u(
          mine,
          pooled.filter((_, i) => !((subset >> i) & 1)),
        ) - centre,
      ) >= observed
    )
      extreme++;
  }
  return extreme / all;
}

describe('exact Mann-Whitney test', () => {
  it('equals scipy where no values tie', () => {
    // scipy 1.10.1: stats.mannwhitneyu(x, y, method='exact'); its statistic counts pairs with x above y
    expect(mannWhitney([1, 2, 3, 4, 5], [6, 7, 8, 9, 10])).toEqual({
      u: 25,
      p: expect.closeTo(0.007936507936507936, 14),
      method: 'exact',
    });
    const mixed = mannWhitney([1.1, 2.5, 3.2, 4.8], [2.7, 3.9, 5.1, 6.3, 7.7, 0.4]);
    expect(mixed.u).toBe(24 - 7);
    expect(mixed.p).toBeCloseTo(0.35238095238095235, 14);
    const even = Array.from({ length: 20 }, (_, i) => 2 * i);
    const shifted = Array.from({ length: 22 }, (_, i) => 1.7 * i + 3.35);
    expect(mannWhitney(even, shifted).p).toBeCloseTo(0.5577901160727372, 12);
  });

  // scipy 1.10.1: stats.permutation_test((x, y), lambda a, b: abs(mannwhitneyu(a, b).statistic - len(a)*len(b)/2),
  //   alternative='greater', n_resamples=np.inf, vectorized=False).pvalue
  it.each([
    [[1, 1, 2, 3], [2, 3, 3, 4, 4], 0.07936507936507936],
    [[0, 0, 0, 1, 5], [1, 1, 5, 5, 5], 0.14285714285714285],
    [[1, 2, 2], [2, 2, 2, 9], 0.5714285714285714],
  ])('of %j against %j equals an exhaustive permutation test', (x, y, p) => {
    expect(mannWhitney(x, y).p).toBeCloseTo(p, 14);
  });

  it('equals the listing of all splits for any small samples, ties included', () => {
    const sample = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(sample, sample, (x, y) => {
        expect(mannWhitney(x, y).p).toBeCloseTo(listedP(x, y), 12);
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  it('gives p = 1 where everything ties and treats infinities as values', () => {
    expect(mannWhitney([3, 3, 3], [3, 3]).p).toBe(1);
    expect(mannWhitney([1, 2, 3], [Infinity, Infinity, Infinity]).p).toBeCloseTo(0.1, 14);
  });

  it('refuses an empty sample and NaN', () => {
    expect(() => mannWhitney([], [1])).toThrow(RangeError);
    expect(() => mannWhitney([Number.NaN], [1])).toThrow(RangeError);
  });

  it('cannot reach a p below that of complete separation', () => {
    for (const n of [1, 4, 5, 8]) {
      const low = Array.from({ length: n }, (_, i) => i);
      expect(
        mannWhitney(
          low,
          low.map((value) => value + n),
        ).p,
      ).toBeCloseTo(smallestP(n), 14);
    }
  });

  it('rejects equal contestants in at most 5 % of simulated pairs', () => {
    const random = randomStream('test', 'mann-whitney');
    let rejected = 0;
    for (let pair = 0; pair < 4000; pair++) {
      const x = Array.from({ length: 6 }, () => random.uniform());
      const y = Array.from({ length: 6 }, () => random.uniform());
      if (mannWhitney(x, y).p <= 0.05) rejected++;
    }
    // The largest attainable level at or below .05 with 6 and 6 is 38/924 = .0411.
    expect(rejected / 4000).toBeGreaterThan(0.03);
    expect(rejected / 4000).toBeLessThan(0.05);
  });
});

describe('Mann-Whitney test of larger samples', () => {
  it('equals scipy with tie and continuity correction', () => {
    // scipy 1.10.1: stats.mannwhitneyu(x, y, method='asymptotic')
    const x = Array.from({ length: 30 }, (_, i) => (7 * i) % 13);
    const y = Array.from({ length: 28 }, (_, i) => ((5 * i) % 11) + 2);
    expect(mannWhitney(x, y)).toEqual({
      u: 840 - 337.5,
      p: expect.closeTo(0.20055646782322745, 12),
      method: 'normal',
    });
    const far = mannWhitney(
      Array.from({ length: 40 }, (_, i) => i),
      Array.from({ length: 35 }, (_, i) => i + 20.5),
    );
    expect(far.u).toBe(1400 - 190);
    expect(far.p / 6.273283238785802e-8).toBeCloseTo(1, 10);
  });

  it('gives p = 1 where everything ties', () => {
    expect(mannWhitney(new Array(30).fill(1), new Array(30).fill(1)).p).toBe(1);
  });
});
