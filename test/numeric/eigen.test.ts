import { describe, expect, it } from 'vitest';
import { eigenvalues, spectralRadius } from '../../src/numeric/eigen.ts';
import { randomOrthogonal } from '../../src/numeric/orthogonal.ts';
import { randomStream } from '../../src/random/random.ts';

/** Q M Qᵀ for a random orthogonal Q: another matrix with the spectrum of M. */
function rotated(matrix: ArrayLike<number>, size: number, seed: number): Float64Array {
  const q = randomOrthogonal(size, randomStream(seed, 'rotation'));
  const result = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      for (let k = 0; k < size; k++) {
        for (let l = 0; l < size; l++) {
          result[i * size + j]! += q[i * size + k]! * matrix[k * size + l]! * q[j * size + l]!;
        }
      }
    }
  }
  return result;
}

/** Upper triangular but for 2×2 rotations by `angle` scaled by r on the diagonal: pairs r e^{±i angle}. */
function withPairs(radii: readonly number[], angle: number, seed: number): Float64Array {
  const size = 2 * radii.length;
  const random = randomStream(seed, 'upper');
  const matrix = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = row + 1; column < size; column++) matrix[row * size + column] = random.normal();
  }
  for (const [pair, radius] of radii.entries()) {
    const at = 2 * pair;
    matrix[at * size + at] = radius * Math.cos(angle);
    matrix[at * size + at + 1] = -radius * Math.sin(angle);
    matrix[(at + 1) * size + at] = radius * Math.sin(angle);
    matrix[(at + 1) * size + at + 1] = radius * Math.cos(angle);
  }
  return matrix;
}

describe('spectralRadius', () => {
  it('is exact for matrices whose spectrum one can see', () => {
    expect(spectralRadius([-3], 1)).toBe(3);
    expect(spectralRadius([2, 1, 0, 2], 2)).toBe(2);
    expect(spectralRadius([0, -3, 3, 0], 2)).toBe(3);
    expect(spectralRadius([0, 1, 0, 0, 0, 1, 0, 0, 0], 3)).toBe(0);
    expect(spectralRadius(new Float64Array(25), 5)).toBe(0);
    expect(spectralRadius([1e200, 0, 0, -1e-200], 2)).toBe(1e200);
  });

  it('finds the leading complex pair of a rotated matrix, where power iteration would circle', () => {
    for (let seed = 0; seed < 10; seed++) {
      const matrix = rotated(withPairs([0.3, 0.95, 0.7, 0.1, 0.94], 0.7 + seed / 10, seed), 10, seed);
      expect(spectralRadius(matrix, 10)).toBeCloseTo(0.95, 11);
    }
  });

  it('is 1 for cyclic permutations and random orthogonal matrices, all of whose eigenvalues tie', () => {
    for (const size of [2, 3, 4, 7, 32, 50]) {
      const cycle = new Float64Array(size * size);
      for (let unit = 0; unit < size; unit++) cycle[((unit + 1) % size) * size + unit] = 1;
      expect(spectralRadius(cycle, size)).toBeCloseTo(1, 12);
      const orthogonal = randomOrthogonal(size, randomStream('ties', size));
      expect(spectralRadius(orthogonal, size)).toBeCloseTo(1, 12);
    }
  });

  it('scales with the matrix and reads float32 as well', () => {
    const random = randomStream('scale');
    const matrix = Float32Array.from({ length: 20 * 20 }, () => random.normal());
    const radius = spectralRadius(matrix, 20);
    const halved = matrix.map((value) => value / 2);
    expect(spectralRadius(halved, 20)).toBeCloseTo(radius / 2, 12);
  });

  it('is NaN where an entry is not finite', () => {
    expect(spectralRadius([1, NaN, 0, 1], 2)).toBeNaN();
    expect(spectralRadius([1, Infinity, 0, 1], 2)).toBeNaN();
  });
});

describe('eigenvalues', () => {
  it('have the sums of powers that traces of matrix powers give', () => {
    for (const size of [3, 4, 5, 12, 40]) {
      const random = randomStream('traces', size);
      const matrix = Float64Array.from({ length: size * size }, () => random.normal() / Math.sqrt(size));
      const { real, imaginary } = eigenvalues(matrix, size);
      let trace = 0;
      let traceOfSquare = 0;
      for (let i = 0; i < size; i++) {
        trace += matrix[i * size + i]!;
        for (let j = 0; j < size; j++) traceOfSquare += matrix[i * size + j]! * matrix[j * size + i]!;
      }
      const sum = (values: Float64Array) => values.reduce((left, right) => left + right, 0);
      expect(sum(real)).toBeCloseTo(trace, 11);
      expect(sum(imaginary)).toBeCloseTo(0, 11);
      const squares = real.map((re, index) => re * re - imaginary[index]! * imaginary[index]!);
      expect(sum(squares)).toBeCloseTo(traceOfSquare, 11);
    }
  });

  it('are those of a triangular matrix turned out of sight', () => {
    const size = 6;
    const wanted = [-2, -0.5, 0, 0.25, 1, 3];
    const triangular = new Float64Array(size * size);
    const random = randomStream('triangular');
    for (let row = 0; row < size; row++) {
      triangular[row * size + row] = wanted[row]!;
      for (let column = row + 1; column < size; column++) triangular[row * size + column] = random.normal();
    }
    const { real, imaginary } = eigenvalues(rotated(triangular, size, 3), size);
    for (const [index, value] of [...real].sort((left, right) => left - right).entries()) {
      expect(value).toBeCloseTo(wanted[index]!, 10);
    }
    for (const value of imaginary) expect(value).toBe(0);
  });
});

describe('randomOrthogonal', () => {
  it('has orthonormal rows and columns, of either determinant', () => {
    for (const size of [1, 2, 17, 60]) {
      const q = randomOrthogonal(size, randomStream('orthogonal', size));
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) {
          let rows = 0;
          let columns = 0;
          for (let k = 0; k < size; k++) {
            rows += q[i * size + k]! * q[j * size + k]!;
            columns += q[k * size + i]! * q[k * size + j]!;
          }
          expect(rows).toBeCloseTo(i === j ? 1 : 0, 13);
          expect(columns).toBeCloseTo(i === j ? 1 : 0, 12);
        }
      }
    }
    const signs = Array.from({ length: 40 }, (_, seed) => randomOrthogonal(1, randomStream(seed))[0]);
    expect(new Set(signs)).toEqual(new Set([1, -1]));
  });

  it('favours no direction: an entry has mean 0 and mean square 1/size', () => {
    const size = 4;
    let sum = 0;
    let squares = 0;
    for (let seed = 0; seed < 2000; seed++) {
      const entry = randomOrthogonal(size, randomStream('haar', seed))[size * size - 1]!;
      sum += entry;
      squares += entry * entry;
    }
    // Standard errors: .5/√2000 = .011 and .2/√2000 = .005.
    expect(Math.abs(sum / 2000)).toBeLessThan(0.045);
    expect(Math.abs(squares / 2000 - 1 / size)).toBeLessThan(0.02);
  });
});
