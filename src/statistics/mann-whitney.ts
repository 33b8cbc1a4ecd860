/**
 * Two samples compared by order alone: H. B. Mann and D. R. Whitney, On a test of whether one of two random
 * variables is stochastically larger than the other, Annals of Mathematical Statistics 18 (1947) 50-60.
 * Ties count half; the exact null distribution is that of all ways to split the pooled values, ties included.
 */
import { standardNormalCumulative } from '../numeric/normal.ts';
import { defaultConfidence, type Interval, twoSidedQuantile } from './wilson.ts';

/** Pooled sizes up to this are tested exactly: the number of splits, C(50, 25) = 1.3e14, is still a safe integer. */
export const largestExactSize = 50;

export interface MannWhitney {
  /** Pairs in which x is below y, ties counting half. */
  readonly u: number;
  /** Two-sided: the probability under the null of a u at least as far from its mean. */
  readonly p: number;
  readonly method: 'exact' | 'normal';
}

/** Tests whether two samples come from one distribution. Throws where a sample is empty or holds a NaN. */
export function mannWhitney(x: readonly number[], y: readonly number[]): MannWhitney {
  const { ranks, tieSizes } = doubledMidranks(x, y);
  const size = x.length + y.length;
  let rankSum = 0;
  for (let i = 0; i < x.length; i++) rankSum += ranks[i]!;
  // Doubled throughout, so that midranks stay whole. The u of x above y is rankSum/2 - m(m+1)/2.
  const above = (rankSum - x.length * (x.length + 1)) / 2;
  const u = x.length * y.length - above;
  if (size <= largestExactSize) return { u, p: exactP(ranks, x.length, rankSum), method: 'exact' };
  return { u, p: normalP(u, x.length, y.length, tieSizes), method: 'normal' };
}

/** The smallest two-sided p that two samples of that size can reach: that of complete separation, 2 / C(2n, n). */
export function smallestP(sampleSize: number): number {
  let splits = 1;
  for (let i = 1; i <= sampleSize; i++) splits = (splits * (sampleSize + i)) / i;
  return Math.min(1, 2 / splits);
}

/** Twice the midranks of the pooled samples, x first, and the sizes of the groups of equal values. */
function doubledMidranks(x: readonly number[], y: readonly number[]) {
  if (x.length === 0 || y.length === 0) throw new RangeError('a comparison needs a value on either side');
  const pooled = [...x, ...y];
  if (pooled.some(Number.isNaN)) throw new RangeError('NaN has no rank');
  const order = pooled.map((_, index) => index).sort((a, b) => compare(pooled[a]!, pooled[b]!));
  const ranks = new Array<number>(pooled.length);
  const tieSizes: number[] = [];
  for (let first = 0; first < order.length; ) {
    let end = first + 1;
    while (end < order.length && pooled[order[end]!] === pooled[order[first]!]) end++;
    for (let i = first; i < end; i++) ranks[order[i]!] = first + 1 + end;
    tieSizes.push(end - first);
    first = end;
  }
  return { ranks, tieSizes };
}

/** Subtraction would give NaN for two equal infinities. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Counts, by dynamic programming over the pooled ranks, the subsets of m ranks by their sum, and from that
 * the share of splits whose sum is at least as far from its mean as the observed one. Whole numbers only.
 */
function exactP(ranks: readonly number[], m: number, observed: number): number {
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const width = total + 1;
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
  const mean = m * (ranks.length + 1);
  const distance = Math.abs(observed - mean);
  let extreme = 0;
  let all = 0;
  for (let sum = 0; sum < width; sum++) {
    const count = ways[m * width + sum]!;
    all += count;
    if (Math.abs(sum - mean) >= distance) extreme += count;
  }
  return extreme / all;
}

/** Normal approximation with continuity correction, the variance corrected for ties. */
function normalP(u: number, m: number, n: number, tieSizes: readonly number[]): number {
  const size = m + n;
  const ties = tieSizes.reduce((sum, t) => sum + (t * t * t - t), 0);
  const variance = ((m * n) / 12) * (size + 1 - ties / (size * (size - 1)));
  if (variance <= 0) return 1;
  const z = (Math.abs(u - (m * n) / 2) - 0.5) / Math.sqrt(variance);
  return Math.min(1, 2 * standardNormalCumulative(-z));
}

/** Probability that x is the better (lower) of the two, with an interval. */
export interface Superiority extends Interval {
  readonly value: number;
}

/**
 * P(X < Y) + ½ P(X = Y), the probability of improvement where lower is better. The interval is method 5 of
 * R. G. Newcombe, Confidence intervals for an effect size measure based on the Mann-Whitney statistic, part 2,
 * Statistics in Medicine 25 (2006) 559-573: a score interval, as Wilson's is for a share, under Hanley and
 * McNeil's (1982) variance with both sample sizes replaced by their mean. It keeps its width where the samples
 * are completely separated, as a bootstrap would not.
 */
export function probabilityOfSuperiority(
  x: readonly number[],
  y: readonly number[],
  confidence = defaultConfidence,
): Superiority {
  const z = twoSidedQuantile(confidence);
  const pairs = x.length * y.length;
  const value = mannWhitneyU(x, y) / pairs;
  const others = (x.length + y.length) / 2 - 1;
  const deviation = (theta: number): number =>
    Math.sqrt(
      (theta * (1 - theta) * (1 + (others * (1 - theta)) / (2 - theta) + (others * theta) / (1 + theta))) /
        pairs,
    );
  return {
    value,
    low: value === 0 ? 0 : bisect((theta) => theta + z * deviation(theta) < value, 0, value),
    high: value === 1 ? 1 : bisect((theta) => theta - z * deviation(theta) < value, value, 1),
  };
}

function mannWhitneyU(x: readonly number[], y: readonly number[]): number {
  const { ranks } = doubledMidranks(x, y);
  const rankSum = x.reduce((sum, _, index) => sum + ranks[index]!, 0);
  return x.length * y.length - (rankSum - x.length * (x.length + 1)) / 2;
}

/** Where a condition that holds at `low` and not at `high` ceases to. 60 halvings reach the last bits. */
function bisect(holds: (theta: number) => boolean, low: number, high: number): number {
  let [below, above] = [low, high];
  for (let i = 0; i < 60; i++) {
    const middle = (below + above) / 2;
    if (holds(middle)) below = middle;
    else above = middle;
  }
  return (below + above) / 2;
}
