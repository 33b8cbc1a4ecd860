/**
 * Spectral radius of a large matrix by Arnoldi's method with explicit restarts: Saad (1992), "Numerical Methods for
 * Large Eigenvalue Problems", algorithms 6.1 and 6.2. The matrix is projected on the Krylov space of a vector, the
 * eigenvalues of that small Hessenberg matrix approach the outer ones of the large one, complex pairs and ties
 * included, and the next space begins at a sum of their vectors.
 */
import { randomStream } from '../random/random.ts';
import { modulus } from './eigenvalues.ts';
import { type Eigenvalues, hessenbergEigenvalues } from './hessenberg-eigenvalues.ts';

export interface KrylovOptions {
  /** Dimension of a Krylov space. */
  readonly basis: number;
  /** Most spaces that are tried: at most `rounds` × `basis` products with the matrix. */
  readonly rounds: number;
  /** Largest accepted residual, relative to the radius. */
  readonly tolerance: number;
  /**
   * Orthogonalisation: `modified` Gram-Schmidt, vector after vector, twice (default); `classical`, of all vectors at once
   * and the second time only where it is needed, which takes a fraction of the time, with other roundings.
   */
  readonly orthogonalisation?: 'modified' | 'classical';
}

/** Krylov space: orthonormal `vectors`, and the matrix projected on it. */
interface Projection {
  readonly vectors: readonly Float64Array[];
  /** Projected matrix `[count×count]`, upper Hessenberg. */
  readonly hessenberg: Float64Array;
  readonly count: number;
  /** Norm of the part of the last product that lies outside the space; 0 where the space is invariant. */
  readonly outside: number;
}

/** Number of eigenvalues whose vectors start the next space. */
const CARRIED = 6;

/**
 * Spectral radius |θ|, θ being the greatest eigenvalue found of the row-major `[size×size]` matrix of finite entries
 * around 1, or null where its residual ‖Mx - θx‖ / ‖x‖ stayed above `tolerance` |θ|. Within the residual r, θ is an
 * eigenvalue of a matrix at distance r of M; of M itself within about r times the eigenvalue's condition number.
 */
export function krylovRadius(matrix: Float64Array, size: number, options: KrylovOptions): number | null {
  return krylovRadiusOf((vector) => multiply(matrix, size, vector), size, options);
}

/** Product of a matrix `[size×size]` with a vector `[size]`; a new array. */
export type Product = (vector: Float64Array) => Float64Array;

/** The radius, as `krylovRadius` gives it, of a matrix that is known by its products alone. */
export function krylovRadiusOf(product: Product, size: number, options: KrylovOptions): number | null {
  const random = randomStream('krylov', size);
  let start = unitVector(Float64Array.from({ length: size }, () => random.normal()));
  for (let round = 0; round < options.rounds && start !== null; round++) {
    const orthogonalise = ways[options.orthogonalisation ?? 'modified'];
    const space = project(product, size, start, Math.min(options.basis, size), orthogonalise);
    const { count, hessenberg } = space;
    const values = hessenbergEigenvalues(hessenberg.slice(), count);
    if (values === null) return null;
    const order = Array.from(values.real.keys()).sort(
      (one, other) => sizeOf(values, other) - sizeOf(values, one),
    );
    const leading = sizeOf(values, order[0]!);
    if (space.outside === 0) return leading;
    const vectors = order.slice(0, CARRIED).map((index) => ritzVector(hessenberg, count, values, index));
    const residual = space.outside * vectors[0]!.last;
    if (residual <= options.tolerance * leading) return leading;
    start = unitVector(combined(space, vectors));
  }
  return null;
}

const sizeOf = ({ real, imaginary }: Eigenvalues, index: number): number =>
  modulus(real[index]!, imaginary[index]!);

/** Takes from a vector its parts along orthonormal ones, and gives them: the shares of each, added to `shares`. */
type Orthogonalise = (vectors: readonly Float64Array[], vector: Float64Array, shares: Float64Array) => void;

const ways: Readonly<Record<'modified' | 'classical', Orthogonalise>> = {
  // A second pass removes the rounding errors of the first.
  modified(vectors, vector, shares) {
    for (let pass = 0; pass < 2; pass++) {
      for (const [index, other] of vectors.entries()) {
        const share = dot(other, vector);
        shares[index]! += share;
        subtract(vector, share, other);
      }
    }
  },
  // A second pass where the first has left little: Daniel, Gragg, Kaufman & Stewart (1976), Math. Comp. 30.
  classical(vectors, vector, shares) {
    let before = fastNorm(vector);
    for (let pass = 0; pass < 2; pass++) {
      classicalPass(vectors, vector, shares);
      const after = fastNorm(vector);
      if (after > Math.SQRT1_2 * before) return;
      before = after;
    }
  },
};

