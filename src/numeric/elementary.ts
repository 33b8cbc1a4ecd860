/**
 * Elementary functions exp, log, tanh, sin, cos and their kin in float64, from + - × / and the bits of a number alone, so that
 * every engine and machine gives the same bits (the language leaves the last bits of Math.exp and its like to the
 * engine).
 *
 * Each reduces its argument by powers of two to a short interval, where a Taylor series with all the terms
 * that a float64 can see is enough; the leading terms are added last, so that their rounding is the only one
 * that counts. Cody & Waite (1980), "Software Manual for the Elementary Functions", chapters 5 to 7. Errors
 * are below the stated units in the last place, as tested against 50-digit values.
 */

/** ln 2 in two parts; the first has 32 bits, so that its products with exponents are exact. */
const LN2_HIGH = 0xb17217f7 / 0x100000000;
const LN2_LOW = 1.9082149292705877e-10;

/** Least x with a result above 0, and greatest with a finite one. */
const EXP_LEAST = -745.1332191019412;
const EXP_GREATEST = 709.782712893384;

/** 1/n! for n = 2 to 14: the series of (e^r - 1 - r) / r², for |r| ≤ ln 2 / 2. */
const EXP_SERIES = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14].map((n) => 1 / factorial(n));

/** (-1)^n / (2n+1)! for n = 0 to 11: the series of sin(r) / r in r², for |r| ≤ π/2. */
const SINE_SERIES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map(
  (n) => (n % 2 === 0 ? 1 : -1) / factorial(2 * n + 1),
);

/** 2/(2n+1) for n = 1 to 12: the series of (ln((1+s)/(1-s)) - 2s) / s³ in s², for |s| ≤ .172. */
const LOG_SERIES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((n) => 2 / (2 * n + 1));

/** e^x, below 1 ulp (a denormal result: below 1.5). */
export function exp(x: number): number {
  if (!(x >= EXP_LEAST)) return x < EXP_LEAST ? 0 : x; // NaN stays NaN
  if (x > EXP_GREATEST) return Number.POSITIVE_INFINITY;
  const exponent = Math.round(x * Math.LOG2E);
  const high = x - exponent * LN2_HIGH;
  const low = exponent * LN2_LOW;
  const r = high - low;
  return timesPowerOfTwo(1 + (high + (r * r * series(EXP_SERIES, r) - low)), exponent);
}

/** e^x - 1 without the cancellation near 0, below 2 ulp. */
export function expm1(x: number): number {
  if (x > EXP_GREATEST) return Number.POSITIVE_INFINITY;
  if (x < -38) return -1;
  const exponent = Math.round(x * Math.LOG2E);
  if (x === 0 || Number.isNaN(x)) return x;
  if (exponent === 0) return x + x * x * series(EXP_SERIES, x);
  if (exponent > 55) return exp(x) - 1;
  const high = x - exponent * LN2_HIGH;
  const low = exponent * LN2_LOW;
  const r = high - low;
  const power = timesPowerOfTwo(1, exponent);
  return power - 1 + power * (high + (r * r * series(EXP_SERIES, r) - low));
}

/** Natural logarithm, below 1 ulp; NaN below 0. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  const { fraction, exponent } = split(x);
  // ln(1 + f) = f - f²/2 + s (f²/2 + R(s²)) with s = f / (2 + f): the terms that matter most are added last.
  const f = fraction - 1;
  const s = f / (2 + f);
  const z = s * s;
  const half = 0.5 * f * f;
  const correction = s * (half + z * series(LOG_SERIES, z));
  return exponent * LN2_HIGH - (half - (correction + exponent * LN2_LOW) - f);
}

/** ln(1 + x) without the cancellation near 0, below 2 ulp; NaN below -1. */
export function log1p(x: number): number {
  const sum = 1 + x;
  if (!(sum > 0) || sum === Number.POSITIVE_INFINITY) return log(sum);
  // The rounding error of the sum is added back to first order. At x = -0 the sum is 1 and x itself the answer.
  return sum === 1 ? x : log(sum) + (x - (sum - 1)) / sum;
}

/** Hyperbolic tangent, below 2.5 ulp. */
export function tanh(x: number): number {
  const size = Math.abs(x);
  if (size > 22) return x > 0 ? 1 : -1;
  if (size >= 0.5) {
    const value = 1 - 2 / (expm1(2 * size) + 2);
    return x > 0 ? value : -value;
  }
  const shifted = expm1(2 * x);
  return shifted / (shifted + 2);
}

/** 1 / (1 + e^{-x}), below 2 ulp. */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + exp(-x));
  const value = exp(x);
  return value / (1 + value);
}

