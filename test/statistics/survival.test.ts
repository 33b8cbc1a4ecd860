import { describe, expect, it } from 'vitest';
import { type CostObservation, medianCostToSolve, solvedCurve } from '../../src/statistics/survival.ts';

const solved = (cost: number): CostObservation => ({ outcome: 'solved', cost });
const censored = (cost: number): CostObservation => ({ outcome: 'censored', cost });
const never = (cost: number): CostObservation => ({ outcome: 'never', cost });

describe('Kaplan-Meier curve of cost to solve', () => {
  // Remission times of 6-mercaptopurine patients, Freireich et al., Blood 21 (1963), as worked out in Cox and Oakes,
  // Analysis of Survival Data (1984), table 1.1, and Kleinbaum and Klein, Survival Analysis, chapter 2.
  const freireich = [
    ...[6, 6, 6, 7, 10, 13, 16, 22, 23].map(solved),
    ...[6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map(censored),
  ];

  it('is the published one of the 6-mercaptopurine data', () => {
    const curve = solvedCurve(freireich);
    expect(curve.map((step) => step.cost)).toEqual([6, 7, 10, 13, 16, 22, 23]);
    expect(curve.map((step) => step.atRisk)).toEqual([21, 17, 15, 12, 11, 7, 6]);
    const published = [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482];
    for (const [i, share] of published.entries()) expect(1 - curve[i]!.solved).toBeCloseTo(share, 4);
    expect(medianCostToSolve(freireich)).toBe(23);
  });

  it('is the ECDF where every trial has the same budget', () => {
    const trials = [solved(3), solved(1), censored(10), solved(3), censored(10)];
    expect(solvedCurve(trials).map(({ cost, solved: share }) => [cost, share])).toEqual([
      [1, expect.closeTo(0.2, 12)],
      [3, expect.closeTo(0.6, 12)],
    ]);
  });

  it('keeps trials that never can among the unsolved, unlike those that were stopped', () => {
    expect(medianCostToSolve([solved(5), solved(6), never(1), never(1), never(1)])).toBeNull();
    expect(medianCostToSolve([solved(5), solved(6), censored(1), censored(1), censored(1)])).toBe(5);
  });

  it('has its median at exactly one half, whatever the rounding', () => {
    for (let n = 2; n <= 40; n += 2) {
      const trials = Array.from({ length: n }, (_, i) => (i < n / 2 ? solved(i + 1) : censored(1000)));
      expect(medianCostToSolve(trials)).toBe(n / 2);
    }
  });

  it('has no median where fewer than half solved, or nothing was tried', () => {
    expect(medianCostToSolve([solved(1), censored(9), censored(9)])).toBeNull();
    expect(medianCostToSolve([])).toBeNull();
    expect(solvedCurve([censored(3)])).toEqual([]);
  });
});
