/**
 * One sequence in a tile of eight lanes, the paper's way with music. All lanes go through the forward pass alike, and of
 * the way back the first alone has signals. Products put units into the lanes of vectors (productSingle in
 * product.generated). Every sum has the order that it has in a full tile, so the bits are the same.
 */

/** Bytes of a row of the tile. */
const ROW: usize = 32;

/** Sets all lanes but the first to 0. */
export function keepFirstLane(x: usize, rows: i32): void {
  const zero = f32x4.splat(0);
  for (const end = x + (rows as usize) * ROW; x < end; x += ROW) {
    v128.store(x, v128.load32_zero(x));
    v128.store(x, zero, 16);
  }
}
