import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type CheckName, checks } from '../../../src/tasks/checks/index.ts';
import {
  type Answer,
  defineTask,
  type Judgement,
  type Sequence,
  type Task,
} from '../../../src/tasks/define-task.ts';
import { sequenceTasks as tasks } from '../../../tasks/index.ts';

/** Name the first of some symbols: nothing is wrong with it. */
const sound = defineTask({
  name: 'sound',
  summary: 'a task for tests',
  source: 'none',
  options: z.object({}),
  shape: () => ({ inputs: { kind: 'symbols', size: 4 }, outputs: 4, loss: 'softmax', scored: 'last' }),
  sample(random): Sequence {
    const inputs = Array.from({ length: 3 + random.integer(3) }, () => random.integer(4));
    return { inputs, targets: inputs[0]! };
  },
  chance: () => ({ loss: 2 * Math.LN2, error: 0.75 }),
});

/** Name the sum of two numbers. */
const sums = defineTask({
  ...sound,
  options: z.object({}),
  shape: () => ({ inputs: { kind: 'dense', size: 1 }, outputs: 1, loss: 'squared', scored: 'last' }),
  sample(random) {
    const inputs = [random.uniform(), random.uniform()];
    return { inputs, targets: inputs[0]! + inputs[1]! };
  },
  chance: () => ({}),
});

const check = (name: CheckName, part: Partial<Task> = {}, task = sound) =>
  checks[name]({ ...task, ...part }, {});

let calls = 0;
const distance = ({ outputs, targets }: Answer): number =>
  Math.abs(outputs[0]![0]! - (targets[0] as number[])[0]!);

