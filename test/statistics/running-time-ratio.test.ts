import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/random/random.ts';
import { runningTimeRatio } from '../../src/statistics/running-time-ratio.ts';
import type { CostObservation } from '../../src/statistics/survival.ts';

const solved = (cost: number): CostObservation => ({ outcome: 'solved', cost });
const censored = (cost: number): CostObservation => ({ outcome: 'censored', cost });
const never = (cost: number): CostObservation => ({ outcome: 'never', cost });

const ratio = (first: CostObservation[], second: CostObservation[], seed = 1, more = {}) =>
  runningTimeRatio(
    { observations: first, ...more },
    { observations: second, ...more },
    { random: randomStream('ratio', seed) },
  );

describe('the ratio of two expected running times', () => {
  it('is that of the costs of all trials per success', () => {
    // (100 + 200 + 400) / 2 = 350, and (700 + 700) / 1 = 1400.
    const first = [solved(100), solved(200), never(400)];
    expect(ratio(first, [solved(700), censored(700)]).value).toBe(4);
  });

  it('has an interval that holds it, and the same one for the same stream', () => {
    const sides = [
      [solved(100), solved(200), censored(400)],
      [solved(700), censored(700)],
    ] as const;
    const one = ratio([...sides[0]], [...sides[1]]);
    expect(one.low!).toBeLessThan(4);
    expect(one.high!).toBeGreaterThan(4);
    expect(ratio([...sides[0]], [...sides[1]])).toEqual(one);
    expect(ratio([...sides[0]], [...sides[1]], 2)).not.toEqual(one);
  });

  it('is only bounded where one side solved nothing', () => {
    const some = [solved(100), solved(120), solved(80)];
    const none = [censored(1000), censored(1000), censored(1000)];
    const below = ratio(some, none);
    expect(below).toMatchObject({ value: null, high: null });
    // Of 3 failures Jeffreys' upper limit of the share solved is .5365 (scipy: beta.ppf(.975, .5, 3.5)), so the
    // running time is at least 864; that of the other side may be above its mean of 100, as one failure is not excluded.
    expect(below.low!).toBeGreaterThan(1);
    expect(below.low!).toBeLessThan(8.64);
    const above = ratio(none, some);
    expect(above).toMatchObject({ value: null, low: null });
    expect(above.high! * below.low!).toBeCloseTo(1, 0);
  });

  it('has no bound where neither side solved anything', () => {
    expect(ratio([censored(5)], [censored(7)])).toEqual({ value: null, low: null, high: null });
  });

  it('is wider where a failure that was not seen would be dearer', () => {
    const trials = [solved(90), solved(100), solved(110), solved(95), solved(105)];
    const cheap = ratio(trials, trials, 1, { costOfFailure: 100 });
    const dear = ratio(trials, trials, 1, { costOfFailure: 10_000 });
    expect(dear.value).toBe(1);
    expect(dear.high!).toBeGreaterThan(5 * cheap.high!);
  });

  it('knows, resampled plainly, only of failures that were seen', () => {
    const trials = [solved(90), solved(100), solved(110), solved(95), solved(105)];
    const plain = (second: CostObservation[]) =>
      runningTimeRatio(
        { observations: trials, costOfFailure: 10_000 },
        { observations: second, costOfFailure: 10_000 },
        { random: randomStream('plain'), unseen: false },
      );
    expect(plain(trials).high!).toBeLessThan(1.3);
    // One of 5 failed: (400 + 1000)/4 = 350 to 100; a resample with 2 failures of 5 costs 100 + 2/3 · 1000.
    const seen = plain([solved(100), solved(100), solved(100), solved(100), censored(1000)]);
    expect(seen.value).toBe(3.5);
    expect(seen.high!).toBeGreaterThan(7);
  });

  it('comes near the ratio of means, and Student’s width, with many trials that all solve', () => {
    const random = randomStream('many');
    const draw = (mean: number) =>
      Array.from({ length: 400 }, () => solved(mean * (1 + 0.2 * random.normal())));
    const { value, low, high } = ratio(draw(100), draw(300), 3, { costOfFailure: 0 });
    expect(value!).toBeCloseTo(3, 0);
    // The logarithm of the ratio has the standard error .2 √(2/400) = .01414.
    expect(Math.log(high! / low!) / 2 / 1.96 / 0.01414).toBeGreaterThan(0.9);
    expect(Math.log(high! / low!) / 2 / 1.96 / 0.01414).toBeLessThan(1.1);
  });

  it('needs a trial on either side', () => {
    expect(() => ratio([], [solved(1)])).toThrow('at least one trial');
  });
});
