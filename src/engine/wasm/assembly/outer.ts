/**
 * Products over all time steps and lanes, the kernel of the weight gradients:
 *
 *   total[i][j] += Σ_step Σ_lane a[step][i][lane] · b[step][j][lane]
 *
 * in blocks of 3 × 3 rows whose nine sums, eight lanes each, stay in registers over a stretch of steps. Each
 * stretch sums from zero and is then added to the totals, which keeps rounding errors small. The eight lanes
 * of a total are summed once, at the very end, by `reduce`.
 */

/** Bytes of a block's totals: nine sums of eight lanes. */
@inline export const BLOCK_BYTES: i32 = 288;

/** Steps in a stretch, so that what a stretch reads stays in the cache. */
const STRETCH = 16;

/**
 * Adds `steps` steps to the blocks at `totals`. Rows are padded to whole blocks in memory; what lies in the
 * padding goes to sums that nobody reads. `stepA` and `stepB` are bytes from one step to the next.
 */
export function accumulate(
  width: i32,
  totals: usize,
  a: usize,
  rowsA: i32,
  stepA: i32,
  b: usize,
  rowsB: i32,
  stepB: i32,
  steps: i32,
): void {
  const panel = 3 * width * 4;
  for (let done = 0; done < steps; done += STRETCH) {
    const count = min(STRETCH, steps - done);
    let block = totals;
    let panelA = a + done * stepA;
    for (let i = 0; i < rowsA; i += 3) {
      let panelB = b + done * stepB;
      for (let j = 0; j < rowsB; j += 3) {
        if (width == 24) block24(block, panelA, stepA, panelB, stepB, count);
        else if (width == 16) block16(block, panelA, stepA, panelB, stepB, count);
        else block8(block, panelA, stepA, panelB, stepB, count);
        block += BLOCK_BYTES;
        panelB += panel;
      }
      panelA += panel;
    }
  }
}

/** `out[i][j] += factor · (sum of the eight lanes)`; a row of `out` has `stride` numbers. */
export function reduce(totals: usize, rowsA: i32, rowsB: i32, out: usize, stride: i32, factor: f32): void {
  let block = totals;
  for (let i = 0; i < rowsA; i += 3) {
    for (let j = 0; j < rowsB; j += 3) {
      for (let r = 0; r < 3; r++) {
        for (let c = 0; c < 3; c++) {
          const lanes = f32x4.add(v128.load(block), v128.load(block, 16));
          block += 32;
          if (i + r >= rowsA || j + c >= rowsB) continue;
          const sum =
            f32x4.extract_lane(lanes, 0) +
            f32x4.extract_lane(lanes, 1) +
            (f32x4.extract_lane(lanes, 2) + f32x4.extract_lane(lanes, 3));
          const target = out + ((((i + r) * stride + j + c) as usize) << 2);
          store<f32>(target, load<f32>(target) + factor * sum);
        }
      }
    }
  }
}

