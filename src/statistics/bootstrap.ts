/**
 * Interquartile mean with a stratified percentile bootstrap: R. Agarwal et al., Deep reinforcement learning at
 * the edge of the statistical precipice, NeurIPS 2021, section 4.3; B. Efron, Better bootstrap confidence
 * intervals, JASA 82 (1987), for the percentile method.
 */
import type { Random } from '../random/random.ts';
import { defaultConfidence, type Interval } from './wilson.ts';

/** An estimate with its interval. */
export interface Estimate extends Interval {
  readonly value: number;
}

/**
 * Mean of the middle half: ⌊n/4⌋ values are left out at either end (as in scipy.stats.trim_mean, which
 * Agarwal et al. use), so with fewer than 4 values it is the plain mean.
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
  return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
}

export interface BootstrapOptions {
  readonly confidence?: number;
  readonly resamples?: number;
  readonly random: Random;
}

/**
 * Interquartile mean over all strata (tasks) together, `strata[task][trial]`. A resample draws from each
 * stratum as many values as it has, so that every task keeps its weight. Throws where there is no value.
 */
export function bootstrapInterquartileMean(
  strata: readonly ArrayLike<number>[],
  { confidence = defaultConfidence, resamples = 2000, random }: BootstrapOptions,
): Estimate {
  const all = strata.flatMap((stratum) => Array.from(stratum));
  if (all.length === 0) throw new RangeError('a bootstrap needs at least one value');
  const means = new Float64Array(resamples);
  const drawn = new Float64Array(all.length);
  for (let resample = 0; resample < resamples; resample++) {
    let next = 0;
    for (const stratum of strata) {
      for (let i = 0; i < stratum.length; i++) drawn[next++] = stratum[random.integer(stratum.length)]!;
    }
    means[resample] = interquartileMean(drawn);
  }
  means.sort();
  return {
    value: interquartileMean(all),
    low: sampleQuantile(means, (1 - confidence) / 2),
    high: sampleQuantile(means, (1 + confidence) / 2),
  };
}
