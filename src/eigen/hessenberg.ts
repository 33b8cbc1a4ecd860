/**
 * Reduction of a real square matrix to upper Hessenberg form by Householder reflections, in place: a similar matrix
 * with zeros below its first subdiagonal. Golub & Van Loan (2013), "Matrix Computations", 4th edition, algorithm 7.4.2.
 */

/** Householder reflection I - tau (1, v₁, v₂, …)(1, v₁, v₂, …)ᵀ; tau is 0 where nothing is to be reflected. */
export interface Reflection {
  /** First entry of the reflected vector; its other entries are 0. */
  beta: number;
  tau: number;
}

/** Makes the reflection of `vector` `[count]`, which becomes v except for its first entry. LAPACK's dlarfg. */
export function reflection(vector: Float64Array, count: number): Reflection {
  let largest = 0;
  for (let index = 1; index < count; index++) largest = Math.max(largest, Math.abs(vector[index]!));
  const alpha = vector[0]!;
  if (largest === 0) return { beta: alpha, tau: 0 };
  // Squares of quotients by the largest entry can neither overflow nor all underflow.
  largest = Math.max(largest, Math.abs(alpha));
  let squares = 0;
  for (let index = 0; index < count; index++) {
    const share = vector[index]! / largest;
    squares += share * share;
  }
  const norm = largest * Math.sqrt(squares);
  const beta = alpha >= 0 ? -norm : norm;
  for (let index = 1; index < count; index++) vector[index]! /= alpha - beta;
  return { beta, tau: (beta - alpha) / beta };
}

/** Reduces `matrix` `[size×size]`, row-major, in place. About 10/3 size³ floating-point operations. */
export function toHessenberg(matrix: Float64Array, size: number): void {
  const v = new Float64Array(size);
  const along = new Float64Array(size);
  for (let column = 0; column + 2 < size; column++) {
    const first = column + 1;
    const count = size - first;
    for (let index = 0; index < count; index++) v[index] = matrix[(first + index) * size + column]!;
    const { beta, tau } = reflection(v, count);
    if (tau === 0) continue;
    v[0] = 1;
    matrix[first * size + column] = beta;
    for (let row = first + 1; row < size; row++) matrix[row * size + column] = 0;
    reflectRows(matrix, size, first, v, tau, along);
    reflectColumns(matrix, size, first, v, tau);
  }
}

/** Reflects from the left, in the columns from `first` on. */
function reflectRows(
  matrix: Float64Array,
  size: number,
  first: number,
  v: Float64Array,
  tau: number,
  along: Float64Array,
): void {
  along.fill(0);
  for (let row = first; row < size; row++) {
    const weight = v[row - first]!;
    const start = row * size;
    for (let column = first; column < size; column++) along[column]! += weight * matrix[start + column]!;
  }
  for (let row = first; row < size; row++) {
    const weight = tau * v[row - first]!;
    const start = row * size;
    for (let column = first; column < size; column++) matrix[start + column]! -= weight * along[column]!;
  }
}

/** Reflects from the right, in every row. */
function reflectColumns(
  matrix: Float64Array,
  size: number,
  first: number,
  v: Float64Array,
  tau: number,
): void {
  for (let row = 0; row < size; row++) {
    const start = row * size + first;
    const count = size - first;
    let share = 0;
    for (let index = 0; index < count; index++) share += matrix[start + index]! * v[index]!;
    share *= tau;
    for (let index = 0; index < count; index++) matrix[start + index]! -= share * v[index]!;
  }
}
