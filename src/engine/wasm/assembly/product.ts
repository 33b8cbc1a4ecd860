/**
 * Packed matrix × lanes, the kernel of the forward pass and of the error signals:
 *
 *   out[row][lane] = init[row][lane] + Σ_k M[row][k] · in[k][lane]
 *
 * A block of rows × lanes stays in registers while k runs; a row of the input is loaded once a block and a
 * weight is splat over its lanes. Registers hold 3 rows × 24 lanes, 4 × 16 or 8 × 8 (after V8 has paired the
 * vectors; 9, 8 and 8 accumulators of 256 bits). Lanes never mix, and every lane sums in the same order
 * whatever the width, so a sequence's bits do not depend on where it lies.
 *
 * M is packed (see pack.ts) in panels of as many rows as a block has: per panel its biases, then for every k
 * the weights of its rows side by side. The input rows come from two places, first `first` rows from `x`,
 * then `second` rows from `h`. With `gathered` the sum begins at what lies in `out` instead of at the biases.
 */

/** Rows a block has, by the number of lanes. */
export function blockRows(width: i32): i32 {
  return width == 24 ? 3 : width == 16 ? 4 : 8;
}

/** `out[rows][width] = init + M · in`, written up to the next whole block of rows. */
export function product(
  width: i32,
  out: usize,
  packed: usize,
  rows: i32,
  x: usize,
  first: i32,
  h: usize,
  second: i32,
  gathered: bool,
): void {
  if (width == 24) product24(out, packed, (rows + 2) / 3, x, first, h, second, gathered);
  else if (width == 16) product16(out, packed, (rows + 3) / 4, x, first, h, second, gathered);
  else product8(out, packed, (rows + 7) / 8, x, first, h, second, gathered);
}

/** Blocks of 3 rows × 24 lanes. `out` has room for `panels` · 3 rows. */
function product24(
  out: usize,
  packed: usize,
  panels: i32,
  x: usize,
  first: i32,
  h: usize,
  second: i32,
  gathered: bool,
): void {
  let w = packed;
  for (let panel = 0; panel < panels; panel++) {
    let a0a: v128, a0b: v128, a0c: v128, a0d: v128, a0e: v128, a0f: v128;
    let a1a: v128, a1b: v128, a1c: v128, a1d: v128, a1e: v128, a1f: v128;
    let a2a: v128, a2b: v128, a2c: v128, a2d: v128, a2e: v128, a2f: v128;
    if (gathered) {
      a0a = v128.load(out, 0);
      a0b = v128.load(out, 16);
      a0c = v128.load(out, 32);
      a0d = v128.load(out, 48);
      a0e = v128.load(out, 64);
      a0f = v128.load(out, 80);
      a1a = v128.load(out, 96);
      a1b = v128.load(out, 112);
      a1c = v128.load(out, 128);
      a1d = v128.load(out, 144);
      a1e = v128.load(out, 160);
      a1f = v128.load(out, 176);
      a2a = v128.load(out, 192);
      a2b = v128.load(out, 208);
      a2c = v128.load(out, 224);
      a2d = v128.load(out, 240);
      a2e = v128.load(out, 256);
      a2f = v128.load(out, 272);
    } else {
      a0a = a0b = a0c = a0d = a0e = a0f = v128.load32_splat(w, 0);
      a1a = a1b = a1c = a1d = a1e = a1f = v128.load32_splat(w, 4);
      a2a = a2b = a2c = a2d = a2e = a2f = v128.load32_splat(w, 8);
    }
    w += 12;
    let row = x;
    let end = x + first * 96;
    for (let part = 0; part < 2; part++) {
      while (row != end) {
        const sa = v128.load(row, 0);
        const sb = v128.load(row, 16);
        const sc = v128.load(row, 32);
        const sd = v128.load(row, 48);
        const se = v128.load(row, 64);
        const sf = v128.load(row, 80);
        let weight = v128.load32_splat(w, 0);
        a0a = f32x4.add(a0a, f32x4.mul(weight, sa));
        a0b = f32x4.add(a0b, f32x4.mul(weight, sb));
        a0c = f32x4.add(a0c, f32x4.mul(weight, sc));
        a0d = f32x4.add(a0d, f32x4.mul(weight, sd));
        a0e = f32x4.add(a0e, f32x4.mul(weight, se));
        a0f = f32x4.add(a0f, f32x4.mul(weight, sf));
        weight = v128.load32_splat(w, 4);
        a1a = f32x4.add(a1a, f32x4.mul(weight, sa));
        a1b = f32x4.add(a1b, f32x4.mul(weight, sb));
        a1c = f32x4.add(a1c, f32x4.mul(weight, sc));
        a1d = f32x4.add(a1d, f32x4.mul(weight, sd));
        a1e = f32x4.add(a1e, f32x4.mul(weight, se));
        a1f = f32x4.add(a1f, f32x4.mul(weight, sf));
        weight = v128.load32_splat(w, 8);
        a2a = f32x4.add(a2a, f32x4.mul(weight, sa));
        a2b = f32x4.add(a2b, f32x4.mul(weight, sb));
        a2c = f32x4.add(a2c, f32x4.mul(weight, sc));
        a2d = f32x4.add(a2d, f32x4.mul(weight, sd));
        a2e = f32x4.add(a2e, f32x4.mul(weight, se));
        a2f = f32x4.add(a2f, f32x4.mul(weight, sf));
        w += 12;
        row += 96;
      }
      row = h;
      end = h + second * 96;
    }
    v128.store(out, a0a, 0);
    v128.store(out, a0b, 16);
    v128.store(out, a0c, 32);
    v128.store(out, a0d, 48);
    v128.store(out, a0e, 64);
    v128.store(out, a0f, 80);
    v128.store(out, a1a, 96);
    v128.store(out, a1b, 112);
    v128.store(out, a1c, 128);
    v128.store(out, a1d, 144);
    v128.store(out, a1e, 160);
    v128.store(out, a1f, 176);
    v128.store(out, a2a, 192);
    v128.store(out, a2b, 208);
    v128.store(out, a2c, 224);
    v128.store(out, a2d, 240);
    v128.store(out, a2e, 256);
    v128.store(out, a2f, 272);
    out += 288;
  }
}

