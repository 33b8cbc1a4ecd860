import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/random/random.ts';
import { friedmanTest } from '../../src/statistics/friedman.ts';

// J. Demšar, JMLR 7 (2006), table 6: ranks of C4.5, C4.5+m, C4.5+cf and C4.5+m+cf on 14 data sets
const demsar = [
  [4, 3, 2, 1],
  [1, 2, 3, 4],
  [4, 1, 2, 3],
  [4, 1, 3, 2],
  [4, 2, 3, 1],
  [1, 2.5, 4, 2.5],
  [3, 2, 4, 1],
  [2.5, 2.5, 4, 1],
  [4, 3, 2, 1],
  [2.5, 2.5, 2.5, 2.5],
  [4, 2.5, 1, 2.5],
  [3, 2, 4, 1],
  [4, 1, 2, 3],
  [3, 1, 4, 2],
];
const untied = [
  [1, 2, 3],
  [1, 3, 2],
  [1, 2, 3],
  [1, 2, 3],
  [2, 1, 3],
];
const tied = [
  [1, 2, 3],
  [1, 2.5, 2.5],
  [1, 2, 3],
  [1.5, 1.5, 3],
  [2, 1, 3],
  [1, 2, 3],
];
const test = (ranks: number[][]) => friedmanTest(ranks, randomStream('test', 'friedman'));

describe("Friedman's test", () => {
  it("has scipy's statistic, ties included", () => {
    // scipy 1.17.1: stats.friedmanchisquare of the columns. Demšar prints 9.28, which is without the
    // correction for ties.
    expect(test(demsar).statistic).toBeCloseTo(10.228346456692925, 12);
    expect(test(untied).statistic).toBeCloseTo(6.4, 12);
    expect(test(tied).statistic).toBeCloseTo(9.363636363636358, 12);
  });

  it('has nearly the exact p', () => {
    // python 3.11: the distribution of the squares of rank sums over all orders within every row,
    // itertools.permutations; the first is also in the tables: M. Friedman, JASA 32 (1937), table V, 3 ranks
    // in 5 sets, χ² = 6.4: .039
    expect(Math.abs(test(untied).p - 0.03935185185185185)).toBeLessThan(0.006);
    expect(Math.abs(test(tied).p - 0.004629629629629629)).toBeLessThan(0.002);
    // 200,000 draws of numpy's Generator.permuted
    expect(Math.abs(test(demsar).p - 0.01363)).toBeLessThan(0.0035);
  });

  it('gives the same p for the same stream', () => {
    expect(test(demsar)).toEqual(test(demsar));
  });

  it('gives p = 1 where all rank alike on every task, and with one contestant', () => {
    expect(
      test([
        [2, 2, 2],
        [2, 2, 2],
      ]),
    ).toEqual({ statistic: 0, p: 1 });
    expect(test([[1], [1]])).toEqual({ statistic: 0, p: 1 });
    expect(test([])).toEqual({ statistic: 0, p: 1 });
  });
});
