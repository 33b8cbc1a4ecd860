import { expect, it } from 'vitest';
import { monotonicSeconds, wallClockStamp } from '../src/clock.ts';

it('the monotonic clock does not go back', () => {
  const times = Array.from({ length: 100 }, monotonicSeconds);
  expect(times).toEqual([...times].sort((a, b) => a - b));
});

it('the stamp is ISO 8601 in UTC', () => {
  expect(wallClockStamp()).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
});
