/**
 * One sequence in a tile of eight lanes, the paper's way with music. All lanes go through the forward pass alike, and of
 * the way back the first alone has signals; so products put units into the lanes of vectors (productSingle in
 * product.generated), and the weight products, here, read the first lane alone. Every sum has the order that it has in
 * a full tile, so the bits are the same.
 */
import { Plan } from './layout';
import { accumulate, reduce } from './outer.generated';
import { blockRows, product, widest } from './product.generated';

/** Steps that are summed from zero, as in scripts/kernels/outer.ts, and bytes of a row of the tile. */
const STRETCH: i32 = 16;
const ROW: usize = 32;

/** Sets all lanes but the first to 0. */
export function keepFirstLane(x: usize, rows: i32): void {
  const zero = f32x4.splat(0);
  for (const end = x + (rows as usize) * ROW; x < end; x += ROW) {
    v128.store(x, v128.load32_zero(x));
    v128.store(x, zero, 16);
  }
}

/** Adds `total[i][j] += Σ_step Σ_lane a[step][i][lane] · b[step][j][lane]`, as `accumulate` does. */
export function addOuter(
  plan: Plan,
  totals: usize,
  a: usize,
  rowsA: i32,
  stepA: i32,
  b: usize,
  rowsB: i32,
  stepB: i32,
  steps: i32,
): void {
  const copies = plan.outerCopies;
  if (plan.productWidth != 1) {
    accumulate(plan.width, copies, totals, a, rowsA, stepA, b, rowsB, stepB, steps);
    return;
  }
  for (let done = 0; done < steps; done += STRETCH) {
    const count = min(STRETCH, steps - done);
    addStretch(copies, totals, a + done * stepA, rowsA, stepA, b + done * stepB, rowsB, stepB, count);
  }
}

/**
 * Adds a stretch. The product's matrix is a, a column a step, and its lanes are rows of b; totals are
 * `[rows of b to whole widths][rows of a to whole blocks][widest]`.
 */
function addStretch(
  copies: usize,
  totals: usize,
  a: usize,
  rowsA: i32,
  stepA: i32,
  b: usize,
  rowsB: i32,
  stepB: i32,
  steps: i32,
): void {
  const lanes = widest();
  const padded = paddedRows(rowsA);
  const size = (padded * lanes) << 2;
  const panel = copies + ((padded * (STRETCH + 1)) << 2);
  const sums = panel + ((STRETCH * lanes) << 2);
  packFirstLane(copies, a, rowsA, stepA, steps);
  for (let first = 0; first < rowsB; first += lanes) {
    copyFirstLane(panel, lanes, b + (first as usize) * ROW, min(lanes, rowsB - first), stepB, steps);
    product(lanes, sums, copies, rowsA, panel, steps, 0, 0, false);
    for (let at: usize = 0; at < (size as usize); at += 32) {
      const low = f32x4.add(v128.load(totals + at), v128.load(sums + at));
      const high = f32x4.add(v128.load(totals + at, 16), v128.load(sums + at, 16));
      v128.store(totals + at, low);
      v128.store(totals + at, high, 16);
    }
    totals += size;
  }
}

/** Rows to whole blocks of the product on the widest tiles. */
@inline
function paddedRows(rows: i32): i32 {
  const block = blockRows(widest());
  return ((rows + block - 1) / block) * block;
}

/** Packs the first lane of `[steps][rows]` as a matrix of a column a step, without biases. */
function packFirstLane(out: usize, x: usize, rows: i32, stepBytes: i32, steps: i32): void {
  const block = blockRows(widest());
  const stride = (block as usize) << 2;
  for (let row = 0; row < rows; row += block) {
    for (let r = 0; r < block; r++) {
      const inside = row + r < rows;
      let from = x + ((row + r) as usize) * ROW;
      let target = out + ((r as usize) << 2);
      store<f32>(target, 0);
      for (let step = 0; step < steps; step++, from += stepBytes) {
        target += stride;
        store<f32>(target, inside ? load<f32>(from) : 0);
      }
    }
    out += stride * (steps + 1);
  }
}

/** Copies the first lane of `[steps][rows]` to `[steps][lanes]`, with 0 where there are fewer rows than lanes. */
function copyFirstLane(out: usize, lanes: i32, x: usize, rows: i32, stepBytes: i32, steps: i32): void {
  for (let step = 0; step < steps; step++, x += stepBytes) {
    let from = x;
    for (let row = 0; row < lanes; row++, from += ROW, out += 4) {
      store<f32>(out, row < rows ? load<f32>(from) : 0);
    }
  }
}

/** Adds the totals, times `factor`, to `out`, as `reduce` does. */
export function reduceOuter(
  plan: Plan,
  totals: usize,
  rowsA: i32,
  rowsB: i32,
  out: usize,
  stride: i32,
  factor: f32,
): void {
  if (plan.productWidth != 1) {
    reduce(totals, rowsA, rowsB, out, stride, factor);
    return;
  }
  const lanes = widest();
  const rowBytes = (lanes as usize) << 2;
  for (let first = 0; first < rowsB; first += lanes) {
    const count = min(lanes, rowsB - first);
    for (let row = 0; row < rowsA; row++) {
      let target = out + (((row * stride + first) as usize) << 2);
      const from = totals + (row as usize) * rowBytes;
      let lane = 0;
      for (; lane + 4 <= count; lane += 4, target += 16) {
        const more = f32x4.mul(f32x4.splat(factor), v128.load(from + ((lane as usize) << 2)));
        v128.store(target, f32x4.add(v128.load(target), more));
      }
      for (; lane < count; lane++, target += 4) {
        store<f32>(target, load<f32>(target) + factor * load<f32>(from + ((lane as usize) << 2)));
      }
    }
    totals += (paddedRows(rowsA) as usize) * rowBytes;
  }
}
