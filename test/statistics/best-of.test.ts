/** Expected best-of-n curves. */
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/random/random.ts';
import { bestOfCurve, bestOfWeights, type CandidateOutcome } from '../../src/statistics/best-of.ts';

/** All subsets of that size of 0..count-1, each rising. */
function subsets(count: number, size: number, from = 0): number[][] {
  if (size === 0) return [[]];
  const all: number[][] = [];
  for (let first = from; first < count; first++) {
    for (const rest of subsets(count, size - 1, first + 1)) all.push([first, ...rest]);
  }
  return all;
}

const options = (name = 'a') => ({ random: randomStream(1, 'best-of', name), resamples: 200 });

const outcomes: readonly CandidateOutcome[] = [
  { solved: 1, macs: 10 },
  { solved: 1, macs: 25 },
  { solved: 0.75, macs: 20 },
  { solved: 0.5, macs: null },
  { solved: 0.5, macs: 70 },
  { solved: 0, macs: null },
  { solved: 0, macs: null },
];

describe('bestOfWeights', () => {
  it('are the shares of all draws in which each is the best', () => {
    for (let n = 1; n <= 7; n++) {
      const draws = subsets(7, n);
      const shares = outcomes.map((_, k) => draws.filter(([best]) => best === k).length / draws.length);
      expect([...bestOfWeights(7, n)]).toEqual(shares.map((share) => expect.closeTo(share, 14)));
    }
  });

  it('are stable with many candidates', () => {
    const weights = bestOfWeights(5000, 2500);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(weights[0]).toBe(0.5);
    expect(weights.every((weight) => weight >= 0)).toBe(true);
  });
});

describe('bestOfCurve', () => {
  it('equals the mean and the median over all draws', () => {
    for (const { n, solved, macs } of bestOfCurve(outcomes, options())) {
      const draws = subsets(7, n).map(([best]) => outcomes[best!]!);
      const mean = draws.reduce((sum, one) => sum + one.solved, 0) / draws.length;
      const costs = draws.map((one) => one.macs ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
      const median = costs[Math.ceil(costs.length / 2) - 1]!;
      expect(solved.value).toBeCloseTo(mean, 12);
      expect(macs.value).toBe(Number.isFinite(median) ? median : null);
    }
  });

  it('rises with n to the best candidate, inside its interval', () => {
    const curve = bestOfCurve(outcomes, options());
    expect(curve.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    for (const [index, { solved }] of curve.entries()) {
      if (index > 0) expect(solved.value).toBeGreaterThanOrEqual(curve[index - 1]!.solved.value);
      expect(solved.low).toBeLessThanOrEqual(solved.value);
      expect(solved.high).toBeGreaterThanOrEqual(solved.value);
    }
    expect(curve.at(-1)).toMatchObject({ solved: { value: 1 }, macs: { value: 10 } });
  });

  it('has intervals without width where all candidates are alike', () => {
    const alike = Array.from({ length: 5 }, () => ({ solved: 0.5, macs: 3 }));
    for (const { solved, macs } of bestOfCurve(alike, options())) {
      expect(solved.low).toBeCloseTo(0.5, 12);
      expect(solved.high).toBeCloseTo(0.5, 12);
      expect(macs).toEqual({ value: 3, low: 3, high: 3 });
    }
  });

  it('says not solved as null, in the limits too', () => {
    const [first] = bestOfCurve(
      [
        { solved: 1, macs: 5 },
        { solved: 0, macs: null },
      ],
      options(),
    );
    // Half of the draws of one are solved.
    expect(first!.macs).toEqual({ value: 5, low: 5, high: null });
    const none = bestOfCurve(
      [
        { solved: 0, macs: null },
        { solved: 0, macs: null },
      ],
      options(),
    );
    expect(none.map(({ macs }) => macs)).toEqual([
      { value: null, low: null, high: null },
      { value: null, low: null, high: null },
    ]);
  });

  it('thins the points of many candidates, and keeps the first and the last', () => {
    const many = Array.from({ length: 300 }, (_, index) => ({ solved: 1 - index / 300, macs: index }));
    const sizes = bestOfCurve(many, { ...options(), resamples: 5 }).map(({ n }) => n);
    expect(sizes.slice(0, 3)).toEqual([1, 2, 3]);
    expect(sizes.at(-1)).toBe(300);
    expect(sizes.length).toBeLessThan(64);
    expect(new Set(sizes).size).toBe(sizes.length);
  });

  it('depends on the stream alone, and is empty without candidates', () => {
    expect(bestOfCurve(outcomes, options('x'))).toEqual(bestOfCurve(outcomes, options('x')));
    expect(bestOfCurve(outcomes, options('x'))).not.toEqual(bestOfCurve(outcomes, options('y')));
    expect(bestOfCurve([], options())).toEqual([]);
  });
});
