/**
 * Cholesky factor of a symmetric matrix in float64, R with Rᵀ R = A, in blocks of 64 rows: a block is factorised, and its
 * rows are then taken away from all rows below by the tiles of the Gram matrix (right-looking; Golub & Van Loan, "Matrix
 * Computations", 4.2). Each entry is summed row after row, as by `choleskyFactor` in src/numeric/cholesky.ts, and has the
 * bits of that.
 */
import { addGram, PANEL } from './gram';

/** Rows of a block. */
const BLOCK: i32 = 64;
/** Bytes of 8 numbers, a row of a panel. */
const WIDE: usize = 64;

/**
 * Bytes of the room that the factorisation takes: the diagonal of A, `[stride]`; Rᵀ of a block's corner, `[64][64]`; the panels
 * of its rows, `[stride / 8][64][8]`, and the same negated.
 */
export function factorRoom(stride: i32): i32 {
  return (stride + BLOCK * BLOCK + 2 * BLOCK * stride) << 3;
}

/** Prepares the room for the blocks of A: keeps its diagonal. */
export function beginFactor(matrix: usize, stride: i32, size: i32, room: usize): void {
  const row = <usize>stride << 3;
  for (let at: usize = 0; at < <usize>size; at++)
    store<f64>(room + (at << 3), load<f64>(matrix + at * (row + 8)));
}

/**
 * Factorises the block that begins at row `first`, a multiple of 64, among the first `size` rows and columns of A, in
 * place; the rows of R go on over the further columns. The blocks before are done.
 * @param matrix A, `[stride][stride]`, of which the upper half counts; `stride` is a multiple of 8
 * @param least share of its entry of A above which a pivot must be
 * @param room of `factorRoom` bytes, as `beginFactor` left it
 * @returns the row at which the next block begins; 0 where a pivot is too small or not a number
 */
export function factorBlock(
  matrix: usize,
  stride: i32,
  size: i32,
  least: f64,
  room: usize,
  first: i32,
): i32 {
  const row = <usize>stride << 3;
  const shares = room + row;
  const x = shares + (<usize>(BLOCK * BLOCK) << 3);
  const y = x + BLOCK * row;
  const count = min(BLOCK, size - first);
  const next = (first + count + PANEL - 1) / PANEL;
  const corner = matrix + <usize>first * (row + 8);
  const width = next * PANEL - first;
  const diagonal = room + (<usize>first << 3);
  if (factorCorner(corner, row, count, width, least, diagonal) == 0) return 0;
  for (let i: usize = 0; i < <usize>count; i++) {
    const own = shares + ((i * BLOCK) << 3);
    for (let k: usize = 0; k < i; k++) store<f64>(own + (k << 3), load<f64>(corner + k * row + (i << 3)));
    store<f64>(own + (i << 3), load<f64>(diagonal + (i << 3)));
  }
  const last = stride / PANEL;
  for (let panel = next; panel < last; panel++) {
    const offset = <usize>(panel * BLOCK) * WIDE;
    const from = matrix + <usize>first * row + <usize>panel * WIDE;
    solvePanel(from, row, count, shares, x + offset, y + offset);
  }
  // A block that is not whole is the last one.
  if (count == BLOCK) addGram(matrix, stride, y, x, BLOCK, next, last);
  return first + count;
}

/**
 * Factorises the corner of a block, its first `width` columns, row by row. In place of A's diagonal it leaves the roots
 * of the pivots, from which R's may differ in the last bit. Returns 0 where a pivot is too small.
 */
function factorCorner(corner: usize, row: usize, count: i32, width: i32, least: f64, diagonal: usize): i32 {
  for (let i = 0; i < count; i++) {
    const own = corner + <usize>i * row;
    const begin = <usize>i << 3, end = <usize>width << 3;
    for (let k = 0; k < i; k++) {
      const other = corner + <usize>k * row;
      const share = load<f64>(other + begin);
      for (let at = begin; at < end; at += 8)
        store<f64>(own + at, load<f64>(own + at) - share * load<f64>(other + at));
    }
    const pivot = load<f64>(own + begin);
    if (!(pivot > least * load<f64>(diagonal + begin))) return 0;
    const root = sqrt<f64>(pivot);
    store<f64>(diagonal + begin, root);
    for (let at = begin; at < end; at += 8) store<f64>(own + at, load<f64>(own + at) / root);
  }
  return 1;
}

/**
 * Solves for a block's rows in 8 columns.
 * @param from those columns, of which they take the place
 * @param shares Rᵀ of the block's corner, `[64][64]`, with the roots of its pivots on the diagonal
 * @param x place of a packed copy, `[64][8]`, and y of a negated one
 */
function solvePanel(from: usize, row: usize, count: i32, shares: usize, x: usize, y: usize): void {
  let own = x;
  for (let i = 0; i < count; i++, from += row, own += WIDE, y += WIDE) {
    let a = v128.load(from, 0), b = v128.load(from, 16), c = v128.load(from, 32), d = v128.load(from, 48);
    let at = shares + (<usize>(i * BLOCK) << 3);
    for (let other = x; other < own; other += WIDE, at += 8) {
      const share = v128.load64_splat(at);
      a = f64x2.sub(a, f64x2.mul(share, v128.load(other, 0)));
      b = f64x2.sub(b, f64x2.mul(share, v128.load(other, 16)));
      c = f64x2.sub(c, f64x2.mul(share, v128.load(other, 32)));
      d = f64x2.sub(d, f64x2.mul(share, v128.load(other, 48)));
    }
    const root = v128.load64_splat(at);
    a = f64x2.div(a, root);
    b = f64x2.div(b, root);
    c = f64x2.div(c, root);
    d = f64x2.div(d, root);
    v128.store(own, a, 0);
    v128.store(own, b, 16);
    v128.store(own, c, 32);
    v128.store(own, d, 48);
    v128.store(from, a, 0);
    v128.store(from, b, 16);
    v128.store(from, c, 32);
    v128.store(from, d, 48);
    v128.store(y, f64x2.neg(a), 0);
    v128.store(y, f64x2.neg(b), 16);
    v128.store(y, f64x2.neg(c), 32);
    v128.store(y, f64x2.neg(d), 48);
  }
}
