import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { buildBatch, judgeBatch } from '../../src/tasks/batches.ts';
import {
  type Answer,
  defineTask,
  type Judgement,
  type Sequence,
  type Task,
  type TaskShape,
} from '../../src/tasks/define-task.ts';

/** A task of that shape, which is never drawn from. */
const taskOf = (shape: TaskShape, judge?: (answer: Answer) => Judgement): Task =>
  defineTask({
    name: 'judged',
    summary: 'a task for tests',
    source: 'none',
    options: z.object({}),
    shape: () => shape,
    sample: () => ({ inputs: [0], targets: 0 }),
    ...(judge ? { judge } : {}),
  });

const softmax: TaskShape = {
  inputs: { kind: 'symbols', size: 2 },
  outputs: 3,
  loss: 'softmax',
  scored: 'masked',
};
const squared: TaskShape = { ...softmax, outputs: 2, loss: 'squared', scored: 'last' };
const bernoulli: TaskShape = { ...softmax, outputs: 2, loss: 'bernoulli', scored: 'last' };

/** `rows[answer step][sequence]` is an output vector; the result is laid out as a device's. */
function layOut(rows: readonly (readonly (readonly number[])[])[]): Float64Array {
  return Float64Array.from(rows.flatMap((row) => row[0]!.flatMap((_, o) => row.map((vector) => vector[o]!))));
}

const wrongOf = (shape: TaskShape, sequences: Sequence[], rows: number[][][]): number =>
  judgeBatch(taskOf(shape), {}, buildBatch(shape, sequences), layOut(rows)).wrong;

describe('the default judge', () => {
  it('of softmax wants the largest probability on the class at every scored step', () => {
    const sequences = [
      { inputs: [0, 0], targets: [0, 2] },
      { inputs: [0, 0], targets: [null, 1] },
      { inputs: [0, 0], targets: [1, 1] },
    ];
    const right = [
      [0.8, 0.1, 0.1],
      [0, 0, 0],
      [0.2, 0.5, 0.3],
    ];
    const last = [
      [0.1, 0.1, 0.8],
      [0.3, 0.4, 0.3],
      [0.2, 0.5, 0.3],
    ];
    expect(wrongOf(softmax, sequences, [right, last])).toBe(0);
    expect(
      wrongOf(softmax, sequences, [
        right,
        [
          [0.1, 0.1, 0.8],
          [0.5, 0.4, 0.1],
          [0.2, 0.3, 0.5],
        ],
      ]),
    ).toBe(2);
    expect(
      wrongOf(softmax, sequences, [
        [
          [0, 1, 0],
          [0, 0, 0],
          [1, 0, 0],
        ],
        last,
      ]),
    ).toBe(2);
  });

  it('of softmax takes the first of equals, as argmax does', () => {
    const sequences = [
      { inputs: [0], targets: [0] },
      { inputs: [0], targets: [1] },
    ];
    expect(
      wrongOf(softmax, sequences, [
        [
          [0.4, 0.4, 0.2],
          [0.4, 0.4, 0.2],
        ],
      ]),
    ).toBe(1);
  });

  it('of squared loss allows an error of .2 in every output', () => {
    const sequences = Array.from({ length: 4 }, () => ({ inputs: [0], targets: [0, 1] }));
    const outputs = [
      [0.2, 1],
      [0.21, 1],
      [0, 0.79],
      [-0.2, 1.19],
    ];
    expect(wrongOf(squared, sequences, [outputs])).toBe(2);
  });

  it('of Bernoulli loss wants every output on its side of .5, and .5 is on neither', () => {
    const sequences = Array.from({ length: 4 }, () => ({ inputs: [0], targets: [0, 1] }));
    expect(
      wrongOf(bernoulli, sequences, [
        [
          [0.49, 0.51],
          [0.5, 0.9],
          [0.1, 0.5],
          [0.6, 0.9],
        ],
      ]),
    ).toBe(3);
  });

  it.each([
    ['softmax', softmax, [1]],
    ['squared', squared, [0, 0]],
    ['bernoulli', bernoulli, [0, 0]],
  ] as const)('of %s calls NaN wrong', (_, shape, targets) => {
    const row = Array.from({ length: shape.outputs }, (_, o) => (o === 0 ? Number.NaN : 0.1));
    expect(wrongOf(shape, [{ inputs: [0], targets }], [[row]])).toBe(1);
  });

  it('judges sequences of differing lengths each at its own end', () => {
    const shape: TaskShape = { ...softmax, scored: 'last' };
    const sequences = [
      { inputs: [0], targets: 0 },
      { inputs: [0, 0, 0], targets: 2 },
    ];
    expect(
      wrongOf(shape, sequences, [
        [
          [1, 0, 0],
          [1, 0, 0],
        ],
        [
          [0, 0, 0],
          [0, 0, 1],
        ],
      ]),
    ).toBe(0);
    expect(
      wrongOf(shape, sequences, [
        [
          [0, 1, 0],
          [0, 0, 1],
        ],
        [
          [1, 0, 0],
          [1, 0, 0],
        ],
      ]),
    ).toBe(2);
  });
});

