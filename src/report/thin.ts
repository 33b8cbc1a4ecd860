/** Thinning of long series, and rounding of numbers to as many digits as a chart can show. */

/** Indices of at most `most` of `count` points, evenly spread, the first and the last among them. */
export function thinned(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, index) => index);
  const last = Math.max(1, most - 1);
  return Array.from({ length: most }, (_, place) => Math.round((place * (count - 1)) / last));
}

/** Number in six significant digits; null where it is no number. */
export function short(value: number | null | undefined): number | null {
  return value === null || value === undefined || !Number.isFinite(value) ? null : shortNumber(value);
}

/** Finite number in six significant digits. */
export function shortNumber(value: number): number {
  return Number.isInteger(value) && Math.abs(value) < 1e12 ? value : Number(value.toPrecision(6));
}
