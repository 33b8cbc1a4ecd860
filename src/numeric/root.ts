/**
 * Root of a continuous function between two points of opposite sign: inverse quadratic interpolation and secants inside
 * a bracket, with halving where these do not converge. Brent (1973), "Algorithms for Minimization without
 * Derivatives", chapter 4, algorithm zero.
 */

/** Relative width of the last bracket, in units of the root: four last places. */
const RELATIVE = 2 * Number.EPSILON;

/**
 * Root of `f` in [low, high], to about four units in the last place, or `tolerance` where that is wider.
 * @throws RangeError where f(low) and f(high) have the same sign, or one of them is NaN
 */
export function rootBetween(f: (x: number) => number, low: number, high: number, tolerance = 0): number {
  // b is the best point so far, c the other end of the bracket, a the point before b.
  let [a, b] = [low, high];
  let [fa, fb] = [f(a), f(b)];
  if (fa === 0) return a;
  if (fb === 0) return b;
  if (!(fa < 0 && fb > 0) && !(fa > 0 && fb < 0))
    throw new RangeError(`no change of sign: f(${low}) = ${fa}, f(${high}) = ${fb}`);
  let [c, fc] = [a, fa];
  let step = b - a;
  let before = step;
  for (;;) {
    if (Math.abs(fc) < Math.abs(fb)) {
      [a, b, c] = [b, c, b];
      [fa, fb, fc] = [fb, fc, fb];
    }
    const least = RELATIVE * Math.abs(b) + tolerance / 2;
    const half = (c - b) / 2;
    if (fb === 0 || Math.abs(half) <= least) return b;
    const tried =
      Math.abs(before) >= least && Math.abs(fa) > Math.abs(fb) ? interpolated(a, fa, b, fb, c, fc) : null;
    if (tried !== null && 2 * Math.abs(tried) < Math.min(3 * Math.abs(half) - least, Math.abs(before))) {
      before = step;
      step = tried;
    } else {
      step = half;
      before = half;
    }
    [a, fa] = [b, fb];
    b += Math.abs(step) > least ? step : Math.sign(half) * least;
    // A step below the spacing of numbers at b would be made for ever.
    if (b === a) return b;
    fb = f(b);
    if (fb > 0 === fc > 0) {
      [c, fc] = [a, fa];
      step = b - a;
      before = step;
    }
  }
}

/** Step from b by a secant, or by an inverse parabola through three points; null where it leaves the bracket. */
function interpolated(a: number, fa: number, b: number, fb: number, c: number, fc: number): number | null {
  const s = fb / fa;
  let p: number;
  let q: number;
  if (a === c) {
    p = (c - b) * s;
    q = 1 - s;
  } else {
    const [r, t] = [fb / fc, fa / fc];
    p = s * ((c - b) * t * (t - r) - (b - a) * (r - 1));
    q = (t - 1) * (r - 1) * (s - 1);
  }
  if (p > 0) q = -q;
  const step = Math.abs(p) / q;
  return Number.isFinite(step) && Math.sign(step) === Math.sign(c - b) ? step : null;
}
