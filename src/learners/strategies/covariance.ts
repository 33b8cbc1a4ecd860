/**
 * Covariance matrices of a search distribution, full and diagonal, in float64. A step is y = B D z for a standard normal
 * z, where C = B D² Bᵀ; then C^(-1/2) y = B z.
 */
import { type EigenWorkspace, eigenWorkspace, symmetricEigen } from '../../numeric/symmetric-eigen.ts';
import type { Snapshot } from '../learner.ts';

/** Least variance in terms of the greatest: below it rounding has taken the place of what was learnt. */
const LEAST_SHARE = 1e-14;

export interface Covariance {
  /** Writes y = B D z for each of `count` rows of z, `[count][n]`. */
  transform(z: Float64Array, count: number, y: Float64Array): void;
  /** Writes B z, `[n]`. */
  rotate(z: Float64Array, into: Float64Array): void;
  /** C ← `keep` C + Σ_k shares_k v_k v_kᵀ, for rows v_k of `vectors`. */
  update(keep: number, shares: Float64Array, vectors: readonly Float64Array[]): void;
  /** Greatest over least variance. */
  condition(): number;
  /** √C_ii */
  deviation(coordinate: number): number;
  /** Writes principal axis number `axis`, by ascending variance or by coordinates, as long as its deviation, `[n]`. */
  axis(axis: number, into: Float64Array): void;
  state(): Snapshot['arrays'];
}

/** Diagonal covariance: B = I. */
export class DiagonalCovariance implements Covariance {
  readonly #variances: Float64Array;
  readonly #axes: Float64Array;

  constructor(n: number, arrays?: Snapshot['arrays']) {
    this.#variances = Float64Array.from(arrays?.variances ?? new Float64Array(n).fill(1));
    this.#axes = this.#variances.map(Math.sqrt);
  }

  transform(z: Float64Array, count: number, y: Float64Array): void {
    const axes = this.#axes;
    const { length } = axes;
    for (let row = 0; row < count; row++) {
      const at = row * length;
      for (let index = 0; index < length; index++) y[at + index] = axes[index]! * z[at + index]!;
    }
  }

  rotate(z: Float64Array, into: Float64Array): void {
    into.set(z);
  }

  update(keep: number, shares: Float64Array, vectors: readonly Float64Array[]): void {
    const variances = this.#variances;
    for (let index = 0; index < variances.length; index++) variances[index]! *= keep;
    for (const [k, vector] of vectors.entries()) {
      const share = shares[k]!;
      if (share === 0) continue;
      for (let index = 0; index < variances.length; index++)
        variances[index]! += share * vector[index]! * vector[index]!;
    }
    let greatest = 0;
    for (const variance of variances) greatest = Math.max(greatest, variance);
    for (let index = 0; index < variances.length; index++) {
      variances[index] = Math.max(variances[index]!, LEAST_SHARE * greatest);
      this.#axes[index] = Math.sqrt(variances[index]!);
    }
  }

  condition(): number {
    let [least, greatest] = [Number.POSITIVE_INFINITY, 0];
    for (const variance of this.#variances) {
      least = Math.min(least, variance);
      greatest = Math.max(greatest, variance);
    }
    return greatest / least;
  }

  deviation(coordinate: number): number {
    return this.#axes[coordinate]!;
  }

  axis(axis: number, into: Float64Array): void {
    into.fill(0);
    into[axis] = this.#axes[axis]!;
  }

  state(): Snapshot['arrays'] {
    return { variances: this.#variances.slice() };
  }
}

/**
 * Full covariance. Its eigenvectors, which cost O(n³), are found anew every `gap` updates, so that an update costs
 * O(n²) on average; until then steps have those of before.
 */
export class FullCovariance implements Covariance {
  readonly #n: number;
  readonly #gap: number;
  /** Lower half of C, row-major `[n][n]`. */
  readonly #matrix: Float64Array;
  /** B, row-major `[n][n]`, and D, `[n]`, ascending. */
  readonly #vectors: Float64Array;
  readonly #axes: Float64Array;
  /** Updates since B and D were found. */
  #age = 0;
  readonly #scaled: Float64Array;
  #workspace: EigenWorkspace | null = null;

  constructor(n: number, gap: number, arrays?: Snapshot['arrays']) {
    this.#n = n;
    this.#gap = gap;
    this.#matrix = arrays === undefined ? identity(n) : unpacked(arrays.covariance as Float64Array, n);
    this.#vectors = Float64Array.from(arrays?.vectors ?? identity(n));
    this.#axes = Float64Array.from(arrays?.axes ?? new Float64Array(n).fill(1));
    this.#age = arrays?.age?.[0] ?? 0;
    this.#scaled = new Float64Array(4 * n);
  }