/** Blocks of 4 rows × 16 lanes. `out` has room for `panels` · 4 rows. */
function product16(
  out: usize,
  packed: usize,
  panels: i32,
  x: usize,
  first: i32,
  h: usize,
  second: i32,
  gathered: bool,
): void {
  let w = packed;
  for (let panel = 0; panel < panels; panel++) {
    let a0a: v128, a0b: v128, a0c: v128, a0d: v128;
    let a1a: v128, a1b: v128, a1c: v128, a1d: v128;
    let a2a: v128, a2b: v128, a2c: v128, a2d: v128;
    let a3a: v128, a3b: v128, a3c: v128, a3d: v128;
    if (gathered) {
      a0a = v128.load(out, 0);
      a0b = v128.load(out, 16);
      a0c = v128.load(out, 32);
      a0d = v128.load(out, 48);
      a1a = v128.load(out, 64);
      a1b = v128.load(out, 80);
      a1c = v128.load(out, 96);
      a1d = v128.load(out, 112);
      a2a = v128.load(out, 128);
      a2b = v128.load(out, 144);
      a2c = v128.load(out, 160);
      a2d = v128.load(out, 176);
      a3a = v128.load(out, 192);
      a3b = v128.load(out, 208);
      a3c = v128.load(out, 224);
      a3d = v128.load(out, 240);
    } else {
      a0a = a0b = a0c = a0d = v128.load32_splat(w, 0);
      a1a = a1b = a1c = a1d = v128.load32_splat(w, 4);
      a2a = a2b = a2c = a2d = v128.load32_splat(w, 8);
      a3a = a3b = a3c = a3d = v128.load32_splat(w, 12);
    }
    w += 16;
    let row = x;
    let end = x + first * 64;
    for (let part = 0; part < 2; part++) {
      while (row != end) {
        const sa = v128.load(row, 0);
        const sb = v128.load(row, 16);
        const sc = v128.load(row, 32);
        const sd = v128.load(row, 48);
        let weight = v128.load32_splat(w, 0);
        a0a = f32x4.add(a0a, f32x4.mul(weight, sa));
        a0b = f32x4.add(a0b, f32x4.mul(weight, sb));
        a0c = f32x4.add(a0c, f32x4.mul(weight, sc));
        a0d = f32x4.add(a0d, f32x4.mul(weight, sd));
        weight = v128.load32_splat(w, 4);
        a1a = f32x4.add(a1a, f32x4.mul(weight, sa));
        a1b = f32x4.add(a1b, f32x4.mul(weight, sb));
        a1c = f32x4.add(a1c, f32x4.mul(weight, sc));
        a1d = f32x4.add(a1d, f32x4.mul(weight, sd));
        weight = v128.load32_splat(w, 8);
        a2a = f32x4.add(a2a, f32x4.mul(weight, sa));
        a2b = f32x4.add(a2b, f32x4.mul(weight, sb));
        a2c = f32x4.add(a2c, f32x4.mul(weight, sc));
        a2d = f32x4.add(a2d, f32x4.mul(weight, sd));
        weight = v128.load32_splat(w, 12);
        a3a = f32x4.add(a3a, f32x4.mul(weight, sa));
        a3b = f32x4.add(a3b, f32x4.mul(weight, sb));
        a3c = f32x4.add(a3c, f32x4.mul(weight, sc));
        a3d = f32x4.add(a3d, f32x4.mul(weight, sd));
        w += 16;
        row += 64;
      }
      row = h;
      end = h + second * 64;
    }
    v128.store(out, a0a, 0);
    v128.store(out, a0b, 16);
    v128.store(out, a0c, 32);
    v128.store(out, a0d, 48);
    v128.store(out, a1a, 64);
    v128.store(out, a1b, 80);
    v128.store(out, a1c, 96);
    v128.store(out, a1d, 112);
    v128.store(out, a2a, 128);
    v128.store(out, a2b, 144);
    v128.store(out, a2c, 160);
    v128.store(out, a2d, 176);
    v128.store(out, a3a, 192);
    v128.store(out, a3b, 208);
    v128.store(out, a3c, 224);
    v128.store(out, a3d, 240);
    out += 256;
  }
}

