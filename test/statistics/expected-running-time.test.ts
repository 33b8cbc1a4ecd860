import { describe, expect, it } from 'vitest';
import {
  expectedRunningTime,
  expectedRunningTimeInterval,
} from '../../src/statistics/expected-running-time.ts';
import type { CostObservation } from '../../src/statistics/survival.ts';

const solved = (cost: number): CostObservation => ({ outcome: 'solved', cost });
const censored = (cost: number): CostObservation => ({ outcome: 'censored', cost });
const never = (cost: number): CostObservation => ({ outcome: 'never', cost });

describe('expected running time', () => {
  it('is the cost of all trials per success', () => {
    // COCO: 2 of 4 runs reach the target after 100 and 200 evaluations, the others spend 1000 each
    expect(expectedRunningTime([solved(100), solved(200), censored(1000), never(1000)])).toBe(1150);
    expect(expectedRunningTime([censored(1000)])).toBeNull();
  });
});

describe('interval of the expected running time', () => {
  it("is Student's where everything was solved and a failure would cost nothing", () => {
    // scipy 1.17.1: stats.t.interval(.95, 4, np.mean(x), stats.sem(x)) with x = [98, 99, 100, 101, 102]; the
    // upper limit with Wilson's .5655: 100 + sqrt(1.9633² + ((1/.5655175352168251 - 1) * 102)²)
    const interval = expectedRunningTimeInterval([98, 99, 100, 101, 102].map(solved))!;
    expect(interval.low).toBeCloseTo(98.03675683852244, 10);
    expect(interval.high).toBeCloseTo(178.39, 1);
  });

  it('allows for failures that were not seen, at the cost that they may have', () => {
    const trials = [98, 99, 100, 101, 102].map(solved);
    const cheap = expectedRunningTimeInterval(trials)!;
    const dear = expectedRunningTimeInterval(trials, { costOfFailure: 1000 })!;
    expect(dear.low).toBe(cheap.low);
    expect(dear.high).toBeGreaterThan(800);
    expect(dear.high).toBeLessThan(900);
  });

  it('does not begin below the cheapest success, and holds the estimate', () => {
    for (const trials of [
      [solved(5)],
      [solved(5), censored(50)],
      [solved(1), solved(50), never(3)],
      [solved(0), solved(0), solved(0)],
      [solved(7), never(1), never(30), censored(100), censored(100)],
    ]) {
      const estimate = expectedRunningTime(trials)!;
      const { low, high } = expectedRunningTimeInterval(trials)!;
      expect(low).toBeLessThanOrEqual(estimate);
      expect(high).toBeGreaterThanOrEqual(estimate);
      expect(low).toBeGreaterThanOrEqual(
        Math.min(...trials.filter((one) => one.outcome === 'solved').map((one) => one.cost)),
      );
      expect(Number.isFinite(high)).toBe(true);
    }
  });

  it('is there only where something was solved', () => {
    expect(expectedRunningTimeInterval([censored(1000), never(3)])).toBeNull();
    expect(expectedRunningTimeInterval([])).toBeNull();
  });
});
