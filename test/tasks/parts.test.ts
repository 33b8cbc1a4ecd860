import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { caseCount, drawBatch, evaluationBatches } from '../../src/tasks/batches.ts';
import { taskProblems } from '../../src/tasks/check-task.ts';
import { checks } from '../../src/tasks/checks/index.ts';
import { defineTask, type Part, type Sequence, type Task } from '../../src/tasks/define-task.ts';
import { overlapOf } from '../../src/tasks/overlap.ts';
import { sampleFacts, settleTask } from '../../src/tournament/spec/choose-task.ts';
import { isShown, screenSize, successOf, validationSize } from '../../src/tournament/spec/success.ts';
import { examSets } from '../../src/tournament/trial/examine.ts';
import { findTask, sequenceTasks as tasks } from '../../tasks/index.ts';

const COUNTS: Readonly<Record<Part, number>> = { training: 30, validation: 5, test: 7 };
const FROM: Readonly<Record<Part, number>> = { training: 0, validation: 30, test: 35 };

/** Name the parity of numbers 0 to 41, which are split into parts. */
const split = defineTask({
  name: 'split',
  summary: 'a task for tests',
  source: 'none',
  options: z.object({}),
  shape: () => ({ inputs: { kind: 'symbols', size: 42 }, outputs: 2, loss: 'softmax', scored: 'last' }),
  shared: (_random, _options, { part }): Part => part,
  cases: (_options, { part }) => COUNTS[part],
  sample(_random, _options, { index, part, shared }): Sequence {
    if (shared !== part) throw new Error(`shared is of ${shared}, sample of ${part}`);
    const symbol = FROM[part] + (index % COUNTS[part]);
    return { inputs: [symbol], targets: symbol % 2 };
  },
});
/** The same numbers, drawn, and the part not looked at: what a task written carelessly does with a file's rows. */
const careless = defineTask({
  ...split,
  options: z.object({}),
  shared: () => undefined,
  cases: () => undefined,
  sample(random): Sequence {
    const symbol = random.integer(42);
    return { inputs: [symbol], targets: symbol % 2 };
  },
});
/** A task from before there were parts: `cases` counts, `sample` gives them, and nothing says that they are all. */
const former: Task = {
  ...careless,
  cases: (() => 42) as unknown as NonNullable<Task['cases']>,
  sample: (_random, _options, { index }) => ({ inputs: [index % 42], targets: index % 2 }),
};

const symbols = (batches: Iterable<{ symbols: Int32Array | null }>): number[] =>
  [...batches].flatMap((batch) => [...batch.symbols!]);
const upTo = (from: number, count: number): number[] => Array.from({ length: count }, (_, at) => from + at);

describe('a task is told for which part its sequences are', () => {
  it('in training, validation and test', () => {
    const set = (part: Part) => evaluationBatches(split, {}, [1, 'split', part], 10_000, undefined, part);
    expect(symbols(set('validation'))).toEqual(upTo(30, 5));
    expect(symbols(set('test'))).toEqual(upTo(35, 7));
    const batch = drawBatch(split, {}, [1], 0, 60);
    expect(
      symbols([batch])
        .slice(0, 30)
        .sort((a, b) => a - b),
    ).toEqual(upTo(0, 30));
    expect(
      symbols([batch])
        .slice(30)
        .sort((a, b) => a - b),
    ).toEqual(upTo(0, 30));
  });

  it('by the exams of a trial, which have as many sequences as the parts have cases', () => {
    const success = successOf(split, {});
    expect(success).toEqual({ error: 0.01, sequences: 7, validation: 5, exhaustive: false });
    expect([validationSize(success), screenSize(success)]).toEqual([5, 5]);
    const sets = examSets(split, { task: { name: 'split', options: {} } as never, seed: 1 });
    expect(symbols(sets.chunks('validation', 1000))).toEqual(upTo(30, 5));
    expect(symbols(sets.chunks('test', 1000))).toEqual(upTo(35, 7));
  });

  it('and few cases that are not all there are do not show success by the error alone', () => {
    const examined = { sequences: 5, error: 0, loss: 0, measures: {}, standardErrors: {}, macs: 1 };
    expect(isShown(successOf(split, {}), examined)).toBe(false);
    const all = successOf({ ...former, exhaustive: true }, {});
    expect(all).toEqual({ error: 0.01, sequences: 42, exhaustive: true });
    expect(isShown(all, { ...examined, sequences: 42 })).toBe(true);
  });
});

