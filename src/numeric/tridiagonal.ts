/** Householder's reduction of a symmetric matrix to tridiagonal form. Golub & Van Loan, "Matrix Computations", 8.3.1. */

/** Tridiagonal matrix T with A = H₀ H₁ … T … H₁ H₀, H_k = I - τ_k u_k u_kᵀ, u_k zero up to k. */
export interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** Entries beside the diagonal: entry k stands between k and k + 1; the last is 0. */
  readonly beside: Float64Array;
  /** u_k in row k, `[size][size]`. */
  readonly reflectors: Float64Array;
  readonly factors: Float64Array;
}

/**
 * Reduces A / scale; `reduced` is memory for it, `[size][size]`. The rank-2 update of one reflector, A - u wᵀ - w uᵀ, and the product of the result with the next
 * reflector are one pass over the rest of the matrix.
 */
export function tridiagonalise(
  matrix: Float64Array,
  size: number,
  scale: number,
  { reduced: a, diagonal, beside, factors, reflectors }: Tridiagonal & { readonly reduced: Float64Array },
): void {
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++)
      a[row * size + column] = matrix[row * size + column]! / scale;
  }
  beside.fill(0);
  factors.fill(0);
  reflectors.fill(0);
  const w = new Float64Array(size);
  const product = new Float64Array(size);
  let before: Float64Array = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    // The column first, for the next reflector follows from it.
    const beforeK = before[k]!;
    const wK = w[k]!;
    for (let row = k; row < size; row++) a[row * size + k]! -= before[row]! * wK + w[row]! * beforeK;
    diagonal[k] = a[k * size + k]!;
    if (k === size - 1) break;
    const u = reflectors.subarray(k * size, (k + 1) * size);
    for (let row = k + 1; row < size; row++) u[row] = a[row * size + k]!;
    const factor = reflect(u, k + 1, size, beside, k);
    factors[k] = factor;
    product.fill(0);
    let first = k + 1;
    // Two rows at a time, the first of which is one entry shorter.
    for (; first + 1 < size; first += 2) {
      const second = first + 1;
      const one = first * size;
      const two = one + size;
      const beforeOne = before[first]!;
      const beforeTwo = before[second]!;
      const wOne = w[first]!;
      const wTwo = w[second]!;
      const uOne = u[first]!;
      const uTwo = u[second]!;
      let sumOne = 0;
      let sumTwo = 0;
      for (let column = k + 1; column < first; column++) {
        const wColumn = w[column]!;
        const beforeColumn = before[column]!;
        const uColumn = u[column]!;
        const valueOne = a[one + column]! - (beforeOne * wColumn + wOne * beforeColumn);
        const valueTwo = a[two + column]! - (beforeTwo * wColumn + wTwo * beforeColumn);
        a[one + column] = valueOne;
        a[two + column] = valueTwo;
        sumOne += valueOne * uColumn;
        sumTwo += valueTwo * uColumn;
        product[column] = product[column]! + valueOne * uOne + valueTwo * uTwo;
      }
      const corner = a[two + first]! - (beforeTwo * wOne + wTwo * beforeOne);
      a[two + first] = corner;
      sumTwo += corner * uOne;
      const endOne = a[one + first]! - 2 * beforeOne * wOne;
      const endTwo = a[two + second]! - 2 * beforeTwo * wTwo;
      a[one + first] = endOne;
      a[two + second] = endTwo;
      product[first] = product[first]! + (sumOne + endOne * uOne) + corner * uTwo;
      product[second]! += sumTwo + endTwo * uTwo;
    }
    if (first < size) {
      const beforeRow = before[first]!;
      const wRow = w[first]!;
      const uRow = u[first]!;
      const at = first * size;
      let sum = 0;
      for (let column = k + 1; column < first; column++) {
        const value = a[at + column]! - (beforeRow * w[column]! + wRow * before[column]!);
        a[at + column] = value;
        sum += value * u[column]!;
        product[column]! += value * uRow;
      }
      const value = a[at + first]! - 2 * beforeRow * wRow;
      a[at + first] = value;
      product[first]! += sum + value * uRow;
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

/**
 * Q = H₀ H₁ …, from the last reflector on, each of which meets the rows and columns beyond its own number. One pass over
 * these applies a reflector, Q - u (τ uᵀQ), and begins the next: its product with the result.
 */
export function multiplyReflectors(
  { reflectors, factors }: Tridiagonal,
  size: number,
  q: Float64Array,
): void {
  q.fill(0);
  for (let row = 0; row < size; row++) q[row * size + row] = 1;
  let along = new Float64Array(size);
  let following = new Float64Array(size);
  for (let k = size - 2; k >= 0; k--) {
    const u = reflectors.subarray(k * size, (k + 1) * size);
    // Row k + 1 is still that of the identity.
    along[k + 1] = u[k + 1]!;
    const factor = factors[k]!;
    for (let column = k + 1; column < size; column++) along[column]! *= factor;
    following.fill(0);
    const v = reflectors.subarray(Math.max(0, k - 1) * size, Math.max(1, k) * size);
    let row = k + 1;
    for (; row + 3 < size; row += 4) {
      const one = row * size;
      const two = one + size;
      const three = two + size;
      const four = three + size;
      const u1 = u[row]!;
      const u2 = u[row + 1]!;
      const u3 = u[row + 2]!;
      const u4 = u[row + 3]!;
      const v1 = v[row]!;
      const v2 = v[row + 1]!;
      const v3 = v[row + 2]!;
      const v4 = v[row + 3]!;
      for (let column = k + 1; column < size; column++) {
        const share = along[column]!;
        const a = q[one + column]! - u1 * share;
        const b = q[two + column]! - u2 * share;
        const c = q[three + column]! - u3 * share;
        const d = q[four + column]! - u4 * share;
        q[one + column] = a;
        q[two + column] = b;
        q[three + column] = c;
        q[four + column] = d;
        following[column]! += v1 * a + v2 * b + (v3 * c + v4 * d);
      }
    }
    for (; row < size; row++) {
      const at = row * size;
      const own = u[row]!;
      const next = v[row]!;
      for (let column = k + 1; column < size; column++) {
        const value = q[at + column]! - own * along[column]!;
        q[at + column] = value;
        following[column]! += next * value;
      }
    }
    [along, following] = [following, along];
  }
}
