/**
 * Ranks of pooled values, equal ones sharing the mean of theirs, and the null distribution of the sum of some of them:
 * the base of the rank tests. Ranks are doubled, so that they stay whole.
 */

/** Largest pooled size that is counted exactly: the number of splits, C(50, 25) = 1.3e14, is still a safe integer. */
export const largestExactSize = 50;

/** Ranks with ties: twice the rank of each value, and the sizes of the groups of equal values. */
export interface DoubledRanks {
  readonly ranks: readonly number[];
  readonly tieSizes: readonly number[];
}

/** Doubled ranks of values. Throws on a NaN, which has no rank. */
export function doubledMidranks(values: readonly number[]): DoubledRanks {
  if (values.some(Number.isNaN)) throw new RangeError('NaN has no rank');
  const order = values.map((_, index) => index).sort((a, b) => compareNumbers(values[a]!, values[b]!));
  const ranks = new Array<number>(values.length);
  const tieSizes: number[] = [];
  for (let first = 0; first < order.length; ) {
    let end = first + 1;
    while (end < order.length && values[order[end]!] === values[order[first]!]) end++;
    for (let i = first; i < end; i++) ranks[order[i]!] = first + 1 + end;
    tieSizes.push(end - first);
    first = end;
  }
  return { ranks, tieSizes };
}

/** Comparison of numbers; subtraction would give NaN for two equal infinities. */
export function compareNumbers(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Number of ways in which `m` of the ranks give each sum from 0: dynamic programming in whole numbers. */
export function waysBySum(ranks: readonly number[], m: number): Float64Array {
  const width = ranks.reduce((sum, rank) => sum + rank, 0) + 1;
  const ways = new Float64Array((m + 1) * width);
  ways[0] = 1;
  let reach = 0;
  for (const rank of ranks) {
    reach += rank;
    for (let chosen = m; chosen >= 1; chosen--) {
      const into = chosen * width;
      const from = into - width;
      for (let sum = reach; sum >= rank; sum--) ways[into + sum]! += ways[from + sum - rank]!;
    }
  }
  return ways.subarray(m * width);
}

/** Variance of the (undoubled) sum of m of the ranks of m + n values, corrected for ties. */
export function rankSumVariance(m: number, n: number, tieSizes: readonly number[]): number {
  const size = m + n;
  const ties = tieSizes.reduce((sum, t) => sum + (t * t * t - t), 0);
  return size < 2 ? 0 : ((m * n) / 12) * (size + 1 - ties / (size * (size - 1)));
}
