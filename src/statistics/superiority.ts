/**
 * Probability of superiority, that a trial of one contestant goes better than one of another: P(X < Y) + ½ P(X = Y),
 * where lower is better; Agarwal et al. (2021) call it the probability of improvement.
 *
 * The interval is method 5 of R. G. Newcombe, Confidence intervals for an effect size measure based on the Mann-Whitney
 * statistic, part 2, Statistics in Medicine 25 (2006) 559-573: a score interval, as Wilson's is for a share, under
 * Hanley and McNeil's (1982) variance with both sample sizes replaced by their mean. The interval keeps its width where
 * the samples are completely separated, as a bootstrap does not.
 *
 * Simulated, it holds the true value in 94 to 99 % of samples of 5 and of 10, equal values included; where one
 * contestant scatters a hundred times as much as the other, in 88 %.
 */
import type { Estimate } from './bootstrap.ts';
import { compareNumbers } from './ranks.ts';
import { defaultConfidence, twoSidedQuantile } from './wilson.ts';

/** Probability that x is the better (lower) of the two, with an interval. */
export type Superiority = Estimate;

export function probabilityOfSuperiority(
  x: readonly number[],
  y: readonly number[],
  confidence = defaultConfidence,
): Superiority {
  const z = twoSidedQuantile(confidence);
  const pairs = x.length * y.length;
  const value = shareOfPairs(x, y);
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

/**
 * Mean of independent probabilities of superiority, one a task, with an interval for the mean over these very tasks:
 * the distances of the limits from the values are added as squares, the MOVER of G. Y. Zou and A. Donner, Construction
 * of confidence limits about effect measures, Statistics in Medicine 27 (2008) 1693-1702. Agarwal et al. bootstrap it
 * within tasks; with 5 trials a side that interval held the true value in 11 % of simulated tournaments where
 * contestants were nearly separated (its width is 0 where they are), this one in 90 to 97 %.
 */
export function meanSuperiority(each: readonly Superiority[]): Superiority {
  if (each.length === 0) throw new RangeError('a mean needs at least one value');
  const value = each.reduce((sum, one) => sum + one.value, 0) / each.length;
  const root = (distance: (one: Superiority) => number): number =>
    Math.sqrt(each.reduce((sum, one) => sum + distance(one) * distance(one), 0)) / each.length;
  return {
    value,
    low: Math.max(0, value - root((one) => one.value - one.low)),
    high: Math.min(1, value + root((one) => one.high - one.value)),
  };
}

/** Share of pairs in which x is below y, ties counting half. */
export function shareOfPairs(x: readonly number[], y: readonly number[]): number {
  if (x.length === 0 || y.length === 0) throw new RangeError('a comparison needs a value on either side');
  let doubled = 0;
  for (const a of x) for (const b of y) doubled += 1 - compareNumbers(a, b);
  return doubled / (2 * x.length * y.length);
}

/**
 * Bisection: the point up to which a condition holds that holds at `low` and not at `high`. 60 halvings reach the last
 * bits.
 */
function bisect(holds: (theta: number) => boolean, low: number, high: number): number {
  let [below, above] = [low, high];
  for (let i = 0; i < 60; i++) {
    const middle = (below + above) / 2;
    if (holds(middle)) below = middle;
    else above = middle;
  }
  return (below + above) / 2;
}
