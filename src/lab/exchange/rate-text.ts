/** Exchange rates in words: values, intervals, and bounds where one side solved nothing. */
import type { RunningTimeRatio } from '../../statistics/running-time-ratio.ts';
import { brief, compact } from '../../words/numbers.ts';

/** Number in three digits, large ones with a prefix. */
export const amount = (value: number): string => (value >= 10_000 ? compact(value) : brief(value));

/** Rate with its interval, `45 (12 to 170)`; a bound, `at least 12`; or `-`. */
export function rateText({ value, low, high }: RunningTimeRatio): string {
  if (value !== null && low !== null && high !== null) {
    return `${amount(value)} (${amount(low)} to ${amount(high)})`;
  }
  const bound = boundText({ low, high });
  if (value === null) return bound ?? '-';
  return bound === null ? amount(value) : `${amount(value)} (${bound})`;
}

/** Bound of a rate of which only one limit is known; null where none is. */
export function boundText({ low, high }: Pick<RunningTimeRatio, 'low' | 'high'>): string | null {
  if (low !== null && high === null) return `at least ${amount(low)}`;
  if (high !== null && low === null) return `at most ${amount(high)}`;
  return null;
}
