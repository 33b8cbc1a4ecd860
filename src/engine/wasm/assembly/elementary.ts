/**
 * Functions exp and log of four lanes, float32, by polynomial approximation (tanh and logistic are in units.ts). Strict
 * additions and multiplications alone, so every machine gives the same bits. NaN comes out as NaN: `pmin(x, bound)` and
 * `pmax(x, bound)` keep their first argument when a comparison fails.
 *
 * Constants come from memory: V8 would rebuild one in code from an integer wherever it is used.
 */

/** c + y z: a step of Horner's scheme. */
@inline
export function horner(y: v128, z: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(y, z), c);
}

/** x, but not below `least` nor above `most`. */
@inline
export function cut(x: v128, least: v128, most: v128): v128 {
  return f32x4.pmax(f32x4.pmin(x, most), least);
}

/** Entry `index` of a table, in all lanes. */
@inline
function from(table: usize, index: usize): v128 {
  return v128.load32_splat(table + 4 * index);
}

/** Bounds, 1/ln 2, 1.5·2²³, the two parts of ln 2, Cephes' coefficients from r⁷ down to r², and 1. */
export const EXP = memory.data<f32>(
  [
    88.37, -87.33, 1.44269504, 12582912, 0.693359375, -2.12194440e-4, 1.9875691500e-4, 1.3981999507e-3,
    8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1, 1,
  ],
  16,
);

/**
 * e^x: 2^n e^r with n = round(x / ln 2), |r| <= ln 2 / 2, the polynomial of Cephes' expf (Moshier 1992).
 * Arguments are cut to [-87.33, 88.37], where both 2^n and the result are normal numbers.
 */
@inline
export function exp(x: v128): v128 {
  const bounded = cut(x, from(EXP, 1), from(EXP, 0));
  // Adding 1.5·2²³ rounds to the nearest whole number and leaves it in the low bits.
  const shifted = horner(bounded, from(EXP, 2), from(EXP, 3));
  const n = f32x4.sub(shifted, from(EXP, 3));
  const r = f32x4.sub(f32x4.sub(bounded, f32x4.mul(n, from(EXP, 4))), f32x4.mul(n, from(EXP, 5)));
  let y = horner(from(EXP, 6), r, from(EXP, 7));
  y = horner(y, r, from(EXP, 8));
  y = horner(y, r, from(EXP, 9));
  y = horner(y, r, from(EXP, 10));
  y = horner(y, r, from(EXP, 11));
  y = f32x4.add(horner(y, f32x4.mul(r, r), r), from(EXP, 12));
  return f32x4.mul(y, i32x4.add(i32x4.shl(shifted, 23), from(EXP, 12)));
}

/** Cephes' coefficients from x⁹ down to x³, the two parts of ln 2, and 1/2. */
const LOG = memory.data<f32>(
  [
    7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
    2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1, 0.693359375, -2.12194440e-4, 0.5,
  ],
  16,
);

/** ln x of normal x > 0: exponent and mantissa in [√½, √2), the polynomial of Cephes' logf. */
@inline
export function log(x: v128): v128 {
  const e = i32x4.shr_s(i32x4.sub(x, i32x4.splat(0x3f3504f3)), 23);
  const f = f32x4.sub(i32x4.sub(x, i32x4.shl(e, 23)), from(EXP, 12));
  const exponent = f32x4.convert_i32x4_s(e);
  const z = f32x4.mul(f, f);
  let y = horner(from(LOG, 0), f, from(LOG, 1));
  y = horner(y, f, from(LOG, 2));
  y = horner(y, f, from(LOG, 3));
  y = horner(y, f, from(LOG, 4));
  y = horner(y, f, from(LOG, 5));
  y = horner(y, f, from(LOG, 6));
  y = horner(y, f, from(LOG, 7));
  y = horner(y, f, from(LOG, 8));
  y = f32x4.mul(f32x4.mul(y, f), z);
  y = horner(exponent, from(LOG, 10), y);
  y = f32x4.sub(y, f32x4.mul(z, from(LOG, 11)));
  y = f32x4.add(f32x4.add(f, y), f32x4.mul(exponent, from(LOG, 9)));
  // x - x is 0, or NaN where x is not finite.
  return f32x4.add(y, f32x4.sub(x, x));
}

/** ln(1 + u) for u in [0, 1], exact in relative terms: the rounding of w = 1 + u is made up for by u / (w - 1). */
@inline
export function log1p(u: v128): v128 {
  const one = from(EXP, 12);
  const w = f32x4.add(one, u);
  const scaled = f32x4.mul(log(w), f32x4.div(u, f32x4.sub(w, one)));
  return v128.bitselect(u, scaled, f32x4.eq(w, one));
}