function block24(totals: usize, a: usize, stepA: i32, b: usize, stepB: i32, steps: i32): void {
  let s00l = f32x4.splat(0), s00h = f32x4.splat(0);
  let s01l = f32x4.splat(0), s01h = f32x4.splat(0);
  let s02l = f32x4.splat(0), s02h = f32x4.splat(0);
  let s10l = f32x4.splat(0), s10h = f32x4.splat(0);
  let s11l = f32x4.splat(0), s11h = f32x4.splat(0);
  let s12l = f32x4.splat(0), s12h = f32x4.splat(0);
  let s20l = f32x4.splat(0), s20h = f32x4.splat(0);
  let s21l = f32x4.splat(0), s21h = f32x4.splat(0);
  let s22l = f32x4.splat(0), s22h = f32x4.splat(0);
  while (steps-- > 0) {
    {
      const a0l = v128.load(a, 0), a0h = v128.load(a, 16);
      const a1l = v128.load(a, 96), a1h = v128.load(a, 112);
      const a2l = v128.load(a, 192), a2h = v128.load(a, 208);
      const b0l = v128.load(b, 0), b0h = v128.load(b, 16);
      const b1l = v128.load(b, 96), b1h = v128.load(b, 112);
      const b2l = v128.load(b, 192), b2h = v128.load(b, 208);
      s00l = f32x4.add(s00l, f32x4.mul(a0l, b0l));
      s00h = f32x4.add(s00h, f32x4.mul(a0h, b0h));
      s01l = f32x4.add(s01l, f32x4.mul(a0l, b1l));
      s01h = f32x4.add(s01h, f32x4.mul(a0h, b1h));
      s02l = f32x4.add(s02l, f32x4.mul(a0l, b2l));
      s02h = f32x4.add(s02h, f32x4.mul(a0h, b2h));
      s10l = f32x4.add(s10l, f32x4.mul(a1l, b0l));
      s10h = f32x4.add(s10h, f32x4.mul(a1h, b0h));
      s11l = f32x4.add(s11l, f32x4.mul(a1l, b1l));
      s11h = f32x4.add(s11h, f32x4.mul(a1h, b1h));
      s12l = f32x4.add(s12l, f32x4.mul(a1l, b2l));
      s12h = f32x4.add(s12h, f32x4.mul(a1h, b2h));
      s20l = f32x4.add(s20l, f32x4.mul(a2l, b0l));
      s20h = f32x4.add(s20h, f32x4.mul(a2h, b0h));
      s21l = f32x4.add(s21l, f32x4.mul(a2l, b1l));
      s21h = f32x4.add(s21h, f32x4.mul(a2h, b1h));
      s22l = f32x4.add(s22l, f32x4.mul(a2l, b2l));
      s22h = f32x4.add(s22h, f32x4.mul(a2h, b2h));
    }
    {
      const a0l = v128.load(a, 32), a0h = v128.load(a, 48);
      const a1l = v128.load(a, 128), a1h = v128.load(a, 144);
      const a2l = v128.load(a, 224), a2h = v128.load(a, 240);
      const b0l = v128.load(b, 32), b0h = v128.load(b, 48);
      const b1l = v128.load(b, 128), b1h = v128.load(b, 144);
      const b2l = v128.load(b, 224), b2h = v128.load(b, 240);
      s00l = f32x4.add(s00l, f32x4.mul(a0l, b0l));
      s00h = f32x4.add(s00h, f32x4.mul(a0h, b0h));
      s01l = f32x4.add(s01l, f32x4.mul(a0l, b1l));
      s01h = f32x4.add(s01h, f32x4.mul(a0h, b1h));
      s02l = f32x4.add(s02l, f32x4.mul(a0l, b2l));
      s02h = f32x4.add(s02h, f32x4.mul(a0h, b2h));
      s10l = f32x4.add(s10l, f32x4.mul(a1l, b0l));
      s10h = f32x4.add(s10h, f32x4.mul(a1h, b0h));
      s11l = f32x4.add(s11l, f32x4.mul(a1l, b1l));
      s11h = f32x4.add(s11h, f32x4.mul(a1h, b1h));
      s12l = f32x4.add(s12l, f32x4.mul(a1l, b2l));
      s12h = f32x4.add(s12h, f32x4.mul(a1h, b2h));
      s20l = f32x4.add(s20l, f32x4.mul(a2l, b0l));
      s20h = f32x4.add(s20h, f32x4.mul(a2h, b0h));
      s21l = f32x4.add(s21l, f32x4.mul(a2l, b1l));
      s21h = f32x4.add(s21h, f32x4.mul(a2h, b1h));
      s22l = f32x4.add(s22l, f32x4.mul(a2l, b2l));
      s22h = f32x4.add(s22h, f32x4.mul(a2h, b2h));
    }
    {
      const a0l = v128.load(a, 64), a0h = v128.load(a, 80);
      const a1l = v128.load(a, 160), a1h = v128.load(a, 176);
      const a2l = v128.load(a, 256), a2h = v128.load(a, 272);
      const b0l = v128.load(b, 64), b0h = v128.load(b, 80);
      const b1l = v128.load(b, 160), b1h = v128.load(b, 176);
      const b2l = v128.load(b, 256), b2h = v128.load(b, 272);
      s00l = f32x4.add(s00l, f32x4.mul(a0l, b0l));
      s00h = f32x4.add(s00h, f32x4.mul(a0h, b0h));
      s01l = f32x4.add(s01l, f32x4.mul(a0l, b1l));
      s01h = f32x4.add(s01h, f32x4.mul(a0h, b1h));
      s02l = f32x4.add(s02l, f32x4.mul(a0l, b2l));
      s02h = f32x4.add(s02h, f32x4.mul(a0h, b2h));
      s10l = f32x4.add(s10l, f32x4.mul(a1l, b0l));
      s10h = f32x4.add(s10h, f32x4.mul(a1h, b0h));
      s11l = f32x4.add(s11l, f32x4.mul(a1l, b1l));
      s11h = f32x4.add(s11h, f32x4.mul(a1h, b1h));
      s12l = f32x4.add(s12l, f32x4.mul(a1l, b2l));
      s12h = f32x4.add(s12h, f32x4.mul(a1h, b2h));
      s20l = f32x4.add(s20l, f32x4.mul(a2l, b0l));
      s20h = f32x4.add(s20h, f32x4.mul(a2h, b0h));
      s21l = f32x4.add(s21l, f32x4.mul(a2l, b1l));
      s21h = f32x4.add(s21h, f32x4.mul(a2h, b1h));
      s22l = f32x4.add(s22l, f32x4.mul(a2l, b2l));
      s22h = f32x4.add(s22h, f32x4.mul(a2h, b2h));
    }
    a += stepA;
    b += stepB;
  }
  s00l = f32x4.add(v128.load(totals, 0), s00l);
  s00h = f32x4.add(v128.load(totals, 16), s00h);
  v128.store(totals, s00l, 0);
  v128.store(totals, s00h, 16);
  s01l = f32x4.add(v128.load(totals, 32), s01l);
  s01h = f32x4.add(v128.load(totals, 48), s01h);
  v128.store(totals, s01l, 32);
  v128.store(totals, s01h, 48);
  s02l = f32x4.add(v128.load(totals, 64), s02l);
  s02h = f32x4.add(v128.load(totals, 80), s02h);
  v128.store(totals, s02l, 64);
  v128.store(totals, s02h, 80);
  s10l = f32x4.add(v128.load(totals, 96), s10l);
  s10h = f32x4.add(v128.load(totals, 112), s10h);
  v128.store(totals, s10l, 96);
  v128.store(totals, s10h, 112);
  s11l = f32x4.add(v128.load(totals, 128), s11l);
  s11h = f32x4.add(v128.load(totals, 144), s11h);
  v128.store(totals, s11l, 128);
  v128.store(totals, s11h, 144);
  s12l = f32x4.add(v128.load(totals, 160), s12l);
  s12h = f32x4.add(v128.load(totals, 176), s12h);
  v128.store(totals, s12l, 160);
  v128.store(totals, s12h, 176);
  s20l = f32x4.add(v128.load(totals, 192), s20l);
  s20h = f32x4.add(v128.load(totals, 208), s20h);
  v128.store(totals, s20l, 192);
  v128.store(totals, s20h, 208);
  s21l = f32x4.add(v128.load(totals, 224), s21l);
  s21h = f32x4.add(v128.load(totals, 240), s21h);
  v128.store(totals, s21l, 224);
  v128.store(totals, s21h, 240);
  s22l = f32x4.add(v128.load(totals, 256), s22l);
  s22h = f32x4.add(v128.load(totals, 272), s22h);
  v128.store(totals, s22l, 256);
  v128.store(totals, s22h, 272);
}

