import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { shownSpectralRadius, spectralRadius } from '../../src/eigen/spectral-radius.ts';
import { testMatrices } from './matrices.ts';

/** `[number]` of each family: the sum of the entries, and the radius by LAPACK's dgeev. */
const lapack = new Map<string, { sum: number; radius: number }[]>();
for (const line of readFileSync(new URL('lapack-radii.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .slice(1)) {
  const [family, , sum, radius] = line.split(',');
  lapack.set(family!, [...(lapack.get(family!) ?? []), { sum: Number(sum), radius: Number(radius) }]);
}

/**
 * LAPACK and we both find the eigenvalues of a matrix within some roundings of the one given: ε size ‖M‖. An
 * eigenvalue alone, or one of a normal matrix, then moves as little; one of a Jordan chain of k moves by the k-th root
 * of that, so of defective matrices no method knows the radius better.
 */
function tolerance(norm: number, size: number, chain: number): number {
  const relative = 4 * Number.EPSILON * size;
  return norm * (chain === 1 ? 4 * relative : rootOf(relative, chain));
}

/** The k-th root of x in (0, 1), by bisection. */
function rootOf(x: number, k: number): number {
  let [low, high] = [0, 1];
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2;
    if (middle ** k > x) high = middle;
    else low = middle;
  }
  return high;
}

const normOf = (entries: Float64Array): number =>
  Math.sqrt(entries.reduce((sum, value) => sum + value * value, 0));

describe('the spectral radius of 1,000 matrices, against LAPACK', () => {
  it('has 1,000 of them', () => {
    expect([...testMatrices().values()].flat()).toHaveLength(1000);
  });

  it.each([...testMatrices()])('%s: is the same within the rounding that each admits', (family, matrices) => {
    const expected = lapack.get(family)!;
    expect(expected).toHaveLength(matrices.length);
    for (const [number, { size, entries, chain }] of matrices.entries()) {
      const { sum, radius } = expected[number]!;
      const which = `${family} ${number}, size ${size}`;
      expect(
        entries.reduce((total, value) => total + value, 0),
        `${which}: the same matrix`,
      ).toBe(sum);
      const error = Math.abs(spectralRadius(entries, size) - radius);
      expect(error, which).toBeLessThanOrEqual(tolerance(normOf(entries), size, chain));
      expect(shownSpectralRadius(entries, size), `${which}, shown`).toBe(spectralRadius(entries, size));
    }
  });
});