/** Four vectors at a time, so that each number of the vector is loaded once for all of them. */
function classicalPass(vectors: readonly Float64Array[], vector: Float64Array, shares: Float64Array): void {
  const size = vector.length;
  const found = new Float64Array(vectors.length);
  const at = (index: number): Float64Array => vectors[Math.min(index, vectors.length - 1)]!;
  for (let first = 0; first < vectors.length; first += 4) {
    const [a, b, c, d] = [at(first), at(first + 1), at(first + 2), at(first + 3)];
    let [ofA, ofB, ofC, ofD] = [0, 0, 0, 0];
    for (let index = 0; index < size; index++) {
      const value = vector[index]!;
      ofA += a[index]! * value;
      ofB += b[index]! * value;
      ofC += c[index]! * value;
      ofD += d[index]! * value;
    }
    // Of vectors beyond the last there are none.
    for (const [offset, share] of [ofA, ofB, ofC, ofD].entries())
      if (first + offset < vectors.length) found[first + offset] = share;
  }
  for (let first = 0; first < vectors.length; first += 4) {
    const [a, b, c, d] = [at(first), at(first + 1), at(first + 2), at(first + 3)];
    const [ofA, ofB, ofC, ofD] = [0, 1, 2, 3].map((offset) => found[first + offset] ?? 0) as [
      number,
      number,
      number,
      number,
    ];
    for (let index = 0; index < size; index++)
      vector[index]! -= ofA * a[index]! + ofB * b[index]! + (ofC * c[index]! + ofD * d[index]!);
  }
  for (let index = 0; index < found.length; index++) shares[index]! += found[index]!;
}

/** Norm by four sums side by side. */
function fastNorm(vector: Float64Array): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = vector.length - (vector.length % 4);
  for (let index = 0; index < whole; index += 4) {
    a += vector[index]! * vector[index]!;
    b += vector[index + 1]! * vector[index + 1]!;
    c += vector[index + 2]! * vector[index + 2]!;
    d += vector[index + 3]! * vector[index + 3]!;
  }
  for (let index = whole; index < vector.length; index++) a += vector[index]! * vector[index]!;
  return Math.sqrt(a + b + (c + d));
}

/** Arnoldi's method. */
function project(
  product: Product,
  size: number,
  start: Float64Array,
  basis: number,
  orthogonalise: Orthogonalise,
): Projection {
  const vectors = [start];
  const wide = new Float64Array(basis * basis);
  for (let column = 0; ; column++) {
    const next = product(vectors[column]!);
    const before = norm(next);
    const shares = new Float64Array(column + 1);
    orthogonalise(vectors, next, shares);
    for (let row = 0; row <= column; row++) wide[row * basis + column] = shares[row]!;
    const rest = norm(next);
    // A rest within rounding errors is no direction: the space is invariant.
    const outside = rest > 16 * Number.EPSILON * before ? rest : 0;
    if (outside === 0 || column + 1 === basis) {
      const count = column + 1;
      const hessenberg = new Float64Array(count * count);
      for (let row = 0; row < count; row++) {
        hessenberg.set(wide.subarray(row * basis, row * basis + count), row * count);
      }
      return { vectors, hessenberg, count, outside: count === size ? 0 : outside };
    }
    wide[(column + 1) * basis + column] = outside;
    vectors.push(next.map((value) => value / outside));
  }
}

/** Eigenvector of the Hessenberg matrix, real and imaginary parts. */
interface RitzVector {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
  /** Modulus of the last component of the vector of norm 1. */
  readonly last: number;
}

/**
 * Computes the vector by back substitution from a last component of 1 (Hyman's method), rescaled before it could
 * overflow.
 */
function ritzVector(h: Float64Array, count: number, values: Eigenvalues, index: number): RitzVector {
  const re = values.real[index]!;
  const im = values.imaginary[index]!;
  const real = new Float64Array(count);
  const imaginary = new Float64Array(count);
  real[count - 1] = 1;
  for (let row = count - 1; row > 0; row--) {
    let sumReal = im * imaginary[row]! - re * real[row]!;
    let sumImaginary = -im * real[row]! - re * imaginary[row]!;
    for (let column = row; column < count; column++) {
      sumReal += h[row * count + column]! * real[column]!;
      sumImaginary += h[row * count + column]! * imaginary[column]!;
    }
    const below = h[row * count + row - 1]!;
    real[row - 1] = -sumReal / below;
    imaginary[row - 1] = -sumImaginary / below;
    if (modulus(real[row - 1]!, imaginary[row - 1]!) > 2 ** 500) {
      for (const part of [real, imaginary]) {
        for (let place = row - 1; place < count; place++) part[place]! *= 2 ** -500;
      }
    }
  }
  const length = modulus(norm(real), norm(imaginary));
  return {
    real: real.map((value) => value / length),
    imaginary: imaginary.map((value) => value / length),
    last: modulus(real[count - 1]!, imaginary[count - 1]!) / length,
  };
}

function combined({ vectors, count }: Projection, chosen: readonly RitzVector[]): Float64Array {
  const sum = new Float64Array(vectors[0]!.length);
  for (let index = 0; index < count; index++) {
    const weight = chosen.reduce((total, { real, imaginary }) => total + real[index]! + imaginary[index]!, 0);
    subtract(sum, -weight, vectors[index]!);
  }
  return sum;
}

function multiply(matrix: Float64Array, size: number, vector: Float64Array): Float64Array {
  const result = new Float64Array(size);
  for (let row = 0; row < size; row++) {
    const start = row * size;
    let sum = 0;
    for (let column = 0; column < size; column++) sum += matrix[start + column]! * vector[column]!;
    result[row] = sum;
  }
  return result;
}

/** Vector of norm 1; null where there is no direction. */
function unitVector(vector: Float64Array): Float64Array | null {
  const length = norm(vector);
  return length > 0 && length < Number.POSITIVE_INFINITY ? vector.map((value) => value / length) : null;
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index++) sum += one[index]! * other[index]!;
  return sum;
}

const norm = (vector: Float64Array): number => Math.sqrt(dot(vector, vector));

function subtract(from: Float64Array, share: number, what: Float64Array): void {
  for (let index = 0; index < from.length; index++) from[index]! -= share * what[index]!;
}
