/** Rounds of tuning, and the order of candidates. */
import { describe, expect, it } from 'vitest';
import type { VerdictTrial } from '../../../src/statistics/trial-order.ts';
import { bestCandidate } from '../../../src/tournament/tuning/best-candidate.ts';
import { roundsOf, survivors, totalShare } from '../../../src/tournament/tuning/halving.ts';

const unsolved = (testError: number): VerdictTrial => ({
  solved: false,
  testError,
  testLoss: testError,
  macsToSolve: null,
  macs: 100,
  stop: 'budget',
});
const solved = (macs: number): VerdictTrial => ({
  solved: true,
  testError: 0,
  testLoss: 0,
  macsToSolve: macs,
  macs,
  stop: 'solved',
});
const failed: VerdictTrial = { ...unsolved(0), testError: null, testLoss: null, stop: 'failed' };

describe('roundsOf', () => {
  it('halves by thirds up to the whole budget', () => {
    const shares = (count: number) =>
      roundsOf('halving', count).map(({ candidates, share }) => [candidates, share]);
    expect(shares(27)).toEqual([
      [27, 1 / 9],
      [9, 1 / 3],
      [3, 1],
    ]);
    expect(shares(64)).toEqual([
      [64, 1 / 27],
      [22, 1 / 9],
      [8, 1 / 3],
      [3, 1],
    ]);
    expect(shares(500)).toEqual([
      [500, 1 / 27],
      [167, 1 / 9],
      [56, 1 / 3],
      [19, 1],
    ]);
    expect(shares(4)).toEqual([
      [4, 1 / 3],
      [2, 1],
    ]);
    expect(shares(3)).toEqual([[3, 1]]);
  });

  it('plays the others in one round', () => {
    expect(roundsOf('sobol', 27)).toEqual([{ candidates: 27, share: 1 }]);
    expect(roundsOf('random', 5)).toEqual([{ candidates: 5, share: 1 }]);
  });

  it('costs what its trials may spend', () => {
    expect(totalShare(roundsOf('halving', 27))).toBeCloseTo(27 / 9 + 9 * (2 / 9) + 3 * (2 / 3), 12);
    expect(totalShare(roundsOf('sobol', 27))).toBe(27);
  });
});

describe('survivors', () => {
  it('are the best by the order of verdicts, best first', () => {
    const candidates = [
      { name: 'a', tasks: [[unsolved(0.3), unsolved(0.2)]] },
      { name: 'b', tasks: [[solved(50), unsolved(0.1)]] },
      { name: 'c', tasks: [[solved(20), solved(90)]] },
      { name: 'd', tasks: [[unsolved(0.5), unsolved(0.6)]] },
    ];
    expect(survivors(candidates, 3)).toEqual(['c', 'b', 'a']);
    expect(survivors(candidates, 9)).toHaveLength(4);
  });

  it('keep the order of sampling where candidates are equal', () => {
    const candidates = ['x', 'y', 'z'].map((name) => ({ name, tasks: [[unsolved(0.4)]] }));
    expect(survivors(candidates, 2)).toEqual(['x', 'y']);
  });

  it('never are candidates whose trials failed, while there are others', () => {
    const lucky = { name: 'lucky', tasks: [[solved(1), failed, failed]] };
    const steady = { name: 'steady', tasks: [[unsolved(0.1), unsolved(0.1), unsolved(0.1)]] };
    const broken = { name: 'broken', tasks: [[failed, failed, failed]] };
    expect(survivors([broken, lucky, steady], 3)).toEqual(['steady', 'lucky', 'broken']);
  });

  it('count each task alike', () => {
    const first = {
      name: 'first',
      tasks: [
        [solved(10), solved(10)],
        [unsolved(0.5), unsolved(0.5)],
      ],
    };
    const second = {
      name: 'second',
      tasks: [
        [solved(20), solved(5)],
        [unsolved(0.4), unsolved(0.4)],
      ],
    };
    expect(survivors([first, second], 1)).toEqual(['second']);
  });

  it('put a candidate without trials last', () => {
    expect(
      survivors(
        [
          { name: 'none', tasks: [] },
          { name: 'some', tasks: [[unsolved(1)]] },
        ],
        1,
      ),
    ).toEqual(['some']);
  });
});

describe('bestCandidate', () => {
  const trials = new Map([
    ['a', [[unsolved(0.2)]]],
    ['b', [[solved(1)]]],
    ['c', [[unsolved(0.1)]]],
    ['d', [[unsolved(0.9)]]],
  ]);

  it('is the best of all', () => {
    expect(bestCandidate({ candidates: ['a', 'b', 'c', 'd'] }, trials)).toEqual({
      name: 'b',
      order: ['b', 'c', 'a', 'd'],
      ranks: [1, 2, 3, 4],
    });
  });

  it('came to the last round, however good one that fell out earlier looks', () => {
    const shares = new Map([
      ['b', 1 / 3],
      ['a', 1 / 3],
    ]);
    expect(bestCandidate({ candidates: ['a', 'b', 'c', 'd'] }, trials, shares)).toEqual({
      name: 'c',
      order: ['c', 'd', 'b', 'a'],
      ranks: [1, 2, 3, 4],
    });
  });

  it('shares ranks among equal ones, within a round', () => {
    const alike = new Map(['a', 'b', 'c', 'd'].map((name) => [name, [[unsolved(0.5)]]]));
    const shares = new Map([['a', 1 / 3]]);
    expect(bestCandidate({ candidates: ['a', 'b', 'c', 'd'] }, alike, shares)).toMatchObject({
      order: ['b', 'c', 'd', 'a'],
      ranks: [2, 2, 2, 4],
    });
  });
});
