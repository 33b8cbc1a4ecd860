/** Numbers as people write them in tables. */

const POINT = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const COMMA = /^[+-]?(\d+,?\d*|,\d+)(e[+-]?\d+)?$/i;

/** Number in a cell, null where it is none. Numbers have no marks between thousands. */
export function numberOf(cell: string, decimal: '.' | ','): number | null {
  const written = cell.replace('\u2212', '-');
  if (!(decimal === ',' ? COMMA : POINT).test(written)) return null;
  const value = Number(written.replace(',', '.'));
  return Number.isFinite(value) ? value : null;
}

/** Decimal mark of the cells: a comma where some cells are numbers with a comma and none is one with a point. */
export function decimalMarkOf(rows: readonly (readonly string[])[]): '.' | ',' {
  let commas = false;
  for (const cells of rows) {
    for (const cell of cells) {
      if (cell.includes('.') && numberOf(cell, '.') !== null) return '.';
      commas ||= cell.includes(',') && numberOf(cell, ',') !== null;
    }
  }
  return commas ? ',' : '.';
}
