/**
 * Bidiagonal form of a square matrix, A = U B Vᵀ, by Householder reflections, and ridge regression by it: after one
 * bidiagonalisation each λ costs a few rotations a row. Golub & Kahan (1965), SIAM J. Numer. Anal. 2; Eldén (1977),
 * "Algorithms for the regularization of ill-conditioned least squares problems", BIT 17.
 */
import { SLICE_MACS, type Sliced } from './sliced.ts';

/** Bidiagonal form, with the reflections of V and the right-hand sides Uᵀ C. */
export interface Bidiagonal {
  readonly size: number;
  readonly columns: number;
  /** Diagonal of B, `[size]`, and the entries right of it, `[size - 1]`. */
  readonly diagonal: Float64Array;
  readonly above: Float64Array;
  /** Uᵀ C, `[size][columns]`. */
  readonly right: Float64Array;
  /** Vectors of V's reflections, row k from column k + 1 on, `[size][size]`, and their scales τ, `[size]`. */
  readonly vectors: Float64Array;
  readonly scales: Float64Array;
}

/**
 * Bidiagonalises A.
 * @param matrix A, `[size][size]`; destroyed
 * @param right C, `[size][columns]`; becomes Uᵀ C
 */
export function bidiagonalise(
  matrix: Float64Array,
  size: number,
  right: Float64Array,
  columns: number,
): Bidiagonal {
  const diagonal = new Float64Array(size);
  const above = new Float64Array(Math.max(0, size - 1));
  const scales = new Float64Array(size);
  const sums = new Float64Array(Math.max(size, columns));
  for (let k = 0; k < size; k++) {
    diagonal[k] = reflectRows(matrix, size, right, columns, k, sums);
    if (k === size - 1) break;
    above[k] = reflectColumns(matrix, size, k, scales);
  }
  return { size, columns, diagonal, above, right, vectors: matrix, scales };
}

/** Reflection of rows k and below that clears column k, applied to A and C. Returns the diagonal entry. */
function reflectRows(
  a: Float64Array,
  size: number,
  c: Float64Array,
  columns: number,
  k: number,
  sums: Float64Array,
): number {
  let squares = 0;
  for (let row = k + 1; row < size; row++) squares += a[row * size + k]! * a[row * size + k]!;
  const alpha = a[k * size + k]!;
  if (squares === 0) return alpha;
  const norm = Math.sqrt(alpha * alpha + squares);
  const beta = alpha > 0 ? -norm : norm;
  const scale = (beta - alpha) / beta;
  const factor = 1 / (alpha - beta);
  for (let row = k + 1; row < size; row++) a[row * size + k]! *= factor;
  applyRows(a, size, k + 1, size, { v: a, at: k, stride: size, k, size, scale, sums });
  applyRows(c, columns, 0, columns, { v: a, at: k, stride: size, k, size, scale, sums });
  return beta;
}

interface Reflection {
  /** v, whose entry of row r is `v[r * stride + at]`, and 1 in row k. */
  readonly v: Float64Array;
  readonly at: number;
  readonly stride: number;
  readonly k: number;
  readonly size: number;
  readonly scale: number;
  readonly sums: Float64Array;
}

/** Applies I - τ v vᵀ to columns `from` to `to` of a matrix. */
function applyRows(
  matrix: Float64Array,
  width: number,
  from: number,
  to: number,
  { v, at, stride, k, size, scale, sums }: Reflection,
): void {
  for (let column = from; column < to; column++) sums[column] = matrix[k * width + column]!;
  for (let row = k + 1; row < size; row++) {
    const share = v[row * stride + at]!;
    if (share === 0) continue;
    const base = row * width;
    for (let column = from; column < to; column++) sums[column]! += share * matrix[base + column]!;
  }
  for (let column = from; column < to; column++) sums[column]! *= scale;
  for (let column = from; column < to; column++) matrix[k * width + column]! -= sums[column]!;
  for (let row = k + 1; row < size; row++) {
    const share = v[row * stride + at]!;
    if (share === 0) continue;
    const base = row * width;
    for (let column = from; column < to; column++) matrix[base + column]! -= share * sums[column]!;
  }
}

