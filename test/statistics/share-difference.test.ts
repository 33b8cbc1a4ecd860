import { describe, expect, it } from 'vitest';
import { shareDifference } from '../../src/statistics/share-difference.ts';

describe('the difference of two shares', () => {
  it.each([
    // Newcombe (1998), table II, method 10.
    { one: [56, 70], other: [48, 80], value: 0.2, low: 0.0524, high: 0.3339 },
    { one: [9, 10], other: [3, 10], value: 0.6, low: 0.1705, high: 0.809 },
    { one: [6, 7], other: [2, 7], value: 0.5714, low: 0.0582, high: 0.8062 },
    { one: [5, 56], other: [0, 29], value: 0.0893, low: -0.0381, high: 0.1926 },
    { one: [0, 10], other: [0, 20], value: 0, low: -0.1611, high: 0.2775 },
    { one: [10, 10], other: [0, 10], value: 1, low: 0.6075, high: 1 },
  ])('$one less $other', ({ one, other, value, low, high }) => {
    const share = ([successes, trials]: number[]) => ({ successes: successes!, trials: trials! });
    const found = shareDifference(share(one), share(other));
    expect(found.value).toBeCloseTo(value, 4);
    expect(found.low).toBeCloseTo(low, 4);
    expect(found.high).toBeCloseTo(high, 4);
  });

  it('needs a trial on either side', () => {
    expect(() => shareDifference({ successes: 0, trials: 0 }, { successes: 1, trials: 1 })).toThrow(
      RangeError,
    );
  });
});
