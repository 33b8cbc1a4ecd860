/**
 * Van Elteren's test of two contestants over several tasks, by order within each: P. H. van Elteren, On the combination
 * of independent two-sample tests of Wilcoxon, Bulletin of the International Statistical Institute 37 (1960) 351-361.
 * The tasks' rank sums are added, each divided by its number of trials plus one, so that no task has to be on the scale
 * of another.
 *
 * The null distribution is that of all ways to split the trials within every task, ties included (a stratified
 * permutation test), counted exactly as long as that is quick; beyond that its normal approximation.
 */
import { standardNormalCumulative } from '../numeric/normal.ts';
import { doubledMidranks, largestExactSize, rankSumVariance, waysBySum } from './ranks.ts';

export interface Stratum {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

export interface VanElteren {
  /** Weighted share of the pairs within a stratum in which x is below y, ties counting half. */
  readonly share: number;
  /** Two-sided p value. */
  readonly p: number;
  readonly method: 'exact' | 'normal';
}

/** Most steps of an exact count, about a tenth of a second. */
const MOST_EXACT_STEPS = 5e7;

/**
 * Tests whether x and y come from one distribution in every stratum. Throws where there is no stratum, where
 * a sample is empty, and on a NaN.
 */
export function vanElteren(strata: readonly Stratum[]): VanElteren {
  if (strata.length === 0 || strata.some(({ x, y }) => x.length === 0 || y.length === 0)) {
    throw new RangeError('a comparison needs a value on either side of every stratum');
  }
  const multiple = strata.map(({ x, y }) => x.length + y.length + 1).reduce(leastCommonMultiple);
  const ranked = strata.map((stratum) => rankStratum(stratum, multiple));
  const pairs = sum(ranked.map(({ weight, m, n }) => 2 * weight * m * n));
  const above = sum(ranked.map(({ weight, m, rankSum }) => weight * (rankSum - m * (m + 1))));
  const share = 1 - above / pairs;
  const distance = Math.abs(above - pairs / 2);
  return isQuick(ranked)
    ? { share, p: exactP(ranked, distance), method: 'exact' }
    : { share, p: normalP(ranked, distance), method: 'normal' };
}

interface RankedStratum {
  /** Weight: 1 / (m + n + 1), times a factor that makes it whole in every stratum. */
  readonly weight: number;
  readonly m: number;
  readonly n: number;
  /** Doubled ranks, x first. */
  readonly ranks: readonly number[];
  readonly tieSizes: readonly number[];
  /** Doubled rank sum of x. */
  readonly rankSum: number;
}

function rankStratum({ x, y }: Stratum, multiple: number): RankedStratum {
  const { ranks, tieSizes } = doubledMidranks([...x, ...y]);
  const weight = multiple / (ranks.length + 1);
  return { weight, m: x.length, n: y.length, ranks, tieSizes, rankSum: sum(ranks.slice(0, x.length)) };
}

function isQuick(strata: readonly RankedStratum[]): boolean {
  let width = 1;
  let steps = 0;
  for (const { weight, m, n, ranks } of strata) {
    if (ranks.length > largestExactSize) return false;
    const range = 2 * m * n + 1;
    steps += width * range + ranks.length * m * sum(ranks);
    width += weight * range;
  }
  return steps <= MOST_EXACT_STEPS;
}

/** Exact p value: convolves the strata's distributions of 2 × (pairs in which x is above y), each times its weight. */
function exactP(strata: readonly RankedStratum[], distance: number): number {
  let probabilities = Float64Array.of(1);
  for (const { weight, m, n, ranks } of strata) {
    const least = m * (m + 1);
    const ways = waysBySum(ranks, m).subarray(least, least + 2 * m * n + 1);
    const all = sum(ways);
    const wider = new Float64Array(probabilities.length + weight * (ways.length - 1));
    for (const [above, count] of ways.entries()) {
      if (count === 0) continue;
      const share = count / all;
      const shift = weight * above;
      for (let i = 0; i < probabilities.length; i++) wider[shift + i]! += share * probabilities[i]!;
    }
    probabilities = wider;
  }
  const mean = (probabilities.length - 1) / 2;
  let p = 0;
  for (const [above, probability] of probabilities.entries()) {
    if (Math.abs(above - mean) >= distance) p += probability;
  }
  return Math.min(1, p);
}

/**
 * Normal approximation of p; `distance` is in doubled, weighted pairs. Without continuity correction, as is usual with
 * weights.
 */
function normalP(strata: readonly RankedStratum[], distance: number): number {
  const variance = sum(
    strata.map(({ weight, m, n, tieSizes }) => 4 * weight * weight * rankSumVariance(m, n, tieSizes)),
  );
  return variance <= 0 ? 1 : 2 * standardNormalCumulative(-distance / Math.sqrt(variance));
}

function leastCommonMultiple(a: number, b: number): number {
  let [larger, smaller] = [a, b];
  while (smaller > 0) [larger, smaller] = [smaller, larger % smaller];
  return (a / larger) * b;
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}
