import { describe, expect, it } from 'vitest';
import { studentCumulative, studentQuantile } from '../../src/numeric/student.ts';

describe("Student's t distribution", () => {
  // scipy 1.17.1: stats.t.cdf(t, degrees)
  it.each([
    [0.3, 1, 0.5927735790777423],
    [12.7, 1, 0.9749878361553279],
    [2.5, 2, 0.9351941398892446],
    [-2.7764451051977987, 4, 0.024999999999999883],
    [0.01, 7, 0.5038498411781891],
    [3.1, 9, 0.993638772010899],
    [1.7, 40, 0.9515522711882127],
    [2.2, 500, 0.9858681820314406],
  ])('lies below %d with %d degrees of freedom as often as in scipy', (t, degrees, p) => {
    expect(studentCumulative(t, degrees)).toBeCloseTo(p, 14);
  });

  it('keeps its relative precision in the lower tail', () => {
    // scipy 1.17.1: stats.t.cdf(-8, 19)
    expect(studentCumulative(-8, 19) / 8.379773441409066e-8).toBeCloseTo(1, 12);
  });

  // scipy 1.17.1: stats.t.ppf(p, degrees)
  it.each([
    [0.975, 1, 12.706204736174694],
    [0.975, 2, 4.302652729749462],
    [0.975, 4, 2.7764451051977934],
    [0.025, 24, -2.063898561628026],
    [0.6, 3, 0.2766706623326898],
    [0.9995, 5, 6.868826625881276],
    [0.975, 1000, 1.9623390808264083],
  ])('has its quantile of %d with %d degrees of freedom where scipy has it', (p, degrees, t) => {
    expect(studentQuantile(p, degrees)).toBeCloseTo(t, 12);
  });

  it('is symmetric, ends at the infinities and takes whole degrees of freedom only', () => {
    expect(studentQuantile(0.5, 3)).toBeCloseTo(0, 15);
    expect(studentQuantile(0.3, 7)).toBeCloseTo(-studentQuantile(0.7, 7), 13);
    expect([studentQuantile(0, 3), studentQuantile(1, 3)]).toEqual([-Infinity, Infinity]);
    expect(studentCumulative(Infinity, 2)).toBe(1);
    expect(() => studentQuantile(0.9, 2.5)).toThrow(RangeError);
    expect(() => studentQuantile(0.9, 0)).toThrow(RangeError);
    expect(() => studentQuantile(1.1, 3)).toThrow(RangeError);
  });
});
