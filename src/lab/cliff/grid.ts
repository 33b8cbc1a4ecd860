/** Evenly spaced values. */

/** `count` values from low to high, both among them. */
export const spaced = (low: number, high: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => low + ((high - low) * index) / (count - 1));
