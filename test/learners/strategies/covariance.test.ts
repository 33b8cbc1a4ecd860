import { describe, expect, it } from 'vitest';
import { DiagonalCovariance, FullCovariance } from '../../../src/learners/strategies/covariance.ts';
import { randomStream } from '../../../src/random/random.ts';

const normals = (count: number, name: string): Float64Array => {
  const random = randomStream(name);
  return Float64Array.from({ length: count }, () => random.normal());
};

/** Rows e_1 to e_n: a step along each axis. */
const axes = (n: number): Float64Array =>
  Float64Array.from({ length: n * n }, (_, index) => (index % (n + 1) === 0 ? 1 : 0));

/** C by its definition after two updates, the second of which has a negative share. */
function updated(n: number): readonly [vectors: Float64Array[], shares: Float64Array, matrix: Float64Array] {
  const vectors = Array.from({ length: 7 }, (_, k) => normals(n, `vector ${k}`));
  const shares = Float64Array.of(0.3, 0.2, 0, 0.1, 0.05, 0.02, -0.01);
  let matrix = axes(n);
  for (let count = 0; count < 2; count++) {
    matrix = matrix.map((value, index) => {
      const [row, column] = [Math.floor(index / n), index % n];
      return vectors.reduce((sum, v, k) => sum + shares[k]! * v[row]! * v[column]!, 0.8 * value);
    });
  }
  return [vectors, shares, matrix];
}

describe.each([1, 4, 5, 7, 10])('a full covariance of %i weights', (n) => {
  const [vectors, shares, matrix] = updated(n);
  const covariance = new FullCovariance(n, 1);
  for (let count = 0; count < 2; count++) covariance.update(0.8, shares, vectors);
  const columns = new Float64Array(n * n);
  covariance.transform(axes(n), n, columns);

  it('is what its updates make it, and B D² Bᵀ', () => {
    for (let row = 0; row < n; row++) {
      for (let column = 0; column < n; column++) {
        let product = 0;
        for (let k = 0; k < n; k++) product += columns[k * n + row]! * columns[k * n + column]!;
        expect(product).toBeCloseTo(matrix[row * n + column]!, 11);
      }
    }
  });

  it('turns a step by B alone, so that its length stays', () => {
    const z = normals(n, 'z');
    const turned = new Float64Array(n);
    covariance.rotate(z, turned);
    const square = (values: Float64Array) => values.reduce((sum, value) => sum + value * value, 0);
    expect(square(turned)).toBeCloseTo(square(z), 11);
    // B z is the sum of the columns of B D, each over its length.
    for (let row = 0; row < n; row++) {
      let sum = 0;
      for (let k = 0; k < n; k++)
        sum += (z[k]! * columns[k * n + row]!) / Math.sqrt(square(columns.subarray(k * n, (k + 1) * n)));
      expect(turned[row]).toBeCloseTo(sum, 11);
    }
  });

  it('has the condition of its eigenvalues', () => {
    const lengths = Array.from({ length: n }, (_, k) =>
      columns.subarray(k * n, (k + 1) * n).reduce((sum, value) => sum + value * value, 0),
    );
    expect(covariance.condition() / (Math.max(...lengths) / Math.min(...lengths))).toBeCloseTo(1, 10);
  });
});

describe('a full covariance', () => {
  it('takes the eigenvectors of before until its updates are as many as the gap', () => {
    const [vectors, shares] = updated(5);
    const covariance = new FullCovariance(5, 3);
    const conditions = [1, 2, 3, 4].map(() => {
      covariance.update(0.8, shares, vectors);
      return covariance.condition();
    });
    expect(conditions[0]).toBe(1);
    expect(conditions[1]).toBe(1);
    expect(conditions[2]).toBeGreaterThan(2);
    expect(conditions[3]).toBe(conditions[2]);
  });

  it('keeps its axes above 0 where rounding or shares would take them away', () => {
    const covariance = new FullCovariance(3, 1);
    covariance.update(0, Float64Array.of(1), [Float64Array.of(1, 2, 3)]);
    expect(covariance.condition()).toBeLessThan(1.1e14);
    const y = new Float64Array(9);
    covariance.transform(axes(3), 3, y);
    expect(y.every(Number.isFinite)).toBe(true);
  });
});

describe('a diagonal covariance', () => {
  it('is the diagonal of what the full one is', () => {
    const [vectors, shares, matrix] = updated(6);
    const covariance = new DiagonalCovariance(6);
    for (let count = 0; count < 2; count++) covariance.update(0.8, shares, vectors);
    const y = new Float64Array(36);
    covariance.transform(axes(6), 6, y);
    for (let index = 0; index < 6; index++) {
      expect(y[7 * index]! ** 2).toBeCloseTo(matrix[7 * index]!, 12);
    }
    const z = normals(6, 'z');
    const turned = new Float64Array(6);
    covariance.rotate(z, turned);
    expect(turned).toEqual(z);
  });
});
