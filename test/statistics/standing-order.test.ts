import { describe, expect, it } from 'vitest';
import {
  beatingShares,
  meanShares,
  orderOfStanding,
  ranksOfStanding,
} from '../../src/statistics/standing-order.ts';
import type { VerdictTrial } from '../../src/statistics/trial-order.ts';

const solvedAt = (macsToSolve: number): VerdictTrial => ({
  solved: true,
  testError: 0,
  testLoss: 0,
  macsToSolve,
  macs: macsToSolve,
  stop: 'solved',
});

describe('the order of contestants', () => {
  it('has whoever wins more often before the others, and ranks equal ones alike', () => {
    const shares = beatingShares([
      [5, 6].map(solvedAt),
      [1, 2].map(solvedAt),
      [5, 6].map(solvedAt),
      [3, 4].map(solvedAt),
    ]);
    expect(shares[0]).toEqual([0.5, 0, 0.5, 0]);
    expect(orderOfStanding(shares)).toEqual([1, 3, 0, 2]);
    expect(ranksOfStanding(shares)).toEqual([3.5, 1, 3.5, 2]);
  });

  it('counts an even match as half a win', () => {
    // b is even with a and beats c; a is even with both; so b leads although a is given first.
    const shares = [
      [0.5, 0.5, 0.5],
      [0.5, 0.5, 0.6],
      [0.5, 0.4, 0.5],
    ];
    expect(orderOfStanding(shares)).toEqual([1, 0, 2]);
    expect(ranksOfStanding(shares)).toEqual([2, 1, 3]);
    // a is even with b and loses narrowly to c; b is even with a and loses to c by far, c beats both.
    const even = [
      [0.5, 0.5, 0.4],
      [0.5, 0.5, 0.1],
      [0.6, 0.9, 0.5],
    ];
    expect(orderOfStanding(even)).toEqual([2, 0, 1]);
    // One clear win and one narrow loss, against two even matches: one win each, so the shares decide.
    const mixed = [
      [0.5, 0.5, 0.5, 0.5],
      [0.5, 0.5, 0.9, 0.4],
      [0.5, 0.1, 0.5, 0.6],
      [0.5, 0.6, 0.4, 0.5],
    ];
    expect(orderOfStanding(mixed)).toEqual([1, 0, 3, 2]);
  });

  it('has whoever finished nothing last, and two of those equal', () => {
    const shares = beatingShares([[], [solvedAt(1)], [{ ...solvedAt(1), solved: false, stop: 'stopped' }]]);
    expect(orderOfStanding(shares)).toEqual([1, 0, 2]);
    expect(ranksOfStanding(shares)).toEqual([2.5, 1, 2.5]);
  });

  it('over several tasks goes by the mean of the shares', () => {
    const one = beatingShares([[1, 2, 3].map(solvedAt), [2.5, 4, 5].map(solvedAt)]);
    const other = beatingShares([[9].map(solvedAt), [1].map(solvedAt)]);
    const mean = meanShares([one, other]);
    expect(mean[0]![1]).toBeCloseTo((8 / 9 + 0) / 2, 14);
    expect(orderOfStanding(mean)).toEqual([1, 0]);
    expect(meanShares([])).toEqual([]);
  });
});
