/**
 * Studentised range of Tukey with infinitely many degrees of freedom: the range of several independent standard normal
 * variables. P(range ≤ q) = k ∫ φ(z) (Φ(z) - Φ(z - q))^(k-1) dz, the greatest of the k being at z; H. O. Hartley, The
 * range in random samples, Biometrika 32 (1942) 334-348.
 */
import { standardNormalCumulative, standardNormalDensity } from './normal.ts';

/**
 * Limit of the integral. The integrand and all its derivatives vanish at both ends, so that the trapezoid rule is exact
 * to 1e-14.
 */
const REACH = 9;
const STEP = 1 / 16;

/** P(range ≤ q) of `groups` variables. */
export function studentisedRangeCumulative(q: number, groups: number): number {
  if (!(Number.isInteger(groups) && groups >= 2)) {
    throw new RangeError(`the range of ${groups} variables: there must be at least 2`);
  }
  if (!(q > 0)) return 0;
  let sum = 0;
  for (let z = -REACH; z <= REACH; z += STEP) {
    const within = standardNormalCumulative(z) - standardNormalCumulative(z - q);
    let power = standardNormalDensity(z);
    for (let other = 1; other < groups; other++) power *= within;
    sum += power;
  }
  return Math.min(1, groups * sum * STEP);
}

/** Quantile: the q with P(range ≤ q) = p, 0 < p < 1. */
export function studentisedRangeQuantile(p: number, groups: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`a quantile of ${p}: it must lie between 0 and 1`);
  let above = 1;
  while (studentisedRangeCumulative(above, groups) < p) above *= 2;
  let below = 0;
  // 50 halvings leave 1e-14.
  for (let i = 0; i < 50; i++) {
    const middle = (below + above) / 2;
    if (studentisedRangeCumulative(middle, groups) < p) below = middle;
    else above = middle;
  }
  return (below + above) / 2;
}
