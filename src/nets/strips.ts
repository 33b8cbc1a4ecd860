/** Strips of a net's steps, as pictures show them. */
import type { StateStrip } from './net.ts';

/** Strip with its numbers. */
export interface FilledStrip extends StateStrip {
  /** Numbers, `[step][unit]`. */
  readonly values: readonly Float64Array[];
}

/**
 * Strips of a sequence.
 * @param shown numbers of each step by the labels of the strips, `[step]`
 */
export const filledStrips = (
  strips: readonly StateStrip[],
  shown: readonly Readonly<Record<string, Float64Array>>[],
): FilledStrip[] => strips.map((strip) => ({ ...strip, values: shown.map((step) => step[strip.label]!) }));

/** Name of a unit, from 0, by a word for its kind: `h3`, `y1`. */
export const unitName = (
  { outputs = 0 }: Pick<StateStrip, 'outputs'>,
  hidden: string,
  unit: number,
): string => (unit < outputs ? `y${unit + 1}` : `${hidden}${unit - outputs + 1}`);

/** Greatest absolute number that a strip's colours stand for: 1 where it is bounded. */
export function scaleOf({ scale, values }: Pick<FilledStrip, 'scale' | 'values'>): number {
  if (scale !== 'greatest') return 1;
  let most = 0;
  for (const step of values) for (const value of step) most = Math.max(most, Math.abs(value));
  return most;
}
