/**
 * Ratio of two expected running times, with a bootstrap interval over trials: how many times as much one contestant costs
 * as another until a task is solved for certain, unsolved trials being counted with what they spent.
 *
 * A plain bootstrap of trials that all solved the task knows nothing of trials that would not have. So a resample draws
 * the probability of success from its posterior under Jeffreys' prior, Beta(s + ½, f + ½) for s solved and f unsolved
 * trials (L. D. Brown, T. T. Cai and A. DasGupta, Interval estimation for a binomial proportion, Statistical Science 16
 * (2001) 101-133), and the mean costs of solved and of unsolved trials by the bootstrap, whose logarithm is stretched as
 * in Hesterberg's expanded percentile interval (see `bootstrap.ts`).
 */
import { exp, log } from '../numeric/elementary.ts';
import { studentQuantile } from '../numeric/student.ts';
import type { Random } from '../random/random.ts';
import { sampleQuantile } from './bootstrap.ts';
import { expectedRunningTime } from './expected-running-time.ts';
import { compareNumbers } from './ranks.ts';
import type { CostObservation } from './survival.ts';
import { defaultConfidence, twoSidedQuantile } from './wilson.ts';

/** Trials of one side. */
export interface RunningTimeSide {
  readonly observations: readonly CostObservation[];
  /** Cost of an unsolved trial where none was seen. Default: the largest cost observed. */
  readonly costOfFailure?: number;
}

export interface RunningTimeRatioOptions {
  readonly random: Random;
  readonly confidence?: number;
  readonly resamples?: number;
  /**
   * True to draw the probability of success from its posterior, so that failures that were not seen count. False: it is
   * that of resampled trials, as in a plain bootstrap, where any was solved. Default: true.
   */
  readonly unseen?: boolean;
}

/** Ratio with its interval, or what is known of it. */
export interface RunningTimeRatio {
  /** Expected running time of the second side over that of the first; null where one of them solved nothing. */
  readonly value: number | null;
  /** Lower limit; null where there is none but 0: the first side solved nothing. */
  readonly low: number | null;
  /** Upper limit; null where there is none: the second side solved nothing. */
  readonly high: number | null;
}

/**
 * Expected running time of `second` over that of `first`. A side that solved nothing has no expected running time but a
 * lower limit of it, so the ratio is only bounded from one side; where neither solved anything there is no bound.
 * @throws RangeError where a side has no trial
 */
export function runningTimeRatio(
  first: RunningTimeSide,
  second: RunningTimeSide,
  { random, confidence = defaultConfidence, resamples = 2000, unseen = true }: RunningTimeRatioOptions,
): RunningTimeRatio {
  const [below, above] = [resampled(first, confidence, unseen), resampled(second, confidence, unseen)];
  const ratios = Float64Array.from({ length: resamples }, () => {
    const time = below.draw(random);
    return above.draw(random) / time;
  }).sort();
  const [one, other] = [expectedRunningTime(first.observations), expectedRunningTime(second.observations)];
  const tail = (1 - confidence) / 2;
  const limit = (share: number): number | null => finite(sampleQuantile(ratios, share));
  return {
    value: one === null || other === null ? null : finite(other / one),
    low: one === null ? null : limit(tail),
    high: other === null ? null : limit(1 - tail),
  };
}

interface Resampled {
  /** Expected running time of a resample. */
  draw(random: Random): number;
}

function resampled(
  { observations, costOfFailure }: RunningTimeSide,
  confidence: number,
  unseen: boolean,
): Resampled {
  if (observations.length === 0) throw new RangeError('a running time needs at least one trial');
  const costsOf = (isSolved: boolean): number[] =>
    observations
      .filter(({ outcome }) => (outcome === 'solved') === isSolved)
      .map(({ cost }) => cost)
      .sort(compareNumbers);
  const [solved, unsolved] = [costsOf(true), costsOf(false)];
  const dearest = costOfFailure ?? Math.max(...solved, ...unsolved);
  const [ofSolved, ofUnsolved] = [resampledMean(solved, confidence), resampledMean(unsolved, confidence)];
  return {
    draw(random) {
      const [successes, failures] =
        unseen || solved.length === 0
          ? [gammaOfHalves(solved.length, random), gammaOfHalves(unsolved.length, random)]
          : resampledOutcomes(solved.length, unsolved.length, random);
      // Of a side that solved nothing: a lower limit, its solved trials costing nothing.
      const success = ofSolved?.(random) ?? 0;
      return success + (failures / successes) * (ofUnsolved?.(random) ?? dearest);
    },
  };
}

/** Resamples the mean of these costs; null where there is none. The spread of a single cost is taken as exponential. */
function resampledMean(costs: readonly number[], confidence: number): ((random: Random) => number) | null {
  const size = costs.length;
  if (size === 0) return null;
  const mean = costs.reduce((sum, cost) => sum + cost, 0) / size;
  if (size === 1) return (random) => mean * exponential(random);
  if (mean === 0) return () => 0;
  const stretch =
    (studentQuantile((1 + confidence) / 2, size - 1) / twoSidedQuantile(confidence)) *
    Math.sqrt(size / (size - 1));
  return (random) => {
    let sum = 0;
    for (let index = 0; index < size; index++) sum += costs[random.integer(size)]!;
    return sum === 0 ? 0 : mean * exp(stretch * log(sum / size / mean));
  };
}

/** Numbers of solved and unsolved trials of a resample; of one without success, as of none seen, infinity is the cost. */
function resampledOutcomes(solved: number, unsolved: number, random: Random): readonly [number, number] {
  const trials = solved + unsolved;
  let successes = 0;
  for (let index = 0; index < trials; index++) if (random.integer(trials) < solved) successes++;
  return [successes, trials - successes];
}

/** Gamma variate of shape `whole` + ½: half a squared normal and `whole` exponentials. */
function gammaOfHalves(whole: number, random: Random): number {
  const normal = random.normal();
  let sum = (normal * normal) / 2;
  for (let index = 0; index < whole; index++) sum += exponential(random);
  return sum;
}

const exponential = (random: Random): number => -log(random.uniform() + 2 ** -33);

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
