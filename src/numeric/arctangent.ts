/**
 * Angle of a point in the plane, from + - × / alone, so that every engine and machine gives the same bits (see
 * `elementary.ts`).
 *
 * With c the nearest multiple of 1/8, atan t = atan c + atan((t - c) / (1 + t c)): the second argument is at most 1/16,
 * where the Taylor series to its 13th power has all that a float64 can see.
 */

/** Arctangents of 0, 1/8, ... 1: their nearest float64. */
const EIGHTHS = [
  0, 0.12435499454676144, 0.24497866312686414, 0.3587706702705722, 0.4636476090008061, 0.5585993153435624,
  0.6435011087932844, 0.7188299996216245, 0.7853981633974483,
];

/** Angle in radians of the point (x, y), from -π to π, within 2^-51; 0 for the origin. NaN where a number is not finite. */
export function atan2(y: number, x: number): number {
  const [height, width] = [Math.abs(y), Math.abs(x)];
  if (!(Number.isFinite(height) && Number.isFinite(width))) return Number.NaN;
  if (height === 0 && width === 0) return 0;
  const steep = height > width;
  const acute = arctangent(steep ? width / height : height / width);
  const upper = steep ? Math.PI / 2 - acute : acute;
  const angle = x < 0 ? Math.PI - upper : upper;
  return y < 0 ? -angle : angle;
}

/** atan t for 0 ≤ t ≤ 1. */
function arctangent(t: number): number {
  const eighth = Math.round(8 * t);
  const c = eighth / 8;
  const r = (t - c) / (1 + t * c);
  const z = r * r;
  const high = z * (-1 / 7 + z * (1 / 9 + z * (-1 / 11 + z * (1 / 13))));
  return EIGHTHS[eighth]! + (r + r * z * (-1 / 3 + z * (1 / 5 + high)));
}
