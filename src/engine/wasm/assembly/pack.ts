/** Packing of weights into the order in which kernels read them. */

/**
 * Packs `[bias | first matrix | second matrix]` into panels of `block` rows for `product`. A matrix is given by its
 * address and the strides of its rows and columns (so a transpose costs nothing); `bias` 0 stands for zeros. Rows
 * beyond `rows` become zeros.
 */
export function pack(
  out: usize,
  block: i32,
  rows: i32,
  bias: usize,
  first: usize,
  firstColumns: i32,
  firstRow: i32,
  firstColumn: i32,
  second: usize,
  secondColumns: i32,
  secondRow: i32,
  secondColumn: i32,
): void {
  const stride = (block as usize) << 2;
  for (let row = 0; row < rows; row += block) {
    for (let r = 0; r < block; r++) {
      let target = out + ((r as usize) << 2);
      const inside = row + r < rows;
      store<f32>(target, inside && bias != 0 ? load<f32>(bias + (((row + r) as usize) << 2)) : 0);
      target += stride;
      target = copyRow(target, stride, inside, first, row + r, firstColumns, firstRow, firstColumn);
      copyRow(target, stride, inside, second, row + r, secondColumns, secondRow, secondColumn);
    }
    out += stride * (1 + firstColumns + secondColumns);
  }
}

/** Packs one row of a matrix, its numbers `stride` bytes apart. Returns the address of the next. */
@inline
function copyRow(
  target: usize,
  stride: usize,
  inside: bool,
  matrix: usize,
  row: i32,
  columns: i32,
  rowStep: i32,
  columnStep: i32,
): usize {
  let source = matrix + ((row * rowStep) << 2);
  const step = columnStep << 2;
  for (let column = 0; column < columns; column++) {
    store<f32>(target, inside ? load<f32>(source) : 0);
    source += step;
    target += stride;
  }
  return target;
}

/**
 * `table[symbol][sum] = W_in[sum][symbol] + b[sum]`, without W_in from the sum `weighed` on; a symbol's row has `rows`
 * numbers.
 */
export function packTable(
  table: usize,
  rows: i32,
  sums: i32,
  weighed: i32,
  symbols: i32,
  weights: usize,
  bias: usize,
): void {
  for (let symbol = 0; symbol < symbols; symbol++) {
    for (let unit = 0; unit < sums; unit++) {
      const weight: f32 = unit < weighed ? load<f32>(weights + (((unit * symbols + symbol) as usize) << 2)) : 0;
      const sum = weight + load<f32>(bias + ((unit as usize) << 2));
      store<f32>(table + (((symbol * rows + unit) as usize) << 2), sum);
    }
  }
}

/** Poison: 0, or NaN when any of the numbers is NaN or infinite. */
export function poison(numbers: usize, count: i32): f32 {
  let sum: f32 = 0;
  for (let index = 0; index < count; index++) sum += load<f32>(numbers + ((index as usize) << 2)) * 0;
  return sum;
}
