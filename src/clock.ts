/** The only place that reads the time. Nothing a trial computes depends on it, save where a budget in seconds ends. */

/** Seconds since some fixed moment; never goes back. */
export const monotonicSeconds = (): number => performance.now() / 1000;

/** The wall clock, ISO 8601 in UTC to the millisecond: `2026-11-23T04:21:12.345Z`. */
export const wallClockStamp = (): string => new Date().toISOString();
