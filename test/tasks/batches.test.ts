import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Batch } from '../../src/engine/batch.ts';
import { UserError } from '../../src/errors.ts';
import { drawBatch, evaluationBatches } from '../../src/tasks/batches.ts';
import { digest } from '../../src/tasks/checks/digest.ts';
import { defineTask, type Sequence, type Task } from '../../src/tasks/define-task.ts';
import { findTask } from '../../tasks/index.ts';

const TASK = {
  name: 'my-task',
  summary: 'a task for tests',
  source: 'none',
  options: z.object({}),
  shape: () =>
    ({ inputs: { kind: 'symbols', size: 1000 }, outputs: 2, loss: 'softmax', scored: 'last' }) as const,
  sample: (): Sequence => ({ inputs: [1], targets: 1 }),
};
const seven = defineTask({
  ...TASK,
  cases: () => 7,
  sample: (_random, _options, { index }) => ({ inputs: [index], targets: 0 }),
});

/** By digest: training batch 3 of 45 sequences, and the first 100 of the test, under tournament seed 1. */
const GOLDEN = [
  ['temporal-order', 'a9f67cce9055b1a3', '087ba4d60c045e1e'],
  ['temporal-order-3bit', '213d6ce58f0d5861', '7fa5fc24d08b9089'],
  ['addition', '0b402128630fd435', '3d29f92550c85bf3'],
  ['multiplication', '361b8106fe8b02d5', 'd89000b6a61f657e'],
  ['xor', '1857a39d70e871f4', 'c5f33d1122fc5c9c'],
  ['random-permutation', '9ed2b548365a6981', 'db6bff17495b43b0'],
  ['memorisation', '55bb6c5d0df5c99b', 'e11b545caaf70c66'],
  ['copy-memory', '71a143c732977d9a', 'a289f491e995f6d9'],
  ['embedded-reber', 'df9310d6a7c066c5', '3638a77eb99c91e7'],
  ['anbn', '7f59325e5411e4c5', 'c28df88f8708f19b'],
  ['parity', '528147ae80a3e8e9', 'd24627ed5ea007de'],
] as const;

const firstSymbols = (batch: Batch): number[] => [...batch.symbols!.subarray(0, batch.sequences)];
const sorted = (numbers: readonly number[]): number[] => [...numbers].sort((a, b) => a - b);
const all = (batches: Iterable<Batch>): string[] =>
  [...batches].flatMap((batch) =>
    Array.from({ length: batch.sequences }, (_, b) =>
      Array.from({ length: batch.lengths[b]! }, (_, t) => batch.symbols![t * batch.sequences + b]).join(),
    ),
  );

describe('the streams of the built-in tasks', () => {
  it.each(GOLDEN)('are those that runs were made with: %s', (name, training, test) => {
    const task = findTask(name);
    const options = task.options.parse({});
    const batch = drawBatch(task, options, [1, name, 1, 'train'], 3, 45);
    const set = evaluationBatches(task, options, [1, name, 'test'], 100);
    expect([digest(batch), digest(set.chunk(0))].map((one) => one.slice(0, 16))).toEqual([training, test]);
  });
});

