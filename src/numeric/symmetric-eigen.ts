/**
 * Eigenvalues and eigenvectors of a real symmetric matrix in float64: Householder's reduction to tridiagonal form, then
 * the implicit QL iteration. Golub & Van Loan, "Matrix Computations", 8.3; the shifts and the test for a negligible entry
 * are those of EISPACK's `tql2`. Only + - × / and square roots in a fixed order, so every machine has the same bits.
 *
 * About 9 size³ floating-point operations, all over rows of matrices in their order in memory.
 */

/** A = Q diag(values) Qᵀ. */
export interface SymmetricEigen {
  /** Eigenvalues, ascending, `[size]`. */
  readonly values: Float64Array;
  /** Q, row-major `[size][size]`: column k is the eigenvector of `values[k]`, of length 1. */
  readonly vectors: Float64Array;
}

/** Most QL sweeps for one eigenvalue; few take more than three. */
const MOST_SWEEPS = 60;

/**
 * Decomposes a symmetric matrix.
 * @param matrix row-major `[size][size]`, of which the lower half counts; it is left as it is
 * @returns null where an entry is not finite, or the iteration does not end
 */
export function symmetricEigen(matrix: Float64Array, size: number): SymmetricEigen | null {
  const scale = scaleOf(matrix, size);
  if (scale === null) return null;
  const reduced = tridiagonalise(matrix, size, scale);
  const vectors = productOfReflectors(reduced, size);
  if (!iterate(reduced.diagonal, reduced.beside, vectors, size)) return null;
  return inOrder(reduced.diagonal, vectors, size, scale);
}

/** Power of two within a factor of 2 below the greatest entry, by which nothing is rounded; 1 for zeros, null unless finite. */
function scaleOf(matrix: Float64Array, size: number): number | null {
  let greatest = 0;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      const value = Math.abs(matrix[row * size + column]!);
      if (!(value < Number.POSITIVE_INFINITY)) return null;
      if (value > greatest) greatest = value;
    }
  }
  if (greatest === 0) return 1;
  let scale = 1;
  while (scale > greatest) scale /= 2;
  while (scale <= greatest / 2) scale *= 2;
  return scale;
}

/** Tridiagonal matrix T with A = H₀ H₁ … T … H₁ H₀, H_k = I - τ_k u_k u_kᵀ, u_k zero up to k. */
interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** Entries beside the diagonal: entry k stands between k and k + 1; the last is 0. */
  readonly beside: Float64Array;
  /** u_k in row k, `[size][size]`. */
  readonly reflectors: Float64Array;
  readonly factors: Float64Array;
}

/**
 * Reduces A / scale. The rank-2 update of one reflector, A - u wᵀ - w uᵀ, and the product of the result with the next
 * reflector are one pass over the rest of the matrix.
 */
function tridiagonalise(matrix: Float64Array, size: number, scale: number): Tridiagonal {
  const a = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++)
      a[row * size + column] = matrix[row * size + column]! / scale;
  }
  const [diagonal, beside, factors] = [0, 1, 2].map(() => new Float64Array(size)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const reflectors = new Float64Array(size * size);
  const w = new Float64Array(size);
  const product = new Float64Array(size);
  let before = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    // The column first, for the next reflector follows from it.
    const [beforeK, wK] = [before[k]!, w[k]!];
    for (let row = k; row < size; row++) a[row * size + k]! -= before[row]! * wK + w[row]! * beforeK;
    diagonal[k] = a[k * size + k]!;
    if (k === size - 1) break;
    const u = reflectors.subarray(k * size, (k + 1) * size);
    for (let row = k + 1; row < size; row++) u[row] = a[row * size + k]!;
    const factor = reflect(u, k + 1, size, beside, k);
    factors[k] = factor;
    product.fill(0);
    for (let row = k + 1; row < size; row++) {
      const [beforeRow, wRow, uRow] = [before[row]!, w[row]!, u[row]!];
      const at = row * size;
      let sum = 0;
      for (let column = k + 1; column < row; column++) {
        const value = a[at + column]! - (beforeRow * w[column]! + wRow * before[column]!);
        a[at + column] = value;
        sum += value * u[column]!;
        product[column]! += value * uRow;
      }
      const value = a[at + row]! - 2 * beforeRow * wRow;
      a[at + row] = value;
      product[row]! += sum + value * uRow;
    }
    let along = 0;
    for (let row = k + 1; row < size; row++) {
      product[row]! *= factor;
      along += product[row]! * u[row]!;
    }
    const half = 0.5 * factor * along;
    for (let row = k + 1; row < size; row++) w[row] = product[row]! - half * u[row]!;
    before = u;
  }
  return { diagonal, beside, reflectors, factors };
}

/**
 * Makes of the column in `u[from…]` the reflector u that turns it into (`beside[k]`, 0, …, 0).
 * @returns τ, 0 where nothing is to be turned
 */