describe('the checks of a task', () => {
  it.each<[CheckName, string]>([
    ['sequences', '1000 drawn: 3 to 5 steps, 1 of them scored on average; all of symbols 0 to 3'],
    ['determinism', 'the same stream gives the same sequences, whatever was drawn before'],
    ['judge', 'the default judge of softmax loss calls the targets right, contrary answers and NaN wrong'],
  ])('find nothing wrong with the %s of a sound one', (name, text) => {
    expect(check(name)).toEqual({ status: 'passed', text });
  });

  it('compare targets that are fed back with the inputs of the next step', () => {
    const goOn = (lag: number): Partial<Task> => ({
      shape: () => ({
        ...{ inputs: { kind: 'dense', size: 1 }, outputs: 1, loss: 'squared', scored: 'masked' },
        feedback: { washout: 2 },
      }),
      sample(random) {
        const values = Array.from({ length: 9 }, () => random.uniform());
        const targets = values.slice(lag, lag + 6).map((value, step) => (step < 1 ? null : value));
        return { inputs: values.slice(0, 6).map((value) => [value]), targets };
      },
    });
    expect(check('targets', goOn(1), sums).status).toBe('passed');
    expect(check('targets', goOn(2), sums)).toEqual({
      status: 'failed',
      text: expect.stringMatching(
        /^sequence 0: target 0 of step 1 is [.\d]+, input 0 of step 2 is [.\d]+; where outputs are fed back/,
      ),
    });
  });

  it('say what is measured of a sound one', () => {
    expect(check('targets')).toEqual({
      status: 'passed',
      text: expect.stringMatching(/^4 classes, 2\d(\.\d)? % to 2\d(\.\d)? % each$/),
    });
    expect(check('chance')).toEqual({
      status: 'passed',
      text: expect.stringMatching(/^as chance\(\) says: loss 1\.3\d, 7\d(\.\d)? % wrong for a predictor/),
    });
    expect(check('speed')).toEqual({
      status: 'passed',
      text: expect.stringMatching(/^\d+ sequences a second, the 10000 of a test in [\d.]+ s$/),
    });
    expect(check('sequences', {}, sums).text).toMatch(
      /^1000 drawn: 2 steps, 1 of them scored; inputs [\d.e-]+ to (1|0\.99\d?)$/,
    );
    expect(check('targets', {}, sums).text).toMatch(/^0\.\d+ to 1\.\d+, (0\.9\d*|1(\.0\d)?) on average$/);
  });

  it.each<[string, CheckName, Partial<Task>, string, Task?]>([
    [
      'a target that is always the same',
      'targets',
      { sample: (random) => ({ inputs: [random.integer(4)], targets: 2 }) },
      'always class 2, there is nothing to learn',
    ],
    [
      'a value that is always the same',
      'targets',
      { sample: (random) => ({ inputs: [random.uniform()], targets: 0.25 }) },
      'always 0.25, there is nothing to learn',
      sums,
    ],
    [
      'another generator than the stream',
      'determinism',
      { sample: () => ({ inputs: [calls++ % 3], targets: 0 }) },
      'the same stream gave another sequence 0 the second time; all that is random must come from `random`',
    ],
    [
      'a state that others change',
      'determinism',
      {
        shared: () => ++calls,
        // The third batch of a run and later ones are others than the first two.
        sample: (random, _options, { shared }) => ({
          inputs: [random.integer(4), (shared as number) > 2 ? 1 : 0],
          targets: 0,
        }),
      },
      'sequence 0 was another one after others had been drawn; keep nothing between calls',
    ],
    [
      'a sampler that does not draw',
      'determinism',
      { sample: () => ({ inputs: [1, 2, 3], targets: 1 }) },
      'every stream gives the same sequences; draw them from `random`',
    ],
    [
      'a judge that calls the target wrong',
      'judge',
      { judge: ({ targets }) => ({ wrong: targets[0] === 0 }) },
      'judge calls the target itself wrong in ',
    ],
    [
      'a judge that calls NaN right',
      'judge',
      { judge: (answer): Judgement => ({ wrong: distance(answer) > 0.1 }) },
      'judge calls NaN right in 200 of 200 sequences; NaN fails every comparison, so ask whether it is right',
      sums,
    ],
    [
      'a judge that calls everything right',
      'judge',
      { judge: ({ outputs }): Judgement => ({ wrong: Number.isNaN(outputs[0]![0]!) }) },
      'judge calls a contrary answer right in 200 of 200 sequences',
    ],
    [
      'targets that the default judge takes for neither',
      'judge',
      {
        shape: () => ({ inputs: { kind: 'dense', size: 1 }, outputs: 1, loss: 'bernoulli', scored: 'last' }),
        sample: (random) => ({ inputs: [random.uniform()], targets: 0.5 }),
      },
      'the default judge of bernoulli loss calls the target itself wrong in 200 of 200 sequences',
    ],
    [
      'a loss of chance that is another',
      'chance',
      { chance: () => ({ loss: 0.5 }) },
      'chance() says loss 0.5, a predictor that knows the time alone reaches 1.3',
    ],
    [
      'an error of chance that is too high',
      'chance',
      { chance: () => ({ error: 0.95 }) },
      'chance() says 95 % wrong, a predictor that knows the time alone reaches 7',
    ],
  ])('find %s', (_, name, part, text, task = sound) => {
    calls = 0;
    const outcome = check(name, part, task);
    expect(outcome.status).toBe('failed');
    expect(outcome.text.slice(0, text.length)).toBe(text);
  });

  it('say what ignoring the input reaches where the task does not', () => {
    const { status, text } = check('chance', {}, sums);
    expect(status).toBe('noted');
    expect(text).toMatch(
      /^chance\(\) says nothing; a predictor that knows the time alone reaches loss 0\.1\d+, /,
    );
  });

  it('name what a judge measures, and symbols that are never seen', () => {
    const judge = (answer: Answer): Judgement => ({
      wrong: !(distance(answer) < 0.1),
      distance: distance(answer),
    });
    expect(check('judge', { judge }, sums).text).toMatch(/; it measures distance$/);
    const sample = (random: { integer(bound: number): number }) => ({
      inputs: [random.integer(3)],
      targets: 0,
    });
    expect(check('sequences', { sample }).text).toBe(
      '1000 drawn: 1 step, 1 of them scored; symbols 0 to 3, 1 of them never seen',
    );
  });

  it('throw what a task throws, with its name', () => {
    const sample = () => {
      throw new Error('no more');
    };
    expect(() => check('sequences', { sample })).toThrow('task sound: sample of sequence 0: no more');
  });
});

describe.each(tasks.map((task) => [task.name, task] as const))('%s', (_, task) => {
  it('passes all of them', () => {
    const options = task.options.parse({});
    for (const name of ['targets', 'determinism', 'judge', 'chance'] as const) {
      expect([name, checks[name](task, options)]).not.toMatchObject([name, { status: 'failed' }]);
    }
  });
});
