/** Values and texts of the dimensions of a search space. */
import { exp, log } from '../numeric/elementary.ts';
import type { Choice, Condition, Dimension, Range } from './space.ts';

/** Least and most significant digits of a number that is no whole one. */
const FEWEST_DIGITS = 3;
const MOST_DIGITS = 17;

/**
 * Value of a dimension at `u`, from 0 to below 1. A whole number k stands for all numbers from k to below k + 1 on its
 * scale, so that on a linear one the ends are as likely as any other. Other numbers are rounded to 3 significant
 * digits, or to as many as tell 100 places of a narrow range apart.
 */
export function valueAt(dimension: Dimension, u: number): Choice {
  if (dimension.kind === 'choices') {
    return dimension.values[Math.min(Math.floor(u * dimension.values.length), dimension.values.length - 1)]!;
  }
  const { from, to, whole } = dimension;
  if (whole) return within(dimension, Math.floor(between(dimension, from, to + 1, u)));
  const exact = between(dimension, from, to, u);
  for (let digits = FEWEST_DIGITS; digits < MOST_DIGITS; digits++) {
    const rounded = Number(exact.toPrecision(digits));
    if (Math.abs(rounded - exact) <= (to - from) / 200) return within(dimension, rounded);
  }
  return within(dimension, exact);
}

const between = ({ scale }: Range, from: number, to: number, u: number): number =>
  scale === 'log' ? exp(log(from) + u * (log(to) - log(from))) : from + u * (to - from);

const within = ({ from, to }: Range, value: number): number => Math.min(to, Math.max(from, value));

/** Text of a dimension: `0.001 to 1, log`; `4 to 100, log, whole`; `real | bits`. */
export function dimensionText(dimension: Dimension): string {
  if (dimension.kind === 'choices') return dimension.values.map(String).join(' | ');
  const { from, to, scale, whole } = dimension;
  return [`${from} to ${to}`, ...(scale === 'log' ? ['log'] : []), ...(whole ? ['whole'] : [])].join(', ');
}

/** Text of a condition: `selection=rank`; `initialisation=identity or orthogonal`. */
export const conditionText = ({ setting, is }: Condition): string =>
  `${setting}=${is.map(String).join(' or ')}`;

/** True where the dimension has that value somewhere. */
export function mayBe(dimension: Dimension, value: Choice): boolean {
  if (dimension.kind === 'choices') return dimension.values.includes(value);
  if (typeof value !== 'number') return false;
  const isOfKind = !dimension.whole || Number.isInteger(value);
  return isOfKind && value >= dimension.from && value <= dimension.to;
}
