/**
 * Forecast, a plugin task to copy: a net sees some values of a time series from a table and says the next one. It
 * learns from the past, is validated on what came later, and tested on what came last.
 *
 *     npx genoprop duel examples/tasks/forecast.ts --set file=/data/mine.csv --set column=price
 */
import { resolve } from 'node:path';
import { defineTask, type Part, readTable } from 'genoprop';
import { z } from 'zod';

/** Shares of the rows, from the first to the last. */
const ENDS = { training: [0, 0.7], validation: [0.7, 0.85], test: [0.85, 1] } as const;

function statistics(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    mean,
    deviation: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length),
  };
}

/** The column, less the mean of its training part and divided by that part's deviation. Paths begin where this file is. */
function read(file: string, column: string) {
  const values = [...readTable(resolve(import.meta.dirname, file)).series(column)];
  const part = (of: Part) => {
    const [from, to] = ENDS[of].map((share) => Math.round(share * values.length));
    return values.slice(from, to);
  };
  const past = part('training');
  const { mean, deviation } = statistics(past);
  if (!(deviation > 0)) throw new Error(`${file}: ${column} is ${past[0]} in every row of the training part`);
  const scaled = (of: Part): readonly number[] => part(of).map((value) => (value - mean) / deviation);
  const parts = { training: scaled('training'), validation: scaled('validation'), test: scaled('test') };
  return { parts, mean, deviation };
}

// A file is read once, for sample() is called many thousand times.
const known = new Map<string, ReturnType<typeof read>>();
function series({ file, column }: { file: string; column: string }) {
  const key = JSON.stringify([file, column]);
  const found = known.get(key) ?? read(file, column);
  known.set(key, found);
  return found;
}

export default defineTask({
  name: 'forecast',
  summary: 'predict the next value of a time series from a table',
  source: 'examples/tasks/forecast.ts',
  options: z.object({
    file: z
      .string()
      .default('tides.csv')
      .describe('a table of text (CSV) whose first line names its columns'),
    column: z.string().default('level').describe('the column to predict'),
    window: z.int().min(1).max(1000).default(24).describe('values that a net sees'),
  }),
  shape(options) {
    for (const [part, { length }] of Object.entries(series(options).parts)) {
      if (length > options.window) continue;
      throw new Error(
        `${options.file} has ${length} rows for ${part}, a window of ${options.window} needs more`,
      );
    }
    return { inputs: { kind: 'dense', size: 1 }, outputs: 1, loss: 'squared', scored: 'last' };
  },
  // Windows lie within one part, so none of training reaches into what comes later.
  cases: (options, { part }) => series(options).parts[part].length - options.window,
  sample(_random, options, { index, part }) {
    const values = series(options).parts[part].slice(index, index + options.window + 1);
    return { inputs: values.slice(0, -1), targets: values.at(-1)! };
  },
  success: { error: 0.05, sequences: 2000 }, // wrong: off by more than .2, as squared loss has it by default
  // Whoever always says the mean of what is to be predicted in the test part.
  chance: (options) => ({
    loss: statistics(series(options).parts.test.slice(options.window)).deviation ** 2,
  }),
  // Stands in every exported champion: what was fed is (value - mean) / deviation, and so is what it answers.
  preprocessing(options) {
    const { mean, deviation } = series(options);
    return { column: options.column, window: options.window, mean, deviation };
  },
});
