/**
 * Interquartile mean with a stratified bootstrap: R. Agarwal et al., Deep reinforcement learning at the edge
 * of the statistical precipice, NeurIPS 2021, section 4.3.
 *
 * The interval is the expanded percentile interval of T. C. Hesterberg, What teachers should know about the
 * bootstrap, The American Statistician 69 (2015) 371-386, for resamples of n values scatter too little by
 * √((n - 1)/n), and n values tell too little of their scatter: it lies at the shares Φ(∓√(n/(n - 1)) t) of
 * the resamples, with Student's t for the n - 1 of the smallest stratum, instead of at 2.5 and 97.5 %.
 *
 * Simulated with 5 values of normal, uniform, exponential and log-normal ones it holds the true value in 92
 * to 94 % of samples (the percentile interval: 88 to 90 %), with 10 in 96 to 98 %. With 5 values of a mixture
 * of which 3 in 10 are near 0 and the others near 1, in 83 %: where the sample happens to show one kind
 * alone, no method knows of the other. Over several tasks: 95 to 99 %, but 70 to 90 % of so few trials where
 * a quartile falls between the errors of an easy and a hard task, so that most trials of either are left out
 * or most count: see the tasks one by one.
 */
import { standardNormalCumulative } from '../numeric/normal.ts';
import { studentQuantile } from '../numeric/student.ts';
import type { Random } from '../random/random.ts';
import { compareNumbers } from './ranks.ts';
import { defaultConfidence, type Interval } from './wilson.ts';

/** Estimate with its interval. */
export interface Estimate extends Interval {
  readonly value: number;
}

/**
 * Mean over trials with its interval. Both limits are null where the trials tell no spread: there is one, or they are
 * equal (as far as the mean counts them). An interval without width would read as certainty.
 */
export interface MeanEstimate {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Interquartile mean, the mean of the middle half: ⌊n/4⌋ values are left out at either end (as in
 * scipy.stats.trim_mean, which Agarwal et al. use), so with fewer than 4 values it is the plain mean.
 */
export function interquartileMean(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const cut = Math.floor(sorted.length / 4);
  let sum = 0;
  for (let i = cut; i < sorted.length - cut; i++) sum += sorted[i]!;
  return sum / (sorted.length - 2 * cut);
}

/** Quantile by linear interpolation between order statistics (Hyndman and Fan's type 7, numpy's default). */
export function sampleQuantile(sorted: ArrayLike<number>, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  // Equal infinities have no difference.
  if (sorted[below] === sorted[above]) return sorted[below]!;
  return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
}

export interface BootstrapOptions {
  readonly confidence?: number;
  readonly resamples?: number;
  readonly random: Random;
}

/**
 * Interquartile mean over all strata (tasks) together, `strata[task][trial]`. A resample draws from each stratum as
 * many values as it has, so that every task keeps its weight. Throws where there is no value. There is no interval
 * where all resamples that count have one mean, as where every stratum holds equal values.
 */
export function bootstrapInterquartileMean(
  strata: readonly ArrayLike<number>[],
  { confidence = defaultConfidence, resamples = 2000, random }: BootstrapOptions,
): MeanEstimate {
  const pooled = strata.flatMap((stratum, index) => Array.from(stratum, (value) => ({ value, index })));
  if (pooled.length === 0) throw new RangeError('a bootstrap needs at least one value');
  // Sorted, so that the order of the trials does not matter, and no resample has to be sorted.
  pooled.sort((a, b) => compareNumbers(a.value, b.value));
  const all = Float64Array.from(pooled, ({ value }) => value);
  const positions = strata.map((_, stratum) =>
    Int32Array.from(pooled.flatMap(({ index }, position) => (index === stratum ? position : []))),
  );
  const means = new Float64Array(resamples);
  const drawn = new Int32Array(all.length);
  for (let resample = 0; resample < resamples; resample++) {
    drawn.fill(0);
    for (const stratum of positions) {
      for (let i = 0; i < stratum.length; i++) drawn[stratum[random.integer(stratum.length)]!]!++;
    }
    means[resample] = middleMean(all, drawn);
  }
  means.sort();
  const tail = expandedTail(
    Math.min(...strata.map(({ length }) => length).filter((size) => size > 1)),
    confidence,
  );
  const value = interquartileMean(all);
  const [low, high] = [sampleQuantile(means, tail), sampleQuantile(means, 1 - tail)];
  return low === high ? { value, low: null, high: null } : { value, low, high };
}

/**
 * Interquartile mean of sorted values with the number of times that each was drawn; their sum is the number of values.
 */
function middleMean(sorted: Float64Array, drawn: Int32Array): number {
  const size = sorted.length;
  const cut = Math.floor(size / 4);
  let sum = 0;
  let seen = 0;
  for (let position = 0; seen < size - cut; position++) {
    const end = Math.min(size - cut, seen + drawn[position]!);
    // One by one: the product of a count would be rounded otherwise, and equal values have to give equal means.
    for (let i = Math.max(cut, seen); i < end; i++) sum += sorted[position]!;
    seen += drawn[position]!;
  }
  return sum / (size - 2 * cut);
}

/** Share of resamples that lies below the expanded percentile interval, and above it. */
export function expandedTail(size: number, confidence = defaultConfidence): number {
  if (!Number.isFinite(size)) return 0;
  const student = studentQuantile((1 + confidence) / 2, size - 1);
  return standardNormalCumulative(-Math.sqrt(size / (size - 1)) * student);
}
