import { describe, expect, it } from 'vitest';
import { standardCauchyQuantile } from '../../src/numeric/cauchy.ts';

/** [p, tan(π (p - 1/2))] from Python's mpmath, `mp.dps = 30`. */
const values = [
  [0.5, 0],
  [0.75, 1],
  [0.25, -1],
  [0.9, 3.077683537175253],
  [0.01, -31.82051595377396],
  [0.999, 318.30883898555015],
] as const;

describe('standardCauchyQuantile', () => {
  it('agrees with 30-digit values', () => {
    for (const [p, expected] of values) {
      const scale = Math.max(1, Math.abs(expected)) / Math.min(p, 1 - p);
      expect(Math.abs(standardCauchyQuantile(p) - expected) / scale, `p = ${p}`).toBeLessThan(1e-15);
    }
  });

  it('is finite at the ends of 32-bit uniform numbers', () => {
    const end = standardCauchyQuantile(2 ** -33);
    expect(end).toBeLessThan(-2e9);
    expect(end).toBeGreaterThan(-4e9);
    expect(standardCauchyQuantile(1 - 2 ** -33)).toBeCloseTo(-end, -4);
  });
});
