/** Rounding of the numbers in figures, which keeps pages small: more digits than a reader can see are no use. */

/** Value in so many significant digits, as a number; null where it is not finite. */
export const rounded = (value: number, digits = 4): number | null =>
  Number.isFinite(value) ? Number(value.toPrecision(digits)) : null;
