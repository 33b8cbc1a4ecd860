/**
 * Tables in text files (CSV and its kin) as people have them: quoted cells, byte order marks, CRLF, commas,
 * semicolons, tabs or spaces between cells, decimal points or commas. The cells are split by Papa Parse.
 */
import { readFileSync, statSync } from 'node:fs';
import Papa from 'papaparse';
import { oneLine, UserError } from '../errors.ts';
import { nearest } from '../options/nearest.ts';
import { printable } from '../words/printable.ts';
import { decodeText } from './decode-text.ts';
import { decimalMarkOf, numberOf } from './written-number.ts';

export interface Table {
  /** Names of the columns, from left to right. */
  readonly columns: readonly string[];
  /** Number of rows below the names. */
  readonly rows: number;
  /** Separator of the cells. */
  readonly separator: Separator;
  readonly decimal: '.' | ',';
  /**
   * Cells of a column as they are written, without spaces around them. @throws UserError where there is none of that
   * name
   */
  texts(column: string): string[];
  /**
   * Column as numbers, one a row.
   * @throws UserError that names file and line of the first cell that is empty or no number
   */
  numbers(column: string): Float64Array;
  /** Column as `numbers` gives it, which must change. @throws UserError also where it is the same in every row */
  series(column: string): Float64Array;
}

export type Separator = ',' | ';' | '\t' | '|' | ' ';

export interface TableOptions {
  /** Separator. Default: the one that fits the lines. */
  readonly separator?: Separator | undefined;
  /** Decimal mark. Default: a comma where numbers are written with commas and none with a point. */
  readonly decimal?: '.' | ',' | undefined;
}

/** Line of the file that holds cells, and its number from 1. */
interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

const SEPARATORS: readonly Separator[] = [',', ';', '\t', '|', ' '];
const NAMES: Readonly<Record<Separator, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'bars',
  ' ': 'spaces',
};
/** Number of rows that decide the separator. */
const LOOKED_AT = 100;
const MOST_BYTES = 2 ** 29;

/**
 * Reads a table whose first line names the columns. Lines that begin with # are comments.
 * @throws UserError in one line: on a file that is none, on cells beyond the columns, on a table without rows
 */
export function readTable(path: string, options: TableOptions = {}): Table {
  const text = textOf(path);
  const separator = options.separator ?? separatorOf(text);
  const { rows, unclosed } = rowsOf(text, separator, Number.POSITIVE_INFINITY);
  const fail = (line: number, what: string): never => {
    throw new UserError(`${printable(path)} line ${line}: ${what}`);
  };
  if (unclosed !== null) fail(unclosed, 'opens a quote that is never closed');
  const [head, ...body] = withoutBlank(rows);
  if (head === undefined) throw new UserError(`${printable(path)}: has no lines`);
  const columns = withoutEmptyEnd(head.cells);
  const seen = (): string => `its columns are ${listed(columns)}, separated by ${NAMES[separator]}`;
  if (columns.every((name) => name === '' || numberOf(name, '.') !== null)) {
    fail(head.line, `must name the columns, and is ${listed(columns)}`);
  }
  if (body.length === 0) fail(head.line, `names columns, and no rows follow; ${seen()}`);
  for (const { line, cells } of body) {
    const count = withoutEmptyEnd(cells).length;
    if (count > columns.length) fail(line, `has ${count} cells; ${seen()}`);
  }
  const decimal = options.decimal ?? decimalMarkOf(body.map(({ cells }) => cells));

  const texts = (column: string): string[] => {
    const at = columns.indexOf(column);
    if (at < 0) {
      const near = nearest(column, [...columns]);
      const hint = near === undefined ? '' : ` (did you mean '${printable(near)}'?)`;
      fail(head.line, `has no column '${printable(column)}'${hint}; ${seen()}`);
    }
    if (columns.indexOf(column, at + 1) >= 0) fail(head.line, `has two columns '${printable(column)}'`);
    return body.map(({ cells }) => cells[at] ?? '');
  };
  const numbers = (column: string): Float64Array =>
    Float64Array.from(texts(column), (cell, row) => {
      const value = numberOf(cell, decimal);
      if (value !== null) return value;
      const written = cell === '' ? 'empty' : `'${short(cell)}'`;
      const mark = decimal === ',' ? ' with a decimal comma' : '';
      return fail(body[row]!.line, `${printable(column)} is ${written}, it must be a number${mark}`);
    });
  const series = (column: string): Float64Array => {
    const values = numbers(column);
    if (values.every((value) => value === values[0])) {
      throw new UserError(
        `${printable(path)}: the column ${printable(column)} is ${values[0]} in every row, there is nothing to learn`,
      );
    }
    return values;
  };
  return { columns, rows: body.length, separator, decimal, texts, numbers, series };
}