function reflect(u: Float64Array, from: number, size: number, beside: Float64Array, k: number): number {
  let rest = 0;
  for (let row = from + 1; row < size; row++) rest += u[row]! * u[row]!;
  const first = u[from]!;
  if (!(rest > 0)) {
    beside[k] = first;
    u.fill(0, from);
    return 0;
  }
  const length = Math.sqrt(first * first + rest);
  const target = first > 0 ? -length : length;
  beside[k] = target;
  u[from] = first - target;
  // ‖u‖² = 2 (‖x‖² - target · first)
  return 1 / (length * length - target * first);
}

/** Q = H₀ H₁ …, from the last reflector on, each of which meets the rows and columns beyond its own number. */
function productOfReflectors({ reflectors, factors }: Tridiagonal, size: number): Float64Array {
  const q = new Float64Array(size * size);
  for (let row = 0; row < size; row++) q[row * size + row] = 1;
  const along = new Float64Array(size);
  for (let k = size - 2; k >= 0; k--) {
    const factor = factors[k]!;
    if (factor === 0) continue;
    const u = reflectors.subarray(k * size, (k + 1) * size);
    along.fill(0);
    for (let row = k + 1; row < size; row++) {
      const share = u[row]!;
      const at = row * size;
      for (let column = k + 1; column < size; column++) along[column]! += share * q[at + column]!;
    }
    for (let row = k + 1; row < size; row++) {
      const share = factor * u[row]!;
      const at = row * size;
      for (let column = k + 1; column < size; column++) q[at + column]! -= share * along[column]!;
    }
  }
  return q;
}

/** QL iteration: `d` becomes the eigenvalues, the columns of `z` their vectors. Returns false where it does not end. */
function iterate(d: Float64Array, e: Float64Array, z: Float64Array, size: number): boolean {
  const cosines = new Float64Array(size);
  const sines = new Float64Array(size);
  for (let low = 0; low < size; low++) {
    for (let sweep = 0; ; sweep++) {
      let high = low;
      while (high < size - 1) {
        const beside = Math.abs(d[high]!) + Math.abs(d[high + 1]!);
        if (Math.abs(e[high]!) <= Number.EPSILON * beside) break;
        high++;
      }
      if (high === low) break;
      if (sweep === MOST_SWEEPS) return false;
      const reached = chase(d, e, low, high, cosines, sines);
      turn(z, size, reached, high, cosines, sines);
    }
  }
  return true;
}

/**
 * One sweep of rotations from `high` down to `low`, with Wilkinson's shift.
 * @returns number of the last rotation made: `low`, or a later one where the matrix fell into two
 */
function chase(
  d: Float64Array,
  e: Float64Array,
  low: number,
  high: number,
  cosines: Float64Array,
  sines: Float64Array,
): number {
  const slope = (d[low + 1]! - d[low]!) / (2 * e[low]!);
  const root = Math.sqrt(slope * slope + 1);
  let g = d[high]! - d[low]! + e[low]! / (slope + (slope < 0 ? -root : root));
  let [s, c, p] = [1, 1, 0];
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

/** Applies rotations `high - 1` to `low` to neighbouring columns of z: four rows at a time, each from right to left. */
function turn(
  z: Float64Array,
  size: number,
  low: number,
  high: number,
  cosines: Float64Array,
  sines: Float64Array,
): void {
  let row = 0;
  for (; row + 3 < size; row += 4) {
    const one = row * size;
    const two = one + size;
    const three = two + size;
    const four = three + size;
    let [a, b, c, d] = [z[one + high]!, z[two + high]!, z[three + high]!, z[four + high]!];
    for (let i = high - 1; i >= low; i--) {
      const cosine = cosines[i]!;
      const sine = sines[i]!;
      const nextA = z[one + i]!;
      const nextB = z[two + i]!;
      const nextC = z[three + i]!;
      const nextD = z[four + i]!;
      z[one + i + 1] = sine * nextA + cosine * a;
      z[two + i + 1] = sine * nextB + cosine * b;
      z[three + i + 1] = sine * nextC + cosine * c;
      z[four + i + 1] = sine * nextD + cosine * d;
      a = cosine * nextA - sine * a;
      b = cosine * nextB - sine * b;
      c = cosine * nextC - sine * c;
      d = cosine * nextD - sine * d;
    }
    z[one + low] = a;
    z[two + low] = b;
    z[three + low] = c;
    z[four + low] = d;
  }
  for (; row < size; row++) {
    const at = row * size;
    let carried = z[at + high]!;
    for (let i = high - 1; i >= low; i--) {
      const next = z[at + i]!;
      z[at + i + 1] = sines[i]! * next + cosines[i]! * carried;
      carried = cosines[i]! * next - sines[i]! * carried;
    }
    z[at + low] = carried;
  }
}

/** Eigenvalues ascending, the columns with them; of equal ones the earlier first. */
function inOrder(d: Float64Array, z: Float64Array, size: number, scale: number): SymmetricEigen {
  const order = Int32Array.from({ length: size }, (_, index) => index);
  order.sort((one, other) => d[one]! - d[other]! || one - other);
  const vectors = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    const at = row * size;
    for (let column = 0; column < size; column++) vectors[at + column] = z[at + order[column]!]!;
  }
  return { values: Float64Array.from(order, (index) => scale * d[index]!), vectors };
}