/** Reflection of columns k + 1 and beyond that clears row k, applied to the rows below. Returns the entry that stays. */
function reflectColumns(a: Float64Array, size: number, k: number, scales: Float64Array): number {
  const base = k * size;
  const first = k + 1;
  let squares = 0;
  for (let column = first + 1; column < size; column++) squares += a[base + column]! * a[base + column]!;
  const alpha = a[base + first]!;
  if (squares === 0) return alpha;
  const norm = Math.sqrt(alpha * alpha + squares);
  const beta = alpha > 0 ? -norm : norm;
  const scale = (beta - alpha) / beta;
  const factor = 1 / (alpha - beta);
  a[base + first] = 1;
  for (let column = first + 1; column < size; column++) a[base + column]! *= factor;
  for (let row = first; row < size; row++) {
    const own = row * size;
    let sum = 0;
    for (let column = first; column < size; column++) sum += a[own + column]! * a[base + column]!;
    sum *= scale;
    for (let column = first; column < size; column++) a[own + column]! -= sum * a[base + column]!;
  }
  scales[k] = scale;
  return beta;
}

/**
 * Minimiser Z of ‖A Z - C‖² + λ ‖Z‖², `[size][columns]`. Row by row, rotations against √λ I and its fill-in leave a
 * bidiagonal system, which is solved backwards.
 */
export function* solveRidge(form: Bidiagonal, lambda: number): Sliced<Float64Array> {
  const { size, columns, right, vectors, scales } = form;
  const solution = Float64Array.from(right);
  const diagonal = Float64Array.from(form.diagonal);
  const above = Float64Array.from(form.above);
  if (lambda > 0) rotateIn(diagonal, above, solution, columns, Math.sqrt(lambda));
  for (let row = size - 1; row >= 0; row--) {
    for (let column = 0; column < columns; column++) {
      const later = row + 1 < size ? above[row]! * solution[(row + 1) * columns + column]! : 0;
      solution[row * columns + column] = (solution[row * columns + column]! - later) / diagonal[row]!;
    }
  }
  // Z = V (…): the reflections from the last to the first.
  let macs = 0;
  for (let k = size - 2; k >= 0; k--) {
    if (scales[k] === 0) continue;
    reflectSolution(solution, columns, vectors.subarray(k * size, (k + 1) * size), k + 1, scales[k]!);
    macs += 2 * (size - k) * columns;
    if (macs < SLICE_MACS) continue;
    macs = 0;
    yield;
  }
  return solution;
}

/** Applies I - τ v vᵀ, v from entry `from` on, to a solution. */
function reflectSolution(
  solution: Float64Array,
  columns: number,
  v: Float64Array,
  from: number,
  scale: number,
): void {
  for (let column = 0; column < columns; column++) {
    let sum = 0;
    for (let row = from; row < v.length; row++) sum += v[row]! * solution[row * columns + column]!;
    sum *= scale;
    for (let row = from; row < v.length; row++) solution[row * columns + column]! -= sum * v[row]!;
  }
}

/** Rotates √λ I, with 0 beside it as targets, into the bidiagonal matrix. */
function rotateIn(
  diagonal: Float64Array,
  above: Float64Array,
  right: Float64Array,
  columns: number,
  root: number,
): void {
  const size = diagonal.length;
  // Entry of the row of √λ I at hand, and its targets; the one before leaves its fill-in to this one.
  let entry = root;
  const targets = new Float64Array(columns);
  for (let row = 0; row < size; row++) {
    const length = Math.sqrt(diagonal[row]! * diagonal[row]! + entry * entry);
    const [c, s] = [diagonal[row]! / length, entry / length];
    diagonal[row] = length;
    let fill = 0;
    if (row + 1 < size) {
      fill = -s * above[row]!;
      above[row]! *= c;
    }
    for (let column = 0; column < columns; column++) {
      const value = right[row * columns + column]!;
      right[row * columns + column] = c * value + s * targets[column]!;
      targets[column] = c * targets[column]! - s * value;
    }
    // The fill-in lies in the next column, as √λ of the next row does; a rotation of both leaves one entry.
    entry = Math.sqrt(fill * fill + root * root);
    const share = entry === 0 ? 0 : fill / entry;
    for (let column = 0; column < columns; column++) targets[column]! *= share;
  }
}
