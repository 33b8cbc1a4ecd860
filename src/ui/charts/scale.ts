/** Scales of axes: from numbers to dots, linear or logarithmic, and the round numbers that are written beside them. */
import { exp, log } from '../../numeric/elementary.ts';

const LN10 = log(10);

/** Logarithm to base 10; minus infinity of 0 and below. */
export const log10 = (value: number): number => (value > 0 ? log(value) / LN10 : Number.NEGATIVE_INFINITY);

/** Power of 10. */
export const tenTo = (exponent: number): number => exp(exponent * LN10);

export interface Scale {
  readonly from: number;
  readonly to: number;
  readonly log: boolean;
}

/** Position on the scale, 0 at `from` and 1 at `to`; values beyond are clamped. NaN stays NaN. */
export function place({ from, to, log: logarithmic }: Scale, value: number): number {
  if (Number.isNaN(value)) return value;
  const [a, b, v] = logarithmic ? [log10(from), log10(to), log10(value)] : [from, to, value];
  if (a === b) return 0;
  return Math.max(0, Math.min(1, (v! - a!) / (b! - a!)));
}

/** Power of 10 with a whole exponent, exact where a decimal literal is. */
export const powerOfTen = (exponent: number): number => Number(`1e${exponent}`);

/** Round numbers on the scale, ascending, about `count` of them or fewer. */
export function ticks(scale: Scale, count: number): number[] {
  return scale.log ? logTicks(scale, count) : linearTicks(scale, count);
}

function linearTicks({ from, to }: Scale, count: number): number[] {
  const span = to - from;
  if (!(span > 0) || !Number.isFinite(span) || count < 1) return [];
  const least = span / count;
  const power = powerOfTen(Math.floor(log10(least)));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((one) => one >= least * (1 - 1e-9))!;
  const found: number[] = [];
  for (let index = Math.ceil(from / step - 1e-9); index * step <= to + 1e-9 * span; index++) {
    // Rounded, since 3 × .1 is not .3.
    found.push(Number((index * step).toPrecision(12)));
  }
  return found;
}

function logTicks({ from, to }: Scale, count: number): number[] {
  const first = Math.ceil(log10(from) - 1e-9);
  const last = Math.floor(log10(to) + 1e-9);
  if (!Number.isFinite(first) || !Number.isFinite(last) || count < 1) return [];
  const stride = Math.max(1, Math.ceil((last - first + 1) / count));
  const found: number[] = [];
  for (let exponent = first; exponent <= last; exponent += stride) found.push(powerOfTen(exponent));
  // A scale of about one decade holds too few powers of ten for reading.
  if (found.length < 2 && count >= 2) return oneTwoFive({ from, to, log: true }, count);
  return found;
}

function oneTwoFive({ from, to }: Scale, count: number): number[] {
  const first = Math.floor(log10(from));
  const found = [0, 1, 2].flatMap((decade) => [1, 2, 5].map((digit) => digit * powerOfTen(first + decade)));
  return found.filter((one) => one >= from * (1 - 1e-9) && one <= to * (1 + 1e-9)).slice(0, count);
}

/**
 * Least number not below the value among 1, 1.5, 2, 3, 5, 7.5 times a power of ten: an axis that ends there moves
 * rarely.
 */
export function roundUp(value: number): number {
  if (!(value > 0) || !Number.isFinite(value)) return 1;
  const power = powerOfTen(Math.floor(log10(value)));
  const factor = [1, 1.5, 2, 3, 5, 7.5, 10].find((one) => one * power >= value * (1 - 1e-9))!;
  return Number((factor * power).toPrecision(12));
}
