/**
 * Gram matrix of rows in float64: G += Xᵀ X, its upper half by tiles. A tile is 4 rows by 8 columns in registers, over
 * panels of 8 columns of X. Each entry is summed row after row, from its former value on, so that blocks of any length
 * give the same bits.
 */

/** Columns of a panel. */
export const PANEL: i32 = 8;
/** Panels of a group: two groups of packed rows lie in the cache of a core while all their tiles are summed. */
const GROUP: i32 = 8;

/**
 * Packs `count` rows, `[count][width]`, into panels, `[width / 8][count][8]`, with 0 beyond the width.
 * @param stride the width, rounded up to whole panels
 */
export function packPanels(rows: usize, width: i32, stride: i32, count: i32, panels: usize): void {
  const row = <usize>width << 3;
  const end = rows + row * count;
  let to = panels;
  let first = 0;
  for (; first <= width - PANEL; first += PANEL) {
    for (let from = rows + (<usize>first << 3); from < end; from += row, to += PANEL << 3) {
      v128.store(to, v128.load(from, 0), 0);
      v128.store(to, v128.load(from, 16), 16);
      v128.store(to, v128.load(from, 32), 32);
      v128.store(to, v128.load(from, 48), 48);
    }
  }
  if (first >= stride) return;
  for (let from = rows + (<usize>first << 3); from < end; from += row, to += PANEL << 3) {
    for (let column = 0; column < PANEL; column++) {
      const value = first + column < width ? load<f64>(from + (<usize>column << 3)) : 0;
      store<f64>(to + (<usize>column << 3), value);
    }
  }
}

/**
 * Adds Yᵀ X of packed rows to the tiles of `gram`, `[stride][stride]`, on and above its diagonal, in rows of the panels
 * number `from` to `until` and columns of panels from `from` on. `until` is the last panel, or lies whole groups of 8
 * behind `from`. Y is X for the Gram matrix, and -X to take it away.
 */
export function addGram(gram: usize, stride: i32, y: usize, x: usize, count: i32, from: i32, until: i32): void {
  const last = stride / PANEL;
  for (let first = from; first < until; first += GROUP)
    for (let other = first; other < last; other += GROUP)
      addGroups(gram, stride, y, x, count, first, other, last);
}

/** Tiles of the panels of a group with those of another, or of its own. */
function addGroups(
  gram: usize,
  stride: i32,
  y: usize,
  x: usize,
  count: i32,
  first: i32,
  other: i32,
  last: i32,
): void {
  const bytes = <usize>(count * PANEL) << 3;
  for (let p = first; p < min(first + GROUP, last); p++) {
    const left = y + p * bytes;
    for (let q = max(p, other); q < min(other + GROUP, last); q++) {
      const right = x + q * bytes;
      for (let half = 0; half < PANEL; half += 4) {
        const tile = gram + (<usize>((p * PANEL + half) * stride + q * PANEL) << 3);
        addTile(tile, <usize>stride << 3, left + (<usize>half << 3), right, count);
      }
    }
  }
}

/** One tile; `left` are 4 columns of a panel, `right` the 8 of another. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function addTile(tile: usize, row: usize, left: usize, right: usize, count: i32): void {
  const second = tile + row, third = second + row, fourth = third + row;
  let a0 = v128.load(tile, 0), a1 = v128.load(tile, 16), a2 = v128.load(tile, 32), a3 = v128.load(tile, 48);
  let b0 = v128.load(second, 0), b1 = v128.load(second, 16);
  let b2 = v128.load(second, 32), b3 = v128.load(second, 48);
  let c0 = v128.load(third, 0), c1 = v128.load(third, 16), c2 = v128.load(third, 32), c3 = v128.load(third, 48);
  let d0 = v128.load(fourth, 0), d1 = v128.load(fourth, 16);
  let d2 = v128.load(fourth, 32), d3 = v128.load(fourth, 48);
  for (let step = 0; step < count; step++, left += 64, right += 64) {
    const r0 = v128.load(right, 0), r1 = v128.load(right, 16);
    const r2 = v128.load(right, 32), r3 = v128.load(right, 48);
    let l = v128.load64_splat(left, 0);
    a0 = f64x2.add(a0, f64x2.mul(l, r0));
    a1 = f64x2.add(a1, f64x2.mul(l, r1));
    a2 = f64x2.add(a2, f64x2.mul(l, r2));
    a3 = f64x2.add(a3, f64x2.mul(l, r3));
    l = v128.load64_splat(left, 8);
    b0 = f64x2.add(b0, f64x2.mul(l, r0));
    b1 = f64x2.add(b1, f64x2.mul(l, r1));
    b2 = f64x2.add(b2, f64x2.mul(l, r2));
    b3 = f64x2.add(b3, f64x2.mul(l, r3));
    l = v128.load64_splat(left, 16);
    c0 = f64x2.add(c0, f64x2.mul(l, r0));
    c1 = f64x2.add(c1, f64x2.mul(l, r1));
    c2 = f64x2.add(c2, f64x2.mul(l, r2));
    c3 = f64x2.add(c3, f64x2.mul(l, r3));
    l = v128.load64_splat(left, 24);
    d0 = f64x2.add(d0, f64x2.mul(l, r0));
    d1 = f64x2.add(d1, f64x2.mul(l, r1));
    d2 = f64x2.add(d2, f64x2.mul(l, r2));
    d3 = f64x2.add(d3, f64x2.mul(l, r3));
  }
  v128.store(tile, a0, 0);
  v128.store(tile, a1, 16);
  v128.store(tile, a2, 32);
  v128.store(tile, a3, 48);
  v128.store(second, b0, 0);
  v128.store(second, b1, 16);
  v128.store(second, b2, 32);
  v128.store(second, b3, 48);
  v128.store(third, c0, 0);
  v128.store(third, c1, 16);
  v128.store(third, c2, 32);
  v128.store(third, c3, 48);
  v128.store(fourth, d0, 0);
  v128.store(fourth, d1, 16);
  v128.store(fourth, d2, 32);
  v128.store(fourth, d3, 48);
}
