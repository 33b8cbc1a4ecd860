import { describe, expect, it } from 'vitest';
import { studentisedRangeCumulative, studentisedRangeQuantile } from '../../src/numeric/studentised-range.ts';

describe('studentised range with infinitely many degrees of freedom', () => {
  it("has the quantiles of Demšar's table 5(a), over √2", () => {
    // J. Demšar, JMLR 7 (2006), critical values for the two-tailed Nemenyi test, α = 0.05 and 0.10
    const at95 = [1.96, 2.343, 2.569, 2.728, 2.85, 2.949, 3.031, 3.102, 3.164];
    const at90 = [1.645, 2.052, 2.291, 2.459, 2.589, 2.693, 2.78, 2.855, 2.92];
    // His table is cut after the third digit in places, so half a unit is not enough.
    for (const [i, q] of at95.entries()) {
      expect(Math.abs(studentisedRangeQuantile(0.95, i + 2) / Math.SQRT2 - q)).toBeLessThan(0.001);
    }
    for (const [i, q] of at90.entries()) {
      expect(Math.abs(studentisedRangeQuantile(0.9, i + 2) / Math.SQRT2 - q)).toBeLessThan(0.001);
    }
  });

  // scipy 1.17.1: stats.studentized_range.ppf(p, groups, np.inf), there to about 1e-7; R 4.2.2's qtukey
  // agrees to that
  it.each([
    [0.95, 2, 2.771807648699355],
    [0.95, 3, 3.314493155398122],
    [0.9, 5, 3.478280550703068],
    [0.95, 10, 4.474124221725907],
    [0.95, 20, 5.0116887941184425],
  ])('has its quantile of %d for %d where scipy has it', (p, groups, q) => {
    expect(studentisedRangeQuantile(p, groups)).toBeCloseTo(q, 6);
  });

  it("equals R's ptukey", () => {
    // R 4.2.2: ptukey(2.5, 5, Inf); ptukey(.5, 3, Inf); ptukey(6, 10, Inf, lower = FALSE)
    expect(studentisedRangeCumulative(2.5, 5)).toBeCloseTo(0.6074572367587339, 12);
    expect(studentisedRangeCumulative(0.5, 3)).toBeCloseTo(0.06657805486469562, 12);
    expect(1 - studentisedRangeCumulative(6, 10)).toBeCloseTo(0.000921515303877074, 12);
  });

  it('is 0 up to 0 and refuses a range of one', () => {
    expect(studentisedRangeCumulative(0, 3)).toBe(0);
    expect(studentisedRangeCumulative(100, 3)).toBeCloseTo(1, 13);
    expect(() => studentisedRangeCumulative(1, 1)).toThrow(RangeError);
    expect(() => studentisedRangeQuantile(1, 3)).toThrow(RangeError);
  });
});
