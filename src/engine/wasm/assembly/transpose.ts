/** Blocks of a tile, `[row][lane]`, from and to the sums of each lane side by side, `[lane][size]`. */

/** Transposes the first `rows` rows, a multiple of four, of sums of `size` rows to all `width` lanes. */
export function toLanes(out: usize, width: i32, side: usize, size: i32, rows: i32): void {
  for (let lane = 0; lane < width; lane += 4) {
    const to = out + ((lane as usize) << 2);
    transpose(to, (width as usize) << 2, side + (((lane * size) as usize) << 2), (size as usize) << 2, rows);
  }
}

/** Transposes `size` rows, a multiple of four, of the first lanes; those behind them become 0. */
export function fromLanes(side: usize, size: i32, rows: usize, width: i32, lanes: i32): void {
  const bytes = (size as usize) << 2;
  for (let row = 0; row < size; row += 4) {
    const from = rows + (((row * width) as usize) << 2);
    transpose(side + ((row as usize) << 2), bytes, from, (width as usize) << 2, width);
  }
  memory.fill(side + (lanes as usize) * bytes, 0, ((width - lanes) as usize) * bytes);
}

/** Copies 16 rows to each of the first lanes. */
export function fill(side: usize, lanes: i32, rows: usize): void {
  for (let lane = 0; lane < lanes; lane++) memory.copy(side + ((lane as usize) << 6), rows, 64);
}

/** `out[column][0..3] = from[0..3][column]` for `columns` columns, a multiple of four; strides are in bytes. */
@inline
function transpose(out: usize, outStride: usize, from: usize, stride: usize, columns: i32): void {
  for (let column = 0; column < columns; column += 4, from += 16, out += 4 * outStride) {
    transposeFour(out, outStride, from, stride);
  }
}

/** `out[0..3][0..3]`, transposed, from `from`; strides are in bytes. */
@inline
export function transposeFour(out: usize, outStride: usize, from: usize, stride: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + stride);
  const c = v128.load(from + 2 * stride);
  const d = v128.load(from + 3 * stride);
  const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<f64>(abLow, cdLow, 0, 2));
  v128.store(out + outStride, v128.shuffle<f64>(abLow, cdLow, 1, 3));
  v128.store(out + 2 * outStride, v128.shuffle<f64>(abHigh, cdHigh, 0, 2));
  v128.store(out + 3 * outStride, v128.shuffle<f64>(abHigh, cdHigh, 1, 3));
}
