/** Template of `genoprop init task FILE --table DATA`: the example forecast, on a table of the user's. */
import { readFileSync } from 'node:fs';
import { basename, dirname, extname, isAbsolute, relative, resolve } from 'node:path';
import { UserError } from '../../errors.ts';
import { readTable, type Table } from '../../formats/table.ts';
import { packageFile } from '../../version.ts';
import { shellWord } from '../../words/text.ts';

/** Validation and test have 15 % of the rows each, and some windows must lie in each. */
const FEWEST_ROWS = 20;
const LARGEST_WINDOW = 24;

export interface TableStart {
  readonly text: string;
  /** Column that the task predicts. */
  readonly column: string;
  /** Other columns of the table. */
  readonly others: readonly string[];
}

/**
 * Fills the template for a table.
 * @param name the task's
 * @param file where the text will be written, from which the table's path is relative
 * @throws UserError on a table that cannot be read, is too short, or has no column of numbers that change
 */
export function tableStart(name: string, file: string, data: string): TableStart {
  if (extname(file).toLowerCase() !== '.ts') {
    throw new UserError(`${file}: with --table it must end with .ts`);
  }
  const table = readTable(data);
  if (table.rows < FEWEST_ROWS) {
    throw new UserError(`--table ${data}: has ${table.rows} rows, a task needs at least ${FEWEST_ROWS}`);
  }
  const window = Math.min(LARGEST_WINDOW, Math.floor((0.15 * table.rows) / 2));
  const column = lastSeries(table);
  if (column === undefined) {
    throw new UserError(
      `--table ${data}: has no column of numbers that change; its columns are ${table.columns.join(', ')}`,
    );
  }
  const path = isAbsolute(data) ? data : relative(dirname(resolve(file)), resolve(data));
  const example = readFileSync(packageFile('examples/tasks/forecast.ts'), 'utf8');
  const text = replaced(example, [
    ['Forecast, a plugin task to copy: a net', `${name}: a task of my own. A net`],
    [
      'npx genoprop duel examples/tasks/forecast.ts --set file=/data/mine.csv --set column=price',
      `npx genoprop duel ${shellWord(basename(file))} --seeds 5 --budget 2e9mac`,
    ],
    ["name: 'forecast'", `name: '${name}'`],
    ["source: 'examples/tasks/forecast.ts'", "source: 'my own'"],
    ["default('tides.csv')", `default(${JSON.stringify(path)})`],
    ["default('level')", `default(${JSON.stringify(column)})`],
    ['default(24)', `default(${window})`],
  ]);
  return { text, column, others: table.columns.filter((one) => one !== column) };
}

/** Name of the last column of numbers that change: the column to predict often comes last. */
const lastSeries = (table: Table): string | undefined =>
  table.columns.findLast((column) => {
    try {
      table.series(column);
      return true;
    } catch {
      return false;
    }
  });

function replaced(text: string, pairs: readonly (readonly [string, string])[]): string {
  return pairs.reduce((result, [from, to]) => {
    if (!result.includes(from)) throw new Error(`the example forecast lacks ${from}`);
    return result.replace(from, () => to);
  }, text);
}
