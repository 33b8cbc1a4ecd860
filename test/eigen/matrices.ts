/**
 * The 1,000 matrices on which eigenvalues are held to LAPACK's: those of `matrices.py` bit for bit, which made the radii
 * in `lapack-radii.csv` with numpy. Sizes 1 to 60, of integers 1 to 6, of Jordan forms 1 to 12.
 */

export interface TestMatrix {
  readonly size: number;
  /** `[size×size]`, row-major. */
  readonly entries: Float64Array;
  /** Length of its longest Jordan chain, or more: a radius moves by a rounding's root of that order. */
  readonly chain: number;
}

type Rows = number[][];

/** Numerical Recipes' linear congruential generator, mod 2^32. */
class Lcg {
  #x: number;

  constructor(seed: number) {
    this.#x = seed >>> 0;
  }

  next(): number {
    this.#x = (Math.imul(1664525, this.#x) + 1013904223) >>> 0;
    return this.#x;
  }

  /** In [-1, 1). */
  uniform(): number {
    return this.next() / 2147483648 - 1;
  }

  integer(below: number): number {
    return Math.floor((this.next() * below) / 4294967296);
  }
}

/** Entries are made in row-major order. */
function matrixOf(size: number, entry: (row: number, column: number) => number): Rows {
  return Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (_, column) => entry(row, column)),
  );
}

const uniforms = (lcg: Lcg, size: number): Rows => matrixOf(size, () => lcg.uniform());
const transposed = (matrix: Rows): Rows => matrixOf(matrix.length, (row, column) => matrix[column]![row]!);

/** Summed in ascending order of the inner index. */
function product(left: Rows, right: Rows): Rows {
  return matrixOf(left.length, (row, column) =>
    right.reduce((sum, from, inner) => sum + left[row]![inner]! * from[column]!, 0),
  );
}

function householder(lcg: Lcg, size: number): Rows {
  const v = Array.from({ length: size }, () => lcg.integer(9) - 4);
  v[0] ||= 1;
  const square = v.reduce((sum, value) => sum + value * value, 0);
  return matrixOf(size, (row, column) => (row === column ? 1 : 0) - (2 * v[row]! * v[column]!) / square);
}

function orthogonal(lcg: Lcg, size: number): Rows {
  const left = householder(lcg, size);
  return product(left, householder(lcg, size));
}

/** The rows and columns in another order, the same for both. */
function shuffled(lcg: Lcg, matrix: Rows): Rows {
  const order = matrix.map((_, index) => index);
  for (let index = matrix.length - 1; index > 0; index--) {
    const other = lcg.integer(index + 1);
    const kept = order[index]!;
    order[index] = order[other]!;
    order[other] = kept;
  }
  return matrixOf(matrix.length, (row, column) => matrix[order[row]!]![order[column]!]!);
}

/** Blocks of `chain` equal values with ones above the diagonal. */
function jordan(values: readonly number[], chain: number): Rows {
  return matrixOf(values.length, (row, column) => {
    if (row === column) return values[Math.floor(row / chain)]!;
    return column === row + 1 && column % chain !== 0 ? 1 : 0;
  });
}

/** Similar, by integer shears: row i gains c times row j, then column j loses c times column i. Exact for integers. */
function sheared(lcg: Lcg, matrix: Rows): Rows {
  const size = matrix.length;
  for (let shear = 0; shear < 2 * size; shear++) {
    const i = lcg.integer(size);
    const j = lcg.integer(size);
    const c = lcg.integer(3) - 1;
    if (i === j) continue;
    for (let column = 0; column < size; column++) matrix[i]![column]! += c * matrix[j]![column]!;
    for (const row of matrix) row[j]! -= c * row[i]!;
  }
  return matrix;
}

const sum = (left: Rows, factor: number, right: Rows): Rows =>
  matrixOf(left.length, (row, column) => left[row]![column]! + factor * right[row]![column]!);
const scaledIdentity = (size: number, value: number): Rows =>
  matrixOf(size, (row, column) => (row === column ? value : 0));
const chainOf = (number: number): number => 2 + (number % 4);

type Family = (lcg: Lcg, size: number, number: number) => Rows;

/** In the order of `matrices.py`, whose seeds count them. */
const families: readonly {
  readonly name: string;
  readonly count: number;
  readonly largest: number;
  readonly chain?: (number: number) => number;
  readonly make: Family;
}[] = [
  { name: 'random', count: 150, largest: 60, make: uniforms },
  {
    name: 'sparse',
    count: 50,
    largest: 60,
    make: (lcg, size) => matrixOf(size, () => (lcg.integer(size) < 5 ? lcg.uniform() : 0)),
  },
  {
    name: 'integers',
    count: 100,
    largest: 6,
    chain: () => 3,
    make: (lcg, size) => matrixOf(size, () => lcg.integer(3) - 1),
  },
  {
    name: 'near-identity',
    count: 150,
    largest: 60,
    make(lcg, size, number) {
      const scale = 0.5 + 0.5 * lcg.integer(4);
      return sum(
        scaledIdentity(size, scale),
        [0, 1e-16, 1e-12, 1e-8, 1e-5, 1e-3][number % 6]!,
        uniforms(lcg, size),
      );
    },
  },
  {
    name: 'orthogonal',
    count: 120,
    largest: 60,
    make: (lcg, size, number) =>
      number % 3 === 0
        ? shuffled(
            lcg,
            matrixOf(size, (row, column) => (row === (column + 1) % size ? 1 : 0)),
          )
        : orthogonal(lcg, size),
  },
  {
    name: 'near-orthogonal',
    count: 60,
    largest: 60,
    make(lcg, size, number) {
      const q = orthogonal(lcg, size);
      return sum(q, [1e-14, 1e-9, 1e-4][number % 3]!, uniforms(lcg, size));
    },
  },
  {
    name: 'nearly-equal',
    count: 120,
    largest: 60,
    make(lcg, size, number) {
      const q = orthogonal(lcg, size);
      const gap = [1e-15, 1e-10, 1e-6, 1e-3][number % 4]!;
      const values = Array.from({ length: size }, () => 1 + gap * lcg.uniform());
      const diagonal = matrixOf(size, (row, column) => (row === column ? values[row]! : 0));
      return product(product(q, diagonal), transposed(q));
    },
  },
  {
    name: 'defective',
    count: 100,
    largest: 12,
    chain: chainOf,
    make(lcg, size, number) {
      const values = Array.from({ length: size }, () => lcg.integer(7) - 3);
      return sheared(lcg, jordan(values, chainOf(number)));
    },
  },
  {
    name: 'nilpotent',
    count: 100,
    largest: 12,
    chain: chainOf,
    make: (lcg, size, number) => sheared(lcg, jordan(new Array(size).fill(0), chainOf(number))),
  },
  {
    name: 'rank-one',
    count: 50,
    largest: 60,
    make(lcg, size) {
      const u = Array.from({ length: size }, () => lcg.uniform());
      const v = Array.from({ length: size }, () => lcg.uniform());
      return matrixOf(size, (row, column) => u[row]! * v[column]!);
    },
  },
];

/** The matrices of each family, by its name. */
export function testMatrices(): ReadonlyMap<string, readonly TestMatrix[]> {
  return new Map(
    families.map(({ name, count, largest, chain, make }, which) => [
      name,
      Array.from({ length: count }, (_, number) => {
        const lcg = new Lcg(7919 * (1000 * which + number) + 17);
        const size = 1 + lcg.integer(largest);
        const entries = Float64Array.from(make(lcg, size, number).flat());
        return { size, entries, chain: chain?.(number) ?? 1 };
      }),
    ]),
  );
}
