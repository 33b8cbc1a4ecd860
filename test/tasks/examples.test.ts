import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { drawBatch, evaluationBatches, judgeBatch } from '../../tasks/batches.ts';
import { checkTask } from '../../tasks/check-task.ts';
import type { Task } from '../../tasks/define-task.ts';
import { exampleFolder, exampleNames } from './example-names.ts';

// The package's own name leads to the build, which need not be there.
vi.mock('genoprop', () => import('../../tasks/define-task.ts'));
const example: Task = (await import('../../examples/tasks/delayed-recall.ts')).default;
const lightSwitch: Task = (await import('../../examples/tasks/light-switch.ts')).default;
const forecast: Task = (await import('../../examples/tasks/forecast.ts')).default;

describe('the examples of plugin tasks', () => {
  it.each(exampleNames)('are short enough to be read at once: %s', (file) => {
    const lines = readFileSync(new URL(file, exampleFolder), 'utf8').trimEnd().split('\n');
    expect(lines.length).toBeLessThan(60);
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
  /** A file of that text, of its own because each is read once, and a batch from its prices. */
  const draw = (text: string) => {
    const own = join(folder, `${files++}.csv`);
    writeFileSync(own, text);
    return { own, batch: () => drawBatch(forecast, { file: own, column: 'price', window: 2 }, ['s'], 0, 20) };
  };

  it('gives windows of the column and what comes after each, in units of its spread', () => {
    const { batch } = draw('# mine\nday,price\n1,10\n2,20\n3,30\n4,40\n');
    const { dense, values } = batch();
    const spread = Math.sqrt(125);
    for (let b = 0; b < 20; b++) {
      const window = [dense![b]!, dense![20 + b]!].map((value) => Math.round(value * spread + 25));
      expect([
        [10, 20],
        [20, 30],
      ]).toContainEqual(window);
      expect(values![20 + b]! * spread + 25).toBeCloseTo(window[1]! + 10, 4);
    }
  });

  it.each([
    ['a cell that is no number', 'day,price\n1,10\n2,much\n', 'line 3: price is much, it must be a number'],
    ['an empty cell', '#\nday,price\n1,10\n2\n', 'line 4: price is empty, it must be a number'],
    ['no such column', '# mine\nday,cost\n1,10\n', "line 2: has no column 'price'"],
  ])('names file and line of %s', (_, text, message) => {
    const { batch, own } = draw(text);
    expect(batch).toThrow(`${own} ${message}`);
  });

  it('refuses a window as long as the series, and a file that is not there', () => {
    const { batch, own } = draw('price\n1\n2\n');
    expect(() => forecast.shape(forecast.options.parse({ file: own, column: 'price', window: 2 }))).toThrow(
      `${own} has 2 values, it needs more than 2`,
    );
    expect(batch).toThrow('task forecast: ');
    expect(() => forecast.shape(forecast.options.parse({ file: 'nowhere.csv' }))).toThrow(
      /no such file .*examples\/tasks\/nowhere.csv/,
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
