/**
 * Shapes of the register blocks of the matrix products. Another width or another number of rows needs a change of this
 * list alone: the build generates kernels from it (scripts/kernels), and the memory layout and the choice of a width
 * (workspace.ts) read it.
 */

/** Width of tiles, and the register block that multiplies a packed matrix by such a tile. */
export interface TileShape {
  /** Number of sequences side by side: a multiple of 8, two vectors, which V8 pairs to one of 256 bits. */
  readonly lanes: number;
  /** Rows of the matrix that a block has. Its rows × lanes / 8 accumulators must fit into 16 registers of 256 bits. */
  readonly rows: number;
  /** Measured time of a row × lane, relative to the widest tile. */
  readonly cost: number;
}

/** Shapes with 9, 8 and 8 accumulators of 256 bits. The first of equally good ones is chosen. */
export const tileShapes: readonly TileShape[] = [
  { lanes: 24, rows: 3, cost: 1 },
  { lanes: 16, rows: 4, cost: 1.05 },
  { lanes: 8, rows: 8, cost: 1.3 },
];

/** Lanes of a tile with one sequence, whose products have units in the lanes of their vectors instead. */
export const singleLanes = 8;

/** Rows of the matrix that a block of such a product has: a multiple of 8, with 8 accumulators of 256 bits. */
export const singleRows = 64;

/** Rows of either factor in a block of the outer products, which has its square of accumulators of 256 bits. */
export const outerRows = 3;

/** Steps that an outer product sums before it adds to its totals, few enough that their data stay in the cache. */
export const outerStretch = 16;

/** Panels of the first factor that are copied for an outer product at once. */
export const outerGroup = 12;
