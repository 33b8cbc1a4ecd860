/** Measures of a genetic search's population: losses, diversity, acceptance rate. */
import type { Measures } from '../inside.ts';
import { countFinite, diversity, type Population } from './population.ts';

/** Bins of the loss histogram. */
const BINS = 20;

/**
 * Measures of a population:
 * - `championLoss`: the best loss; not known where no member has a finite one (then `failedMembers` is the population)
 * - `lossQuantiles`: least, lower quartile, median, upper quartile, greatest of the finite losses
 * - `lossHistogram`: counts in 20 equal bins from the least to the greatest finite loss
 * - `diversity`: the mean over genes of a gene's standard deviation over the population
 * - `acceptanceRate`: share of the last (up to) 1,000 offspring that were taken in
 * - `meanStep`: mean mutation step over the population, for real genes
 * - `failedMembers`, `failedEvaluations`: NaN or infinite losses in the population, and so far in all
 */
export function describePopulation(
  population: Population,
  record: { readonly accepted: Uint8Array; readonly failed: number; readonly landed: number },
): Measures {
  const finite = countFinite(population);
  const losses = population.losses.subarray(0, finite);
  const recent = Math.min(record.landed, record.accepted.length);
  return {
    championLoss: () => (finite > 0 ? losses[0]! : Number.NaN),
    lossQuantiles: () => (finite > 0 ? [0, 0.25, 0.5, 0.75, 1].map((share) => quantile(losses, share)) : []),
    lossHistogram: () => histogram(losses),
    diversity: () => diversity(population),
    acceptanceRate: () => (recent > 0 ? sum(record.accepted.subarray(0, recent)) / recent : 0),
    ...(population.layout.alphabet === 'real'
      ? { meanStep: () => sum(population.steps) / population.size }
      : {}),
    failedMembers: () => population.size - finite,
    failedEvaluations: () => record.failed,
  };
}

/** Quantile by linear interpolation between the two nearest of the ascending values. */
export function quantile(ascending: Float64Array, share: number): number {
  const place = share * (ascending.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, ascending.length - 1);
  return ascending[below]! * (1 - (place - below)) + ascending[above]! * (place - below);
}

/** Counts in 20 equal bins from the least to the greatest value. */
export function histogram(ascending: Float64Array): number[] {
  const counts = new Array<number>(BINS).fill(0);
  const least = ascending[0] ?? 0;
  const span = (ascending.at(-1) ?? 0) - least;
  for (const value of ascending) {
    const bin = span > 0 ? Math.min(BINS - 1, Math.floor((BINS * (value - least)) / span)) : 0;
    counts[bin] = counts[bin]! + 1;
  }
  return counts;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
