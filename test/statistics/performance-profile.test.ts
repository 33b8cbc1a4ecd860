import { describe, expect, it } from 'vitest';
import { performanceProfiles, type RepeatedTrial } from '../../src/statistics/performance-profile.ts';

const solvedAt = (cost: number, repetition: number): RepeatedTrial => ({
  repetition,
  solved: true,
  testError: 0,
  testLoss: 0,
  macsToSolve: cost,
  macs: cost,
  stop: 'solved',
});
const unsolved = (repetition: number, stop: 'budget' | 'stopped' = 'budget'): RepeatedTrial => ({
  repetition,
  solved: false,
  testError: 0.5,
  testLoss: 1,
  macsToSolve: null,
  macs: 1000,
  stop,
});
const contestant = (name: string, ...trials: RepeatedTrial[]) => ({ name, trials });

describe('performance profile', () => {
  it('is the share of problems on which a cost is within a multiple of the least, as worked out by hand', () => {
    // Costs by problem: (10, 20), (30, 15), (never, 40), (never, never)
    const tasks = [
      [contestant('a', solvedAt(10, 1), solvedAt(30, 2)), contestant('b', solvedAt(20, 1), solvedAt(15, 2))],
      [contestant('a', unsolved(1), unsolved(2)), contestant('b', solvedAt(40, 1), unsolved(2))],
    ];
    expect(performanceProfiles(tasks)).toEqual({
      a: [
        { ratio: 1, share: 0.25 },
        { ratio: 2, share: 0.5 },
      ],
      b: [
        { ratio: 1, share: 0.5 },
        { ratio: 2, share: 0.75 },
      ],
    });
  });

  it('belongs trials together by their repetition, whatever the order in which they are given', () => {
    const a = contestant('a', solvedAt(10, 1), solvedAt(200, 2));
    const b = contestant('b', solvedAt(20, 1), solvedAt(100, 2));
    const mixed = contestant('b', ...[...b.trials].reverse());
    expect(performanceProfiles([[a, mixed]])).toEqual(performanceProfiles([[a, b]]));
    expect(performanceProfiles([[a, b]]).a).toEqual([
      { ratio: 1, share: 0.5 },
      { ratio: 2, share: 1 },
    ]);
  });

  it('leaves out repetitions that somebody has not finished, and whoever has finished none', () => {
    const a = contestant('a', solvedAt(10, 1), solvedAt(10, 2), solvedAt(10, 3));
    const b = contestant('b', solvedAt(5, 1), unsolved(2, 'stopped'));
    expect(performanceProfiles([[a, b, contestant('c')]])).toEqual({
      a: [{ ratio: 2, share: 1 }],
      b: [{ ratio: 1, share: 1 }],
      c: [],
    });
  });

  it('takes tasks that were solved for nothing, that nobody solved, and no task', () => {
    expect(performanceProfiles([[contestant('a', solvedAt(0, 1)), contestant('b', solvedAt(8, 1))]])).toEqual(
      {
        a: [{ ratio: 1, share: 1 }],
        b: [{ ratio: 8, share: 1 }],
      },
    );
    expect(performanceProfiles([[contestant('a', unsolved(1)), contestant('b', unsolved(1))]])).toEqual({
      a: [],
      b: [],
    });
    expect(performanceProfiles([])).toEqual({});
  });
});
