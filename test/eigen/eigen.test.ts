import { describe, expect, it } from 'vitest';
import { eigenvalues } from '../../src/eigen/eigenvalues.ts';
import { shownSpectralRadius, spectralRadius } from '../../src/eigen/spectral-radius.ts';
import { randomOrthogonal } from '../../src/random/orthogonal.ts';
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

/** Entries of ±1 and 0, some of which the JAMA code, and ml-matrix after it, iterates on without end. */
const ENDLESS_ELSEWHERE = [
  [0, 1, 0, -1, 0, -1, 0, 1, 0],
  [
    1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 1, 1, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1,
    0,
  ],
  [
    0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0,
    0,
  ],
];

describe('the search for eigenvalues', () => {
  it('ends where others go on without end', () => {
    const [three] = ENDLESS_ELSEWHERE;
    expect(spectralRadius(three!, 3)).toBeCloseTo(Math.SQRT2, 14);
    for (const entries of ENDLESS_ELSEWHERE)
      expect(spectralRadius(entries, Math.sqrt(entries.length))).not.toBeNaN();
  });

  it('neither hangs nor throws whatever the entries are, and finds a number where they are finite', () => {
    const random = randomStream('hard');
    const entries: Readonly<Record<string, () => number>> = {
      integers: () => random.integer(3) - 1,
      bits: () => (random.uniform() < 0.3 ? 1 : 0),
      denormal: () => (random.uniform() - 0.5) * 1e-310,
      small: () => (random.uniform() - 0.5) * 1e-150,
      large: () => (random.uniform() - 0.5) * 1e150,
      largest: () => (random.uniform() - 0.5) * Number.MAX_VALUE,
      graded: () => (random.uniform() - 0.5) * 10 ** (random.integer(40) - 20),
    };
    for (const [kind, entry] of Object.entries(entries)) {
      for (let number = 0; number < 300; number++) {
        const size = 1 + random.integer(9);
        const matrix = Float64Array.from({ length: size * size }, entry);
        const radius = spectralRadius(matrix, size);
        expect(Number.isNaN(radius), `${kind} ${number}: ${matrix.join()}`).toBe(false);
        matrix[random.integer(matrix.length)] = [NaN, Infinity, -Infinity][number % 3]!;
        expect(spectralRadius(matrix, size)).toBeNaN();
        expect(shownSpectralRadius(matrix, size)).toBeNaN();
      }
    }
  });

  it('follows the scale of the matrix to both ends of the range of numbers', () => {
    const random = randomStream('scales');
    const matrix = Float64Array.from({ length: 49 }, () => random.normal());
    const radius = spectralRadius(matrix, 7);
    for (const power of [-1000, -500, 500, 1000]) {
      const scaled = matrix.map((value) => value * 2 ** power);
      expect(spectralRadius(scaled, 7)).toBe(radius * 2 ** power);
    }
  });
});

describe('the radius of a large matrix, for pictures', () => {
  const size = 150;
  const random = randomStream('large');
  const normal = (): Float64Array => Float64Array.from({ length: size * size }, () => random.normal() / 12);
  const identity = Float64Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 : 0));
  const shift = Float64Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 1 ? 1 : 0));

  it.each([
    ['random, with complex pairs', normal()],
    ['the identity', identity],
    ['near the identity', identity.map((value) => value + 1e-3 * random.normal())],
    ['orthogonal, all of whose eigenvalues tie', randomOrthogonal(size, random)],
    ['of rank one', new Float64Array(size * size).fill(0.01)],
    ['zero', new Float64Array(size * size)],
    ['nilpotent', shift],
  ])('is that of all eigenvalues: %s', (_name, matrix) => {
    const exact = spectralRadius(matrix, size);
    expect(Math.abs(shownSpectralRadius(matrix, size) - exact)).toBeLessThan(1e-4);
  });
});

describe('eigenvalues', () => {
  it('have the sums of powers that traces of matrix powers give', () => {
    for (const size of [3, 4, 5, 12, 40]) {
      const random = randomStream('traces', size);
      const matrix = Float64Array.from({ length: size * size }, () => random.normal() / Math.sqrt(size));
      const { real, imaginary } = eigenvalues(matrix, size)!;
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
    const { real, imaginary } = eigenvalues(rotated(triangular, size, 3), size)!;
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