describe('check finds parts that share sequences though they are not all there are', () => {
  const outcome = (task: Task) => checks.parts(task, {});

  it('passes parts that are split, and cases that are said to be all', () => {
    expect(outcome(split)).toEqual({
      status: 'passed',
      text: '0 of 5 different validation sequences and 0 of 7 different test sequences also occur among 30 of training',
    });
    expect(outcome({ ...former, exhaustive: true })).toEqual({
      status: 'passed',
      text: 'the 42 cases are all there are, in training as in validation and test',
    });
  });

  it('fails cases that every part has, with the numbers', () => {
    expect(outcome(former)).toEqual({
      status: 'failed',
      text:
        '42 of 42 different validation sequences and 42 of 42 different test sequences also occur among 42 of ' +
        'training: a net can know them by heart. Split the cases by `context.part`, or say `exhaustive: true` if ' +
        'they are all there are',
    });
  });

  it('fails a split that overlaps, with the numbers', () => {
    const wide = defineTask({
      ...split,
      options: z.object({}),
      cases: (_o, { part }) => (part === 'training' ? 37 : COUNTS[part]),
      sample: (_r, _o, { index, part }) => ({ inputs: [FROM[part] + index], targets: index % 2 }),
    });
    // Training reaches two cases into test and over all of validation, whose targets are of another parity.
    expect(outcome(wide).status).toBe('failed');
    expect(outcome(wide).text).toContain(
      '5 of 5 different validation sequences and 0 of 7 different test sequences',
    );
  });

  it('warns of drawn sequences that training has too, with the numbers', () => {
    const { status, text } = outcome(careless);
    expect(status).toBe('warned');
    expect(text).toContain(
      '42 of 42 different validation sequences and 42 of 42 different test sequences also occur among 42',
    );
  });
});

describe('a duel says what its parts share', () => {
  it('where that is much, and nothing where it is little or declared', () => {
    expect(sampleFacts(careless, {}).overlap).toMatchObject({
      training: 42,
      test: { inTraining: expect.any(Number) },
    });
    const { test } = sampleFacts(careless, {}).overlap!;
    expect(test.inTraining).toBe(test.sequences);
    expect(sampleFacts(split, {}).overlap).toBeUndefined();
    expect(sampleFacts({ ...former, exhaustive: true }, {}).overlap).toBeUndefined();
    const order = findTask('temporal-order');
    expect(sampleFacts(order, order.options.parse({})).overlap).toBeUndefined();
  });

  it('and does not wait for tasks that draw slowly', () => {
    const slow = overlapOf(split, {}, { training: 1000, examined: 100, seconds: -1 });
    expect(slow).toBeNull();
  });
});

describe('what a task may say of its cases', () => {
  it('built-in tasks with cases say whether they are all there are', () => {
    const withCases = tasks.filter((task) => caseCount(task, task.options.parse({}), 'test') !== undefined);
    expect(withCases.map((task) => [task.name, successOf(task, task.options.parse({})).exhaustive])).toEqual([
      ['memorisation', true],
      ['anbn', true],
      ['piano-roll', false],
      ['ptb-characters', false],
    ]);
  });

  it.each<[string, Partial<Task>, string]>([
    ['no truth value', { exhaustive: 'yes' as never }, "exhaustive is 'yes', it must be true or false"],
    [
      'no cases',
      { exhaustive: true, cases: undefined as never },
      'exhaustive is true, but there is no `cases` to say how many sequences there are',
    ],
  ])('refuses %s', (_, part, problem) => {
    const { cases: _cases, ...rest } = split;
    expect(taskProblems({ ...rest, ...part })).toEqual([problem]);
  });

  it('refuses all cases that are not as many in every part', () => {
    expect(() => successOf({ ...split, exhaustive: true }, {})).toThrow(
      'task split: cases gave 30 for training, 5 for validation, 7 for test; where `exhaustive` is true, all parts have all cases',
    );
  });
});

describe('what a task says of its preprocessing', () => {
  const factsOf = (preprocessing: () => never) => settleTask({ ...split, preprocessing }, {}).facts;

  it('is kept as plain JSON', () => {
    const given = { mean: 1.5, words: ['a', 'b'], deep: { yes: true, none: null } };
    expect(factsOf(() => given as never).preprocessing).toEqual(given);
    expect('preprocessing' in settleTask(split, {}).facts).toBe(false);
  });

  it.each<[string, () => unknown, string]>([
    ['no object', () => 5, 'gave 5, it must give an object'],
    [
      'a date',
      () => ({ when: new Date(0) }),
      'gave an object as when, it must be text, true, false, null, a finite number, a list or an object',
    ],
    ['NaN deep inside', () => ({ a: [{ b: Number.NaN }] }), 'gave NaN as a[0].b, it must be text'],
    [
      'too much',
      () => ({ words: 'x'.repeat(300_000) }),
      'gave 300012 bytes as JSON, it must give at most 262144',
    ],
    [
      'a circle',
      () => {
        const a: Record<string, unknown> = {};
        a.a = a;
        return a;
      },
      'nested more than 16 deep',
    ],
  ])('is refused in one line: %s', (_, give, message) => {
    expect(() => factsOf(give as () => never)).toThrow(/^task split: preprocessing: gave [^\n]*$/);
    expect(() => factsOf(give as () => never)).toThrow(message);
  });
});