function textOf(path: string): string {
  const fail = (what: string): never => {
    throw new UserError(`${printable(path)}: ${what}`);
  };
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return fail('there is no such file');
  if (!stats.isFile()) return fail('is no file, it must be a table of text');
  if (stats.size > MOST_BYTES) return fail(`has ${stats.size} bytes, it may have ${MOST_BYTES}`);
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    return fail(`cannot be read: ${oneLine(error)}`);
  }
  const text = decodeText(bytes).replace(/\r\n?/g, '\n');
  return text.includes('\0') ? fail('is no text: it holds zero bytes') : text;
}

/**
 * Separator that splits the first line into most cells and every other line into as many; where two do, the one that
 * leaves more numbers. Spaces are in names and dates too, so they are taken where nothing else fits.
 */
function separatorOf(text: string): Separator {
  const fitting = SEPARATORS.flatMap((separator) => {
    const [head, ...body] = withoutBlank(rowsOf(text, separator, LOOKED_AT).rows);
    const cells = head?.cells.length ?? 0;
    if (cells < 2 || body.some((row) => row.cells.length !== cells)) return [];
    const numbers = body.flatMap((row) => row.cells).filter((cell) => isNumber(cell)).length;
    return [{ separator, cells, numbers }];
  });
  const [best] = fitting.sort(
    (a, b) =>
      Number(a.separator === ' ') - Number(b.separator === ' ') || b.cells - a.cells || b.numbers - a.numbers,
  );
  if (best !== undefined) return best.separator;
  // There is one column, or a faulty line, which is named later.
  const [head] = withoutBlank(rowsOf(text, '\t', LOOKED_AT).rows);
  const line = head?.cells.join('\t') ?? '';
  return SEPARATORS.find((separator) => separator !== ' ' && line.includes(separator)) ?? ';';
}

const isNumber = (cell: string): boolean => numberOf(cell, '.') !== null || numberOf(cell, ',') !== null;

/**
 * Splits the text into rows of cells.
 * @returns unclosed: the line of a quote that is not closed
 */
function rowsOf(text: string, separator: Separator, most: number): { rows: Row[]; unclosed: number | null } {
  // Columns that are aligned by spaces have several between two cells.
  const given = separator === ' ' ? text.replace(/^ +| +$/gm, '').replace(/ +/g, ' ') : text;
  const rows: Row[] = [];
  let unclosed: number | null = null;
  let ends = 0;
  let counted = 0;
  Papa.parse<string[]>(given, {
    delimiter: separator,
    newline: '\n',
    comments: '#',
    step({ data, errors, meta }, parser) {
      for (; counted < meta.cursor; counted++) if (given[counted] === '\n') ends++;
      const inside = data.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
      const own = given[meta.cursor - 1] === '\n' ? 1 : 0;
      const line = 1 + ends - own - inside;
      if (errors.some(({ code }) => code === 'MissingQuotes')) unclosed ??= line + own;
      rows.push({ line, cells: data.map(bare) });
      if (rows.length >= most) parser.abort();
    },
  });
  return { rows, unclosed };
}

/** Cell without spaces around it, and without quotes that the spaces had hidden from the parser. */
function bare(cell: string): string {
  const trimmed = cell.trim();
  return /^".*"$/s.test(trimmed) ? trimmed.slice(1, -1).replaceAll('""', '"').trim() : trimmed;
}

/** Rows without empty lines; where there is one column, those in the middle are gaps. */
function withoutBlank(rows: readonly Row[]): Row[] {
  const isBlank = ({ cells }: Row): boolean => cells.length === 1 && cells[0] === '';
  const first = rows.findIndex((row) => !isBlank(row));
  if (first < 0) return [];
  const filled = rows.slice(first, rows.findLastIndex((row) => !isBlank(row)) + 1);
  return filled[0]!.cells.length === 1 ? filled : filled.filter((row) => !isBlank(row));
}

/** Cells of a line, which may end with a separator. */
const withoutEmptyEnd = (cells: readonly string[]): readonly string[] =>
  cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1);

const MOST_LISTED = 20;

function listed(columns: readonly string[]): string {
  const some = columns.slice(0, MOST_LISTED).map(short).join(', ');
  return columns.length > MOST_LISTED ? `${some} and ${columns.length - MOST_LISTED} more` : some;
}

/** Short text, so that a message stays readable. */
function short(text: string): string {
  const shown = printable(text);
  return shown.length > 40 ? `${shown.slice(0, 40)}…` : shown;
}