describe('drawBatch', () => {
  it('draws what a minibatch shares once', () => {
    const task = findTask('parity');
    const options = task.options.parse({ length: 2, maximumLength: 300 });
    const lengths = Array.from(
      { length: 20 },
      (_, index) => new Set(drawBatch(task, options, ['s'], index, 9).lengths),
    );
    expect(lengths.every(({ size }) => size === 1)).toBe(true);
    expect(new Set(lengths.map(([length]) => length)).size).toBeGreaterThan(15);
  });

  it('goes through all cases, in a random order, before any comes again', () => {
    const twice = firstSymbols(drawBatch(seven, {}, ['s'], 0, 14));
    expect(sorted(twice.slice(0, 7))).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(sorted(twice.slice(7))).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(twice.slice(0, 7)).not.toEqual(firstSymbols(drawBatch(seven, {}, ['s'], 1, 7)));
  });

  it('takes every case equally often first', () => {
    const counts = new Array<number>(7).fill(0);
    for (let index = 0; index < 700; index++)
      counts[firstSymbols(drawBatch(seven, {}, ['s'], index, 1))[0]!]!++;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0);
    expect(chiSquare).toBeLessThan(22.5); // 6 degrees of freedom, p = .001
  });

  it.each<[string, Partial<Task>, string]>([
    ['shape throws', { shape: () => fail('no shape') }, 'shape: no shape'],
    ['shared throws', { shared: () => fail('no length') }, 'shared: no length'],
    [
      'sample throws',
      { sample: (_r, _o, { index }) => (index === 2 ? fail('no bits') : TASK.sample()) },
      'sample of sequence 2: no bits',
    ],
    [
      'sample gives nothing',
      { sample: () => undefined as never },
      'sample: sequence 0 is undefined, it must be an object',
    ],
    ['cases throws', { cases: () => fail('uncountable') }, 'cases: uncountable'],
    ['cases gives none', { cases: () => 0 }, 'cases gave 0, it must give a whole number from 1'],
    [
      'a symbol is out of range',
      { sample: () => ({ inputs: [1, 5000], targets: 0 }) },
      'sample: sequence 0, step 1: symbol 5000 is outside 0..999',
    ],
  ])('names the task and the function where %s', (_, part, message) => {
    const draw = () => drawBatch({ ...defineTask(TASK), ...part }, {}, ['s'], 0, 4);
    expect(draw).toThrow(UserError);
    expect(draw).toThrow(`task my-task: ${message}`);
  });
});

function fail(message: string): never {
  throw new Error(message);
}

