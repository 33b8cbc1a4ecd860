/**
 * The standard normal distribution and its inverse, built on the portable exp and log.
 *
 * Quantile: Wichura (1988), "Algorithm AS 241: The percentage points of the normal distribution", Applied
 * Statistics 37, routine PPND16 (about 1 part in 10^16). Cumulative: the Taylor series of Φ - ½ near 0 and
 * Laplace's continued fraction of the tail, Abramowitz & Stegun (1964), 26.2.10 and 26.2.14.
 */
import { exp, log } from './elementary.ts';

/** Numerator and denominator of a rational function, coefficients from x^7 down to x^0. */
type Rational = readonly [numerator: readonly number[], denominator: readonly number[]];

/** Coefficients of the quantile over p - ½, in .180625 - (p - ½)², for |p - ½| ≤ .425. */
const CENTRE: Rational = [
  [
    2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
    1971.5909503065513, 133.14166789178438, 3.3871328727963665,
  ],
  [
    5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
    687.1870074920579, 42.31333070160091, 1,
  ],
];

/** Coefficients of the quantile's size in √(-ln tail) - 1.6, for tails from e^-25 to .075. */
const NEAR_TAIL: Rational = [
  [
    7.745450142783414e-4, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
    5.769497221460691, 4.630337846156546, 1.4234371107496835,
  ],
  [
    1.0507500716444169e-9, 5.475938084995345e-4, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
    1.6763848301838038, 2.053191626637759, 1,
  ],
];

/** Coefficients of the quantile's size in √(-ln tail) - 5, for tails below e^-25. */
const FAR_TAIL: Rational = [
  [
    2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124,
    0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
  ],
  [
    2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 7.868691311456133e-4,
    0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
  ],
];

function rational([numerator, denominator]: Rational, x: number): number {
  let above = 0;
  let below = 0;
  for (let power = 0; power < 8; power++) {
    above = above * x + numerator[power]!;
    below = below * x + denominator[power]!;
  }
  return above / below;
}

/** Quantile: the x with Φ(x) = p. ∓Infinity at 0 and 1, NaN outside [0, 1]. */
export function standardNormalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * rational(CENTRE, 0.180625 - q * q);
  const tail = q < 0 ? p : 1 - p;
  if (!(tail > 0))
    return tail === 0 ? (q < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY) : Number.NaN;
  const root = Math.sqrt(-log(tail));
  const size = root <= 5 ? rational(NEAR_TAIL, root - 1.6) : rational(FAR_TAIL, root - 5);
  return q < 0 ? -size : size;
}

/** 1 / √(2π) */
const DENSITY_AT_ZERO = 0.3989422804014327;

/** Density φ(x). The square is split at a sixteenth, so that its rounding does not reach the exponential. */
export function standardNormalDensity(x: number): number {
  const coarse = Math.trunc(16 * x) / 16;
  return DENSITY_AT_ZERO * exp(-0.5 * coarse * coarse) * exp(-0.5 * (x - coarse) * (x + coarse));
}

/** Φ(x), the probability of a standard normal variable below x: to 1e-15, relatively so in the lower tail. */
export function standardNormalCumulative(x: number): number {
  if (Number.isNaN(x)) return x;
  if (Math.abs(x) > 39) return x < 0 ? 0 : 1;
  if (Math.abs(x) < 1.5) return 0.5 + excess(x);
  const tail = upperTail(Math.abs(x));
  return x < 0 ? tail : 1 - tail;
}

/** Φ(x) - ½ = φ(x) (x + x³/3 + x⁵/(3·5) + x⁷/(3·5·7) + …), |x| < 1.5. */
function excess(x: number): number {
  let term = x;
  let sum = x;
  for (let odd = 3; odd <= 61; odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return standardNormalDensity(x) * sum;
}

/** 1 - Φ(x) = φ(x) / (x + 1/(x + 2/(x + 3/(x + …)))), x ≥ 1.5; 150 levels reach 1e-16 there. */
function upperTail(x: number): number {
  let fraction = x;
  for (let level = 150; level > 0; level--) fraction = x + level / fraction;
  return standardNormalDensity(x) / fraction;
}

/**
 * Quantiles of many probabilities: `into[from + i]` becomes that of `p[i]`, to the bit as `standardNormalQuantile` gives
 * it. The middle, where seventeen of twenty lie, is a pass without a branch, several times as fast.
 */
export function standardNormalQuantiles(p: Float64Array, count: number, into: Float64Array, from = 0): void {
  const [a0, a1, a2, a3, a4, a5, a6, a7] = CENTRE[0] as Eight;
  const [b0, b1, b2, b3, b4, b5, b6, b7] = CENTRE[1] as Eight;
  for (let index = 0; index < count; index++) {
    const q = p[index]! - 0.5;
    const x = 0.180625 - q * q;
    const above = ((((((a0 * x + a1) * x + a2) * x + a3) * x + a4) * x + a5) * x + a6) * x + a7;
    const below = ((((((b0 * x + b1) * x + b2) * x + b3) * x + b4) * x + b5) * x + b6) * x + b7;
    into[from + index] = q * (above / below);
  }
  for (let index = 0; index < count; index++) {
    const value = p[index]!;
    if (!(Math.abs(value - 0.5) <= 0.425)) into[from + index] = standardNormalQuantile(value);
  }
}

type Eight = readonly [number, number, number, number, number, number, number, number];
