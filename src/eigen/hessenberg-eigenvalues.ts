/**
 * Eigenvalues of a real upper Hessenberg matrix by the implicitly double-shifted QR iteration of Francis, as LAPACK's
 * dlahqr does it: deflation by the test of Ahues & Tisseur (1997), LAPACK Working Note 122, an exceptional shift after
 * every tenth sweep without a deflation, and a limit to the sweeps.
 */
import { reflection } from './hessenberg.ts';

export interface Eigenvalues {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/**
 * Limit of sweeps per row. Two to three sweeps an eigenvalue are usual; LAPACK gives up after so many for a single one.
 */
const MOST_SWEEPS_A_ROW = 30;
/** Sweeps without a deflation after which a shift is an exceptional one, in turn from the top and the bottom. */
const EXCEPTIONAL = 10;
const ULP = Number.EPSILON;
const SAFE_MINIMUM = 2 ** -1022;

/**
 * All eigenvalues, in no particular order, or null where they were not found within 30 sweeps a row (300 at least).
 * Destroys `h` `[size×size]`, row-major, whose entries are finite and at most about 1.
 */
export function hessenbergEigenvalues(h: Float64Array, size: number): Eigenvalues | null {
  const real = new Float64Array(size);
  const imaginary = new Float64Array(size);
  const smallest = SAFE_MINIMUM * (size / ULP);
  let left = MOST_SWEEPS_A_ROW * Math.max(10, size);
  let last = size - 1;
  let fruitless = 0;
  while (last >= 0) {
    const first = activeFrom(h, size, last, smallest);
    if (first > 0) h[first * size + first - 1] = 0;
    if (first >= last - 1) {
      if (first === last) real[last] = h[last * size + last]!;
      else setPair(h, size, first, real, imaginary);
      last = first - 1;
      fruitless = 0;
    } else {
      if (left === 0) return null;
      left -= 1;
      fruitless += 1;
      sweep(h, size, first, last, shiftsOf(h, size, first, last, fruitless));
    }
  }
  return { real, imaginary };
}

/** First row of the unreduced block that ends at `last`. */
function activeFrom(h: Float64Array, size: number, last: number, smallest: number): number {
  for (let k = last; k > 0; k--) {
    const at = k * size + k;
    const below = Math.abs(h[at - 1]!);
    if (below <= smallest) return k;
    const own = h[at]!;
    const above = h[at - size - 1]!;
    let around = Math.abs(above) + Math.abs(own);
    if (around === 0) {
      if (k >= 2) around += Math.abs(h[at - size - 2]!);
      if (k + 1 < size) around += Math.abs(h[at + size]!);
    }
    if (below > ULP * around) continue;
    const right = Math.abs(h[at - size]!);
    const greater = Math.max(Math.abs(own), Math.abs(above - own));
    const lesser = Math.min(Math.abs(own), Math.abs(above - own));
    const scale = greater + Math.max(below, right);
    const product = Math.min(below, right) * (Math.max(below, right) / scale);
    if (product <= Math.max(smallest, ULP * (lesser * (greater / scale)))) return k;
  }
  return 0;
}

/** Two shifts: a complex pair, or one real number twice. */
interface Shifts {
  readonly firstReal: number;
  readonly secondReal: number;
  /** Imaginary part of the first; the second has its negative. */
  readonly imaginary: number;
}

/** Shifts: the eigenvalues of the trailing 2×2 block, or exceptional ones. */
function shiftsOf(h: Float64Array, size: number, first: number, last: number, fruitless: number): Shifts {
  const at = last * size + last;
  let h11 = h[at - size - 1]!;
  let h12 = h[at - size]!;
  let h21 = h[at - 1]!;
  let h22 = h[at]!;
  if (fruitless % EXCEPTIONAL === 0) {
    const fromBelow = fruitless % (2 * EXCEPTIONAL) === 0;
    const corner = fromBelow ? at : first * size + first;
    const size1 = Math.abs(fromBelow ? h[at - 1]! : h[corner + size]!);
    const size2 = Math.abs(fromBelow ? h[at - size - 2]! : h[corner + 2 * size + 1]!);
    h21 = size1 + size2;
    h11 = 0.75 * h21 + h[corner]!;
    h12 = -0.4375 * h21;
    h22 = h11;
  }
  const scale = Math.abs(h11) + Math.abs(h12) + Math.abs(h21) + Math.abs(h22);
  if (scale === 0) return { firstReal: 0, secondReal: 0, imaginary: 0 };
  const middle = (h11 / scale + h22 / scale) / 2;
  const discriminant = (h11 / scale - middle) * (h22 / scale - middle) - (h12 / scale) * (h21 / scale);
  const root = Math.sqrt(Math.abs(discriminant));
  if (discriminant >= 0) {
    return { firstReal: middle * scale, secondReal: middle * scale, imaginary: root * scale };
  }
  const one = middle + root;
  const other = middle - root;
  const nearer = Math.abs(one - h22 / scale) <= Math.abs(other - h22 / scale) ? one : other;
  return { firstReal: nearer * scale, secondReal: nearer * scale, imaginary: 0 };
}

const v = new Float64Array(3);

/** Francis step on the rows and columns from `first` to `last`; the entries outside do not affect its eigenvalues. */
function sweep(h: Float64Array, size: number, first: number, last: number, shifts: Shifts): void {
  const from = bulgeFrom(h, size, first, last, shifts, v);
  for (let k = from; k < last; k++) {
    const count = Math.min(3, last - k + 1);
    const at = k * size + k;
    if (k > from) {
      for (let index = 0; index < count; index++) v[index] = h[at - 1 + index * size]!;
    }
    const { beta, tau } = reflection(v, count);
    if (k > from) {
      h[at - 1] = beta;
      for (let index = 1; index < count; index++) h[at - 1 + index * size] = 0;
    } else if (from > first) {
      h[at - 1]! *= 1 - tau;
    }
    // From the left in the columns from k on, then from the right in the rows that have entries there.
    const rightmost = k * size + last;
    const top = first * size + k;
    const bottom = Math.min(k + 3, last) * size + k;
    if (count === 3) {
      reflectTriples(h, at, rightmost, 1, size, tau, v[1]!, v[2]!);
      reflectTriples(h, top, bottom, size, 1, tau, v[1]!, v[2]!);
    } else {
      reflectPairs(h, at, rightmost, 1, size, tau, v[1]!);
      reflectPairs(h, top, bottom, size, 1, tau, v[1]!);
    }
  }
}

/**
 * First row of the bulge, where two small subdiagonals follow each other; `bulge` becomes the first column of the
 * shifted product.
 */
function bulgeFrom(
  h: Float64Array,
  size: number,
  first: number,
  last: number,
  { firstReal, secondReal, imaginary }: Shifts,
  bulge: Float64Array,
): number {
  for (let m = last - 2; ; m--) {
    const at = m * size + m;
    const own = h[at]!;
    const next = h[at + size + 1]!;
    const scale = Math.abs(own - secondReal) + Math.abs(imaginary) + Math.abs(h[at + size]!);
    const below = h[at + size]! / scale;
    const one =
      below * h[at + 1]! + (own - firstReal) * ((own - secondReal) / scale) + imaginary * (imaginary / scale);
    const two = below * (own + next - firstReal - secondReal);
    const three = below * h[at + 2 * size + 1]!;
    const sum = Math.abs(one) + Math.abs(two) + Math.abs(three);
    bulge[0] = one / sum;
    bulge[1] = two / sum;
    bulge[2] = three / sum;
    if (m === first) return m;
    const around = Math.abs(h[at - size - 1]!) + Math.abs(own) + Math.abs(next);
    const before = Math.abs(h[at - 1]!) * (Math.abs(bulge[1]!) + Math.abs(bulge[2]!));
    if (before <= ULP * Math.abs(bulge[0]!) * around) return m;
  }
}

/**
 * Applies I - tau v vᵀ with v = (1, v₂, v₃) to triples of entries, which lie `apart` from each other: to one at `from`,
 * to one `step` further and so on up to `to`.
 */
function reflectTriples(
  h: Float64Array,
  from: number,
  to: number,
  step: number,
  apart: number,
  tau: number,
  v2: number,
  v3: number,
): void {
  const t2 = tau * v2;
  const t3 = tau * v3;
  for (let at = from; at <= to; at += step) {
    const sum = h[at]! + v2 * h[at + apart]! + v3 * h[at + 2 * apart]!;
    h[at]! -= sum * tau;
    h[at + apart]! -= sum * t2;
    h[at + 2 * apart]! -= sum * t3;
  }
}

/** Applies I - tau v vᵀ with v = (1, v₂) to pairs of entries, as `reflectTriples` does to triples. */
function reflectPairs(
  h: Float64Array,
  from: number,
  to: number,
  step: number,
  apart: number,
  tau: number,
  v2: number,
): void {
  const t2 = tau * v2;
  for (let at = from; at <= to; at += step) {
    const sum = h[at]! + v2 * h[at + apart]!;
    h[at]! -= sum * tau;
    h[at + apart]! -= sum * t2;
  }
}

/** Sets the two eigenvalues of the 2×2 block that begins at `first`. */
function setPair(
  h: Float64Array,
  size: number,
  first: number,
  real: Float64Array,
  imaginary: Float64Array,
): void {
  const at = first * size + first;
  const a = h[at]!;
  const b = h[at + 1]!;
  const c = h[at + size]!;
  const d = h[at + size + 1]!;
  const half = (a - d) / 2;
  const discriminant = half * half + b * c;
  const root = Math.sqrt(Math.abs(discriminant));
  if (discriminant < 0) {
    real.fill((a + d) / 2, first, first + 2);
    imaginary[first] = root;
    imaginary[first + 1] = -root;
    return;
  }
  // The one farther from d is computed without cancellation; the other from the product of both.
  const offset = half + (half >= 0 ? root : -root);
  real[first] = d + offset;
  real[first + 1] = offset === 0 ? d : d - (b * c) / offset;
}
