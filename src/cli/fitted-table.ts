/** A table that leaves out columns until it is as narrow as the terminal. */
import { type Alignment, table } from '../words/format.ts';

export interface Column<Given> {
  readonly head: string;
  readonly align: Alignment;
  /** Columns with a number are left out where there is no room, the lowest number first. */
  readonly droppedAs?: number;
  cell(given: Given): string;
}

/** Lines, the head first, each of fewer characters than `columns` where leaving out columns makes it so. */
export function fittedTable<Given>(
  columns: readonly Column<Given>[],
  rows: readonly Given[],
  width: number,
): string[] {
  const lines = table(
    [columns.map(({ head }) => head), ...rows.map((row) => columns.map(({ cell }) => cell(row)))],
    columns.map(({ align }) => align),
  );
  if (lines.every((line) => line.length < width)) return lines;
  const droppable = columns.flatMap(({ droppedAs }) => droppedAs ?? []);
  if (droppable.length === 0) return lines;
  const next = Math.min(...droppable);
  const kept = columns.filter(({ droppedAs }) => droppedAs !== next);
  return fittedTable(kept, rows, width);
}
