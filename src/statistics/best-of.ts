/**
 * Expected best-of-n curves: what tuning with n candidates would have given, from the results of more. J. Dodge et al.
 * (2019), "Show your work: improved reporting of experimental results", EMNLP; in the unbiased form of R. Tang et al.
 * (2020), "Showing your work doesn't always work", ACL: the best of n candidates that are drawn without replacement.
 *
 * The same trials say which candidate is best and how good it is, so the curves are somewhat optimistic: fresh seeds say
 * how good it is.
 */
import type { Random } from '../random/random.ts';
import { type Estimate, sampleQuantile } from './bootstrap.ts';
import { compareNumbers } from './ranks.ts';

/** Outcome of a candidate over all its trials. */
export interface CandidateOutcome {
  /** Share of its trials that were solved, 0 to 1. */
  readonly solved: number;
  /** Median multiply-accumulates to solve; null where that is an unsolved trial. */
  readonly macs: number | null;
}

/** Median with its interval; null stands for more than any number: not solved. */
export interface CensoredEstimate {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Best of n candidates. */
export interface BestOfPoint {
  readonly n: number;
  /** Expected share of its trials that are solved, 0 to 1. */
  readonly solved: Estimate;
  /** Median over the draws of its multiply-accumulates to solve. */
  readonly macs: CensoredEstimate;
}

export interface BestOfOptions {
  readonly random: Random;
  readonly resamples?: number;
  readonly confidence?: number;
}

/** Number of candidates up to which a curve has a point for every n. */
const EVERY_POINT = 64;

/**
 * Probability that the best of n candidates, drawn without replacement, is the k-th best of all, `[candidates]`:
 * C(N - k, n - 1) / C(N, n).
 */
export function bestOfWeights(candidates: number, n: number): Float64Array {
  const weights = new Float64Array(candidates);
  let weight = n / candidates;
  for (let k = 1; k <= candidates - n + 1; k++) {
    weights[k - 1] = weight;
    weight *= (candidates - k - n + 1) / (candidates - k);
  }
  return weights;
}

/**
 * Curve over n, from 1 to the number of candidates, with bootstrap intervals over the candidates (percentiles).
 * @param outcomes of all candidates, best first
 */
export function bestOfCurve(
  outcomes: readonly CandidateOutcome[],
  { random, resamples = 1000, confidence = 0.95 }: BestOfOptions,
): BestOfPoint[] {
  const count = outcomes.length;
  const sizes = sizesUpTo(count);
  const weights = sizes.map((n) => bestOfWeights(count, n));
  const all = ranked(outcomes);
  const points = weights.map((weight) => pointOf(all, weight));
  const solved = sizes.map(() => new Float64Array(resamples));
  const macs = sizes.map(() => new Float64Array(resamples));
  for (let resample = 0; resample < resamples; resample++) {
    const drawn = Int32Array.from(outcomes, () => random.integer(count)).sort();
    const some = ranked(Array.from(drawn, (index) => outcomes[index]!));
    for (const [place, weight] of weights.entries()) {
      const point = pointOf(some, weight);
      solved[place]![resample] = point.solved;
      macs[place]![resample] = point.macs;
    }
  }
  const tail = (1 - confidence) / 2;
  return sizes.map((n, place) => {
    const [shares, costs] = [solved[place]!.sort(), macs[place]!.sort()];
    return {
      n,
      solved: {
        value: points[place]!.solved,
        low: sampleQuantile(shares, tail),
        high: sampleQuantile(shares, 1 - tail),
      },
      macs: {
        value: finite(points[place]!.macs),
        // Order statistics alone: between a number and infinity there is nothing to interpolate.
        low: finite(costs[Math.floor(tail * (resamples - 1))]!),
        high: finite(costs[Math.ceil((1 - tail) * (resamples - 1))]!),
      },
    };
  });
}

function pointOf({ outcomes, byCost }: Ranked, weights: Float64Array) {
  let solved = 0;
  for (const [index, outcome] of outcomes.entries()) solved += weights[index]! * outcome.solved;
  return { solved: Math.min(1, solved), macs: weightedMedian({ outcomes, byCost }, weights) };
}

/** Least cost that the best of n does not exceed in half of the draws; infinite where that is an unsolved one. */
function weightedMedian({ outcomes, byCost }: Ranked, weights: Float64Array): number {
  let sum = 0;
  for (const index of byCost) {
    sum += weights[index]!;
    // The weights sum to 1 up to rounding.
    if (sum >= 0.5 - 1e-12) return costOf(outcomes[index]!);
  }
  return Number.POSITIVE_INFINITY;
}

/** Outcomes, best first, and their indices by rising cost. */
interface Ranked {
  readonly outcomes: readonly CandidateOutcome[];
  readonly byCost: readonly number[];
}

const costOf = ({ macs }: CandidateOutcome): number => macs ?? Number.POSITIVE_INFINITY;

const ranked = (outcomes: readonly CandidateOutcome[]): Ranked => ({
  outcomes,
  byCost: outcomes
    .map((_, index) => index)
    .sort((a, b) => compareNumbers(costOf(outcomes[a]!), costOf(outcomes[b]!))),
});

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** All numbers up to `count`; of many, those some tenth apart. */
function sizesUpTo(count: number): number[] {
  const sizes: number[] = [];
  for (let n = 1; n < count; n = count > EVERY_POINT ? Math.max(n + 1, Math.floor(1.1 * n)) : n + 1) {
    sizes.push(n);
  }
  return count > 0 ? [...sizes, count] : sizes;
}
