/**
 * Table that drops columns until it fits the terminal's width, and further tables beneath it for dropped ones that
 * matter.
 */
import { type Alignment, table } from '../words/table.ts';

export interface Column<Given> {
  readonly head: string;
  readonly align: Alignment;
  /** Priority of a column that may be dropped: the lowest number is dropped first. Columns without one stay. */
  readonly droppedAs?: number;
  /** True for a column that stands in a table beneath once it is dropped. */
  readonly beneath?: true;
  cell(given: Given): string;
}

/** Lines, the head first, each of fewer characters than `columns` where leaving out columns makes it so. */
export const fittedTable = <Given>(
  columns: readonly Column<Given>[],
  rows: readonly Given[],
  width: number,
): string[] => linesOf(fittingColumns(columns, rows, width), rows);

/**
 * The fitted table, and for dropped columns that are to stand `beneath` further ones: each begins with the key columns
 * of the rows, and has as many of the others as fit, but at least one.
 * @param keys number of key columns, which name a row, from the first on
 */
export function fittedTables<Given>(
  columns: readonly Column<Given>[],
  rows: readonly Given[],
  width: number,
  keys = 1,
): string[][] {
  const kept = fittingColumns(columns, rows, width);
  const tables = [linesOf(kept, rows)];
  let left = columns.filter((column) => column.beneath && !kept.includes(column));
  while (left.length > 0) {
    let count = left.length;
    const some = (): Column<Given>[] => [...columns.slice(0, keys), ...left.slice(0, count)];
    while (count > 1 && !fits(linesOf(some(), rows), width)) count--;
    tables.push(linesOf(some(), rows));
    left = left.slice(count);
  }
  return tables;
}

function fittingColumns<Given>(
  columns: readonly Column<Given>[],
  rows: readonly Given[],
  width: number,
): readonly Column<Given>[] {
  const droppable = columns.flatMap(({ droppedAs }) => droppedAs ?? []);
  if (droppable.length === 0 || fits(linesOf(columns, rows), width)) return columns;
  const next = Math.min(...droppable);
  const kept = columns.filter(({ droppedAs }) => droppedAs !== next);
  return fittingColumns(kept, rows, width);
}

const linesOf = <Given>(columns: readonly Column<Given>[], rows: readonly Given[]): string[] =>
  table(
    [columns.map(({ head }) => head), ...rows.map((row) => columns.map(({ cell }) => cell(row)))],
    columns.map(({ align }) => align),
  );

const fits = (lines: readonly string[], width: number): boolean => lines.every((line) => line.length < width);
