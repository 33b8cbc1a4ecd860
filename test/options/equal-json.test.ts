import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { equalJson } from '../../src/options/equal-json.ts';

it('values are equal where Node says so', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      expect(equalJson(one, other)).toBe(isDeepStrictEqual(one, other));
      expect(equalJson(one, structuredClone(one))).toBe(true);
    }),
  );
});

it.each([
  [{ a: 1, b: [2, { c: 3 }] }, { b: [2, { c: 3 }], a: 1 }, true],
  [{ a: 1 }, { a: 1, b: 2 }, false],
  [{ a: undefined }, { b: undefined }, false],
  [[1, 2], [2, 1], false],
  [[], {}, false],
  [[0], [-0], false],
  [Number.NaN, Number.NaN, true],
  [null, {}, false],
  ['1', 1, false],
])('%j and %j: %s', (one, other, isSame) => {
  expect(equalJson(one, other)).toBe(isSame);
});
