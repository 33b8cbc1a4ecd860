/** tanh in float64, with the bits of src/numeric/elementary.ts. */

/**
 * 1.5 · 2⁵², the parts of ln 2, 1/ln 2, 1/n! from n = 14 down to 2, the numbers 1, 2 and 22, and -0. Constants come from
 * memory: V8 would rebuild one in code wherever it is used.
 */
const TANH = memory.data<f64>(
  [
    6755399441055744.0, 0.6931471803691238, 1.9082149292705877e-10, 1.4426950408889634, 1.1470745597729725e-11,
    1.6059043836821613e-10, 2.08767569878681e-9, 2.505210838544172e-8, 2.755731922398589e-7, 2.7557319223985893e-6,
    2.48015873015873e-5, 1.984126984126984e-4, 1.388888888888889e-3, 8.333333333333333e-3, 4.1666666666666664e-2,
    0.16666666666666666, 0.5, 1, 2, 22, -0.0,
  ],
  16,
);

@inline
function from(index: usize): v128 {
  return v128.load64_splat(TANH + 8 * index);
}

@inline
function horner(y: v128, x: v128, index: usize): v128 {
  return f64x2.add(f64x2.mul(y, x), from(index));
}

/** tanh of two lanes, the bits of src/numeric/elementary.ts: 1 - 2 / (e + 2) from |x| = .5 on, else e / (e + 2). */
@inline
function tanh(x: v128): v128 {
  const one = from(17);
  const two = from(18);
  const size = f64x2.abs(x);
  const isBig = f64x2.ge(size, from(16));
  // NaN stays NaN: pmin keeps its first argument when a comparison fails.
  const z = f64x2.mul(v128.bitselect(f64x2.pmin(size, from(19)), x, isBig), two);
  // e = e^z - 1 with z = n ln 2 + r.
  // Adding 1.5 · 2⁵² rounds to the nearest whole number and leaves it in the low bits.
  const shifted = f64x2.add(f64x2.mul(z, from(3)), from(0));
  const n = f64x2.sub(shifted, from(0));
  const high = f64x2.sub(z, f64x2.mul(n, from(1)));
  const low = f64x2.mul(n, from(2));
  const r = f64x2.sub(high, low);
  let sum = horner(from(4), r, 5);
  sum = horner(sum, r, 6);
  sum = horner(sum, r, 7);
  sum = horner(sum, r, 8);
  sum = horner(sum, r, 9);
  sum = horner(sum, r, 10);
  sum = horner(sum, r, 11);
  sum = horner(sum, r, 12);
  sum = horner(sum, r, 13);
  sum = horner(sum, r, 14);
  sum = horner(sum, r, 15);
  sum = horner(sum, r, 16);
  const power = i64x2.shl(i64x2.add(shifted, i64x2.splat(1023)), 52);
  const tail = f64x2.add(high, f64x2.sub(f64x2.mul(f64x2.mul(r, r), sum), low));
  const e = f64x2.add(f64x2.sub(power, one), f64x2.mul(power, tail));
  const quotient = f64x2.div(v128.bitselect(two, e, isBig), f64x2.add(e, two));
  const sign = v128.and(x, from(20));
  return v128.bitselect(v128.xor(f64x2.sub(one, quotient), sign), quotient, isBig);
}

/**
 * tanh of `count` numbers, to whole groups of eight. Results go elsewhere: V8 then pairs the vectors into ones of 256
 * bits.
 */
export function squash(x: usize, y: usize, count: i32): void {
  const end = x + ((<usize>count) << 3);
  for (; x < end; x += 64, y += 64) {
    const a = tanh(v128.load(x));
    const b = tanh(v128.load(x, 16));
    const c = tanh(v128.load(x, 32));
    const d = tanh(v128.load(x, 48));
    v128.store(y, a);
    v128.store(y, b, 16);
    v128.store(y, c, 32);
    v128.store(y, d, 48);
  }
}