/** Blocks of 8 rows × 8 lanes. `out` has room for `panels` · 8 rows. */
function product8(
  out: usize,
  packed: usize,
  panels: i32,
  x: usize,
  first: i32,
  h: usize,
  second: i32,
  gathered: bool,
): void {
  let w = packed;
  for (let panel = 0; panel < panels; panel++) {
    let a0a: v128, a0b: v128;
    let a1a: v128, a1b: v128;
    let a2a: v128, a2b: v128;
    let a3a: v128, a3b: v128;
    let a4a: v128, a4b: v128;
    let a5a: v128, a5b: v128;
    let a6a: v128, a6b: v128;
    let a7a: v128, a7b: v128;
    if (gathered) {
      a0a = v128.load(out, 0);
      a0b = v128.load(out, 16);
      a1a = v128.load(out, 32);
      a1b = v128.load(out, 48);
      a2a = v128.load(out, 64);
      a2b = v128.load(out, 80);
      a3a = v128.load(out, 96);
      a3b = v128.load(out, 112);
      a4a = v128.load(out, 128);
      a4b = v128.load(out, 144);
      a5a = v128.load(out, 160);
      a5b = v128.load(out, 176);
      a6a = v128.load(out, 192);
      a6b = v128.load(out, 208);
      a7a = v128.load(out, 224);
      a7b = v128.load(out, 240);
    } else {
      a0a = a0b = v128.load32_splat(w, 0);
      a1a = a1b = v128.load32_splat(w, 4);
      a2a = a2b = v128.load32_splat(w, 8);
      a3a = a3b = v128.load32_splat(w, 12);
      a4a = a4b = v128.load32_splat(w, 16);
      a5a = a5b = v128.load32_splat(w, 20);
      a6a = a6b = v128.load32_splat(w, 24);
      a7a = a7b = v128.load32_splat(w, 28);
    }
    w += 32;
    let row = x;
    let end = x + first * 32;
    for (let part = 0; part < 2; part++) {
      while (row != end) {
        const sa = v128.load(row, 0);
        const sb = v128.load(row, 16);
        let weight = v128.load32_splat(w, 0);
        a0a = f32x4.add(a0a, f32x4.mul(weight, sa));
        a0b = f32x4.add(a0b, f32x4.mul(weight, sb));
        weight = v128.load32_splat(w, 4);
        a1a = f32x4.add(a1a, f32x4.mul(weight, sa));
        a1b = f32x4.add(a1b, f32x4.mul(weight, sb));
        weight = v128.load32_splat(w, 8);
        a2a = f32x4.add(a2a, f32x4.mul(weight, sa));
        a2b = f32x4.add(a2b, f32x4.mul(weight, sb));
        weight = v128.load32_splat(w, 12);
        a3a = f32x4.add(a3a, f32x4.mul(weight, sa));
        a3b = f32x4.add(a3b, f32x4.mul(weight, sb));
        weight = v128.load32_splat(w, 16);
        a4a = f32x4.add(a4a, f32x4.mul(weight, sa));
        a4b = f32x4.add(a4b, f32x4.mul(weight, sb));
        weight = v128.load32_splat(w, 20);
        a5a = f32x4.add(a5a, f32x4.mul(weight, sa));
        a5b = f32x4.add(a5b, f32x4.mul(weight, sb));
        weight = v128.load32_splat(w, 24);
        a6a = f32x4.add(a6a, f32x4.mul(weight, sa));
        a6b = f32x4.add(a6b, f32x4.mul(weight, sb));
        weight = v128.load32_splat(w, 28);
        a7a = f32x4.add(a7a, f32x4.mul(weight, sa));
        a7b = f32x4.add(a7b, f32x4.mul(weight, sb));
        w += 32;
        row += 32;
      }
      row = h;
      end = h + second * 32;
    }
    v128.store(out, a0a, 0);
    v128.store(out, a0b, 16);
    v128.store(out, a1a, 32);
    v128.store(out, a1b, 48);
    v128.store(out, a2a, 64);
    v128.store(out, a2b, 80);
    v128.store(out, a3a, 96);
    v128.store(out, a3b, 112);
    v128.store(out, a4a, 128);
    v128.store(out, a4b, 144);
    v128.store(out, a5a, 160);
    v128.store(out, a5b, 176);
    v128.store(out, a6a, 192);
    v128.store(out, a6b, 208);
    v128.store(out, a7a, 224);
    v128.store(out, a7b, 240);
    out += 256;
  }
}
