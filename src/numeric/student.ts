/**
 * Student's t distribution with a whole number of degrees of freedom, and its inverse.
 *
 * Both tails together are the incomplete beta function I_x(ν/2, ½) at x = ν / (ν + t²): Abramowitz & Stegun
 * (1964), 26.7.1, by the continued fraction of Press et al., Numerical Recipes (1992), 6.4.5. With whole ν,
 * its factor needs nothing but products and square roots.
 */

/** P(T ≤ t), to 1e-14. */
export function studentCumulative(t: number, degrees: number): number {
  const tail = bothTails(Math.abs(t), degrees) / 2;
  return t < 0 ? tail : 1 - tail;
}

/** Quantile: the t with P(T ≤ t) = p. ∓Infinity at 0 and 1. */
export function studentQuantile(p: number, degrees: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a quantile of ${p}: it must lie between 0 and 1`);
  if (p > 0.5) return -studentQuantile(1 - p, degrees);
  if (p === 0) return Number.NEGATIVE_INFINITY;
  let above = 1;
  while (bothTails(above, degrees) > 2 * p) above *= 2;
  let below = 0;
  // 60 halvings reach the last bits.
  for (let i = 0; i < 60; i++) {
    const middle = (below + above) / 2;
    if (bothTails(middle, degrees) > 2 * p) below = middle;
    else above = middle;
  }
  return -(below + above) / 2;
}

/** P(|T| > t), t ≥ 0. */
function bothTails(t: number, degrees: number): number {
  if (!(Number.isInteger(degrees) && degrees >= 1)) {
    throw new RangeError(`${degrees} degrees of freedom: there must be a whole number from 1`);
  }
  if (t === Number.POSITIVE_INFINITY) return 0;
  const sum = degrees + t * t;
  const x = degrees / sum;
  const rest = (t * t) / sum;
  const a = degrees / 2;
  // x^a (1 - x)^½ / B(a, ½), the factor that both sides share.
  const factor = Math.sqrt(rest) * halfPower(x, degrees) * inverseBeta(degrees);
  return x < (a + 1) / (a + 2.5)
    ? (factor * fraction(a, 0.5, x)) / a
    : 1 - (factor * fraction(0.5, a, rest)) / 0.5;
}

/** x^(n/2) */
function halfPower(x: number, n: number): number {
  let power = n % 2 === 1 ? Math.sqrt(x) : 1;
  let square = x;
  for (let left = Math.floor(n / 2); left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power *= square;
    square *= square;
  }
  return power;
}

/** 1 / B(ν/2, ½), from B(½, ½) = π and B(1, ½) = 2 up by B(a + 1, ½) = B(a, ½) a / (a + ½). */
function inverseBeta(degrees: number): number {
  let inverse = degrees % 2 === 1 ? 1 / Math.PI : 0.5;
  for (let n = degrees % 2 === 1 ? 1 : 2; n < degrees; n += 2) inverse *= (n + 1) / n;
  return inverse;
}

/** Continued fraction of I_x(a, b), by Lentz's method. The fraction converges fast for x < (a + 1) / (a + b + 2). */
function fraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m < 1000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    value *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return value;
}
