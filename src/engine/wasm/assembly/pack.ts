/** Packing of weights into the order in which kernels read them. */
import { transposeFour } from './transpose';

/**
 * Packs `[bias | first matrix | second matrix]` into panels of `block` rows for `product`. A matrix is given by its
 * address and the strides of its rows and columns, one of which is 1 (so a transpose costs nothing); `bias` 0 stands for
 * zeros. Rows beyond `rows` become zeros.
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
    const inside = min(block, rows - row);
    memory.fill(out, 0, stride);
    if (bias != 0) memory.copy(out, bias + ((row as usize) << 2), (inside as usize) << 2);
    out += stride;
    copyPanel(out, stride, block, inside, first, row, firstColumns, firstRow, firstColumn);
    out += (firstColumns as usize) * stride;
    copyPanel(out, stride, block, inside, second, row, secondColumns, secondRow, secondColumn);
    out += (secondColumns as usize) * stride;
  }
}

/** Copies the rows of a panel from `row` on, four of them and four columns at a time where so many are inside. */
function copyPanel(
  out: usize,
  stride: usize,
  block: i32,
  inside: i32,
  matrix: usize,
  row: i32,
  columns: i32,
  rowStep: i32,
  columnStep: i32,
): void {
  matrix += ((row * rowStep) as usize) << 2;
  const rowBytes = (rowStep as usize) << 2;
  const columnBytes = (columnStep as usize) << 2;
  let r = 0;
  for (; r + 4 <= inside; r += 4, matrix += 4 * rowBytes) {
    let source = matrix;
    let target = out + ((r as usize) << 2);
    let column = 0;
    if (rowStep == 1) {
      for (; column < columns; column++, source += columnBytes, target += stride) {
        v128.store(target, v128.load(source));
      }
      continue;
    }
    if (columnStep == 1) {
      for (; column + 4 <= columns; column += 4, source += 16, target += 4 * stride) {
        transposeFour(target, stride, source, rowBytes);
      }
    }
    for (; column < columns; column++, source += columnBytes, target += stride) {
      for (let row: usize = 0; row < 4; row++) {
        store<f32>(target + (row << 2), load<f32>(source + row * rowBytes));
      }
    }
  }
  for (; r < block; r++, matrix += rowBytes) {
    let source = matrix;
    let target = out + ((r as usize) << 2);
    for (let column = 0; column < columns; column++, source += columnBytes, target += stride) {
      store<f32>(target, r < inside ? load<f32>(source) : 0);
    }
  }
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
  const zero = f32x4.splat(0);
  let a = zero, b = zero, c = zero, d = zero;
  const end = numbers + ((count as usize) << 2);
  for (; numbers + 64 <= end; numbers += 64) {
    a = f32x4.add(a, f32x4.mul(v128.load(numbers), zero));
    b = f32x4.add(b, f32x4.mul(v128.load(numbers, 16), zero));
    c = f32x4.add(c, f32x4.mul(v128.load(numbers, 32), zero));
    d = f32x4.add(d, f32x4.mul(v128.load(numbers, 48), zero));
  }
  const four = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
  let sum = f32x4.extract_lane(four, 0) + f32x4.extract_lane(four, 1);
  sum += f32x4.extract_lane(four, 2) + f32x4.extract_lane(four, 3);
  for (; numbers < end; numbers += 4) sum += load<f32>(numbers) * 0;
  return sum;
}
