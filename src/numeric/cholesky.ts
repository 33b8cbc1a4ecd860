/** Cholesky factor and triangular systems in float64. Golub & Van Loan, "Matrix Computations", 4.2 and 3.1. */
import { SLICE_MACS, type Sliced } from './sliced.ts';

/** Share of its entry of A above which a pivot must be, unless another is asked for. */
export const LEAST_PIVOT = 4 * Number.EPSILON;

/**
 * Factor R of the first `size` rows and columns of a symmetric matrix, Rᵀ R = A, with the rows of R going on over the
 * further columns: of [XᵀX XᵀY] those become R⁻ᵀ XᵀY. Null where a pivot is not above `least` times its entry of A.
 * @param matrix A, `[width][width]`, of which the upper half counts
 * @returns R, `[size][width]`, with 0 below its diagonal
 */
export function choleskyFactor(
  matrix: Float64Array,
  width: number,
  size: number,
  least = LEAST_PIVOT,
): Float64Array | null {
  const factor = new Float64Array(size * width);
  for (let row = 0; row < size; row++) {
    const own = factor.subarray(row * width, (row + 1) * width);
    own.set(matrix.subarray(row * width + row, (row + 1) * width), row);
    for (let above = 0; above < row; above++) {
      const share = factor[above * width + row]!;
      if (share === 0) continue;
      const other = factor.subarray(above * width, (above + 1) * width);
      for (let column = row; column < width; column++) own[column]! -= share * other[column]!;
    }
    const pivot = own[row]!;
    if (!(pivot > least * matrix[row * width + row]!)) return null;
    const root = Math.sqrt(pivot);
    for (let column = row; column < width; column++) own[column]! /= root;
  }
  return factor;
}

/**
 * Solution Z of R Z = B, row by row from the last.
 * @param factor R, upper triangular, `[size][stride]`
 * @param right B, `[size][columns]`; becomes Z
 */
export function* solveUpper(
  factor: Float64Array,
  stride: number,
  size: number,
  right: Float64Array,
  columns: number,
): Sliced<void> {
  let macs = 0;
  for (let row = size - 1; row >= 0; row--) {
    solveRow(factor, stride, size, right, columns, row);
    macs += (size - row) * columns;
    if (macs < SLICE_MACS) continue;
    macs = 0;
    yield;
  }
}

function solveRow(
  factor: Float64Array,
  stride: number,
  size: number,
  right: Float64Array,
  columns: number,
  row: number,
): void {
  const own = right.subarray(row * columns, (row + 1) * columns);
  for (let later = row + 1; later < size; later++) {
    const share = factor[row * stride + later]!;
    if (share === 0) continue;
    for (let column = 0; column < columns; column++) own[column]! -= share * right[later * columns + column]!;
  }
  const pivot = factor[row * stride + row]!;
  for (let column = 0; column < columns; column++) own[column]! /= pivot;
}

/** Solution Z of Rᵀ Z = B, row by row from the first; as `solveUpper`. */
export function* solveTransposed(
  factor: Float64Array,
  stride: number,
  size: number,
  right: Float64Array,
  columns: number,
): Sliced<void> {
  let macs = 0;
  for (let row = 0; row < size; row++) {
    solveTransposedRow(factor, stride, size, right, columns, row);
    macs += (size - row) * columns;
    if (macs < SLICE_MACS) continue;
    macs = 0;
    yield;
  }
}

function solveTransposedRow(
  factor: Float64Array,
  stride: number,
  size: number,
  right: Float64Array,
  columns: number,
  row: number,
): void {
  const pivot = factor[row * stride + row]!;
  for (let column = 0; column < columns; column++) right[row * columns + column]! /= pivot;
  for (let later = row + 1; later < size; later++) {
    const share = factor[row * stride + later]!;
    if (share === 0) continue;
    for (let column = 0; column < columns; column++)
      right[later * columns + column]! -= share * right[row * columns + column]!;
  }
}
