/**
 * Forecast, a plugin task to copy: a net sees some values of a time series from a CSV file, says the next one.
 *
 *     npx genoprop duel examples/tasks/forecast.ts --set file=/data/mine.csv --set column=price
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineTask } from 'genoprop';
import { z } from 'zod';

/** The column, less its mean and divided by its standard deviation. Relative paths begin where this file is. */
function read(file: string, column: string): number[] {
  const lines = readFileSync(resolve(import.meta.dirname, file), 'utf8')
    .trimEnd()
    .split(/\r?\n/);
  const head = lines.findIndex((line) => !line.startsWith('#'));
  const at = lines[head]?.split(',').indexOf(column) ?? -1;
  if (at < 0) throw new Error(`${file} line ${head + 1}: has no column '${column}'`);
  const values = lines.slice(head + 1).map((line, index) => {
    const cell = line.split(',')[at]?.trim() || 'empty';
    if (Number.isFinite(Number(cell))) return Number(cell);
    throw new Error(`${file} line ${head + 2 + index}: ${column} is ${cell}, it must be a number`);
  });
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return values.map((value) => (value - mean) / deviation);
}

// A file is read once, for sample() is called many thousand times.
const known = new Map<string, number[]>();
function series(file: string, column: string): number[] {
  const values = known.get(`${file},${column}`) ?? read(file, column);
  known.set(`${file},${column}`, values);
  return values;
}

export default defineTask({
  name: 'forecast',
  summary: 'predict the next value of a time series from a CSV file',
  source: 'examples/tasks/forecast.ts',
  options: z.object({
    file: z.string().default('tides.csv').describe('a CSV file; below comments (#) it names its columns'),
    column: z.string().default('level').describe('the column to predict'),
    window: z.int().min(1).max(1000).default(24).describe('values that a net sees'),
  }),
  shape({ file, column, window }) {
    const { length } = series(file, column);
    if (length <= window) throw new Error(`${file} has ${length} values, it needs more than ${window}`);
    return { inputs: { kind: 'dense', size: 1 }, outputs: 1, loss: 'squared', scored: 'last' };
  },
  // Training and test take windows of the same file: what counts is to fit it, not the future after its end.
  sample(random, { file, column, window }) {
    const start = random.integer(series(file, column).length - window);
    const values = series(file, column).slice(start, start + window + 1);
    return { inputs: values.slice(0, -1), targets: values[window]! };
  },
  success: { error: 0.05, sequences: 2000 }, // wrong: off by more than .2, as squared loss has it by default
  chance: () => ({ loss: 1 }),
});
