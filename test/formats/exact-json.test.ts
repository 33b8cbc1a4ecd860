import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromExactJson, toExactJson } from '../../src/formats/exact-json.ts';

describe('exact JSON', () => {
  it('keeps NaN, infinities and -0, which JSON loses', () => {
    const value = { a: [Number.NaN, Infinity, -Infinity, -0, 0.1], $number: 'text', $$b: { $number: 1 } };
    expect(fromExactJson(toExactJson(value))).toStrictEqual(value);
    expect(toExactJson({ a: Number.NaN, b: 1 })).toBe('{"a":{"$number":"NaN"},"b":1}');
  });

  it('gives back any value', () => {
    const leaf = fc.oneof(fc.double(), fc.string(), fc.boolean(), fc.constant(null));
    const key = fc.constantFrom('$number', '$', '$$a', 'x', '__proto__');
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.array(tie('value')),
        fc.dictionary(key, tie('value'), { noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(value, (given) => {
        expect(fromExactJson(toExactJson(given))).toStrictEqual(given);
      }),
      { numRuns: 300, seed: 1 },
    );
  });
});
