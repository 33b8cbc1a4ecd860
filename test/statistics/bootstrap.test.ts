import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/random/random.ts';
import {
  bootstrapInterquartileMean,
  expandedTail,
  interquartileMean,
  sampleQuantile,
} from '../../src/statistics/bootstrap.ts';

describe('interquartile mean', () => {
  it('equals scipy.stats.trim_mean(values, 0.25)', () => {
    // scipy 1.10.1
    expect(interquartileMean([1, 2, 3, 4, 5, 100])).toBe(3.5);
    expect(interquartileMean([9, 1, 4, 7, 2, 8, 3, 20, 5])).toBe(5.4);
  });

  it('is the mean of up to three values', () => {
    expect(interquartileMean([1, 2, 9])).toBe(4);
  });
});

describe('sample quantile', () => {
  it('equals numpy.percentile', () => {
    // numpy: np.percentile([1, 2, 4, 8, 16], [2.5, 40, 97.5])
    const sorted = [1, 2, 4, 8, 16];
    expect([0.025, 0.4, 0.975].map((share) => sampleQuantile(sorted, share))).toEqual([
      expect.closeTo(1.1, 12),
      expect.closeTo(3.2, 12),
      expect.closeTo(15.2, 12),
    ]);
  });
});

describe('bootstrap of the interquartile mean', () => {
  it('gives the same interval for the same stream and another for another', () => {
    const values = Array.from({ length: 20 }, (_, i) => Math.sqrt(i + 1));
    const estimate = (name: string) => bootstrapInterquartileMean([values], { random: randomStream(name) });
    expect(estimate('a')).toEqual(estimate('a'));
    expect(estimate('a')).not.toEqual(estimate('b'));
    expect(estimate('a').value).toBe(interquartileMean(values));
  });

  it('resamples within strata, so that constant tasks tell no spread and have no interval', () => {
    const { value, low, high } = bootstrapInterquartileMean(
      [
        [1, 1, 1, 1],
        [2, 2, 2, 2],
      ],
      { random: randomStream('s') },
    );
    expect([value, low, high]).toEqual([1.5, null, null]);
  });

  it('has no interval of zero width: not of equal trials, of a single one, nor where the mean counts equal ones alone', () => {
    const of = (values: number[]) => bootstrapInterquartileMean([values], { random: randomStream('s') });
    const equal = [[0, 0, 0, 0, 0], [0.1, 0.1, 0.1], [7], [...Array<number>(39).fill(0.25), 0.9]];
    for (const values of equal) expect(of(values)).toMatchObject({ low: null, high: null });
    expect(of([0, 0, 0, 0, 1e-4]).high).toBeGreaterThan(0);
  });

  it('refuses an empty sample', () => {
    expect(() => bootstrapInterquartileMean([[]], { random: randomStream('s') })).toThrow(RangeError);
  });

  it('does not depend on the order of the values', () => {
    const estimate = (values: number[]) =>
      bootstrapInterquartileMean([values], { random: randomStream('s') });
    expect(estimate([3, 1, 4, 1.5, 5])).toEqual(estimate([1, 1.5, 3, 4, 5]));
  });

  it('ends where the expanded percentile interval of scipy ends', () => {
    // scipy 1.17.1: tail = stats.norm.cdf(-np.sqrt(12/11) * stats.t.ppf(.975, 11));
    // stats.bootstrap((np.arange(12)**2 / 10,), lambda v, axis: stats.trim_mean(v, .25, axis=axis),
    // confidence_level=1 - 2*tail, method='percentile', n_resamples=400000,
    // random_state=1).confidence_interval; of another generator, hence the tolerance
    expect(expandedTail(12)).toBeCloseTo(0.010756614916552488, 14);
    const values = Array.from({ length: 12 }, (_, i) => (i * i) / 10);
    const { low, high } = bootstrapInterquartileMean([values], {
      random: randomStream('s'),
      resamples: 20_000,
    });
    expect(Math.abs(low! - 0.7833)).toBeLessThan(0.06);
    expect(Math.abs(high! - 7.456)).toBeLessThan(0.15);
  });

  it('is as wide as the sample with five values', () => {
    // scipy as above, of [.02, .11, .13, .4, .75] and tail = stats.norm.cdf(-np.sqrt(5/4) * stats.t.ppf(.975,
    // 4))
    expect(expandedTail(5)).toBeCloseTo(0.0009541005518824907, 14);
    const { low, high } = bootstrapInterquartileMean([[0.75, 0.02, 0.11, 0.4, 0.13]], {
      random: randomStream('s'),
    });
    expect([low, high]).toEqual([0.02, 0.75]);
  });

  it('has no interval where nothing was repeated, and takes infinities and empty strata', () => {
    const of = (...strata: number[][]) => bootstrapInterquartileMean(strata, { random: randomStream('s') });
    expect(of([3])).toEqual({ value: 3, low: null, high: null });
    expect(of([3], [5], [])).toEqual({ value: 4, low: null, high: null });
    expect(of([Infinity, Infinity])).toEqual({ value: Infinity, low: null, high: null });
    expect(of([2], [1, 1.5, 3, 4, 5]).low).toBeLessThan(2);
  });
});
