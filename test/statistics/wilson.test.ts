import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/random/random.ts';
import { wilsonInterval } from '../../src/statistics/wilson.ts';

describe('Wilson interval', () => {
  // scipy 1.10.1: stats.binomtest(successes, trials).proportion_ci(confidence, 'wilson')
  it.each([
    [5, 5, 0.95, 0.5655175352168251, 1],
    [0, 5, 0.95, 0, 0.43448246478317476],
    [3, 5, 0.95, 0.23072428127601297, 0.8823792257673521],
    [8, 10, 0.9, 0.5407928056874879, 0.9314420122624679],
  ])('of %d in %d at %d equals scipy', (successes, trials, confidence, low, high) => {
    const interval = wilsonInterval(successes, trials, confidence);
    expect(interval.low).toBeCloseTo(low, 12);
    expect(interval.high).toBeCloseTo(high, 12);
  });

  // R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %d in %d is that of Newcombe table I', (successes, trials, low, high) => {
    const interval = wilsonInterval(successes, trials);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('is everything without a trial and refuses counts that cannot be', () => {
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
    expect(() => wilsonInterval(6, 5)).toThrow(RangeError);
    expect(() => wilsonInterval(1, 5, 1)).toThrow(RangeError);
  });

  it('holds the true share in about 95 % of simulated experiments of ten trials', () => {
    const random = randomStream('test', 'wilson');
    const intervals = Array.from({ length: 11 }, (_, successes) => wilsonInterval(successes, 10));
    let held = 0;
    let experiments = 0;
    for (const share of [0.1, 0.3, 0.5, 0.8]) {
      for (let experiment = 0; experiment < 2000; experiment++) {
        let successes = 0;
        for (let trial = 0; trial < 10; trial++) successes += random.uniform() < share ? 1 : 0;
        const { low, high } = intervals[successes]!;
        if (low <= share && share <= high) held++;
        experiments++;
      }
    }
    expect(held / experiments).toBeGreaterThan(0.93);
    expect(held / experiments).toBeLessThan(0.98);
  });
});