function block16(totals: usize, a: usize, stepA: i32, b: usize, stepB: i32, steps: i32): void {
  let s00l = f32x4.splat(0), s00h = f32x4.splat(0);
  let s01l = f32x4.splat(0), s01h = f32x4.splat(0);
  let s02l = f32x4.splat(0), s02h = f32x4.splat(0);
  let s10l = f32x4.splat(0), s10h = f32x4.splat(0);
  let s11l = f32x4.splat(0), s11h = f32x4.splat(0);
  let s12l = f32x4.splat(0), s12h = f32x4.splat(0);
  let s20l = f32x4.splat(0), s20h = f32x4.splat(0);
  let s21l = f32x4.splat(0), s21h = f32x4.splat(0);
  let s22l = f32x4.splat(0), s22h = f32x4.splat(0);
  while (steps-- > 0) {
    {
      const a0l = v128.load(a, 0), a0h = v128.load(a, 16);
      const a1l = v128.load(a, 64), a1h = v128.load(a, 80);
      const a2l = v128.load(a, 128), a2h = v128.load(a, 144);
      const b0l = v128.load(b, 0), b0h = v128.load(b, 16);
      const b1l = v128.load(b, 64), b1h = v128.load(b, 80);
      const b2l = v128.load(b, 128), b2h = v128.load(b, 144);
      s00l = f32x4.add(s00l, f32x4.mul(a0l, b0l));
      s00h = f32x4.add(s00h, f32x4.mul(a0h, b0h));
      s01l = f32x4.add(s01l, f32x4.mul(a0l, b1l));
      s01h = f32x4.add(s01h, f32x4.mul(a0h, b1h));
      s02l = f32x4.add(s02l, f32x4.mul(a0l, b2l));
      s02h = f32x4.add(s02h, f32x4.mul(a0h, b2h));
      s10l = f32x4.add(s10l, f32x4.mul(a1l, b0l));
      s10h = f32x4.add(s10h, f32x4.mul(a1h, b0h));
      s11l = f32x4.add(s11l, f32x4.mul(a1l, b1l));
      s11h = f32x4.add(s11h, f32x4.mul(a1h, b1h));
      s12l = f32x4.add(s12l, f32x4.mul(a1l, b2l));
      s12h = f32x4.add(s12h, f32x4.mul(a1h, b2h));
      s20l = f32x4.add(s20l, f32x4.mul(a2l, b0l));
      s20h = f32x4.add(s20h, f32x4.mul(a2h, b0h));
      s21l = f32x4.add(s21l, f32x4.mul(a2l, b1l));
      s21h = f32x4.add(s21h, f32x4.mul(a2h, b1h));
      s22l = f32x4.add(s22l, f32x4.mul(a2l, b2l));
      s22h = f32x4.add(s22h, f32x4.mul(a2h, b2h));
    }
    {
      const a0l = v128.load(a, 32), a0h = v128.load(a, 48);
      const a1l = v128.load(a, 96), a1h = v128.load(a, 112);
      const a2l = v128.load(a, 160), a2h = v128.load(a, 176);
      const b0l = v128.load(b, 32), b0h = v128.load(b, 48);
      const b1l = v128.load(b, 96), b1h = v128.load(b, 112);
      const b2l = v128.load(b, 160), b2h = v128.load(b, 176);
      s00l = f32x4.add(s00l, f32x4.mul(a0l, b0l));
      s00h = f32x4.add(s00h, f32x4.mul(a0h, b0h));
      s01l = f32x4.add(s01l, f32x4.mul(a0l, b1l));
      s01h = f32x4.add(s01h, f32x4.mul(a0h, b1h));
      s02l = f32x4.add(s02l, f32x4.mul(a0l, b2l));
      s02h = f32x4.add(s02h, f32x4.mul(a0h, b2h));
      s10l = f32x4.add(s10l, f32x4.mul(a1l, b0l));
      s10h = f32x4.add(s10h, f32x4.mul(a1h, b0h));
      s11l = f32x4.add(s11l, f32x4.mul(a1l, b1l));
      s11h = f32x4.add(s11h, f32x4.mul(a1h, b1h));
      s12l = f32x4.add(s12l, f32x4.mul(a1l, b2l));
      s12h = f32x4.add(s12h, f32x4.mul(a1h, b2h));
      s20l = f32x4.add(s20l, f32x4.mul(a2l, b0l));
      s20h = f32x4.add(s20h, f32x4.mul(a2h, b0h));
      s21l = f32x4.add(s21l, f32x4.mul(a2l, b1l));
      s21h = f32x4.add(s21h, f32x4.mul(a2h, b1h));
      s22l = f32x4.add(s22l, f32x4.mul(a2l, b2l));
      s22h = f32x4.add(s22h, f32x4.mul(a2h, b2h));
    }
    a += stepA;
    b += stepB;
  }
  s00l = f32x4.add(v128.load(totals, 0), s00l);
  s00h = f32x4.add(v128.load(totals, 16), s00h);
  v128.store(totals, s00l, 0);
  v128.store(totals, s00h, 16);
  s01l = f32x4.add(v128.load(totals, 32), s01l);
  s01h = f32x4.add(v128.load(totals, 48), s01h);
  v128.store(totals, s01l, 32);
  v128.store(totals, s01h, 48);
  s02l = f32x4.add(v128.load(totals, 64), s02l);
  s02h = f32x4.add(v128.load(totals, 80), s02h);
  v128.store(totals, s02l, 64);
  v128.store(totals, s02h, 80);
  s10l = f32x4.add(v128.load(totals, 96), s10l);
  s10h = f32x4.add(v128.load(totals, 112), s10h);
  v128.store(totals, s10l, 96);
  v128.store(totals, s10h, 112);
  s11l = f32x4.add(v128.load(totals, 128), s11l);
  s11h = f32x4.add(v128.load(totals, 144), s11h);
  v128.store(totals, s11l, 128);
  v128.store(totals, s11h, 144);
  s12l = f32x4.add(v128.load(totals, 160), s12l);
  s12h = f32x4.add(v128.load(totals, 176), s12h);
  v128.store(totals, s12l, 160);
  v128.store(totals, s12h, 176);
  s20l = f32x4.add(v128.load(totals, 192), s20l);
  s20h = f32x4.add(v128.load(totals, 208), s20h);
  v128.store(totals, s20l, 192);
  v128.store(totals, s20h, 208);
  s21l = f32x4.add(v128.load(totals, 224), s21l);
  s21h = f32x4.add(v128.load(totals, 240), s21h);
  v128.store(totals, s21l, 224);
  v128.store(totals, s21h, 240);
  s22l = f32x4.add(v128.load(totals, 256), s22l);
  s22h = f32x4.add(v128.load(totals, 272), s22h);
  v128.store(totals, s22l, 256);
  v128.store(totals, s22h, 272);
}

