import fc from 'fast-check';
import { expect, it } from 'vitest';
import { limitsFor } from '../../src/report/limits.ts';
import { short, thinned } from '../../src/report/thin.ts';

it('a short series is kept whole', () => {
  expect(thinned(4, 10)).toEqual([0, 1, 2, 3]);
  expect(thinned(0, 10)).toEqual([]);
});

it('a long one keeps so many points, each once, in order, the first and the last among them', () => {
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 5000 }), fc.integer({ min: 2, max: 400 }), (count, most) => {
      const kept = thinned(count, most);
      expect(kept).toHaveLength(Math.min(count, most));
      expect(kept[0]).toBe(0);
      expect(kept.at(-1)).toBe(count - 1);
      expect(new Set(kept).size).toBe(kept.length);
      expect(kept).toEqual(kept.toSorted((a, b) => a - b));
    }),
  );
});

it('numbers keep six digits, whole ones all of theirs, and what is no number is null', () => {
  expect([1 / 3, 123456789, Number.NaN, Number.POSITIVE_INFINITY, undefined].map(short)).toEqual([
    0.333333,
    123456789,
    null,
    null,
    null,
  ]);
});

it('a report of more trials keeps fewer points of each', () => {
  const few = limitsFor({ tasks: 1, contestants: 2, seeds: 5 });
  const many = limitsFor({ tasks: 4, contestants: 5, seeds: 10 });
  expect(few.curve).toBe(400);
  expect(many.curve).toBe(75);
  expect(many.pictures).toBeLessThan(few.pictures);
  expect(many.states).toBeLessThan(few.states);
});
