/** Numbers and lists as verdicts word them. */
import type { Estimate } from './bootstrap.ts';

/** The interval in brackets, with its words; empty where it is not `shown` or has no width. */
export function range(estimate: Estimate, format: (value: number) => string, shown: boolean): string {
  if (!shown || estimate.low === estimate.high) return '';
  return ` (95 % interval ${format(estimate.low)} to ${format(estimate.high)})`;
}

export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** What was seen of each, and of those that ended nothing together. */
export function seenOf<Row extends { readonly name: string; readonly finished: number }>(
  rows: readonly Row[],
  describe: (row: Row) => string,
): string {
  const unseen = rows.filter((row) => row.finished === 0).map((row) => row.name);
  const together = unseen.length > 2 ? `the ${unseen.length} others` : listed(unseen);
  const seen = rows.filter((row) => row.finished > 0).map((row) => `${row.name} ${describe(row)}`);
  return `Seen: ${[...seen, ...(unseen.length > 0 ? [`${together} finished no trial`] : [])].join('; ')}.`;
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

export function whole(share: number): string {
  return String(Math.round(100 * share));
}

export function percent(share: number): string {
  return `${significantDigits(100 * share)} %`;
}

/** Two significant digits, more where they stand before the point. */
export function significantDigits(value: number): string {
  return Math.abs(value) >= 10 ? String(Math.round(value)) : String(Number(value.toPrecision(2)));
}

export function scientific(macs: number): string {
  return macs < 1000 ? String(macs) : macs.toExponential(1).replace('e+', 'e');
}

export function pValue(p: number, relation: '=' | 'at most' | 'at least'): string {
  if (p < 0.001) return 'p < 0.001';
  const digits = Number(p.toPrecision(2));
  return `p ${digits === 1 ? '=' : relation} ${digits}`;
}