  transform(z: Float64Array, count: number, y: Float64Array): void {
    let row = 0;
    for (; row + 3 < count; row += 4) this.#transformFour(z, row * this.#n, y);
    for (; row < count; row++) {
      const at = row * this.#n;
      const scaled = this.#scaled.subarray(0, this.#n);
      for (let index = 0; index < this.#n; index++) scaled[index] = this.#axes[index]! * z[at + index]!;
      multiply(this.#vectors, this.#n, scaled, y, at);
    }
  }

  /** Four rows in one pass over B. */
  #transformFour(z: Float64Array, at: number, y: Float64Array): void {
    const n = this.#n;
    const scaled = this.#scaled;
    const vectors = this.#vectors;
    const axes = this.#axes;
    for (let index = 0; index < n; index++) {
      const axis = axes[index]!;
      for (let row = 0; row < 4; row++) scaled[4 * index + row] = axis * z[at + row * n + index]!;
    }
    let out = 0;
    // Two rows of B at a time: eight sums, for which four numbers and two are loaded.
    for (; out + 1 < n; out += 2) {
      const from = out * n;
      const next = from + n;
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      let e = 0;
      let f = 0;
      let g = 0;
      let h = 0;
      for (let index = 0; index < n; index++) {
        const value = vectors[from + index]!;
        const other = vectors[next + index]!;
        const place = 4 * index;
        const one = scaled[place]!;
        const two = scaled[place + 1]!;
        const three = scaled[place + 2]!;
        const four = scaled[place + 3]!;
        a += value * one;
        b += value * two;
        c += value * three;
        d += value * four;
        e += other * one;
        f += other * two;
        g += other * three;
        h += other * four;
      }
      y[at + out] = a;
      y[at + n + out] = b;
      y[at + 2 * n + out] = c;
      y[at + 3 * n + out] = d;
      y[at + out + 1] = e;
      y[at + n + out + 1] = f;
      y[at + 2 * n + out + 1] = g;
      y[at + 3 * n + out + 1] = h;
    }
    if (out === n) return;
    for (let row = 0; row < 4; row++) {
      let sum = 0;
      for (let index = 0; index < n; index++) sum += vectors[out * n + index]! * scaled[4 * index + row]!;
      y[at + row * n + out] = sum;
    }
  }

  rotate(z: Float64Array, into: Float64Array): void {
    multiply(this.#vectors, this.#n, z, into, 0);
  }

  update(keep: number, shares: Float64Array, vectors: readonly Float64Array[]): void {
    const given = vectors.flatMap((vector, k) => (shares[k] === 0 ? [] : [{ vector, share: shares[k]! }]));
    // In eights, then fours and twos, so that a pass over the matrix has more to do for each entry; those that are missing
    // in the last one count for nothing.
    const of = (first: number, count: number): Addend[] =>
      Array.from({ length: count }, (_, k) => given[first + k] ?? { vector: given[0]!.vector, share: 0 });
    for (let first = 0; first === 0 || first < given.length; ) {
      const left = given.length - first;
      const count = left > 4 ? 8 : left > 2 ? 4 : 2;
      const factor = first === 0 ? keep : 1;
      ADDERS[count](this.#matrix, this.#n, factor, of(first, count));
      first += count;
    }
    this.#age++;
    if (this.#age >= this.#gap) this.#decompose();
  }

  condition(): number {
    const ratio = this.#axes[this.#n - 1]! / this.#axes[0]!;
    return ratio * ratio;
  }

  deviation(coordinate: number): number {
    return Math.sqrt(this.#matrix[coordinate * this.#n + coordinate]!);
  }

  axis(axis: number, into: Float64Array): void {
    for (let row = 0; row < this.#n; row++)
      into[row] = this.#axes[axis]! * this.#vectors[row * this.#n + axis]!;
  }

  state(): Snapshot['arrays'] {
    return {
      covariance: packed(this.#matrix, this.#n),
      vectors: this.#vectors.slice(),
      axes: this.#axes.slice(),
      age: Float64Array.of(this.#age),
    };
  }

  /** Finds B and D of C; where that fails, those of before stay. */
  #decompose(): void {
    this.#age = 0;
    this.#workspace ??= eigenWorkspace(this.#n);
    const found = symmetricEigen(this.#matrix, this.#n, this.#workspace);
    const greatest = found?.values[this.#n - 1] ?? 0;
    if (found === null || !(greatest > 0)) return;
    this.#vectors.set(found.vectors);
    for (let index = 0; index < this.#n; index++)
      this.#axes[index] = Math.sqrt(Math.max(found.values[index]!, LEAST_SHARE * greatest));
  }
}

interface Addend {
  readonly vector: Float64Array;
  readonly share: number;
}

/** Lower half of M ← keep M + Σ share v vᵀ over so many vectors, which are added in pairs. */
type Adder = (matrix: Float64Array, n: number, keep: number, vectors: readonly Addend[]) => void;

const addTwo: Adder = (matrix, n, keep, vectors) => {
  const [one, two] = vectors as readonly [Addend, Addend];
  const a = one.vector;
  const b = two.vector;
  for (let row = 0; row < n; row++) {
    const at = row * n;
    const shareA = one.share * a[row]!;
    const shareB = two.share * b[row]!;
    for (let column = 0; column <= row; column++)
      matrix[at + column] = keep * matrix[at + column]! + (shareA * a[column]! + shareB * b[column]!);
  }
};

const addFour: Adder = (matrix, n, keep, vectors) => {
  const [one, two, three, four] = vectors as readonly [Addend, Addend, Addend, Addend];
  const a = one.vector;
  const b = two.vector;
  const c = three.vector;
  const d = four.vector;
  for (let row = 0; row < n; row++) {
    const at = row * n;
    const shareA = one.share * a[row]!;
    const shareB = two.share * b[row]!;
    const shareC = three.share * c[row]!;
    const shareD = four.share * d[row]!;
    for (let column = 0; column <= row; column++) {
      matrix[at + column] =
        keep * matrix[at + column]! +
        (shareA * a[column]! + shareB * b[column]!) +
        (shareC * c[column]! + shareD * d[column]!);
    }
  }
};

const addEight: Adder = (matrix, n, keep, vectors) => {
  const [one, two, three, four, five, six, seven, eight] = vectors as readonly [
    ...[Addend, Addend, Addend, Addend],
    ...[Addend, Addend, Addend, Addend],
  ];
  const a = one.vector;
  const b = two.vector;
  const c = three.vector;
  const d = four.vector;
  const e = five.vector;
  const f = six.vector;
  const g = seven.vector;
  const h = eight.vector;
  for (let row = 0; row < n; row++) {
    const at = row * n;
    const shareA = one.share * a[row]!;
    const shareB = two.share * b[row]!;
    const shareC = three.share * c[row]!;
    const shareD = four.share * d[row]!;
    const shareE = five.share * e[row]!;
    const shareF = six.share * f[row]!;
    const shareG = seven.share * g[row]!;
    const shareH = eight.share * h[row]!;
    for (let column = 0; column <= row; column++) {
      matrix[at + column] =
        keep * matrix[at + column]! +
        (shareA * a[column]! + shareB * b[column]!) +
        (shareC * c[column]! + shareD * d[column]!) +
        (shareE * e[column]! + shareF * f[column]!) +
        (shareG * g[column]! + shareH * h[column]!);
    }
  }
};

const ADDERS = { 2: addTwo, 4: addFour, 8: addEight } as const;

/** into[at…] = M x for a row-major `[n][n]` matrix. */
function multiply(matrix: Float64Array, n: number, x: Float64Array, into: Float64Array, at: number): void {
  let row = 0;
  // Four sums at a time, for the additions of one wait for each other.
  for (; row + 3 < n; row += 4) {
    const one = row * n;
    const two = one + n;
    const three = two + n;
    const four = three + n;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let column = 0; column < n; column++) {
      const value = x[column]!;
      a += matrix[one + column]! * value;
      b += matrix[two + column]! * value;
      c += matrix[three + column]! * value;
      d += matrix[four + column]! * value;
    }
    into[at + row] = a;
    into[at + row + 1] = b;
    into[at + row + 2] = c;
    into[at + row + 3] = d;
  }
  for (; row < n; row++) {
    let sum = 0;
    for (let column = 0; column < n; column++) sum += matrix[row * n + column]! * x[column]!;
    into[at + row] = sum;
  }
}

function identity(n: number): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let row = 0; row < n; row++) matrix[row * n + row] = 1;
  return matrix;
}

/** Rows of the lower half, end to end. */
function packed(matrix: Float64Array, n: number): Float64Array {
  const lower = new Float64Array((n * (n + 1)) / 2);
  for (let row = 0; row < n; row++)
    lower.set(matrix.subarray(row * n, row * n + row + 1), (row * (row + 1)) / 2);
  return lower;
}

function unpacked(lower: Float64Array, n: number): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let row = 0; row < n; row++) {
    const from = (row * (row + 1)) / 2;
    matrix.set(lower.subarray(from, from + row + 1), row * n);
  }
  return matrix;
}
