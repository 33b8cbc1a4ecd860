/** Radii of sparse matrices by classical Gram-Schmidt, which large ones take, beside the slower, modified one. */
import { describe, expect, it } from 'vitest';
import { type KrylovOptions, krylovRadius, krylovRadiusOf } from '../../src/eigen/krylov.ts';
import { sparseRadius } from '../../src/eigen/sparse-radius.ts';
import { spectralRadius } from '../../src/eigen/spectral-radius.ts';
import { randomStream } from '../../src/random/random.ts';

const options: KrylovOptions = { basis: 100, rounds: 40, tolerance: 1e-8 };

function sparse(size: number, links: number, seed: number) {
  const random = randomStream(seed, 'sparse');
  const sources = new Int32Array(size * links);
  const values = Float64Array.from(sources, () => random.normal());
  for (let row = 0; row < size; row++) {
    const first = random.integer(size);
    for (let link = 0; link < links; link++)
      sources[row * links + link] = (first + link * (1 + random.integer(5))) % size;
  }
  return { size, links, sources, values };
}

describe('classical Gram-Schmidt', () => {
  it.each([60, 150, 203])(
    'finds the radius of a random matrix of %i rows within 1e-6 of the exact one',
    (size) => {
      const random = randomStream('dense', size);
      const matrix = Float64Array.from({ length: size * size }, () => random.normal());
      const exact = spectralRadius(matrix, size);
      const found = krylovRadius(matrix, size, { ...options, orthogonalisation: 'classical' })!;
      expect(Math.abs(found / exact - 1)).toBeLessThan(1e-7);
    },
  );

  it('finds that of a large sparse matrix as the modified one does', () => {
    const matrix = sparse(2100, 4, 1);
    const { size, links, sources, values } = matrix;
    const product = (vector: Float64Array): Float64Array =>
      Float64Array.from({ length: size }, (_, row) => {
        let sum = 0;
        for (let at = row * links; at < (row + 1) * links; at++) sum += values[at]! * vector[sources[at]!]!;
        return sum;
      });
    const modified = krylovRadiusOf(product, size, options)!;
    expect(Math.abs(sparseRadius(matrix) / modified - 1)).toBeLessThan(1e-7);
    expect(sparseRadius(matrix)).toBe(
      krylovRadiusOf(product, size, { ...options, orthogonalisation: 'classical' }),
    );
  });

  it('ends where a space is invariant, at the exact radius', () => {
    // A cycle of 5 among 70 rows, and a diagonal of .5: all eigenvalues of the cycle tie.
    const size = 70;
    const matrix = new Float64Array(size * size);
    for (let row = 0; row < 5; row++) matrix[row * size + ((row + 1) % 5)] = 2;
    for (let row = 5; row < size; row++) matrix[row * size + row] = 0.5;
    const found = krylovRadius(matrix, size, { ...options, orthogonalisation: 'classical' })!;
    expect(found).toBeCloseTo(2, 7);
  });
});
