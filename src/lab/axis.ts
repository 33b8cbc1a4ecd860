/** Limits of an axis and texts of its numbers, the same on the terminal and on pages. */
import type { LabAxis } from './figure.ts';

/**
 * Limits of the axis: its own, else those of the values. Values that are not finite, and on a logarithmic axis those of
 * 0 and below, do not count.
 * @param margin share of the span that is left free at both ends
 */
export function axisLimits(
  { scale, low, high, share }: LabAxis,
  values: Iterable<number | null>,
  margin = 0,
): readonly [low: number, high: number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value === null || !Number.isFinite(value) || (scale === 'log' && value <= 0)) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  if (least > most) [least, most] = scale === 'log' ? [low ?? 0.1, high ?? 1] : [low ?? 0, high ?? 1];
  const [from, to] = scale === 'log' ? logEnds(least, most, margin) : linearEnds(least, most, margin);
  const [bottom, top] = share === true ? [Math.max(0, from), Math.min(1, to)] : [from, to];
  const ends: [number, number] = [low ?? bottom, high ?? top];
  if (ends[1] > ends[0]) return ends;
  return scale === 'log' ? [ends[0], ends[0] * 10] : [ends[0], ends[0] + (Math.abs(ends[0]) || 1)];
}

function linearEnds(least: number, most: number, margin: number): [number, number] {
  if (least === most) return [least - (Math.abs(least) || 1) / 2, most + (Math.abs(most) || 1) / 2];
  const room = margin * (most - least);
  // An axis of numbers that are never negative begins at 0 and not below.
  return [least >= 0 ? Math.max(0, least - room) : least - room, most + room];
}

function logEnds(least: number, most: number, margin: number): [number, number] {
  if (least === most) return [least / 3, most * 3];
  const room = (most / least) ** margin;
  return [least / room, most * room];
}

/** Number of an axis, in six digits at most: `0.25`, `1e-5`, `20 %`. */
export function axisNumber({ share }: Pick<LabAxis, 'share'>, value: number): string {
  return share === true ? `${plainNumber(100 * value, 4)} %` : plainNumber(value, 6);
}

/** Number beside a value, in three digits: `0.123`, `4.56e-7`. */
export function valueNumber({ share }: Pick<LabAxis, 'share'>, value: number): string {
  return share === true ? `${plainNumber(100 * value, 3)} %` : plainNumber(value, 3);
}

function plainNumber(value: number, digits: number): string {
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  if (rounded === 0) return '0';
  const text = size >= 1e5 || size < 1e-3 ? rounded.toExponential().replace('e+', 'e') : String(rounded);
  return text.replace('-', '−');
}
