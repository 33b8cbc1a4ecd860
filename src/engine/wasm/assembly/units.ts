/**
 * Nonlinearities of the hidden units over a whole state. Four vectors go side by side: V8 pairs neighbours into ones of
 * 256 bits, and a constant is loaded once for all four (from memory, because V8 would otherwise rebuild it from an
 * integer each time). Strict additions and multiplications alone, so every machine gives the same bits. NaN comes out
 * as NaN: `pmin` and `pmax` keep their first argument when a comparison fails.
 */

import { cut, EXP, horner } from './elementary';

/** `state[i] = f(state[i])` for `count` numbers and on to a multiple of 16. 0 tanh, 1 logistic, 2 relu. */
export function activate(unit: i32, state: usize, count: i32): void {
  const end = state + ((count as usize) << 2);
  if (unit == 0) tanh(state, end);
  else if (unit == 1) logistic(state, end);
  else relu(state, end);
}

/** Bounds of x and of tanh x, then the coefficients from x⁸ down to x², of the numerator and the denominator. */
export const TANH = memory.data<f32>(
  [
    9.02, -9.02, 1, -1, 1.3319167102565643e-8, 2.058355494227726e-5, 0.003494039410725236, 0.13379722833633423,
    7.762059794913512e-7, 0.0003283100377302617, 0.025871090590953827, 0.4671303629875183,
  ],
  16,
);

/**
 * x P(x²)/Q(x²), the minimax fit in relative error of degree 4/4 on |x| <= 9.02 (fit 2.1e-8, with rounding
 * 3.8e-7). Odd by construction; at the bound, where tanh rounds to 1, the quotient is above 1 and is cut to it.
 */
function tanh(at: usize, end: usize): void {
  for (; at < end; at += 64) {
    const most = v128.load32_splat(TANH);
    const least = v128.load32_splat(TANH, 4);
    const a = cut(v128.load(at, 0), least, most);
    const b = cut(v128.load(at, 16), least, most);
    const c = cut(v128.load(at, 32), least, most);
    const d = cut(v128.load(at, 48), least, most);
    const az = f32x4.mul(a, a);
    const bz = f32x4.mul(b, b);
    const cz = f32x4.mul(c, c);
    const dz = f32x4.mul(d, d);
    const p4 = v128.load32_splat(TANH, 16);
    const p3 = v128.load32_splat(TANH, 20);
    let ap = horner(p4, az, p3);
    let bp = horner(p4, bz, p3);
    let cp = horner(p4, cz, p3);
    let dp = horner(p4, dz, p3);
    const p2 = v128.load32_splat(TANH, 24);
    ap = horner(ap, az, p2);
    bp = horner(bp, bz, p2);
    cp = horner(cp, cz, p2);
    dp = horner(dp, dz, p2);
    const p1 = v128.load32_splat(TANH, 28);
    ap = horner(ap, az, p1);
    bp = horner(bp, bz, p1);
    cp = horner(cp, cz, p1);
    dp = horner(dp, dz, p1);
    const one = v128.load32_splat(TANH, 8);
    ap = f32x4.mul(a, horner(ap, az, one));
    bp = f32x4.mul(b, horner(bp, bz, one));
    cp = f32x4.mul(c, horner(cp, cz, one));
    dp = f32x4.mul(d, horner(dp, dz, one));
    const q4 = v128.load32_splat(TANH, 32);
    const q3 = v128.load32_splat(TANH, 36);
    let aq = horner(q4, az, q3);
    let bq = horner(q4, bz, q3);
    let cq = horner(q4, cz, q3);
    let dq = horner(q4, dz, q3);
    const q2 = v128.load32_splat(TANH, 40);
    aq = horner(aq, az, q2);
    bq = horner(bq, bz, q2);
    cq = horner(cq, cz, q2);
    dq = horner(dq, dz, q2);
    const q1 = v128.load32_splat(TANH, 44);
    aq = horner(aq, az, q1);
    bq = horner(bq, bz, q1);
    cq = horner(cq, cz, q1);
    dq = horner(dq, dz, q1);
    const minusOne = v128.load32_splat(TANH, 12);
    ap = cut(f32x4.div(ap, horner(aq, az, one)), minusOne, one);
    bp = cut(f32x4.div(bp, horner(bq, bz, one)), minusOne, one);
    cp = cut(f32x4.div(cp, horner(cq, cz, one)), minusOne, one);
    dp = cut(f32x4.div(dp, horner(dq, dz, one)), minusOne, one);
    v128.store(at, ap, 0);
    v128.store(at, bp, 16);
    v128.store(at, cp, 32);
    v128.store(at, dp, 48);
  }
}

