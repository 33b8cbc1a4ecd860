/**
 * Difference of two shares with an interval: method 10 of R. G. Newcombe, Interval estimation for the difference between
 * independent proportions, Statistics in Medicine 17 (1998) 873-890: Wilson's limits of either share, put together by the
 * squares of their distances. Its width stays above 0 where both shares are 0 or 1.
 */
import type { Estimate } from './bootstrap.ts';
import { defaultConfidence, wilsonInterval } from './wilson.ts';

/** Successes among trials. */
export interface Share {
  readonly successes: number;
  readonly trials: number;
}

/**
 * Share of `one` less that of `other`.
 * @throws RangeError where a side has no trial
 */
export function shareDifference(one: Share, other: Share, confidence = defaultConfidence): Estimate {
  if (one.trials === 0 || other.trials === 0) throw new RangeError('a share needs at least one trial');
  const [first, second] = [one, other].map(({ successes, trials }) => ({
    share: successes / trials,
    ...wilsonInterval(successes, trials, confidence),
  })) as [Limits, Limits];
  const value = first.share - second.share;
  return {
    value,
    low: value - rootOfSquares(first.share - first.low, second.high - second.share),
    high: value + rootOfSquares(first.high - first.share, second.share - second.low),
  };
}

interface Limits {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

const rootOfSquares = (one: number, other: number): number => Math.sqrt(one * one + other * other);
