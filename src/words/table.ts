/** Tables of text, for terminals. */
import { printable } from './printable.ts';

export type Alignment = 'left' | 'right';

/** Rows as lines with two spaces between columns, the first row being the head. */
export function table(given: readonly (readonly string[])[], align: readonly Alignment[]): string[] {
  // A line break or a tab in a name would break the table.
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