describe('evaluationBatches', () => {
  const task = findTask('temporal-order');

  it('gives the same set whatever its chunks', () => {
    const options = task.options.parse({ length: 20, maximumLength: 40 });
    const whole = all(evaluationBatches(task, options, ['test'], 250, 250));
    expect(whole).toHaveLength(250);
    for (const chunk of [undefined, 1, 99, 130]) {
      expect(all(evaluationBatches(task, options, ['test'], 250, chunk))).toEqual(whole);
    }
  });

  it('gives the same chunk at every call, in any order', () => {
    const set = evaluationBatches(task, task.options.parse({}), ['test'], 30, 10);
    expect(set.chunks).toBe(3);
    const last = all([set.chunk(2)]);
    expect(all([set.chunk(0)])).not.toEqual(last);
    expect(all([set.chunk(2)])).toEqual(last);
  });

  it('gives other sequences under another name, and other ones than training', () => {
    const options = task.options.parse({ length: 100 });
    const test = all(evaluationBatches(task, options, ['test'], 50));
    const validation = all(evaluationBatches(task, options, ['validation'], 50));
    expect(new Set([...test, ...validation]).size).toBe(100);
  });

  it('goes through all cases once, in order, where the task has them', () => {
    const set = evaluationBatches(seven, {}, ['test'], 10_000, 3);
    expect(set).toMatchObject({ sequences: 7, chunks: 3 });
    expect([...set].flatMap(firstSymbols)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('keeps chunks of long sequences small', () => {
    const set = evaluationBatches(task, task.options.parse({ length: 50_000 }), ['test'], 10_000);
    expect(set.sequences).toBe(10_000);
    const [first] = set;
    expect(first!.sequences * first!.steps).toBeLessThan(2 ** 22);
    expect(evaluationBatches(task, task.options.parse({}), ['test'], 10_000).chunks).toBe(10);
  });

  it('has many lengths where lengths are drawn', () => {
    const options = task.options.parse({ length: 50, maximumLength: 200 });
    const lengths = new Set(
      [...evaluationBatches(task, options, ['test'], 1000)].flatMap(({ lengths }) => [...lengths]),
    );
    expect(lengths.size).toBeGreaterThan(8);
  });
});

describe('training sequences that continue', () => {
  const chunks = defineTask({ ...seven, shape: () => ({ ...TASK.shape(), continues: true }) });
  const casesOf = (index: number, sequences: number): number[] =>
    firstSymbols(drawBatch(chunks, {}, ['continued'], index, sequences));

  it('go on from batch to batch, each from a place of its own, and the first follows the last', () => {
    const places = casesOf(0, 5);
    expect(new Set(places).size).toBeGreaterThan(1);
    for (const index of [1, 2, 6, 7, 20]) {
      expect(casesOf(index, 5)).toEqual(places.map((place) => (place + index) % 7));
    }
  });

  it('are the same in a larger batch, and others in another stream', () => {
    expect(casesOf(3, 9).slice(0, 4)).toEqual(casesOf(3, 4));
    const other = firstSymbols(drawBatch(chunks, {}, ['another'], 0, 9));
    expect(other).not.toEqual(casesOf(0, 9));
  });

  it('begin at even distances where there are streams, so that together they go through all of them', () => {
    const streams = (count: number) => ({
      ...chunks,
      shape: () => ({ ...chunks.shape({}), streams: count }),
    });
    const drawn = (count: number, index: number, sequences: number) =>
      firstSymbols(drawBatch(streams(count), {}, ['continued'], index, sequences));
    const [first] = drawn(3, 0, 3);
    expect(drawn(3, 0, 3)).toEqual([0, 2, 4].map((apart) => (first! + apart) % 7));
    expect(drawn(3, 5, 3)).toEqual([0, 2, 4].map((apart) => (first! + apart + 5) % 7));
    const epoch = [0, 1, 2].flatMap((index) => drawn(3, index, 3));
    expect(new Set(epoch).size).toBe(7);
    // Places beyond the streams begin where they do without any.
    expect(drawn(3, 0, 6).slice(3)).toEqual(casesOf(0, 6).slice(3));
    const firsts = [1, 2, 3, 4, 5, 6, 7, 8].map(
      (seed) => firstSymbols(drawBatch(streams(1), {}, ['seed', seed], 0, 1))[0],
    );
    expect(new Set(firsts).size).toBeGreaterThan(2);
  });

  it('are refused where no number of cases says what follows what, and on what is no truth value', () => {
    const { cases: _cases, ...endless } = chunks;
    expect(() => drawBatch(endless, {}, ['continued'], 0, 2)).toThrow(
      'task my-task: shape.continues is true, so `cases` must say how many training sequences follow one another',
    );
    const odd = { ...chunks, shape: () => ({ ...TASK.shape(), continues: 'yes' as never }) };
    expect(() => drawBatch(odd, {}, ['continued'], 0, 2)).toThrow(
      "shape.continues is 'yes', it must be true or false",
    );
  });
});

describe('training in epochs', () => {
  const epochs = defineTask({ ...seven, shape: () => ({ ...TASK.shape(), epochs: true }) });
  const casesOf = (index: number, sequences: number, path = 'epochs'): number[] =>
    firstSymbols(drawBatch(epochs, {}, [path], index, sequences));

  it('takes each case once an epoch, in an order drawn anew, across minibatches', () => {
    const drawn = Array.from({ length: 14 }, (_, index) => casesOf(index, 3)).flat();
    const orders = Array.from({ length: 6 }, (_, epoch) => drawn.slice(7 * epoch, 7 * epoch + 7));
    for (const order of orders) expect([...order].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(new Set(orders.map(String)).size).toBe(6);
    expect(casesOf(0, 42)).toEqual(drawn);
    expect(casesOf(0, 7, 'others')).not.toEqual(drawn.slice(0, 7));
  });

  it('is refused where there are more streams than cases', () => {
    const many = { ...seven, shape: () => ({ ...TASK.shape(), continues: true, streams: 8 }) };
    const fault = 'task my-task: 8 streams cannot be cut from 7 training sequences';
    expect(() => drawBatch(many as never, {}, ['epochs'], 0, 2)).toThrow(fault);
  });

  it('is refused without cases, beside sequences that continue, and streams without these', () => {
    const { cases: _cases, ...endless } = epochs;
    expect(() => drawBatch(endless, {}, ['epochs'], 0, 2)).toThrow(
      'task my-task: shape.epochs is true, so `cases` must say how many training sequences make an epoch',
    );
    const shaped = (more: object) => ({ ...seven, shape: () => ({ ...TASK.shape(), ...more }) });
    const faults = [
      [{ epochs: true, continues: true }, 'shape.epochs is true, it must be false where sequences continue'],
      [{ streams: 2 }, 'shape.streams is 2, it must be left out where sequences do not continue'],
      [{ streams: 0, continues: true }, 'shape.streams is 0, it must be a whole number from 1'],
      [{ epochs: 1 }, 'shape.epochs is 1, it must be true or false'],
    ] as const;
    for (const [more, fault] of faults) {
      expect(() => drawBatch(shaped(more) as never, {}, ['epochs'], 0, 2)).toThrow(fault);
    }
  });
});
