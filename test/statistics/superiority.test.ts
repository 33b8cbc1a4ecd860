import { describe, expect, it } from 'vitest';
import { meanSuperiority, probabilityOfSuperiority } from '../../src/statistics/superiority.ts';

describe('probability of superiority', () => {
  it('counts pairs in which x is lower, ties half', () => {
    expect(probabilityOfSuperiority([1, 2], [2, 3]).value).toBe(3.5 / 4);
    expect(probabilityOfSuperiority([2, 3], [1, 2]).value).toBe(0.5 / 4);
  });

  it('has the interval of Newcombe method 5', () => {
    // python3: v = lambda q: q*(1-q)*(1 + k*(1-q)/(2-q) + k*q/(1+q))/(m*n) with k = (m+n)/2 - 1,
    // scipy.optimize.brentq(lambda q: q + z*sqrt(v(q)) - t, 0, t - 1e-9) for the lower limit, - z for the
    // upper
    const separated = probabilityOfSuperiority([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]);
    expect(separated.low).toBeCloseTo(0.642702823931043, 10);
    expect(separated.high).toBe(1);
    // 41 of 50 pairs: t = .82, m = 5, n = 10
    const mixed = probabilityOfSuperiority([1, 2, 2.2, 3, 8.5], [2.5, 3.5, 3.6, 3.7, 5, 6, 7, 8, 9, 16]);
    expect(mixed.value).toBeCloseTo(0.82, 14);
    expect(mixed.low).toBeCloseTo(0.49993922436762117, 10);
    expect(mixed.high).toBeCloseTo(0.9490327059613071, 10);
  });

  it('mirrors when the samples change places', () => {
    const x = [3, 1, 4, 1, 5];
    const y = [9, 2, 6, 5, 3, 5];
    const one = probabilityOfSuperiority(x, y);
    const other = probabilityOfSuperiority(y, x);
    expect(other.value).toBeCloseTo(1 - one.value, 12);
    expect(other.low).toBeCloseTo(1 - one.high, 9);
    expect(other.high).toBeCloseTo(1 - one.low, 9);
  });

  it('refuses an empty sample', () => {
    expect(() => probabilityOfSuperiority([], [1])).toThrow(RangeError);
    expect(() => probabilityOfSuperiority([1], [])).toThrow(RangeError);
  });
});

describe('mean probability of superiority', () => {
  const x = [1, 2, 3, 4, 5];
  const above = [6, 7, 8, 9, 10];

  it('is that of the task where there is one', () => {
    const one = probabilityOfSuperiority(x, [2.5, 3.5, 4.5, 5.5, 6.5]);
    const mean = meanSuperiority([one]);
    expect(mean.value).toBe(one.value);
    expect(mean.low).toBeCloseTo(one.low, 14);
    expect(mean.high).toBeCloseTo(one.high, 14);
  });

  it('adds distances from the values as squares', () => {
    const separated = probabilityOfSuperiority(x, above);
    const { value, low, high } = meanSuperiority([separated, separated, separated, separated]);
    expect([value, high]).toEqual([1, 1]);
    // Half of the distance 1 - 0.642702823931043 that a single task leaves
    expect(low).toBeCloseTo(1 - 0.357297176068957 / 2, 10);
    const opposite = probabilityOfSuperiority(above, x);
    const even = meanSuperiority([separated, opposite]);
    expect(even.value).toBe(0.5);
    expect(even.low).toBeCloseTo(0.5 - 0.357297176068957 / 2, 10);
    expect(even.high).toBeCloseTo(0.5 + 0.357297176068957 / 2, 9);
  });

  it('has the value that rliable gives', () => {
    // rliable's metrics.probability_of_improvement: the mean over tasks of scipy.stats.mannwhitneyu(x, y)[0]
    // / (m * n), where higher is better. scipy 1.17.1: mannwhitneyu([2, 4, 9, 1, 7], [3, 5, 8, 6, 2])[0] =
    // 11.5, mannwhitneyu([1, 1, 2], [1, 3, 3])[0] = 2
    const tasks = [
      probabilityOfSuperiority([2, 4, 9, 1, 7], [3, 5, 8, 6, 2]),
      probabilityOfSuperiority([1, 1, 2], [1, 3, 3]),
    ];
    expect(meanSuperiority(tasks).value).toBeCloseTo((1 - 11.5 / 25 + 1 - 2 / 9) / 2, 14);
  });

  it('refuses no task at all', () => {
    expect(() => meanSuperiority([])).toThrow(RangeError);
  });
});