function block8(totals: usize, a: usize, stepA: i32, b: usize, stepB: i32, steps: i32): void {
  let s00l = f32x4.splat(0), s00h = f32x4.splat(0);
  let s01l = f32x4.splat(0), s01h = f32x4.splat(0);
  let s02l = f32x4.splat(0), s02h = f32x4.splat(0);
  let s10l = f32x4.splat(0), s10h = f32x4.splat(0);
  let s11l = f32x4.splat(0), s11h = f32x4.splat(0);
  let s12l = f32x4.splat(0), s12h = f32x4.splat(0);
  let s20l = f32x4.splat(0), s20h = f32x4.splat(0);
  let s21l = f32x4.splat(0), s21h = f32x4.splat(0);
  let s22l = f32x4.splat(0), s22h = f32x4.splat(0);
  while (steps-- > 0) {
    {
      const a0l = v128.load(a, 0), a0h = v128.load(a, 16);
      const a1l = v128.load(a, 32), a1h = v128.load(a, 48);
      const a2l = v128.load(a, 64), a2h = v128.load(a, 80);
      const b0l = v128.load(b, 0), b0h = v128.load(b, 16);
      const b1l = v128.load(b, 32), b1h = v128.load(b, 48);
      const b2l = v128.load(b, 64), b2h = v128.load(b, 80);
      s00l = f32x4.add(s00l, f32x4.mul(a0l, b0l));
      s00h = f32x4.add(s00h, f32x4.mul(a0h, b0h));
      s01l = f32x4.add(s01l, f32x4.mul(a0l, b1l));
      s01h = f32x4.add(s01h, f32x4.mul(a0h, b1h));
      s02l = f32x4.add(s02l, f32x4.mul(a0l, b2l));
      s02h = f32x4.add(s02h, f32x4.mul(a0h, b2h));
      s10l = f32x4.add(s10l, f32x4.mul(a1l, b0l));
      s10h = f32x4.add(s10h, f32x4.mul(a1h, b0h));
      s11l = f32x4.add(s11l, f32x4.mul(a1l, b1l));
      s11h = f32x4.add(s11h, f32x4.mul(a1h, b1h));
      s12l = f32x4.add(s12l, f32x4.mul(a1l, b2l));
      s12h = f32x4.add(s12h, f32x4.mul(a1h, b2h));
      s20l = f32x4.add(s20l, f32x4.mul(a2l, b0l));
      s20h = f32x4.add(s20h, f32x4.mul(a2h, b0h));
      s21l = f32x4.add(s21l, f32x4.mul(a2l, b1l));
      s21h = f32x4.add(s21h, f32x4.mul(a2h, b1h));
      s22l = f32x4.add(s22l, f32x4.mul(a2l, b2l));
      s22h = f32x4.add(s22h, f32x4.mul(a2h, b2h));
    }
    a += stepA;
    b += stepB;
  }
  s00l = f32x4.add(v128.load(totals, 0), s00l);
  s00h = f32x4.add(v128.load(totals, 16), s00h);
  v128.store(totals, s00l, 0);
  v128.store(totals, s00h, 16);
  s01l = f32x4.add(v128.load(totals, 32), s01l);
  s01h = f32x4.add(v128.load(totals, 48), s01h);
  v128.store(totals, s01l, 32);
  v128.store(totals, s01h, 48);
  s02l = f32x4.add(v128.load(totals, 64), s02l);
  s02h = f32x4.add(v128.load(totals, 80), s02h);
  v128.store(totals, s02l, 64);
  v128.store(totals, s02h, 80);
  s10l = f32x4.add(v128.load(totals, 96), s10l);
  s10h = f32x4.add(v128.load(totals, 112), s10h);
  v128.store(totals, s10l, 96);
  v128.store(totals, s10h, 112);
  s11l = f32x4.add(v128.load(totals, 128), s11l);
  s11h = f32x4.add(v128.load(totals, 144), s11h);
  v128.store(totals, s11l, 128);
  v128.store(totals, s11h, 144);
  s12l = f32x4.add(v128.load(totals, 160), s12l);
  s12h = f32x4.add(v128.load(totals, 176), s12h);
  v128.store(totals, s12l, 160);
  v128.store(totals, s12h, 176);
  s20l = f32x4.add(v128.load(totals, 192), s20l);
  s20h = f32x4.add(v128.load(totals, 208), s20h);
  v128.store(totals, s20l, 192);
  v128.store(totals, s20h, 208);
  s21l = f32x4.add(v128.load(totals, 224), s21l);
  s21h = f32x4.add(v128.load(totals, 240), s21h);
  v128.store(totals, s21l, 224);
  v128.store(totals, s21h, 240);
  s22l = f32x4.add(v128.load(totals, 256), s22l);
  s22h = f32x4.add(v128.load(totals, 272), s22h);
  v128.store(totals, s22l, 256);
  v128.store(totals, s22h, 272);
}
