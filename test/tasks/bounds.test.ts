/** What a task may ask for has bounds, each told in one line. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { oneLine } from '../../src/errors.ts';
import { buildBatch, caseCount } from '../../src/tasks/batches.ts';
import { formProblems } from '../../src/tasks/check-task.ts';
import { defineTask, type TaskShape } from '../../src/tasks/define-task.ts';

const sound = {
  name: 'sound',
  summary: 'a task',
  source: 'a test',
  options: z.object({}),
  shape: (): TaskShape => ({
    inputs: { kind: 'dense', size: 1 },
    outputs: 1,
    loss: 'squared',
    scored: 'last',
  }),
  sample: () => ({ inputs: [[0]], targets: 0 }),
};

describe('a task is refused in one line', () => {
  it.each([
    [{ name: 'x'.repeat(61) }, 'name has 61 characters, it must have at most 60'],
    [
      { success: { error: 0.1, sequences: 1e12 } },
      'success.sequences is 1000000000000, it must be at most 10000000: validation is in no budget',
    ],
    [
      { options: z.object({ constructor: z.int().default(1).describe('x') }) },
      'options.constructor has a name that every object has, give it another',
    ],
    [
      { options: z.object({ big: z.bigint().default(5n).describe('x') }) },
      'options.big has the default the bigint 5n, it must be a value that JSON holds',
    ],
  ])('where it goes beyond a bound: %#', (part, problem) => {
    expect(formProblems({ ...sound, ...part })).toEqual([problem]);
  });

  it('where it has more cases than validation can go through', () => {
    const task = defineTask({ ...sound, cases: () => 1e12 });
    expect(() => caseCount(task, {}, 'test')).toThrow(
      'task sound: cases gave 1000000000000, at most 10000000 are gone through; leave cases out',
    );
  });

  it('where a number is beyond float32, and says so', () => {
    const batch = (inputs: number, targets: number) =>
      buildBatch(sound.shape(), [{ inputs: [[inputs]], targets }]);
    expect(() => batch(1e39, 0)).toThrow('input 0 is 1e+39, beyond float32, whose largest number is 3.4e38');
    expect(() => batch(0, -1e39)).toThrow(
      'output 0 is -1e+39, beyond float32, whose largest number is 3.4e38',
    );
    expect(() => batch(Number.NaN, 0)).toThrow('input 0 is NaN, it must be a finite number');
  });
});

it('a message that others threw is kept in its first 500 characters', () => {
  expect(oneLine(new Error('x'.repeat(10_000)))).toBe(`${'x'.repeat(500)}…`);
});
