/** The bidiagonal form of the kernels has the bits of the plain one. */
import { expect, it } from 'vitest';
import { bidiagonalForm } from '../../../src/engine/wasm/bidiagonal-form.ts';
import { freshMemory } from '../../../src/engine/wasm/row-sums.ts';
import { type Bidiagonal, bidiagonalise } from '../../../src/numeric/bidiagonal.ts';
import { whole } from '../../../src/numeric/sliced.ts';
import { randomStream } from '../../../src/random/random.ts';

const random = randomStream('bidiagonal');
const normals = (count: number) => Float64Array.from({ length: count }, () => random.normal());

/** Bits of all parts, so that -0 and 0 differ. */
const bitsOf = ({ diagonal, above, right, vectors, scales }: Bidiagonal) =>
  [diagonal, above, right, vectors, scales].map((part) => new BigInt64Array(part.slice().buffer));

function expectAlike(matrix: Float64Array, size: number, columns: number): void {
  const right = normals(size * columns);
  const plain = bidiagonalise(matrix.slice(), size, right.slice(), columns);
  const made = whole(bidiagonalForm(freshMemory(), matrix.slice(), size, right.slice(), columns));
  const [expected, given] = [bitsOf(plain), bitsOf(made)];
  for (const [part, bits] of expected.entries())
    expect(bits.every((value, at) => value === given[part]![at])).toBe(true);
}

const upper = (size: number) =>
  normals(size * size).map((value, at) => (at % size < at / size - 1 ? 0 : value));

// Sizes that are whole groups of rows and vectors, and sizes with rests of all lengths.
it.each([1, 2, 3, 5, 8, 9, 16, 17, 30, 43, 70])('of %i rows', (size) => {
  for (const columns of [1, 2, 5]) {
    expectAlike(normals(size * size), size, columns);
    expectAlike(upper(size), size, columns);
  }
});

it('of matrices with zeros, whole columns and rows of them, and signs of them', () => {
  const size = 40;
  const holes = normals(size * size).map((value, at) => (at % 7 < 3 ? 0 : value));
  const blank = normals(size * size).map((value, at) =>
    at % size === 5 || Math.floor(at / size) === 9 || at % size > 30 ? -0 : value,
  );
  const diagonal = normals(size * size).map((value, at) => (at % (size + 1) === 0 ? value : 0));
  for (const matrix of [holes, blank, diagonal, new Float64Array(size * size)]) expectAlike(matrix, size, 3);
});

it('in slices, between which others use the memory below', () => {
  const size = 1300;
  const work = bidiagonalForm(freshMemory(), new Float64Array(size * size), size, new Float64Array(size), 1);
  let slices = 0;
  while (!work.next().done) slices++;
  expect(slices).toBeGreaterThan(3);
});
