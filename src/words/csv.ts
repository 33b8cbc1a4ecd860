/**
 * CSV after RFC 4180: lines end with CRLF, and a field with a comma, a quote or a line break stands in quotes, quotes
 * doubled. Other control characters are shown escaped.
 */
import { printableLines } from './printable.ts';

/** Value of a field; null for one that is not known or does not apply. */
export type CsvValue = string | number | boolean | null;

/** CSV of the head and the rows; every row has a value a column. */
export const csvText = (head: readonly string[], rows: readonly (readonly CsvValue[])[]): string =>
  [head, ...rows].map((row) => `${row.map(csvField).join(',')}\r\n`).join('');

/** Field of a value; empty for one that is not known, or is no finite number. */
export function csvField(value: CsvValue): string {
  if (value === null || (typeof value === 'number' && !Number.isFinite(value))) return '';
  const text = typeof value === 'string' ? printableLines(withoutFormula(value)) : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Text without formulas: a text that a spreadsheet would compute, and that is no number, gets an apostrophe before it
 * (OWASP, CSV injection).
 */
export const withoutFormula = (text: string): string =>
  /^[=+\-@\t\r]/.test(text) && !isNumber(text) ? `'${text}` : text;

const isNumber = (text: string): boolean => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);
