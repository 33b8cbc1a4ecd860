/**
 * Eigenvalues and eigenvectors of a real symmetric matrix in float64: Householder's reduction to tridiagonal form, then
 * the implicit QL iteration as in EISPACK's `tql2`. Golub & Van Loan, "Matrix Computations", 8.3. A first iteration finds
 * the eigenvalues alone, in O(size²); they are the shifts of the second, which turns the vectors and so needs fewer sweeps.
 * Only + - × / and square roots in a fixed order, so every machine has the same bits.
 *
 * About 7 size³ floating-point operations, all over rows of matrices in their order in memory.
 */
import { iterate } from './ql-iteration.ts';
import { multiplyReflectors, type Tridiagonal, tridiagonalise } from './tridiagonal.ts';

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
