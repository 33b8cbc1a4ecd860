import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clippingFactor } from '../../../src/learners/gradient/clipping.ts';
import { norm as gradientNorm } from '../../../src/numeric/norm.ts';

const gradients = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 20 });
const thresholds = fc.double({ min: 1e-3, max: 1e4, noNaN: true });

describe('clipping', () => {
  it('leaves a norm of min(norm, threshold), to the last bits', () => {
    fc.assert(
      fc.property(gradients, thresholds, (gradient, threshold) => {
        const norm = gradientNorm(gradient);
        const clipped = gradient.map((value) => value * clippingFactor(norm, threshold));
        const wanted = Math.min(norm, threshold);
        expect(Math.abs(gradientNorm(clipped) - wanted)).toBeLessThanOrEqual(1e-14 * wanted + 1e-160);
      }),
    );
  });

  it('keeps the direction: the cosine is 1', () => {
    fc.assert(
      fc.property(gradients, thresholds, (gradient, threshold) => {
        const norm = gradientNorm(gradient);
        fc.pre(norm > 1e-100);
        const clipped = gradient.map((value) => value * clippingFactor(norm, threshold));
        const product = gradient.reduce((sum, value, index) => sum + value * clipped[index]!, 0);
        expect(product / (norm * gradientNorm(clipped))).toBeCloseTo(1, 12);
      }),
    );
  });

  it('changes nothing under an infinite threshold, nor at norm 0', () => {
    expect([0, 1, 1e300].map((norm) => clippingFactor(norm, Number.POSITIVE_INFINITY))).toEqual([1, 1, 1]);
    expect(clippingFactor(0, 0)).toBe(1);
  });

  it('adds the squares in float64 in order of index', () => {
    expect(gradientNorm(Float32Array.of(3, 4))).toBe(5);
    expect(gradientNorm(Float32Array.of(3e38, 4e30))).toBe(
      Math.sqrt(Math.fround(3e38) ** 2 + Math.fround(4e30) ** 2),
    );
    expect(gradientNorm([1e8, 1, 1])).toBe(Math.sqrt(1e16 + 1 + 1));
    expect(gradientNorm([1, Number.NaN])).toBeNaN();
  });
});
