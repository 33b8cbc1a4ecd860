/**
 * Mann-Whitney test, which compares two samples by order alone: H. B. Mann and D. R. Whitney, On a test of whether one
 * of two random variables is stochastically larger than the other, Annals of Mathematical Statistics 18 (1947) 50-60.
 * Ties count half; the exact null distribution is that of all ways to split the pooled values, ties included.
 */
import { standardNormalCumulative } from '../numeric/normal.ts';
import { doubledMidranks, largestExactSize, rankSumVariance, waysBySum } from './ranks.ts';

export interface MannWhitney {
  /** Number of pairs in which x is below y, ties counting half. */
  readonly u: number;
  /** Two-sided p value: the probability under the null of a u at least as far from its mean. */
  readonly p: number;
  readonly method: 'exact' | 'normal';
}

/** Tests whether two samples come from one distribution. Throws where a sample is empty or holds a NaN. */
export function mannWhitney(x: readonly number[], y: readonly number[]): MannWhitney {
  if (x.length === 0 || y.length === 0) throw new RangeError('a comparison needs a value on either side');
  const { ranks, tieSizes } = doubledMidranks([...x, ...y]);
  let rankSum = 0;
  for (let i = 0; i < x.length; i++) rankSum += ranks[i]!;
  // The u of x above y is rankSum/2 - m(m+1)/2.
  const u = x.length * y.length - (rankSum - x.length * (x.length + 1)) / 2;
  if (ranks.length <= largestExactSize) return { u, p: exactP(ranks, x.length, rankSum), method: 'exact' };
  return { u, p: normalP(u, x.length, y.length, tieSizes), method: 'normal' };
}

/** Smallest two-sided p that two samples of that size can reach: that of complete separation, 2 / C(2n, n). */
export function smallestP(sampleSize: number): number {
  let splits = 1;
  for (let i = 1; i <= sampleSize; i++) splits = (splits * (sampleSize + i)) / i;
  return Math.min(1, 2 / splits);
}

/** Exact p value: the share of splits whose rank sum is at least as far from its mean as the observed one. */
function exactP(ranks: readonly number[], m: number, observed: number): number {
  const mean = m * (ranks.length + 1);
  const distance = Math.abs(observed - mean);
  let extreme = 0;
  let all = 0;
  for (const [sum, ways] of waysBySum(ranks, m).entries()) {
    all += ways;
    if (Math.abs(sum - mean) >= distance) extreme += ways;
  }
  return extreme / all;
}

/** Normal approximation with continuity correction, the variance corrected for ties. */
function normalP(u: number, m: number, n: number, tieSizes: readonly number[]): number {
  const variance = rankSumVariance(m, n, tieSizes);
  if (variance <= 0) return 1;
  const z = (Math.abs(u - (m * n) / 2) - 0.5) / Math.sqrt(variance);
  return Math.min(1, 2 * standardNormalCumulative(-z));
}