describe("a task's own judge", () => {
  const sequences = [
    { inputs: [0, 1, 0], targets: [null, 2, 1] },
    { inputs: [0, 1], targets: [0, null] },
  ];
  const batch = buildBatch(softmax, sequences);
  const rows = [
    [
      [9, 9, 9],
      [0.5, 0.25, 0.25],
    ],
    [
      [0, 0, 1],
      [9, 9, 9],
    ],
    [
      [0, 1, 0],
      [9, 9, 9],
    ],
  ];

  it('sees the scored steps alone, in order of time', () => {
    const seen: Answer[] = [];
    judgeBatch(
      taskOf(softmax, (answer) => {
        seen.push(answer);
        return { wrong: false };
      }),
      {},
      batch,
      layOut(rows),
    );
    expect(seen).toEqual([
      {
        steps: [1, 2],
        outputs: [
          [0, 0, 1],
          [0, 1, 0],
        ],
        targets: [2, 1],
      },
      { steps: [0], outputs: [[0.5, 0.25, 0.25]], targets: [0] },
    ]);
  });

  it('counts what is wrong and sums what is measured', () => {
    const task = taskOf(softmax, ({ steps }) => ({
      wrong: steps.length > 1,
      answered: steps.length,
      late: true,
    }));
    expect(judgeBatch(task, {}, batch, layOut(rows))).toEqual({
      wrong: 1,
      measures: { answered: 3, late: 2 },
      squares: { answered: 0.5, late: 0 },
    });
  });

  it('is named where it leaves out the measure that success asks for', () => {
    const judge = () => ({ wrong: false, steps: 1 });
    const task = { ...taskOf(softmax, judge), success: { measure: 'longest', atLeast: 3, sequences: 100 } };
    expect(() => judgeBatch(task, {}, batch, layOut(rows))).toThrow(
      "task judged: judge of sequence 0: gave no 'longest', which success.measure asks for",
    );
  });

  it.each([
    [
      'gives no judgement',
      () => undefined,
      'judge of sequence 0 gave undefined, it must give { wrong: true or false, … }',
    ],
    [
      'gives a number for wrong',
      () => ({ wrong: 1 }),
      'judge of sequence 0: wrong is 1, it must be true or false',
    ],
    [
      'leaves out wrong',
      () => ({ error: 1 }),
      'judge of sequence 0: wrong is undefined, it must be true or false',
    ],
    [
      'measures NaN of finite outputs',
      () => ({ wrong: true, distance: Number.NaN }),
      'judge of sequence 0: distance is NaN, it must be a finite number',
    ],
    [
      'measures a text',
      () => ({ wrong: true, mood: 'bad' }),
      "judge of sequence 0: mood is 'bad', it must be a number",
    ],
    [
      'throws',
      () => {
        throw new Error('no such step\nat all');
      },
      'judge of sequence 0: no such step',
    ],
  ])('is named where it %s', (_, judge, message) => {
    const task = taskOf(softmax, judge as unknown as () => Judgement);
    expect(() => judgeBatch(task, {}, batch, layOut(rows))).toThrow(`task judged: ${message}`);
  });

  it('is not asked about outputs of another size', () => {
    expect(() => judgeBatch(taskOf(softmax), {}, batch, new Float32Array(3))).toThrow(
      'outputs has 3 numbers, the batch asks for 18',
    );
  });
});
