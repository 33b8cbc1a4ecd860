import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { UserError } from '../../src/errors.ts';
import { checkTask, taskProblems } from '../../src/tasks/check-task.ts';

const good = {
  name: 'my-task',
  summary: 'a task for tests',
  source: 'none',
  options: z.object({ length: z.int().min(1).default(3).describe('time steps') }),
  shape: () => ({ inputs: { kind: 'symbols', size: 2 }, outputs: 2, loss: 'softmax', scored: 'last' }),
  sample: () => ({ inputs: [1, 0], targets: 1 }),
};

const judge = () => ({ wrong: false, longest: 3 });

describe('checkTask', () => {
  it('gives a valid task back', () => {
    expect(checkTask(good, 'my-task.ts')).toBe(good);
    expect(taskProblems(good)).toEqual([]);
    const success = { measure: 'longest', atLeast: 3, sequences: 100 };
    expect(taskProblems({ ...good, judge, success, units: { longest: 'steps' } })).toEqual([]);
    // All cases are gone through, so that nothing is uncertain.
    expect(taskProblems({ ...good, judge, cases: () => 4, success: { ...success, sequences: 4 } })).toEqual(
      [],
    );
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'it is undefined, it must be what defineTask({...}) gives'],
    ['a function', () => good, 'it is a function, it must be what defineTask({...}) gives'],
    ['no name', { ...good, name: undefined }, 'name is undefined, it must be a text'],
    [
      'a name with spaces',
      { ...good, name: 'My Task' },
      "name is 'My Task', it must be lower case words joined by hyphens",
    ],
    ['a summary of two lines', { ...good, summary: 'a\nb' }, 'summary has several lines, it must have one'],
    ['no source', { ...good, source: '' }, "source is '', it must be a text"],
    ['no sample', { ...good, sample: undefined }, 'sample is undefined, it must be a function'],
    ['a judge that is no function', { ...good, judge: 3 }, 'judge is 3, it must be a function'],
    [
      'options that are no schema',
      { ...good, options: { length: 3 } },
      'options is an object, it must be a zod 4 object, z.object({...})',
    ],
    [
      'an option without default',
      { ...good, options: z.object({ length: z.int().describe('steps') }) },
      'options.length has no default, give it one with .default(...)',
    ],
    [
      'an option without description',
      { ...good, options: z.object({ length: z.int().default(3) }) },
      "options.length has no description, give it one with .describe('...')",
    ],
    [
      'a success beyond 1',
      { ...good, success: { error: 2, sequences: 10 } },
      'success.error is 2, it must be above 0 and at most 1',
    ],
    [
      'a success on no sequence',
      { ...good, success: { error: 0.1, sequences: 0 } },
      'success.sequences is 0, it must be a whole number from 1',
    ],
    [
      'a success that is no object',
      { ...good, success: 0.01 },
      'success is 0.01, it must be { error, sequences }, { loss, sequences } or { measure, atLeast or atMost, sequences }',
    ],
    [
      'a success of an unknown field',
      { ...good, success: { eror: 0.1, error: 0.1, sequences: 10 } },
      'success.eror is unknown, there are error, loss, measure, atLeast, atMost, sequences',
    ],
    [
      'a bound without its measure',
      { ...good, success: { atLeast: 3, sequences: 100 } },
      'success.measure is missing, it must name what success.atLeast is of',
    ],
    [
      'a measure that no judge returns',
      { ...good, success: { measure: 'longest', atLeast: 3, sequences: 100 } },
      'success.measure is there, but no judge that returns it',
    ],
    [
      'a measure that its judge leaves out',
      { ...good, judge, success: { measure: 'longer', atLeast: 3, sequences: 100 } },
      "task my-task: judge of sequence 0: gave no 'longer', which success.measure asks for",
    ],
    [
      'a measure that is wrong itself',
      { ...good, judge, success: { measure: 'wrong', atMost: 0.1, sequences: 100 } },
      "success.measure is 'wrong', it must be the name of a number that judge returns beside wrong",
    ],
    [
      'a measure with two bounds',
      { ...good, judge, success: { measure: 'longest', atLeast: 3, atMost: 4, sequences: 100 } },
      'success.measure needs one of success.atLeast and success.atMost',
    ],
    [
      'an error and a measure',
      { ...good, judge, success: { error: 0.1, measure: 'longest', atLeast: 3, sequences: 100 } },
      'success has an error and a measure, it must have one of them',
    ],
    [
      'a bound that is no number',
      { ...good, judge, success: { measure: 'longest', atLeast: Number.NaN, sequences: 100 } },
      'success.atLeast is NaN, it must be a finite number',
    ],
    [
      'a mean over few sequences',
      { ...good, judge, success: { measure: 'longest', atLeast: 3, sequences: 99 } },
      'success.sequences is 99, it must be a whole number from 100 for a measure, whose mean is too uncertain otherwise',
    ],
    [
      'a loss and an error',
      { ...good, success: { loss: 1, error: 0.1, sequences: 100 } },
      'success has a loss and error, it must have one of them',
    ],
    [
      'a loss that is no number',
      { ...good, success: { loss: 'small', sequences: 100 } },
      "success.loss is 'small', it must be a finite number",
    ],
    [
      'a mean loss over few sequences',
      { ...good, success: { loss: 1, sequences: 99 } },
      'success.sequences is 99, it must be a whole number from 100 for a loss, whose mean is too uncertain otherwise',
    ],
    [
      'a score without success by one',
      { ...good, score: { name: 'nll' } },
      'score is there, but success is by no loss and no measure',
    ],
    [
      'a score of another name than the measure',
      { ...good, judge, success: { measure: 'longest', atLeast: 3, sequences: 100 }, score: { name: 'far' } },
      "score.name is 'far', it must be success.measure, 'longest'",
    ],
    [
      'a unit of a score that is no text',
      { ...good, success: { loss: 1, sequences: 100 }, score: { name: 'nll', unit: 3 } },
      'score.unit is 3, it must be a text',
    ],
    [
      'units that are no texts',
      { ...good, judge, units: { longest: 3 } },
      'units.longest is 3, it must be a text',
    ],
    [
      'a shape without loss',
      { ...good, shape: () => ({ ...good.shape(), loss: undefined }) },
      'under the default options: shape.loss is undefined, it must be softmax, squared or bernoulli',
    ],
    [
      'a negative chance',
      { ...good, chance: () => ({ loss: -1 }) },
      'under the default options: chance gave loss -1, it must be a number from 0',
    ],
    [
      'a sample out of range',
      { ...good, sample: () => ({ inputs: [2], targets: 0 }) },
      'task my-task: sample: sequence 0, step 0: symbol 2 is outside 0..1',
    ],
  ])('refuses %s', (_, value, problem) => {
    expect(taskProblems(value)).toEqual([problem]);
    expect(() => checkTask(value, 'my-task.ts')).toThrow(new UserError(`my-task.ts: ${problem}`));
  });

  it('lists every problem of one task', () => {
    expect(
      taskProblems({ ...good, name: 'A', sample: 1, success: { error: 0, sequences: 0.5 } }),
    ).toHaveLength(4);
  });
});
