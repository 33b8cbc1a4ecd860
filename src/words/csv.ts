/**
 * CSV as RFC 4180 has it: lines end with CRLF, and a field with a comma, a quote or a line break stands in quotes,
 * quotes doubled. Other control characters are shown escaped.
 */
import { printableLines } from './printable.ts';

/** Null is a value that is not known or does not apply. */
export type CsvValue = string | number | boolean | null;

/** The head and the rows as CSV; every row has a value a column. */
export const csvText = (head: readonly string[], rows: readonly (readonly CsvValue[])[]): string =>
  [head, ...rows].map((row) => `${row.map(csvField).join(',')}\r\n`).join('');

/** One field. What is not known, or is no finite number, is empty. */
export function csvField(value: CsvValue): string {
  if (value === null || (typeof value === 'number' && !Number.isFinite(value))) return '';
  const text = typeof value === 'string' ? printableLines(withoutFormula(value)) : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * The text as a spreadsheet shows it without computing it: one that begins like a formula, and is no number, gets an
 * apostrophe before it (OWASP, CSV injection).
 */
export const withoutFormula = (text: string): string =>
  /^[=+\-@\t\r]/.test(text) && !isNumber(text) ? `'${text}` : text;

const isNumber = (text: string): boolean => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);
