import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/random/random.ts';
import { criticalDifference, fewestRanked } from '../../src/statistics/nemenyi.ts';

describe("Nemenyi's critical difference", () => {
  it("is that of Demšar's example", () => {
    // J. Demšar, JMLR 7 (2006), section 3.2.2: 4 classifiers on 14 data sets, 1.25 at 5 % and 1.12 at 10 %
    expect(criticalDifference(4, 14)).toBeCloseTo(1.25, 2);
    expect(criticalDifference(4, 14, 0.9)).toBeCloseTo(1.12, 2);
  });

  it('tells any two of equal contestants apart in at most 5 % of simulated tournaments, from the fewest tasks on', () => {
    const random = randomStream('test', 'nemenyi');
    for (const contestants of [fewestRanked.contestants, 4, 6, 10]) {
      for (const tasks of [fewestRanked.tasks, 6, 8]) {
        const difference = criticalDifference(contestants, tasks);
        let apart = 0;
        for (let tournament = 0; tournament < 3000; tournament++) {
          const sums = new Float64Array(contestants);
          for (let task = 0; task < tasks; task++) {
            const order = Array.from(sums, (_, index) => ({ index, key: random.uniform() }));
            order.sort((a, b) => a.key - b.key);
            for (const [rank, { index }] of order.entries()) sums[index]! += rank;
          }
          if (Math.max(...sums) - Math.min(...sums) >= tasks * difference) apart++;
        }
        expect(apart / 3000).toBeLessThan(0.058);
      }
    }
  });

  it('would tell two contestants apart too often', () => {
    // All of 5 tasks for one of 2: 2 / 2⁵ = 6 %, and the difference 1 passes for significant
    expect(criticalDifference(2, 5)).toBeLessThan(1);
  });
});
