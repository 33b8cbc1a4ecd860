/** Euclidean norm of numbers whose squares need not be within the range of float64. */

/** Least sum of squares that keeps all its bits: below, squares of its parts have lost some or are gone. */
const LEAST_SQUARES = 2 ** -900;

/** ‖x‖, the squares added in order of index; NaN or infinite where an entry is, or the norm is beyond float64. */
export function norm(values: ArrayLike<number>): number {
  let squares = 0;
  for (let index = 0; index < values.length; index++) squares += values[index]! * values[index]!;
  return squares >= LEAST_SQUARES && squares < Number.POSITIVE_INFINITY
    ? Math.sqrt(squares)
    : scaledNorm(values);
}

/** Norm of values that are scaled by the greatest entry before they are squared. */
function scaledNorm(values: ArrayLike<number>): number {
  let greatest = 0;
  for (let index = 0; index < values.length; index++) {
    const size = Math.abs(values[index]!);
    if (!(size < Number.POSITIVE_INFINITY)) return size;
    if (size > greatest) greatest = size;
  }
  if (greatest === 0) return 0;
  let squares = 0;
  for (let index = 0; index < values.length; index++) {
    const share = values[index]! / greatest;
    squares += share * share;
  }
  return greatest * Math.sqrt(squares);
}
