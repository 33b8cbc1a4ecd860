/**
 * One-hot inputs by look-up. A table's row holds all units of one symbol, a state's row all lanes of one unit, so four
 * symbols' rows are read and transposed, four units at a time.
 */

/** `out[unit][lane] = table[symbol of lane][unit]`, for whole groups of four units up to `rows`. */
export function gather(width: i32, out: usize, table: usize, symbols: usize, rows: i32): void {
  const rowBytes = (rows as usize) << 2;
  const stride = (width as usize) << 2;
  for (let lane = 0; lane < width; lane += 4) {
    const at = symbols + ((lane as usize) << 2);
    let r0 = table + load<u32>(at) * rowBytes;
    let r1 = table + load<u32>(at, 4) * rowBytes;
    let r2 = table + load<u32>(at, 8) * rowBytes;
    let r3 = table + load<u32>(at, 12) * rowBytes;
    let target = out + ((lane as usize) << 2);
    for (let row = 0; row < rows; row += 4) {
      const a = v128.load(r0);
      const b = v128.load(r1);
      const c = v128.load(r2);
      const d = v128.load(r3);
      const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
      const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
      const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
      const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
      v128.store(target, v128.shuffle<f64>(abLow, cdLow, 0, 2));
      v128.store(target + stride, v128.shuffle<f64>(abLow, cdLow, 1, 3));
      v128.store(target + 2 * stride, v128.shuffle<f64>(abHigh, cdHigh, 0, 2));
      v128.store(target + 3 * stride, v128.shuffle<f64>(abHigh, cdHigh, 1, 3));
      r0 += 16;
      r1 += 16;
      r2 += 16;
      r3 += 16;
      target += 4 * stride;
    }
  }
}

/** `table[symbol of lane][unit] += signals[unit][lane]`, lanes in order. */
export function scatter(width: i32, table: usize, signals: usize, symbols: usize, rows: i32): void {
  const rowBytes = (rows as usize) << 2;
  const stride = (width as usize) << 2;
  for (let lane = 0; lane < width; lane += 4) {
    const at = symbols + ((lane as usize) << 2);
    let r0 = table + load<u32>(at) * rowBytes;
    let r1 = table + load<u32>(at, 4) * rowBytes;
    let r2 = table + load<u32>(at, 8) * rowBytes;
    let r3 = table + load<u32>(at, 12) * rowBytes;
    let source = signals + ((lane as usize) << 2);
    for (let row = 0; row < rows; row += 4) {
      const a = v128.load(source);
      const b = v128.load(source + stride);
      const c = v128.load(source + 2 * stride);
      const d = v128.load(source + 3 * stride);
      const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
      const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
      const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
      const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
      // Two lanes may hold the same symbol: each addition is stored before the next begins.
      v128.store(r0, f32x4.add(v128.load(r0), v128.shuffle<f64>(abLow, cdLow, 0, 2)));
      v128.store(r1, f32x4.add(v128.load(r1), v128.shuffle<f64>(abLow, cdLow, 1, 3)));
      v128.store(r2, f32x4.add(v128.load(r2), v128.shuffle<f64>(abHigh, cdHigh, 0, 2)));
      v128.store(r3, f32x4.add(v128.load(r3), v128.shuffle<f64>(abHigh, cdHigh, 1, 3)));
      r0 += 16;
      r1 += 16;
      r2 += 16;
      r3 += 16;
      source += 4 * stride;
    }
  }
}

/** `gradient[unit][symbol] += table[symbol][unit]`. */
export function unpackTable(gradient: usize, table: usize, rows: i32, hidden: i32, symbols: i32): void {
  for (let symbol = 0; symbol < symbols; symbol++) {
    for (let unit = 0; unit < hidden; unit++) {
      const target = gradient + (((unit * symbols + symbol) as usize) << 2);
      store<f32>(target, load<f32>(target) + load<f32>(table + (((symbol * rows + unit) as usize) << 2)));
    }
  }
}
