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
  /** Measured time of a row × lane, relative to the widest tile, with rows counted in wholes of so many. */
  readonly cost: number;
  readonly counted: number;
}

/**
 * Shapes with 9, 10 and 8 accumulators of 256 bits. The first of equally good ones is chosen. Another choice would sum a
 * batch of several tiles in another order, so it does not follow the rows of a block.
 */
export const tileShapes: readonly TileShape[] = [
  { lanes: 24, rows: 3, cost: 1, counted: 3 },
  { lanes: 16, rows: 5, cost: 1.05, counted: 4 },
  { lanes: 8, rows: 8, cost: 1.3, counted: 8 },
];

/** Lanes of a tile with one sequence, whose products have units in the lanes of their vectors instead. */
export const singleLanes = 8;

/** Rows of the matrix that a block of such a product has: a multiple of 8, with 8 accumulators of 256 bits. */
export const singleRows = 64;

/**
 * Numbers of sequences for whose products units are in the lanes of vectors, in tiles of up to seven lanes more, with the
 * least hidden units for which that is faster (measured). Multiples of 10: a block of 16 rows × 5 sequences, or of 8 × 10,
 * has 10 accumulators of 256 bits.
 */
export const unitShapes: readonly { readonly lanes: number; readonly hidden: number }[] = [
  { lanes: 10, hidden: 64 },
  { lanes: 20, hidden: 128 },
];

/** Rows of the matrix that such a block has. */
export const unitRows = 16;

/** Bytes of a block's weights and inputs that such a product takes at once, so that they stay in the quickest cache. */
export const unitCache = 25_000;

/** Rows of either factor in a block of the outer products, which has its square of accumulators of 256 bits. */
export const outerRows = 3;

/** Steps that an outer product sums before it adds to its totals, few enough that their data stay in the cache. */
export const outerStretch = 16;

/** Panels of the first factor that are copied for an outer product at once. */
export const outerGroup = 12;

/**
 * Outer products that have units in the lanes of their vectors instead of sequences: where at most that share of the
 * lanes, `filled` eighths, has a sequence, both factors have at least so many rows. Measured.
 */
export const unitOuter: readonly { readonly filled: number; readonly rows: number }[] = [
  { filled: 1, rows: 4 },
  { filled: 5, rows: 16 },
  { filled: 7, rows: 64 },
  { filled: 8, rows: 256 },
];

/** True for an outer product that has units in the lanes of its vectors. */
export function isUnitOuter(rowsA: number, rowsB: number, lanes: number, width: number): boolean {
  return unitOuter.some(({ filled, rows }) => 8 * lanes <= filled * width && Math.min(rowsA, rowsB) >= rows);
}

/** Rows of its first factor that are copied side by side, a multiple of 4, 5 and 10. */
export const unitChunk = 20;

/** Rows of its second factor that are copied side by side: a multiple of 16. */
export const unitPanel = 16;

/**
 * Bytes of the totals beyond which they do not stay in the cache from one stretch to the next. So many steps and chunks
 * are copied at once there, else one stretch and one chunk.
 */
export const unitLarge = 2 ** 24;
export const unitVisit = 16 * outerStretch;
export const unitChunks = 5;
