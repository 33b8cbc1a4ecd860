/**
 * Clocks: the only file that reads the time. Nothing a trial computes depends on it, save the end of a budget in
 * seconds.
 */

/** Monotonic clock: seconds since some fixed moment. */
export const monotonicSeconds = (): number => performance.now() / 1000;

/** Wall clock, ISO 8601 in UTC to the millisecond: `2026-11-23T04:21:12.345Z`. */
export const wallClockStamp = (): string => new Date().toISOString();