/** 1 / (1 + e^-x), e^-x as in elementary.ts. */
function logistic(at: usize, end: usize): void {
  for (; at < end; at += 64) {
    const most = v128.load32_splat(EXP, 0);
    const least = v128.load32_splat(EXP, 4);
    const a = cut(f32x4.neg(v128.load(at, 0)), least, most);
    const b = cut(f32x4.neg(v128.load(at, 16)), least, most);
    const c = cut(f32x4.neg(v128.load(at, 32)), least, most);
    const d = cut(f32x4.neg(v128.load(at, 48)), least, most);
    const inverse = v128.load32_splat(EXP, 8);
    const shift = v128.load32_splat(EXP, 12);
    const as = horner(a, inverse, shift);
    const bs = horner(b, inverse, shift);
    const cs = horner(c, inverse, shift);
    const ds = horner(d, inverse, shift);
    const an = f32x4.sub(as, shift);
    const bn = f32x4.sub(bs, shift);
    const cn = f32x4.sub(cs, shift);
    const dn = f32x4.sub(ds, shift);
    const high = v128.load32_splat(EXP, 16);
    const low = v128.load32_splat(EXP, 20);
    const ar = f32x4.sub(f32x4.sub(a, f32x4.mul(an, high)), f32x4.mul(an, low));
    const br = f32x4.sub(f32x4.sub(b, f32x4.mul(bn, high)), f32x4.mul(bn, low));
    const cr = f32x4.sub(f32x4.sub(c, f32x4.mul(cn, high)), f32x4.mul(cn, low));
    const dr = f32x4.sub(f32x4.sub(d, f32x4.mul(dn, high)), f32x4.mul(dn, low));
    const c6 = v128.load32_splat(EXP, 24);
    const c5 = v128.load32_splat(EXP, 28);
    let ay = horner(c6, ar, c5);
    let by = horner(c6, br, c5);
    let cy = horner(c6, cr, c5);
    let dy = horner(c6, dr, c5);
    const c4 = v128.load32_splat(EXP, 32);
    ay = horner(ay, ar, c4);
    by = horner(by, br, c4);
    cy = horner(cy, cr, c4);
    dy = horner(dy, dr, c4);
    const c3 = v128.load32_splat(EXP, 36);
    ay = horner(ay, ar, c3);
    by = horner(by, br, c3);
    cy = horner(cy, cr, c3);
    dy = horner(dy, dr, c3);
    const c2 = v128.load32_splat(EXP, 40);
    ay = horner(ay, ar, c2);
    by = horner(by, br, c2);
    cy = horner(cy, cr, c2);
    dy = horner(dy, dr, c2);
    const c1 = v128.load32_splat(EXP, 44);
    ay = horner(ay, ar, c1);
    by = horner(by, br, c1);
    cy = horner(cy, cr, c1);
    dy = horner(dy, dr, c1);
    const one = v128.load32_splat(EXP, 48);
    ay = f32x4.add(horner(ay, f32x4.mul(ar, ar), ar), one);
    by = f32x4.add(horner(by, f32x4.mul(br, br), br), one);
    cy = f32x4.add(horner(cy, f32x4.mul(cr, cr), cr), one);
    dy = f32x4.add(horner(dy, f32x4.mul(dr, dr), dr), one);
    ay = f32x4.mul(ay, i32x4.add(i32x4.shl(as, 23), one));
    by = f32x4.mul(by, i32x4.add(i32x4.shl(bs, 23), one));
    cy = f32x4.mul(cy, i32x4.add(i32x4.shl(cs, 23), one));
    dy = f32x4.mul(dy, i32x4.add(i32x4.shl(ds, 23), one));
    ay = f32x4.div(one, f32x4.add(one, ay));
    by = f32x4.div(one, f32x4.add(one, by));
    cy = f32x4.div(one, f32x4.add(one, cy));
    dy = f32x4.div(one, f32x4.add(one, dy));
    v128.store(at, ay, 0);
    v128.store(at, by, 16);
    v128.store(at, cy, 32);
    v128.store(at, dy, 48);
  }
}

