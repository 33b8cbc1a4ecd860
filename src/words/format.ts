/** Numbers, durations and tables as people read them, in commands, the interface and the report alike. */

import { printable } from './printable.ts';

const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P', 'E'];

/** Three digits and an SI prefix: `4.13 G`. The unit's name follows it: `4.13 GMAC`. */
export function quantity(value: number, unit = ''): string {
  if (!Number.isFinite(value)) return '-';
  let scaled = value;
  let prefix = 0;
  while (Math.abs(scaled) >= 999.5 && prefix < PREFIXES.length - 1) {
    scaled /= 1000;
    prefix += 1;
  }
  const digits = prefix === 0 && Number.isInteger(scaled) ? String(scaled) : scaled.toPrecision(3);
  return `${digits} ${PREFIXES[prefix]}${unit}`.trimEnd();
}

/** A share as a percentage: `12.3 %`, two decimals below one percent. */
export function percent(share: number | null): string {
  if (share === null || !Number.isFinite(share)) return '-';
  const hundredths = 100 * share;
  return `${hundredths.toFixed(hundredths !== 0 && Math.abs(hundredths) < 1 ? 2 : 1)} %`;
}

/**
 * Both limits of an interval of shares: `10.1 to 15.0 %`. As percentages are written, or with so many decimals;
 * with more where the two would read alike.
 */
export function percentRange(low: number, high: number, decimals?: number): string {
  const write = (share: number, digits: number | undefined): string =>
    digits === undefined ? percent(share).replace(' %', '') : (100 * share).toFixed(digits);
  let [from, to] = [write(low, decimals), write(high, decimals)];
  for (let more = (decimals ?? 0) + 1; Number(from) === Number(to) && more <= 8; more++) {
    [from, to] = [write(low, more), write(high, more)];
  }
  return `${from} to ${to} %`;
}

/** `9.3 s`, `48 s`, `2 min 05 s`, `1 h 20 min`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '-';
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** The middle value, the mean of the two middle ones; null of nothing. Infinite values count. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** A bar of `width` characters, filled in steps of an eighth. */
export function bar(share: number, width: number): string {
  const eighths = Math.round(8 * width * Math.min(1, Math.max(0, share)));
  const full = '█'.repeat(eighths >> 3);
  const part = eighths % 8 === 0 ? '' : ' ▏▎▍▌▋▊▉'[eighths % 8]!;
  return (full + part).padEnd(width, '·');
}

export type Alignment = 'left' | 'right';

/** Rows as lines with two spaces between columns, the first row being the head. */
export function table(given: readonly (readonly string[])[], align: readonly Alignment[]): string[] {
  // Breaks of lines and tabs in a name would break the table.
  const rows = given.map((row) => row.map((cell) => cell.replace(/[\n\r\t]/g, printable)));
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        align[column] === 'right' ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      )
      .join('  ')
      .trimEnd(),
  );
}

/** The text broken at spaces into lines of at most `width` characters, each after `indent`. */
export function wrap(text: string, width: number, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  // A number and its percent sign stay together.
  for (const word of text.split(/\s+(?!%)/).filter((one) => one !== '')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, indent + line];
}

/** A word as a POSIX shell reads it back. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** `1 trial`, `2 trials`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
