/** Wording of numbers and lists in verdicts. */
import { percentRange } from '../words/numbers.ts';
import type { MeanEstimate } from './bootstrap.ts';
import type { Interval } from './wilson.ts';

/**
 * Interval in brackets, with its words; empty where it is not `shown` or there is none.
 * @param format given the number of significant digits, more than two where the limits would read alike
 */
export function range(
  { low, high }: MeanEstimate,
  format: (value: number, digits: number) => string,
  shown: boolean,
): string {
  if (!shown || low === null || high === null) return '';
  let digits = 2;
  while (digits < 12 && format(low, digits) === format(high, digits)) digits++;
  return ` (95 % interval ${format(low, digits)} to ${format(high, digits)})`;
}

/** Interval of a share in whole percent: `57 to 100 %`. */
export const wholeRange = ({ low, high }: Interval): string => percentRange(low, high, 0);

export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

const NAMED = 3;

/**
 * First three of many, best first, and the number of the rest: `8 more in the table`. The words are as long as a
 * fourth name, so of four all are named.
 * @param before contestants that the sentence has named already
 */
export function firstFew<One>(
  all: readonly One[],
  before = 0,
): { readonly first: readonly One[]; readonly more: readonly string[] } {
  const most = NAMED - before;
  if (all.length <= most + 1) return { first: all, more: [] };
  return { first: all.slice(0, most), more: [`${all.length - most} more in the table`] };
}

/** First few texts as a list. */
export function listedFew(texts: readonly string[], before = 0): string {
  const { first, more } = firstFew(texts, before);
  return listed([...first, ...more]);
}

/** Results of each contestant, those without a finished trial together. */
export function seenOf<Row extends { readonly name: string; readonly finished: number }>(
  rows: readonly Row[],
  describe: (row: Row) => string,
): string {
  const unseen = rows.filter((row) => row.finished === 0).map((row) => row.name);
  const together = unseen.length > 2 ? `the ${unseen.length} others` : listed(unseen);
  const { first, more } = firstFew(rows.filter((row) => row.finished > 0));
  const seen = [...first.map((row) => `${row.name} ${describe(row)}`), ...more];
  return `Seen: ${[...seen, ...(unseen.length > 0 ? [`${together} finished no trial`] : [])].join('; ')}.`;
}

export function scientific(macs: number): string {
  return macs < 1000 ? String(macs) : macs.toExponential(1).replace('e+', 'e');
}

export function pValue(p: number, relation: '=' | 'at most' | 'at least'): string {
  if (p < 0.001) return 'p < 0.001';
  const digits = Number(p.toPrecision(2));
  return `p ${digits === 1 ? '=' : relation} ${digits}`;
}
