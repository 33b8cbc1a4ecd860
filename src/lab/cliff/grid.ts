/** Grids of the cliff: evenly spaced values, and numbers short enough for a figure. */

/** `count` values from low to high, both among them. */
export const spaced = (low: number, high: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => low + ((high - low) * index) / (count - 1));

/** Number with that many significant digits, as a figure holds it; null where it is not finite. */
export const shortened = (value: number, digits = 5): number | null =>
  Number.isFinite(value) ? Number(value.toPrecision(digits)) : null;
