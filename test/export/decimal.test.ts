import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortestDecimal } from '../../src/export/decimal.ts';

describe('the decimal of a float32', () => {
  it('reads back bit for bit, and is valid JSON', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = shortestDecimal(value);
        expect(Object.is(Math.fround(JSON.parse(text)), value)).toBe(true);
      }),
      { numRuns: 5000, seed: 1 },
    );
  });

  it('is as short as it can be', () => {
    expect(shortestDecimal(Math.fround(0.1))).toBe('0.1');
    expect(shortestDecimal(Math.fround(1 / 3))).toBe('0.33333334');
    expect(shortestDecimal(16_777_216)).toBe('16777216');
    expect(shortestDecimal(-0)).toBe('-0');
    // The smallest and the largest float32.
    expect(shortestDecimal(2 ** -149)).toBe('1e-45');
    expect(shortestDecimal((2 - 2 ** -23) * 2 ** 127)).toBe('3.4028235e+38');
  });
});