/** Cosine for |x| <= π, within 4 · 2^-52: 1 - 2 sin²(x/2). */
export function cosine(x: number): number {
  const half = x / 2;
  const sine = half * series(SINE_SERIES, half * half);
  return 1 - 2 * sine * sine;
}

/** π/2 in two parts; the first has 33 bits, so that its products with whole numbers below 2^20 are exact. */
const HALF_PI_HIGH = 1.5707963267341256;
const HALF_PI_LOW = 6.077100506506192e-11;

/** Quarter turn that is nearest to x: a whole number n, of which |x - n π/2| ≤ π/4. */
const quarterOf = (x: number): number => Math.round(x / (HALF_PI_HIGH + HALF_PI_LOW));

/** x - n π/2. */
const withinQuarter = (x: number, n: number): number => x - n * HALF_PI_HIGH - n * HALF_PI_LOW;

/** sin(r) for |r| ≤ π/4: the Taylor series to r^17, the leading term added last. */
function sineSeries(r: number): number {
  const z = r * r;
  const high = z * (1 / 6227020800 + z * (-1 / 1307674368000 + z * (1 / 355687428096000)));
  const middle = z * (1 / 362880 + z * (-1 / 39916800 + high));
  return r + r * z * (-1 / 6 + z * (1 / 120 + z * (-1 / 5040 + middle)));
}

/** cos(r) for |r| ≤ π/4: the Taylor series to r^18, with the rounding error of 1 - r²/2 added back. */
function cosineSeries(r: number): number {
  const z = r * r;
  const high = z * (-1 / 87178291200 + z * (1 / 20922789888000 + z * (-1 / 6402373705728000)));
  const middle = z * (-1 / 3628800 + z * (1 / 479001600 + high));
  const rest = z * z * (1 / 24 + z * (-1 / 720 + z * (1 / 40320 + middle)));
  const half = 0.5 * z;
  const near = 1 - half;
  return near + (1 - near - half + rest);
}

/** sin x, below 1 ulp for |x| ≤ π/4, and below 2^-52 for |x| up to a million; NaN where x is not finite. */
export function sin(x: number): number {
  if (x >= -Math.PI / 4 && x <= Math.PI / 4) return sineSeries(x);
  const n = quarterOf(x);
  const r = withinQuarter(x, n);
  const value = (n & 1) === 0 ? sineSeries(r) : cosineSeries(r);
  return (n & 2) === 0 ? value : -value;
}

/** cos x, below 1 ulp for |x| ≤ π/4, and below 2^-52 for |x| up to a million; NaN where x is not finite. */
export function cos(x: number): number {
  if (x >= -Math.PI / 4 && x <= Math.PI / 4) return cosineSeries(x);
  const n = quarterOf(x);
  const r = withinQuarter(x, n);
  const value = (n & 1) === 0 ? cosineSeries(r) : sineSeries(r);
  return ((n + 1) & 2) === 0 ? value : -value;
}

/** ln(1 + e^x) = -ln logistic(-x) without overflow, below 2 ulp. */
export function softplus(x: number): number {
  return Math.max(x, 0) + log1p(exp(-Math.abs(x)));
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}

/** Σ coefficients[n] x^n by Horner's rule. */
function series(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let n = coefficients.length - 1; n >= 0; n--) sum = sum * x + coefficients[n]!;
  return sum;
}

const bits = new DataView(new ArrayBuffer(8));

/** value × 2^exponent, rounded once, for value in [.5, 2] and exponent in [-1080, 1024]. */
function timesPowerOfTwo(value: number, exponent: number): number {
  if (exponent < -1020) return value * power(exponent + 200) * power(-200);
  return exponent > 1000 ? value * power(exponent - 1000) * power(1000) : value * power(exponent);
}

/** 2^exponent for exponent in [-1022, 1023]. */
function power(exponent: number): number {
  bits.setInt32(0, (exponent + 1023) << 20);
  bits.setInt32(4, 0);
  return bits.getFloat64(0);
}

/** x = fraction × 2^exponent with fraction in [√½, √2), for finite x > 0. */
function split(x: number): { readonly fraction: number; readonly exponent: number } {
  const denormal = x < 2.2250738585072014e-308;
  bits.setFloat64(0, denormal ? x * 0x40000000000000 : x);
  const high = bits.getInt32(0);
  const biased = high >>> 20;
  bits.setInt32(0, (high & 0xfffff) | 0x3ff00000);
  const fraction = bits.getFloat64(0);
  const exponent = biased - 1023 - (denormal ? 54 : 0);
  return fraction < Math.SQRT2 ? { fraction, exponent } : { fraction: fraction / 2, exponent: exponent + 1 };
}
