/**
 * tanh, logistic, exp and log of four lanes, float32, by rational and polynomial approximation.
 * Strict additions and multiplications alone, so every machine gives the same bits. NaN comes out as NaN:
 * `pmin(x, bound)` and `pmax(x, bound)` keep their first argument when a comparison fails.
 */

// @ts-ignore: decorator
@inline
function both(value: f32): v128 {
  return f32x4.splat(value);
}

/**
 * x P(x²)/Q(x²), the minimax fit in relative error of degree 4/4 on |x| <= 9.02 (fit 2.1e-8, with rounding
 * 3.4e-7). Odd by construction; at the bound, where tanh rounds to 1, the quotient is above 1 and is cut to it.
 */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const bounded = f32x4.pmax(f32x4.pmin(x, both(9.02)), both(-9.02));
  const z = f32x4.mul(bounded, bounded);
  let p = f32x4.add(f32x4.mul(both(P4), z), both(P3));
  let q = f32x4.add(f32x4.mul(both(Q4), z), both(Q3));
  p = f32x4.add(f32x4.mul(p, z), both(P2));
  q = f32x4.add(f32x4.mul(q, z), both(Q2));
  p = f32x4.add(f32x4.mul(p, z), both(P1));
  q = f32x4.add(f32x4.mul(q, z), both(Q1));
  p = f32x4.add(f32x4.mul(p, z), both(1));
  q = f32x4.add(f32x4.mul(q, z), both(1));
  const quotient = f32x4.div(f32x4.mul(bounded, p), q);
  return f32x4.pmax(f32x4.pmin(quotient, both(1)), both(-1));
}
// @ts-ignore: decorator
@inline const P1: f32 = 0.13379722833633423;
// @ts-ignore: decorator
@inline const P2: f32 = 0.003494039410725236;
// @ts-ignore: decorator
@inline const P3: f32 = 2.058355494227726e-05;
// @ts-ignore: decorator
@inline const P4: f32 = 1.3319167102565643e-08;
// @ts-ignore: decorator
@inline const Q1: f32 = 0.4671303629875183;
// @ts-ignore: decorator
@inline const Q2: f32 = 0.025871090590953827;
// @ts-ignore: decorator
@inline const Q3: f32 = 0.0003283100377302617;
// @ts-ignore: decorator
@inline const Q4: f32 = 7.762059794913512e-07;

/**
 * e^x: 2^n e^r with n = round(x / ln 2), |r| <= ln 2 / 2, the polynomial of Cephes' expf (Moshier 1992).
 * Arguments are cut to [-87.33, 88.37], where both 2^n and the result are normal numbers.
 */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  const bounded = f32x4.pmax(f32x4.pmin(x, both(88.37)), both(-87.33));
  // Adding 1.5·2²³ rounds to the nearest whole number and leaves it in the low bits.
  const shifted = f32x4.add(f32x4.mul(bounded, both(1.44269504)), both(12582912));
  const n = f32x4.sub(shifted, both(12582912));
  let r = f32x4.sub(bounded, f32x4.mul(n, both(0.693359375)));
  r = f32x4.add(r, f32x4.mul(n, both(2.12194440e-4)));
  let y = f32x4.add(f32x4.mul(both(1.9875691500e-4), r), both(1.3981999507e-3));
  y = f32x4.add(f32x4.mul(y, r), both(8.3334519073e-3));
  y = f32x4.add(f32x4.mul(y, r), both(4.1665795894e-2));
  y = f32x4.add(f32x4.mul(y, r), both(1.6666665459e-1));
  y = f32x4.add(f32x4.mul(y, r), both(5.0000001201e-1));
  y = f32x4.add(f32x4.add(f32x4.mul(y, f32x4.mul(r, r)), r), both(1));
  return f32x4.mul(y, i32x4.add(i32x4.shl(shifted, 23), i32x4.splat(0x3f800000)));
}

/** 1 / (1 + e^-x) */
// @ts-ignore: decorator
@inline
export function logistic(x: v128): v128 {
  return f32x4.div(both(1), f32x4.add(both(1), exp(f32x4.neg(x))));
}

/** ln x of normal x > 0: exponent and mantissa in [√½, √2), the polynomial of Cephes' logf. */
// @ts-ignore: decorator
@inline
export function log(x: v128): v128 {
  const e = i32x4.shr_s(i32x4.sub(x, i32x4.splat(0x3f3504f3)), 23);
  const f = f32x4.sub(i32x4.sub(x, i32x4.shl(e, 23)), both(1));
  const exponent = f32x4.convert_i32x4_s(e);
  const z = f32x4.mul(f, f);
  let y = f32x4.add(f32x4.mul(both(7.0376836292e-2), f), both(-1.1514610310e-1));
  y = f32x4.add(f32x4.mul(y, f), both(1.1676998740e-1));
  y = f32x4.add(f32x4.mul(y, f), both(-1.2420140846e-1));
  y = f32x4.add(f32x4.mul(y, f), both(1.4249322787e-1));
  y = f32x4.add(f32x4.mul(y, f), both(-1.6668057665e-1));
  y = f32x4.add(f32x4.mul(y, f), both(2.0000714765e-1));
  y = f32x4.add(f32x4.mul(y, f), both(-2.4999993993e-1));
  y = f32x4.add(f32x4.mul(y, f), both(3.3333331174e-1));
  y = f32x4.mul(f32x4.mul(y, f), z);
  y = f32x4.sub(y, f32x4.mul(exponent, both(2.12194440e-4)));
  y = f32x4.sub(y, f32x4.mul(both(0.5), z));
  y = f32x4.add(f32x4.add(f, y), f32x4.mul(exponent, both(0.693359375)));
  // x - x is 0, or NaN where x is not finite.
  return f32x4.add(y, f32x4.sub(x, x));
}

/** ln(1 + u) for u in [0, 1], exact in relative terms: the rounding of w = 1 + u is made up for by u / (w - 1). */
// @ts-ignore: decorator
@inline
export function log1p(u: v128): v128 {
  const w = f32x4.add(both(1), u);
  const scaled = f32x4.mul(log(w), f32x4.div(u, f32x4.sub(w, both(1))));
  return v128.bitselect(u, scaled, f32x4.eq(w, both(1)));
}
