/** Implicit QL iteration on a symmetric tridiagonal matrix, as EISPACK's `tql2`. Golub & Van Loan, 8.3.3. */
import { applySweeps, emptySweep, type Sweep, type Sweeps, turn } from './ql-sweeps.ts';

/**
 * Share of its neighbours on the diagonal below which an entry beside it counts as 0: some units in the last place, which
 * is less than the reduction has rounded, and saves a sweep for every fourth eigenvalue.
 */
const NEGLIGIBLE = 16 * Number.EPSILON;

/** Most QL sweeps for one eigenvalue; few take more than three. */
const MOST_SWEEPS = 60;

/**
 * QL iteration: `d` becomes the eigenvalues, and the columns of `z`, where it is given, their vectors.
 * @param known eigenvalues in the order in which the iteration finds them: the first shift for each, with which one sweep
 * mostly does; Wilkinson's shift where they are left out, and in further sweeps
 * @returns false where it does not end
 */
export function iterate(
  d: Float64Array,
  e: Float64Array,
  size: number,
  z: Float64Array | null,
  known?: Float64Array,
): boolean {
  const sweeps: Sweeps = [emptySweep(size), emptySweep(size)];
  // Sweeps that are made and not yet applied to z: none or one.
  let waiting = 0;
  for (let low = 0; low < size; low++) {
    for (let sweep = 0; ; sweep++) {
      let high = low;
      while (high < size - 1) {
        const beside = Math.abs(d[high]!) + Math.abs(d[high + 1]!);
        if (Math.abs(e[high]!) <= NEGLIGIBLE * beside) break;
        high++;
      }
      if (high === low) break;
      if (sweep === MOST_SWEEPS) return false;
      const shift = sweep === 0 && known !== undefined ? known[low]! : wilkinson(d, e, low);
      const made = sweeps[waiting]!;
      made.high = high;
      made.low = chase(d, e, low, high, shift, made);
      if (z === null) continue;
      waiting = applySweeps(z, size, sweeps, waiting + 1);
    }
  }
  if (z !== null && waiting === 1) turn(z, size, sweeps[0]);
  return true;
}

/** Eigenvalue nearest to `d[low]` of the two by two matrix there. */
function wilkinson(d: Float64Array, e: Float64Array, low: number): number {
  const slope = (d[low + 1]! - d[low]!) / (2 * e[low]!);
  const root = Math.sqrt(slope * slope + 1);
  return d[low]! - e[low]! / (slope + (slope < 0 ? -root : root));
}

/**
 * One sweep of rotations from `high` down to `low` with that shift.
 * @returns number of the last rotation made: `low`, or a later one where the matrix fell into two
 */
function chase(
  d: Float64Array,
  e: Float64Array,
  low: number,
  high: number,
  shift: number,
  { cosines, sines }: Sweep,
): number {
  let g = d[high]! - shift;
  let s = 1;
  let c = 1;
  let p = 0;
  for (let i = high - 1; i >= low; i--) {
    const f = s * e[i]!;
    const b = c * e[i]!;
    const r = Math.sqrt(f * f + g * g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1]! -= p;
      e[high] = 0;
      return i + 1;
    }
    s = f / r;
    c = g / r;
    g = d[i + 1]! - p;
    const t = (d[i]! - g) * s + 2 * c * b;
    p = s * t;
    d[i + 1] = g + p;
    g = c * t - b;
    cosines[i] = c;
    sines[i] = s;
  }
  d[low]! -= p;
  e[low] = g;
  e[high] = 0;
  return low;
}
