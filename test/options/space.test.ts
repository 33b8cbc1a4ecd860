/** Values and texts of search spaces. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choices, linear, log, when } from '../../src/options/space.ts';
import { conditionText, dimensionText, mayBe, valueAt } from '../../src/options/space-values.ts';

const ALMOST_ONE = 1 - 2 ** -32;

/** How often each value comes, over evenly spread numbers. */
function counts(dimension: Parameters<typeof valueAt>[0], draws: number): Map<unknown, number> {
  const seen = new Map<unknown, number>();
  for (let draw = 0; draw < draws; draw++) {
    const value = valueAt(dimension, (draw + 0.5) / draws);
    seen.set(value, (seen.get(value) ?? 0) + 1);
  }
  return seen;
}

describe('valueAt', () => {
  it('spreads numbers evenly on their scale and rounds them to 3 digits', () => {
    expect([0, 0.25, 0.5, 0.75].map((u) => valueAt(linear(0, 1), u))).toEqual([0, 0.25, 0.5, 0.75]);
    expect(valueAt(linear(0, 1), 1 / 3)).toBe(0.333);
    expect([0, 0.25, 0.5, 0.75].map((u) => valueAt(log(0.0001, 1), u))).toEqual([0.0001, 0.001, 0.01, 0.1]);
    expect(valueAt(log(0.001, 1), 0.4)).toBe(0.0158);
    expect(valueAt(log(0.001, 1), ALMOST_ONE)).toBe(1);
  });

  it('gives a narrow range the digits that tell its places apart', () => {
    expect(valueAt(linear(1000, 1010), 0.53)).toBe(1005.3);
    expect(new Set(Array.from({ length: 100 }, (_, i) => valueAt(linear(1000, 1010), i / 100))).size).toBe(
      100,
    );
  });

  it('makes whole numbers equally likely on a linear scale, ends included', () => {
    expect(counts(linear(2, 6, { whole: true }), 1000)).toEqual(
      new Map([2, 3, 4, 5, 6].map((value) => [value, 200])),
    );
  });

  it('reaches both ends of whole numbers on a log scale, the smaller ones the more often', () => {
    const seen = counts(log(4, 100, { whole: true }), 20_000);
    expect(Math.min(...(seen.keys() as Iterable<number>))).toBe(4);
    expect(Math.max(...(seen.keys() as Iterable<number>))).toBe(100);
    expect(seen.size).toBe(97);
    // P(k) = log((k + 1) / k) / log(101 / 4)
    for (const k of [4, 10, 50, 100]) {
      const expected = (20_000 * Math.log((k + 1) / k)) / Math.log(101 / 4);
      expect(Math.abs(seen.get(k)! - expected)).toBeLessThan(2);
    }
  });

  it('makes choices equally likely', () => {
    expect(counts(choices('a', 2, true), 300)).toEqual(
      new Map<unknown, number>([
        ['a', 100],
        [2, 100],
        [true, 100],
      ]),
    );
  });

  it('never leaves the range', () => {
    const range = fc
      .tuple(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), fc.double({ min: 1e-6, max: 1e6, noNaN: true }))
      .filter(([a, b]) => a !== b)
      .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    fc.assert(
      fc.property(range, fc.double({ min: 0, max: ALMOST_ONE, noNaN: true }), ([from, to], u) => {
        for (const dimension of [linear(from, to), log(from, to), linear(-to, from)]) {
          const value = valueAt(dimension, u) as number;
          expect(value).toBeGreaterThanOrEqual(dimension.from);
          expect(value).toBeLessThanOrEqual(dimension.to);
        }
      }),
    );
  });
});

describe('texts', () => {
  it('says what a dimension holds', () => {
    expect(dimensionText(log(0.001, 1))).toBe('0.001 to 1, log');
    expect(dimensionText(linear(0, 1))).toBe('0 to 1');
    expect(dimensionText(log(4, 100, { whole: true }))).toBe('4 to 100, log, whole');
    expect(dimensionText(choices('real', 'bits'))).toBe('real | bits');
    expect(conditionText(when('init', ['a', 'b'], linear(0, 1)).when!)).toBe('init=a or b');
  });
});

describe('mayBe', () => {
  it('knows the values that a dimension has somewhere', () => {
    expect(mayBe(choices('a', 'b'), 'b')).toBe(true);
    expect(mayBe(choices('a', 'b'), 'c')).toBe(false);
    expect(mayBe(linear(1, 5), 2.5)).toBe(true);
    expect(mayBe(linear(1, 5, { whole: true }), 2.5)).toBe(false);
    expect(mayBe(linear(1, 5), 6)).toBe(false);
    expect(mayBe(linear(1, 5), 'a')).toBe(false);
  });
});