function relu(at: usize, end: usize): void {
  const zero = f32x4.splat(0);
  for (; at < end; at += 64) {
    const a = f32x4.pmax(v128.load(at, 0), zero);
    const b = f32x4.pmax(v128.load(at, 16), zero);
    const c = f32x4.pmax(v128.load(at, 32), zero);
    const d = f32x4.pmax(v128.load(at, 48), zero);
    v128.store(at, a, 0);
    v128.store(at, b, 16);
    v128.store(at, c, 32);
    v128.store(at, d, 48);
  }
}

/** Signals s = d ∘ f'(a), with f' from h = f(a): 1 - h², h (1 - h), or 1 where h > 0. `count` is a multiple of 8. */
export function backActivate(unit: i32, s: usize, d: usize, h: usize, count: i32): void {
  const end = s + ((count as usize) << 2);
  const one = f32x4.splat(1);
  if (unit == 0) {
    for (; s < end; s += 32, d += 32, h += 32) {
      const low = v128.load(h);
      const high = v128.load(h, 16);
      const slopeLow = f32x4.sub(one, f32x4.mul(low, low));
      const slopeHigh = f32x4.sub(one, f32x4.mul(high, high));
      const signalLow = f32x4.mul(v128.load(d), slopeLow);
      const signalHigh = f32x4.mul(v128.load(d, 16), slopeHigh);
      v128.store(s, signalLow);
      v128.store(s, signalHigh, 16);
    }
  } else if (unit == 1) {
    for (; s < end; s += 32, d += 32, h += 32) {
      const low = v128.load(h);
      const high = v128.load(h, 16);
      const slopeLow = f32x4.mul(low, f32x4.sub(one, low));
      const slopeHigh = f32x4.mul(high, f32x4.sub(one, high));
      const signalLow = f32x4.mul(v128.load(d), slopeLow);
      const signalHigh = f32x4.mul(v128.load(d, 16), slopeHigh);
      v128.store(s, signalLow);
      v128.store(s, signalHigh, 16);
    }
  } else {
    const zero = f32x4.splat(0);
    for (; s < end; s += 32, d += 32, h += 32) {
      const low = v128.and(v128.load(d), f32x4.lt(zero, v128.load(h)));
      const high = v128.and(v128.load(d, 16), f32x4.lt(zero, v128.load(h, 16)));
      v128.store(s, low);
      v128.store(s, high, 16);
    }
  }
}

/** Sets the state of every lane whose sequence has ended before step `step` (from 0) is over to 0. */
export function endSequences(width: i32, state: usize, units: i32, lengths: usize, step: i32): void {
  const now = i32x4.splat(step);
  const stride = (width as usize) << 2;
  for (let lane: usize = 0; lane < stride; lane += 16) {
    const alive = i32x4.gt_s(v128.load(lengths + lane), now);
    let at = state + lane;
    for (let unit = 0; unit < units; unit++) {
      v128.store(at, v128.and(v128.load(at), alive));
      at += stride;
    }
  }
}

/** Sets the state of every lane whose sequence has ended before step `step` (from 0) is over to the one before. */
export function holdSequences(
  width: i32,
  state: usize,
  before: usize,
  units: i32,
  lengths: usize,
  step: i32,
): void {
  const now = i32x4.splat(step);
  const stride = (width as usize) << 2;
  for (let lane: usize = 0; lane < stride; lane += 16) {
    const alive = i32x4.gt_s(v128.load(lengths + lane), now);
    let at = lane;
    for (let unit = 0; unit < units; unit++) {
      v128.store(state + at, v128.bitselect(v128.load(state + at), v128.load(before + at), alive));
      at += stride;
    }
  }
}
