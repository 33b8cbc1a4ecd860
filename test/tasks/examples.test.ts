import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Batch } from '../../src/engine/batch.ts';
import { drawBatch, evaluationBatches, judgeBatch } from '../../src/tasks/batches.ts';
import { checkTask } from '../../src/tasks/check-task.ts';
import type { Task } from '../../src/tasks/define-task.ts';
import { exampleFolder, exampleNames } from '../support/tasks/example-names.ts';

// The package's own name leads to the build, which need not be there.
vi.mock('genoprop', () => import('../../src/index.ts'));
const example: Task = (await import('../../examples/tasks/delayed-recall.ts')).default;
const lightSwitch: Task = (await import('../../examples/tasks/light-switch.ts')).default;
const forecast: Task = (await import('../../examples/tasks/forecast.ts')).default;

describe('the examples of plugin tasks', () => {
  it.each(exampleNames)('are short enough to be read at once: %s', (file) => {
    const lines = readFileSync(new URL(file, exampleFolder), 'utf8').trimEnd().split('\n');
    expect(lines.length).toBeLessThan(90);
  });
});

describe('light switch', () => {
  it('asks after every step for the last command, in sequences of every length allowed', () => {
    const options = lightSwitch.options.parse({ shortest: 2, longest: 5 });
    const batch = drawBatch(lightSwitch, options, ['s'], 0, 100);
    expect([...new Set(batch.lengths)].sort()).toEqual([2, 3, 4, 5]);
    for (let b = 0; b < 100; b++) {
      let light = -1;
      for (let t = 0; t < batch.lengths[b]!; t++) {
        const symbol = batch.symbols![t * 100 + b]!;
        if (symbol !== 2) light = symbol;
        expect(batch.values![t * 100 + b]).toBe(light);
      }
    }
  });

  it('refuses a shortest length above the longest', () => {
    expect(() => drawBatch(lightSwitch, { shortest: 9, longest: 3, commands: 0.2 }, ['s'], 0, 1)).toThrow(
      'task light-switch: shape: shortest 9 must be at most longest 3',
    );
  });
});

describe('forecast', () => {
  const folder = mkdtempSync(join(tmpdir(), 'genoprop-forecast-'));
  let files = 0;
  /** A file of that text, of its own because each is read once. */
  const file = (text: string): string => {
    const own = join(folder, `${files++}.csv`);
    writeFileSync(own, text);
    return own;
  };
  const optionsOf = (own: string, window = 2) =>
    forecast.options.parse({ file: own, column: 'price', window });
  /** 1, 2, 3, … with a day each, or those prices. */
  const days = (count: number, price: (day: number) => number | string = (day) => day + 1): string =>
    ['day,price', ...Array.from({ length: count }, (_, day) => `${day},${price(day)}`)].join('\n');

  it('gives windows and what comes after each, in units of the training part alone', () => {
    // Training sees prices 1 to 14 of 20, whose mean is 7.5 and whose variance is (14² - 1) / 12.
    const options = optionsOf(file(days(20)));
    const spread = Math.sqrt((14 ** 2 - 1) / 12);
    const price = (value: number): number => Math.round(1e4 * (value * spread + 7.5)) / 1e4;
    const { dense, values } = drawBatch(forecast, options, ['s'], 0, 12);
    const windows = Array.from({ length: 12 }, (_, b) =>
      [dense![b]!, dense![12 + b]!, values![12 + b]!].map(price),
    );
    const sorted = windows.sort((a, b) => a[0]! - b[0]!);
    expect(sorted).toEqual(Array.from({ length: 12 }, (_, start) => [start + 1, start + 2, start + 3]));
    expect(forecast.preprocessing!(options)).toEqual({
      column: 'price',
      window: 2,
      mean: 7.5,
      deviation: spread,
    });
  });

  it('trains on the past, validates on what comes later and tests on what comes last, no row in two parts', () => {
    const options = optionsOf(file(days(200)));
    const rowsOf = (batches: Iterable<Batch>): Set<number> =>
      new Set(
        [...batches].flatMap(({ dense, values }) => [...dense!, ...values!.slice(-values!.length / 2)]),
      );
    const [training, validation, test] = (['training', 'validation', 'test'] as const).map((part) =>
      rowsOf(evaluationBatches(forecast, options, [part], 1000, undefined, part)),
    ) as [Set<number>, Set<number>, Set<number>];
    expect([training.size, validation.size, test.size]).toEqual([140, 30, 30]);
    expect(Math.max(...training)).toBeLessThan(Math.min(...validation));
    expect(Math.max(...validation)).toBeLessThan(Math.min(...test));
    expect(drawBatch(forecast, options, ['s'], 0, 138).dense!.every((value) => training.has(value))).toBe(
      true,
    );
  });

  it.each([
    ['a cell that is no number', 'day,price\n1,10\n2,much\n', "line 3: price is 'much', it must be a number"],
    ['an empty cell', '#\nday,price\n1,10\n2,\n', 'line 4: price is empty, it must be a number'],
    [
      'no such column',
      '# mine\nday;cost\n1;10\n',
      "line 2: has no column 'price'; its columns are day, cost, separated by semicolons",
    ],
  ])('names file and line of %s', (_, text, message) => {
    const own = file(text);
    expect(() => forecast.shape(optionsOf(own))).toThrow(`${own} ${message}`);
  });

  it('refuses what there is nothing to learn from, before a sequence is drawn', () => {
    const five = file(days(9, () => 5));
    expect(() => forecast.shape(optionsOf(five))).toThrow(`${five}: the column price is 5 in every row`);
    const late = file(days(20, (day) => (day < 14 ? 5 : day)));
    expect(() => forecast.shape(optionsOf(late))).toThrow('price is 5 in every row of the training part');
    expect(() => forecast.shape(optionsOf(file(days(20)), 3))).toThrow(
      'has 3 rows for validation, a window of 3 needs more',
    );
    expect(() => forecast.shape(forecast.options.parse({ file: 'missing.csv' }))).toThrow(
      /examples\/tasks\/missing.csv: there is no such file$/,
    );
  });
});

describe('delayed recall', () => {
  it('is a valid task', () => {
    expect(checkTask(example, 'delayed-recall.ts')).toBe(example);
  });

  it('asks for the bit of some steps ago, and for nothing before there is one', () => {
    const options = example.options.parse({ delay: 2, length: 5 });
    const batch = drawBatch(example, options, ['s'], 0, 10);
    expect([...batch.answerSteps]).toEqual([2, 3, 4]);
    const outputs = Float32Array.from(batch.symbols!.subarray(0, 30));
    expect(judgeBatch(example, options, batch, outputs).wrong).toBe(0);
  });

  it('leaves a net that does not listen at its chance level', () => {
    const options = example.options.parse({ delay: 2, length: 4 });
    const [batch] = evaluationBatches(example, options, ['s'], 1000, 1000);
    const { wrong } = judgeBatch(example, options, batch!, new Float32Array(2 * 1000));
    expect(Math.abs(wrong / 1000 - 0.75)).toBeLessThan(0.05);
    expect(example.chance!(options)).toEqual({ loss: Math.LN2, error: 0.75 });
  });

  it('refuses a delay as long as the sequence', () => {
    expect(() => drawBatch(example, { delay: 9, length: 9 }, ['s'], 0, 1)).toThrow(
      'task delayed-recall: shape: delay 9 must be below length 9',
    );
  });
});
