/** Axis ticks: their places and their labels. */

import { percent, quantity } from '../../words/numbers.ts';
import { duration } from '../../words/time.ts';
import type { CostAxis } from '../data.ts';

/** Number in three digits at most, without trailing zeros: `1 G`, `250 M`, `0.05`. */
export function compact(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-3) return value.toExponential(1).replace('.0e', 'e').replace('-', '−').replace('e−', 'e−');
  if (size < 1000) return String(Number(value.toPrecision(3)));
  return quantity(value)
    .replace(/(\.\d*?)0+(?=\s|$)/, '$1')
    .replace(/\.(?=\s|$)/, '');
}

/** Number of a measure, as `compact` but for large ones, which have an exponent: `1e15`. */
export const measureTick = (value: number): string =>
  Math.abs(value) < 1e6 ? compact(value) : value.toExponential(1).replace('.0e', 'e').replace('e+', 'e');

/** Cost on an axis. */
export function costTick(axis: CostAxis, value: number): string {
  if (axis !== 'seconds') return compact(value);
  return value < 60 ? `${compact(value)} s` : duration(value);
}

/** Cost in a tooltip: `1.24 G MACs`. */
export function costText(axis: CostAxis, value: number): string {
  if (axis === 'seconds') return duration(value);
  return axis === 'macs' ? `${quantity(value)} MACs` : `${quantity(Math.round(value))} steps`;
}

export const costName: Readonly<Record<CostAxis, string>> = {
  macs: 'multiply-accumulates (MACs)',
  seconds: 'seconds of computing',
  steps: 'updates (gradient) or evaluations (genetic)',
};

/** Percentage without decimals that are all 0. */
export const percentTick = (share: number): string => percent(share).replace(/\.0+ %$/, ' %');

/** Most significant digits of a label. */
const MOST_DIGITS = 12;

/** Labels of ticks as `write` gives them; numbers and percentages that would read alike have more digits. */
export function tickLabels(
  ticks: readonly number[],
  write: (value: number) => string,
): (value: number) => string {
  const isClear = (label: (value: number) => string): boolean =>
    new Set(ticks.map(label)).size === ticks.length;
  const texts = ticks.map(write);
  if (isClear(write) || !texts.every((text) => /^[-−]?[\d.]+( %)?$/.test(text))) return write;
  const [factor, unit] = texts.some((text) => text.endsWith('%')) ? [100, ' %'] : [1, ''];
  for (let digits = 4; digits <= MOST_DIGITS; digits++) {
    const label = (value: number): string => `${Number((factor * value).toPrecision(digits))}${unit}`;
    if (isClear(label)) return label;
  }
  return write;
}

/** Powers of ten between the limits; where they are few, 2 and 5 times those too; where many, only some. */
export function logTicks(low: number, high: number): number[] {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const decades = Math.log10(high / low);
  const every = Math.max(1, Math.ceil(decades / 7));
  const factors = decades < 0.7 ? [1, 1.5, 2, 3, 4, 5, 6, 8] : decades < 2.5 ? [1, 2, 5] : [1];
  const ticks: number[] = [];
  for (let power = first; power <= last; power++) {
    if (power % every !== 0) continue;
    for (const factor of factors) ticks.push(Number(`${factor}e${power}`));
  }
  return ticks.filter((tick) => tick >= low * 0.999 && tick <= high * 1.001);
}

/** Round numbers between the limits, about five. */
export function linearTicks(low: number, high: number): number[] {
  const span = high - low;
  if (!(span > 0)) return [low];
  const rough = span / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((one) => one >= rough)!;
  const ticks: number[] = [];
  for (let count = Math.ceil(low / step - 1e-9); count * step <= high + 1e-9 * span; count++) {
    ticks.push(Number((count * step).toPrecision(12)));
  }
  return ticks;
}
