import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/random/random.ts';
import {
  bootstrapInterquartileMean,
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
    const estimate = (name: string) =>
      bootstrapInterquartileMean([[3, 1, 4, 1, 5, 9, 2, 6]], { random: randomStream(name) });
    expect(estimate('a')).toEqual(estimate('a'));
    expect(estimate('a')).not.toEqual(estimate('b'));
    expect(estimate('a').value).toBe(interquartileMean([3, 1, 4, 1, 5, 9, 2, 6]));
  });

  it('resamples within strata, so that constant tasks have no spread', () => {
    const { value, low, high } = bootstrapInterquartileMean(
      [
        [1, 1, 1, 1],
        [2, 2, 2, 2],
      ],
      { random: randomStream('s') },
    );
    expect([value, low, high]).toEqual([1.5, 1.5, 1.5]);
  });

  it('refuses an empty sample', () => {
    expect(() => bootstrapInterquartileMean([[]], { random: randomStream('s') })).toThrow(RangeError);
  });

  it('holds the true value in about 95 % of simulated samples of 30', () => {
    const random = randomStream('test', 'bootstrap');
    let held = 0;
    for (let sample = 0; sample < 600; sample++) {
      const values = Float64Array.from({ length: 30 }, () => random.normal());
      const { low, high } = bootstrapInterquartileMean([values], { random, resamples: 300 });
      if (low <= 0 && 0 <= high) held++;
    }
    expect(held / 600).toBeGreaterThan(0.91);
    expect(held / 600).toBeLessThan(0.98);
  });
});
