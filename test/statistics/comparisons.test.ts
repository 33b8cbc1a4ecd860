import { describe, expect, it } from 'vitest';
import {
  areEnough,
  beatenByAll,
  judgeAll,
  placesAtWorst,
  placesSeen,
  type RawComparison,
} from '../../src/statistics/comparisons.ts';
import type { VerdictTrial } from '../../src/statistics/trial-order.ts';

const solvedAt = (macs: number): VerdictTrial => ({
  solved: true,
  testError: 0,
  testLoss: 0,
  macsToSolve: macs,
  macs,
  stop: 'solved',
});
const stoppedAt = (macs: number): VerdictTrial => ({
  solved: false,
  testError: null,
  testLoss: null,
  macsToSolve: null,
  macs,
  stop: 'stopped',
});

describe('the trials that enter a comparison', () => {
  const mine = [solvedAt(20), stoppedAt(15)];
  const theirs = [solvedAt(40), stoppedAt(30)];

  it('are those that finished, as far as was seen', () => {
    expect(placesSeen(mine, theirs)).toEqual({ better: [0], worse: [1] });
  });

  it('are at worst all: mine that are missing last, theirs solved with the nets that they began with', () => {
    // In order: both of theirs that did not finish (0), mine solved at 20, theirs solved at 40, both of mine that did not.
    expect(placesAtWorst(mine, theirs, 3)).toEqual({ better: [2, 4, 4], worse: [3, 0, 0] });
    const failed = { ...stoppedAt(30), stop: 'failed' } as const;
    expect(placesAtWorst([mine[0]!, failed], [theirs[0]!, failed], 3)).toEqual(
      placesAtWorst(mine, theirs, 3),
    );
  });

  it('are as they are where none is missing', () => {
    const all = [solvedAt(20), solvedAt(25)];
    expect(placesAtWorst(all, [solvedAt(40), solvedAt(30)], 2)).toEqual({ better: [0, 1], worse: [3, 2] });
  });

  it('are enough from five finished ones on either side', () => {
    const five = [1, 2, 3, 4, 5].map(solvedAt);
    expect(areEnough(five, five)).toBe(true);
    expect(areEnough(five, [...five.slice(1), stoppedAt(9)])).toBe(false);
    expect(areEnough(five, [...five.slice(1), { ...stoppedAt(9), stop: 'failed' }])).toBe(false);
  });
});

describe('the comparisons of a leader', () => {
  const pair = (worse: string, p: number | null, ahead = true): RawComparison => ({
    better: 'a',
    worse,
    p,
    ahead,
  });

  it('are adjusted together, and significant only in favour of the leader', () => {
    const judged = judgeAll([pair('b', 0.01), pair('c', 0.02, false), pair('d', 0.04)]);
    expect(judged).toEqual([
      { better: 'a', worse: 'b', p: 0.03, significant: true },
      { better: 'a', worse: 'c', p: 0.04, significant: false },
      { better: 'a', worse: 'd', p: 0.04, significant: true },
    ]);
  });

  it('have no p at all where one has none, or where there are not enough', () => {
    const nulls = (pairs: RawComparison[], enough?: boolean) => judgeAll(pairs, enough).map(({ p }) => p);
    expect(nulls([pair('b', 0.01), pair('c', null)])).toEqual([null, null]);
    expect(nulls([pair('b', 0.01)], false)).toEqual([null]);
    expect(nulls([])).toEqual([]);
  });

  it('say whom all of the tied beat, adjusted over all their comparisons', () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => ({ name }));
    const p = new Map([
      ['ac', 0.001],
      ['bc', 0.01],
      ['ad', 0.001],
      ['bd', 0.04],
    ]);
    const compare = (better: { name: string }, worse: { name: string }): RawComparison => ({
      better: better.name,
      worse: worse.name,
      p: p.get(better.name + worse.name)!,
      ahead: true,
    });
    expect(beatenByAll([a!, b!], [c!, d!], compare)).toEqual(['c', 'd']);
    p.set('bd', 0.06);
    expect(beatenByAll([a!, b!], [c!, d!], compare)).toEqual(['c']);
    // Four comparisons: .026 would do alone, and with only one other smaller.
    p.set('ac', 0.026).set('bc', 0.026);
    expect(beatenByAll([a!, b!], [c!, d!], compare)).toEqual([]);
  });
});
