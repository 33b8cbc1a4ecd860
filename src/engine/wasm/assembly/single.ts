/**
 * One sequence in a tile of eight lanes, the paper's way with music. All lanes go through the forward pass alike, and of
 * the way back the first alone has signals. Products put units into the lanes of vectors (productSingle in
 * product.generated). Every sum has the order that it has in a full tile, so the bits are the same.
 */

import { activate } from './units';

/** Bytes of a row of the tile. */
const ROW: usize = 32;

/** Rows whose first lanes are moved side by side at once, and their place. */
const ROWS: i32 = 64;
const SIDE = memory.data(4 * 64, 64);

/** Applies f to a state whose lanes are all alike: to the first one, which then goes to all. */
export function activateAlike(unit: i32, state: usize, rows: i32): void {
  for (; rows > 0; rows -= ROWS) {
    const end = SIDE + ((min(rows, ROWS) as usize) << 2);
    let from = state;
    for (let to = SIDE; to < end; to += 4, from += ROW) store<f32>(to, load<f32>(from));
    activate(unit, SIDE, min(rows, ROWS));
    for (let at = SIDE; at < end; at += 4, state += ROW) {
      const all = v128.load32_splat(at);
      v128.store(state, all);
      v128.store(state, all, 16);
    }
  }
}

/** Sets all lanes but the first to 0. */
export function keepFirstLane(x: usize, rows: i32): void {
  const zero = f32x4.splat(0);
  for (const end = x + (rows as usize) * ROW; x < end; x += ROW) {
    v128.store(x, v128.load32_zero(x));
    v128.store(x, zero, 16);
  }
}
