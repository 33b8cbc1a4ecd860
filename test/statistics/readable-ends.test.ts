/** Ends of an axis that stays readable. */
import { describe, expect, it } from 'vitest';
import { readableEnds } from '../../src/statistics/readable-ends.ts';

describe('the ends of an axis', () => {
  it('leave a hopeless first value out, and say how far it lies', () => {
    const ends = readableEnds([2e72, 0.9, 0.5, 0.3, 0.31]);
    expect(ends).toEqual({ low: 0.3, high: 0.9, beyondLow: null, beyondHigh: 2e72 });
  });

  it('leave several out that fall by orders of magnitude', () => {
    expect(readableEnds([1e9, 1e7, 1e5, 2, 1, 0.5, 0.4])?.high).toBe(2);
  });

  it('leave values out at the lower end too', () => {
    const ends = readableEnds([-1e30, 0.1, 0.5, 0.7]);
    expect(ends).toEqual({ low: 0.1, high: 0.7, beyondLow: -1e30, beyondHigh: null });
  });

  it('are the least and the greatest where the values can be told apart', () => {
    for (const values of [[1, 0.5, 0.2, 0.1, 0.02, 0.01], [100, 0.9, 0.5, 0.3], [5], [0, 0, 0, 1e9], [-2, 3]])
      expect(readableEnds(values)).toEqual({
        ...{ low: Math.min(...values), high: Math.max(...values) },
        ...{ beyondLow: null, beyondHigh: null },
      });
  });

  it('reach to the values that are to be kept', () => {
    expect(readableEnds([20, 21, 25, 25, 1e5], [1e5])).toMatchObject({ high: 1e5, beyondHigh: null });
    expect(readableEnds([20, 21, 25, 25, 1e5])).toMatchObject({ high: 25, beyondHigh: 1e5 });
    expect(readableEnds([2e72, 0.9, 0.5], [1.2])).toMatchObject({ high: 1.2, beyondHigh: 2e72 });
  });

  it('pass over values that are not finite, and are none without others', () => {
    expect(readableEnds([Number.NaN, Number.POSITIVE_INFINITY, 1, 2])).toMatchObject({ low: 1, high: 2 });
    expect(readableEnds([Number.NaN])).toBeNull();
  });

  it('stand the greatest numbers', () => {
    expect(readableEnds([1.7e308, 1, 2, 3])).toMatchObject({ high: 3, beyondHigh: 1.7e308 });
    expect(readableEnds([1.7e308, -1.7e308])).toMatchObject({ low: -1.7e308, high: 1.7e308 });
  });
});
