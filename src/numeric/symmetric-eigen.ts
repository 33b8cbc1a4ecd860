/**
 * Eigenvalues and eigenvectors of a real symmetric matrix in float64: Householder's reduction to tridiagonal form, then
 * the implicit QL iteration as in EISPACK's `tql2`. Golub & Van Loan, "Matrix Computations", 8.3. A first iteration finds
 * the eigenvalues alone, in O(size²); they are the shifts of the second, which turns the vectors and so needs fewer sweeps.
 * Only + - × / and square roots in a fixed order, so every machine has the same bits.
 *
 * About 7 size³ floating-point operations, all over rows of matrices in their order in memory.
 */

/** A = Q diag(values) Qᵀ. */
export interface SymmetricEigen {
  /** Eigenvalues, ascending, `[size]`. */
  readonly values: Float64Array;
  /** Q, row-major `[size][size]`: column k is the eigenvector of `values[k]`, of length 1. */
  readonly vectors: Float64Array;
}

/** Memory of a decomposition, which the next one of the same size may use again. */
export interface EigenWorkspace extends Tridiagonal {
  readonly reduced: Float64Array;
  readonly product: Float64Array;
  readonly ordered: Float64Array;
}

export function eigenWorkspace(size: number): EigenWorkspace {
  const [reduced, reflectors, product, ordered] = [0, 1, 2, 3].map(() => new Float64Array(size * size)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const [diagonal, beside, factors] = [0, 1, 2].map(() => new Float64Array(size)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return { reduced, reflectors, product, ordered, diagonal, beside, factors };
}

/**
 * Share of its neighbours on the diagonal below which an entry beside it counts as 0: some units in the last place, which
 * is less than the reduction has rounded, and saves a sweep for every fourth eigenvalue.
 */
const NEGLIGIBLE = 16 * Number.EPSILON;

/** Most QL sweeps for one eigenvalue; few take more than three. */
const MOST_SWEEPS = 60;

/**
 * Decomposes a symmetric matrix.
 * @param matrix row-major `[size][size]`, of which the lower half counts; it is left as it is
 * @param workspace memory to use; `vectors` lies in it until the next decomposition there
 * @returns null where an entry is not finite, or the iteration does not end
 */
export function symmetricEigen(
  matrix: Float64Array,
  size: number,
  workspace: EigenWorkspace = eigenWorkspace(size),
): SymmetricEigen | null {
  const scale = scaleOf(matrix, size);
  if (scale === null) return null;
  tridiagonalise(matrix, size, scale, workspace);
  const { diagonal, beside, product } = workspace;
  const known = diagonal.slice();
  if (!iterate(known, beside.slice(), size, null)) return null;
  multiplyReflectors(workspace, size, product);
  if (!iterate(diagonal, beside, size, product, known)) return null;
  return inOrder(diagonal, product, size, scale, workspace.ordered);
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
function tridiagonalise(
  matrix: Float64Array,
  size: number,
  scale: number,
  { reduced: a, diagonal, beside, factors, reflectors }: EigenWorkspace,
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
function multiplyReflectors({ reflectors, factors }: Tridiagonal, size: number, q: Float64Array): void {
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

/**
 * QL iteration: `d` becomes the eigenvalues, and the columns of `z`, where it is given, their vectors.
 * @param known eigenvalues in the order in which the iteration finds them: the first shift for each, with which one sweep
 * mostly does; Wilkinson's shift where they are left out, and in further sweeps
 * @returns false where it does not end
 */
function iterate(
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

/** Rotations of neighbouring columns, from `high - 1` down to `low`. */
interface Sweep {
  low: number;
  high: number;
  readonly cosines: Float64Array;
  readonly sines: Float64Array;
}

type Sweeps = readonly [Sweep, Sweep];

const emptySweep = (size: number): Sweep => ({
  low: 0,
  high: 0,
  cosines: new Float64Array(size),
  sines: new Float64Array(size),
});

/**
 * Applies the sweeps that are made, in pairs where one pass can: the second may begin one column behind the first.
 * @returns number of sweeps that wait: a single one does, at the beginning of `sweeps`
 */
function applySweeps(z: Float64Array, size: number, sweeps: Sweeps, made: number): number {
  if (made === 1) return 1;
  const [first, second] = sweeps;
  const isPair =
    first.high === second.high &&
    (second.low === first.low || second.low === first.low + 1) &&
    second.low < second.high;
  if (isPair) turnTwice(z, size, first, second);
  else {
    turn(z, size, first);
    turn(z, size, second);
  }
  return 0;
}

/** Applies one sweep. */
function turn(z: Float64Array, size: number, sweep: Sweep): void {
  for (let row = 0; row < size; row++) turnRow(z, row * size, sweep);
}

function turnRow(z: Float64Array, at: number, { low, high, cosines, sines }: Sweep): void {
  let carried = z[at + high]!;
  for (let i = high - 1; i >= low; i--) {
    const next = z[at + i]!;
    z[at + i + 1] = sines[i]! * next + cosines[i]! * carried;
    carried = cosines[i]! * next - sines[i]! * carried;
  }
  z[at + low] = carried;
}

/**
 * Applies two sweeps from the same `high` in one pass, the second one column behind the first, which takes half of the
 * loads and stores; two rows at a time, for the rotations of a row wait for each other. The bits are those of `turn`.
 */
function turnTwice(z: Float64Array, size: number, first: Sweep, second: Sweep): void {
  const { low, high, cosines, sines } = first;
  const { cosines: laterCosines, sines: laterSines } = second;
  let row = 0;
  for (; row + 1 < size; row += 2) {
    const one = row * size;
    const two = one + size;
    // What the first sweep carries, of each row, and the second.
    let a = z[one + high]!;
    let b = z[two + high]!;
    let i = high - 1;
    let cosine = cosines[i]!;
    let sine = sines[i]!;
    let nextA = z[one + i]!;
    let nextB = z[two + i]!;
    let laterA = sine * nextA + cosine * a;
    let laterB = sine * nextB + cosine * b;
    a = cosine * nextA - sine * a;
    b = cosine * nextB - sine * b;
    for (i = high - 2; i >= low; i--) {
      cosine = cosines[i]!;
      sine = sines[i]!;
      nextA = z[one + i]!;
      nextB = z[two + i]!;
      const doneA = sine * nextA + cosine * a;
      const doneB = sine * nextB + cosine * b;
      a = cosine * nextA - sine * a;
      b = cosine * nextB - sine * b;
      const laterCosine = laterCosines[i + 1]!;
      const laterSine = laterSines[i + 1]!;
      z[one + i + 2] = laterSine * doneA + laterCosine * laterA;
      z[two + i + 2] = laterSine * doneB + laterCosine * laterB;
      laterA = laterCosine * doneA - laterSine * laterA;
      laterB = laterCosine * doneB - laterSine * laterB;
    }
    if (second.low > low) {
      z[one + low + 1] = laterA;
      z[two + low + 1] = laterB;
      z[one + low] = a;
      z[two + low] = b;
    } else {
      const laterCosine = laterCosines[low]!;
      const laterSine = laterSines[low]!;
      z[one + low + 1] = laterSine * a + laterCosine * laterA;
      z[two + low + 1] = laterSine * b + laterCosine * laterB;
      z[one + low] = laterCosine * a - laterSine * laterA;
      z[two + low] = laterCosine * b - laterSine * laterB;
    }
  }
  if (row === size) return;
  turnRow(z, row * size, first);
  turnRow(z, row * size, second);
}

/** Eigenvalues ascending, the columns with them; of equal ones the earlier first. */
function inOrder(
  d: Float64Array,
  z: Float64Array,
  size: number,
  scale: number,
  vectors: Float64Array,
): SymmetricEigen {
  const order = Int32Array.from({ length: size }, (_, index) => index);
  order.sort((one, other) => d[one]! - d[other]! || one - other);
  for (let row = 0; row < size; row++) {
    const at = row * size;
    for (let column = 0; column < size; column++) vectors[at + column] = z[at + order[column]!]!;
  }
  return { values: Float64Array.from(order, (index) => scale * d[index]!), vectors };
}
