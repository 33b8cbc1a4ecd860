/** Table of a figure that fits every width: long texts are wrapped in their column, at last every row is a list. */
import type { LabTable } from '../../lab/figure.ts';
import { faint, strong } from '../terminal/styles.ts';
import { fillLine, type Line, line, type Span, span, widthOf } from '../terminal/text.ts';
import { wrapped } from '../terminal/wrapped.ts';
import type { Space } from './space.ts';

type Cell = string | number | null;

const GAP = 2;
/** Least columns of a column whose texts are wrapped. */
const LEAST = 8;

export const cellText = (cell: Cell): string =>
  cell === null ? '–' : typeof cell === 'number' ? String(cell).replace('-', '−') : cell;

export function tableLines({ head, rows }: LabTable, space: Space): Line[] {
  const texts = rows.map((row) => head.map((_, column) => cellText(row[column] ?? null)));
  const widths = fittedWidths([head, ...texts], space.width);
  if (widths === null) return listLines(head, texts, space);
  const isNumber = head.map(
    (_, column) =>
      rows.every((row) => typeof (row[column] ?? null) !== 'string') &&
      rows.some((row) => row[column] !== null),
  );
  const rowLines = (cells: readonly string[], style?: Span['style']): Line[] => {
    const wrappedCells = cells.map((cell, column) => wrapped(cell, widths[column]!));
    const height = Math.max(1, ...wrappedCells.map((lines) => lines.length));
    return Array.from({ length: height }, (_, row) =>
      trimmed(
        wrappedCells.flatMap((lines, column) => {
          const text = lines[row] ?? '';
          const room = ' '.repeat(Math.max(0, widths[column]! - widthOf(text)));
          const gap = span(' '.repeat(column === 0 ? 0 : GAP));
          return isNumber[column]
            ? [gap, span(room), span(text, style)]
            : [gap, span(text, style), span(room)];
        }),
      ),
    );
  };
  return [...rowLines(head, faint), ...texts.flatMap((row) => rowLines(row))];
}

/** Line without the spaces at its end. */
function trimmed(spans: readonly Span[]): Line {
  const last = spans.findLastIndex(({ text }) => text.trim() !== '');
  return spans
    .slice(0, last + 1)
    .map((one, index) => (index === last ? { ...one, text: one.text.trimEnd() } : one));
}

/** Widths of the columns; null where not even wrapped texts fit. */
function fittedWidths(rows: readonly (readonly string[])[], width: number): number[] | null {
  const columns = rows[0]!.map((_, column) => rows.map((row) => row[column]!));
  const widths = columns.map((cells) => Math.max(1, ...cells.map(widthOf)));
  const least = columns.map((cells, column) => {
    const word = Math.max(1, ...cells.flatMap((cell) => cell.split(/\s+/).map(widthOf)));
    return Math.min(widths[column]!, Math.max(LEAST, word));
  });
  const total = (): number => widths.reduce((sum, one) => sum + one, GAP * (widths.length - 1));
  while (total() > width) {
    const spare = widths.map((one, column) => one - least[column]!);
    const widest = widths.indexOf(Math.max(...widths.filter((_, column) => spare[column]! > 0)));
    if (widest < 0 || spare[widest]! <= 0) return null;
    widths[widest]!--;
  }
  return widths;
}

/** Every row as a list of its cells: `name: value`. */
function listLines(head: readonly string[], rows: readonly (readonly string[])[], { width }: Space): Line[] {
  return rows.flatMap(([first = '', ...rest], index) => [
    ...(index === 0 ? [] : [[]]),
    ...wrapped(`${head[0]}: ${first}`, width).map((one) => line(one, strong)),
    ...rest.flatMap((cell, column) =>
      wrapped(`${head[column + 1]}: ${cell}`, width - 2).map((one) =>
        fillLine([span(`  ${one}`)], widthOf(one) + 2),
      ),
    ),
  ]);
}
