import { describe, expect, it } from 'vitest';
import {
  standardNormalCumulative,
  standardNormalQuantile,
  standardNormalQuantiles,
} from '../../src/numeric/normal.ts';

/** [x, Φ(x)] from Python's mpmath, `mp.dps = 50; float(mp.ncdf(mpf(x)))`. */
const cumulative = [
  [-37.5, 4.605353009581955e-308],
  [-10, 7.619853024160525e-24],
  [-5, 2.866515718791939e-7],
  [-2, 0.02275013194817921],
  [-1.5, 0.06680720126885807],
  [-1, 0.15865525393145705],
  [-0.1, 0.460172162722971],
  [0, 0.5],
  [0.5, 0.6914624612740131],
  [1.4, 0.9192433407662289],
  [1.6, 0.945200708300442],
  [3, 0.9986501019683699],
  [8, 0.9999999999999993],
] as const;

/** [p, x] with Φ(x) = p, from mpmath by findroot on ln Φ with 60 digits. */
const quantile = [
  [1e-300, -37.0470962993612],
  [1e-100, -21.273453560965326],
  [1e-15, -7.941345326170997],
  [1e-10, -6.361340902404057],
  [0.001, -3.0902323061678136],
  [0.0749, -1.4402382675279637],
  [0.075, -1.439531470938456],
  [0.25, -0.6744897501960817],
  [0.6, 0.2533471031357997],
  [0.925, 1.4395314709384561],
  [0.99, 2.3263478740408408],
] as const;

describe('standardNormalCumulative', () => {
  it('agrees with 50-digit values to 1e-15, in the lower tail relative to the value', () => {
    for (const [x, expected] of cumulative) {
      const scale = x < -1.4 ? expected : 1;
      expect(Math.abs(standardNormalCumulative(x) - expected) / scale, `Φ(${x})`).toBeLessThan(2e-15);
    }
  });

  it('goes from 0 to 1 and leaves NaN as it is', () => {
    expect([-Infinity, -40, 40, Infinity].map(standardNormalCumulative)).toEqual([0, 0, 1, 1]);
    expect(standardNormalCumulative(NaN)).toBeNaN();
  });

  it('joins its two formulas without a step', () => {
    for (const x of [-1.5, 1.5]) {
      const jump = standardNormalCumulative(x + 1e-9) - standardNormalCumulative(x - 1e-9);
      expect(jump / 2e-9).toBeCloseTo(0.12951759566589174, 6); // φ(1.5)
    }
  });
});

describe('standardNormalQuantile', () => {
  it('agrees with 60-digit values to 1e-15 relative', () => {
    for (const [p, expected] of quantile) {
      expect(Math.abs(standardNormalQuantile(p) / expected - 1), `p = ${p}`).toBeLessThan(1e-15);
    }
  });

  it('inverts the cumulative probability', () => {
    for (let p = 0.0005; p < 1; p += 0.0101) {
      expect(standardNormalCumulative(standardNormalQuantile(p)) / p).toBeCloseTo(1, 13);
    }
  });

  it('is infinite at the ends and NaN outside', () => {
    expect([0, 0.5, 1].map(standardNormalQuantile)).toEqual([-Infinity, 0, Infinity]);
    for (const p of [-0.1, 1.1, NaN]) expect(standardNormalQuantile(p)).toBeNaN();
  });
});

describe('standardNormalQuantiles', () => {
  it('gives the same bits as one quantile after the other, from an offset on', () => {
    const p = Float64Array.from({ length: 2001 }, (_, index) => index / 2000);
    const many = new Float64Array(2003).fill(9);
    standardNormalQuantiles(p, 2001, many, 1);
    expect(many.subarray(1, 2002)).toEqual(p.map(standardNormalQuantile));
    expect([many[0], many[2002]]).toEqual([9, 9]);
  });
});
