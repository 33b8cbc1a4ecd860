import { describe, expect, it } from 'vitest';
import { overallVerdict } from '../../src/statistics/overall-verdict.ts';
import { seedsNeeded, seedsShortage } from '../../src/statistics/seeds-needed.ts';
import type { VerdictTrial } from '../../src/statistics/trial-order.ts';
import { reachVerdict } from '../../src/statistics/verdict.ts';

const solvedAt = (macs: number): VerdictTrial => ({
  solved: true,
  testError: 0,
  testLoss: 0,
  macsToSolve: macs,
  macs,
  stop: 'solved',
});

/** Contestants of whom each beats all that follow in every trial, on so many tasks. */
function separated(contestants: number, tasks: number, seeds: number) {
  const each = Array.from({ length: contestants }, (_, i) => ({
    name: `c${i}`,
    trials: Array.from({ length: seeds }, (_, seed) => ({
      ...solvedAt(1e6 * (1000 * (i + 1) + seed)),
      repetition: seed + 1,
    })),
  }));
  const verdict = reachVerdict({ contestants: each, seeds, seed: 1 });
  const all = Array.from({ length: tasks }, (_, i) => ({ task: `t${i}`, contestants: each, verdict }));
  return { verdict, overall: overallVerdict({ tasks: all, seeds, seed: 1 }) };
}

describe('the number of seeds that a verdict takes', () => {
  it('is the fewest with which complete separation is significant, on a task and over all', () => {
    for (const [contestants, tasks] of [
      [2, 2],
      [7, 2],
      [8, 2],
      [11, 3],
      [25, 2],
    ] as const) {
      const needed = seedsNeeded({ contestants, tasks });
      expect(separated(contestants, tasks, needed.task).verdict.winner).toBe('c0');
      expect(separated(contestants, tasks, needed.task - 1).verdict.winner).toBeNull();
      expect(separated(contestants, tasks, needed.overall).overall.winner).toBe('c0');
      expect(separated(contestants, tasks, needed.overall - 1).overall.winner).toBeNull();
    }
  });

  it('is said alike by the verdict on a task, the one over all tasks, and the plan: 6, where one said 5', () => {
    const { verdict, overall } = separated(11, 3, 3);
    const both =
      '5 would do for a verdict over all tasks and 6 for one on each, where the difference is clear';
    expect(verdict.text).toContain('3 seeds are too few for 11 contestants; 6 would do where');
    expect(overall.text).toContain(`3 seeds are too few for 11 contestants; ${both}`);
    expect(seedsShortage({ contestants: 11, tasks: 3, seeds: 3 })).toContain(both);
    expect(separated(11, 3, 5).verdict.text).toContain('5 seeds are too few for 11 contestants; 6 would do');
  });
});

describe('a plan that cannot give a verdict', () => {
  const shortage = (contestants: number, tasks: number, seeds: number) =>
    seedsShortage({ contestants, tasks, seeds });

  it('is told why in numbers: 3 seeds and 11 contestants', () => {
    expect(shortage(11, 1, 3)).toBe(
      "no verdict can come of 3 seeds with 11 contestants: even if one is better in every trial, p is 1 with Holm's " +
        'correction for 10 comparisons, and it must be at most 0.05; 6 would do where the difference is clear',
    );
    expect(shortage(11, 1, 5)).toContain("p is 0.079 with Holm's correction for 10 comparisons");
    expect(shortage(2, 1, 3)).toContain('p is 0.1, and it must be at most 0.05; 5 would do');
    expect(shortage(2, 1, 4)).toContain('no p value is given with fewer than 5; 5 would do');
  });

  it('is told from one that can give some', () => {
    expect(shortage(11, 3, 5)).toMatch(
      /^no verdict on a single task can come of 5 seeds with 11 contestants, only one over all 3 tasks: even if/,
    );
    expect(shortage(11, 3, 4)).toMatch(/^no verdict can come of .*, on no task and not over all 3: /);
  });

  it('is none with enough seeds, and with one contestant, who has nobody to beat', () => {
    expect([shortage(11, 3, 6), shortage(2, 1, 5), shortage(1, 1, 1)]).toEqual([null, null, null]);
  });
});
