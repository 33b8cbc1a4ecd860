import { describe, expect, it } from 'vitest';
import { eigenWorkspace, symmetricEigen } from '../../src/numeric/symmetric-eigen.ts';
import { randomStream } from '../../src/random/random.ts';

/** Symmetric matrix with those entries in its lower half; the upper half is NaN, for it does not count. */
function symmetric(size: number, entry: (row: number, column: number) => number): Float64Array {
  const matrix = new Float64Array(size * size).fill(Number.NaN);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) matrix[row * size + column] = entry(row, column);
  }
  return matrix;
}

const drawn = (size: number, seed: number): Float64Array => {
  const random = randomStream('symmetric', size, seed);
  return symmetric(size, () => random.normal());
};

/** Greatest entries of |QΛQᵀ - A| over the greatest of |A|, and of |QᵀQ - I|. */
function errorsOf(
  matrix: Float64Array,
  size: number,
): readonly [decomposition: number, orthogonality: number] {
  const { values, vectors } = symmetricEigen(matrix, size)!;
  let [decomposition, orthogonality, greatest] = [0, 0, 0];
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let [entry, product] = [0, 0];
      for (let k = 0; k < size; k++) {
        entry += vectors[row * size + k]! * values[k]! * vectors[column * size + k]!;
        product += vectors[k * size + row]! * vectors[k * size + column]!;
      }
      greatest = Math.max(greatest, Math.abs(matrix[row * size + column]!));
      decomposition = Math.max(decomposition, Math.abs(entry - matrix[row * size + column]!));
      orthogonality = Math.max(orthogonality, Math.abs(product - (row === column ? 1 : 0)));
    }
  }
  return [decomposition / greatest, orthogonality];
}

/** diag(scales) B diag(scales) with the entries of B within 1: conditions of 1e12 and more. */
const graded = (size: number): Float64Array => {
  const base = drawn(size, 9);
  return symmetric(size, (row, column) => {
    const own = base[row * size + column]! + (row === column ? 4 * size : 0);
    return own * 10 ** ((-6 * (row + column)) / (size - 1));
  });
};

describe('symmetricEigen', () => {
  it.each([1, 2, 3, 4, 5, 8, 21, 40, 65])('decomposes random matrices of size %i to 1e-12', (size) => {
    for (const seed of [1, 2]) {
      const [decomposition, orthogonality] = errorsOf(drawn(size, seed), size);
      expect(decomposition).toBeLessThan(1e-12);
      expect(orthogonality).toBeLessThan(1e-12);
    }
  });

  it.each([
    ['zeros', symmetric(4, () => 0)],
    ['the identity', symmetric(4, (row, column) => (row === column ? 1 : 0))],
    ['ones', symmetric(4, () => 1)],
    ['a path', symmetric(4, (row, column) => (row - column === 1 ? 1 : 0))],
    [
      'two blocks',
      symmetric(4, (row, column) => (row === column ? 2 : row + column === 1 || row + column === 5 ? 1 : 0)),
    ],
    ['graded entries', graded(12)],
  ])('decomposes %s to 1e-12', (_name, matrix) => {
    const size = Math.sqrt(matrix.length);
    const { vectors } = symmetricEigen(matrix, size)!;
    expect(vectors.every(Number.isFinite)).toBe(true);
    const [decomposition, orthogonality] = errorsOf(matrix, size);
    if (matrix[0] !== 0 || size !== 4) expect(decomposition).toBeLessThan(1e-12);
    expect(orthogonality).toBeLessThan(1e-12);
  });

  it('gives the eigenvalues of known matrices, ascending', () => {
    expect([
      ...symmetricEigen(
        symmetric(2, (row, column) => (row === column ? 2 : 1)),
        2,
      )!.values,
    ]).toEqual([expect.closeTo(1, 14), expect.closeTo(3, 14)]);
    // Path of n nodes: 2 cos(π k / (n + 1)).
    const n = 7;
    const path = symmetricEigen(
      symmetric(n, (row, column) => (row - column === 1 ? 1 : 0)),
      n,
    )!;
    const expected = Array.from({ length: n }, (_, k) => 2 * Math.cos((Math.PI * (n - k)) / (n + 1)));
    for (const [k, value] of path.values.entries()) expect(value).toBeCloseTo(expected[k]!, 13);
  });

  it('scales with its matrix to the bit, by powers of two, from 1e-300 to 1e300', () => {
    const base = symmetricEigen(drawn(9, 3), 9)!;
    for (const scale of [2 ** -990, 2 ** 980]) {
      const { values, vectors } = symmetricEigen(
        drawn(9, 3).map((entry) => scale * entry),
        9,
      )!;
      expect([...values]).toEqual([...base.values].map((value) => scale * value));
      expect(vectors).toEqual(base.vectors);
    }
  });

  it('keeps the small eigenvalues of a graded matrix, from its large end on', () => {
    const size = 12;
    const { values } = symmetricEigen(graded(size), size)!;
    expect(values[size - 1]! / values[size - 2]!).toBeGreaterThan(1);
    expect(values.every((value, k) => k === 0 || value >= values[k - 1]!)).toBe(true);
  });

  it('leaves its matrix as it is, and gives the same bits again', () => {
    const matrix = drawn(10, 4);
    const before = matrix.slice();
    const once = symmetricEigen(matrix, 10);
    expect(matrix).toEqual(before);
    expect(symmetricEigen(matrix, 10)).toEqual(once);
  });

  it('gives the same bits in memory that another decomposition has left', () => {
    const workspace = eigenWorkspace(10);
    for (const seed of [4, 5, 4]) {
      const fresh = symmetricEigen(drawn(10, seed), 10);
      expect(symmetricEigen(drawn(10, seed), 10, workspace)).toEqual(fresh);
    }
  });

  it('gives null where an entry is not finite', () => {
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY])
      expect(symmetricEigen(Float64Array.of(1, 0, wrong, 1), 2)).toBeNull();
  });
});
