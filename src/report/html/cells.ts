/** Table cells of numbers: shown short, copied in full. */

import type { MeanEstimate } from '../../statistics/bootstrap.ts';
import { INCOMPLETE_MARK } from '../../statistics/missing.ts';
import { percent, percentRange, quantity } from '../../words/numbers.ts';
import { duration } from '../../words/time.ts';
import { compact } from '../charts/ticks.ts';
import type { Cell } from './table.ts';

const NONE = '–';

export const share = (value: number | null): Cell =>
  value === null ? { text: NONE, value: null } : { text: percent(value), value };

export const amount = (value: number | null): Cell =>
  value === null ? { text: NONE, value: null } : { text: quantity(value), value };

export const count = (value: number | null): Cell =>
  value === null ? { text: NONE, value: null } : { text: value.toLocaleString('en'), value };

export const time = (seconds: number | null): Cell =>
  seconds === null ? { text: NONE, value: null } : { text: duration(seconds), value: seconds };

export const measured = (value: number | null): Cell =>
  value === null || !Number.isFinite(value) ? { text: NONE, value: null } : { text: compact(value), value };

/** Cell, with a mark where its number is of fewer trials than planned. */
export const markedIf = (incomplete: boolean, cell: Cell): Cell =>
  incomplete && cell.text !== NONE ? { ...cell, text: `${cell.text} ${INCOMPLETE_MARK}` } : cell;

/** Cell of a share with its interval: `12.3 % (10.1 to 15.0)`; without the brackets where there is no interval. */
export function estimatedShare(estimate: MeanEstimate | null): Cell {
  if (estimate === null) return { text: NONE, value: null };
  const { value, low, high } = estimate;
  const limits = low === null || high === null ? '' : ` (${percentRange(low, high).replace(' %', '')})`;
  return { text: `${percent(value)}${limits}`, value };
}

export function estimatedValue(estimate: MeanEstimate | null): Cell {
  if (estimate === null) return { text: NONE, value: null };
  const { value, low, high } = estimate;
  const limits = low === null || high === null ? '' : ` (${valueRange(low, high)})`;
  return { text: `${compact(value)}${limits}`, value };
}

function valueRange(low: number, high: number): string {
  const texts = [compact(low), compact(high)];
  if (texts[0] !== texts[1]) return texts.join(' to ');
  let digits = 4;
  while (digits < 17 && low.toPrecision(digits) === high.toPrecision(digits)) digits++;
  return [low, high].map((value) => String(Number(value.toPrecision(digits)))).join(' to ');
}

export const interval = ({ low, high }: { readonly low: number; readonly high: number }): string =>
  percentRange(low, high, 0);

export const probability = (p: number | null): Cell => {
  if (p === null) return { text: NONE, value: null };
  return { text: p < 0.001 ? '< 0.001' : String(Number(p.toPrecision(2))), value: p };
};

/** Cell of a setting, as a command line would write it. */
export const setting = (value: unknown): string =>
  value === undefined
    ? NONE
    : value === null
      ? 'none'
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value);
