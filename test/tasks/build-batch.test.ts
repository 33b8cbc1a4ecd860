import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { buildBatch } from '../../src/tasks/build-batch.ts';
import type { Sequence, TaskShape } from '../../src/tasks/define-task.ts';

const symbols = {
  inputs: { kind: 'symbols', size: 6 },
  outputs: 3,
  loss: 'softmax',
  scored: 'last',
} as const;
const masked = { ...symbols, scored: 'masked' } as const;
const dense = { inputs: { kind: 'dense', size: 2 }, outputs: 2, loss: 'squared', scored: 'masked' } as const;
const bits = { ...dense, outputs: 1, loss: 'bernoulli', scored: 'last' } as const;

describe('buildBatch', () => {
  it('lays ragged symbol sequences out as [time][sequence], 0 beyond an end', () => {
    const batch = buildBatch(symbols, [
      { inputs: [5, 1, 4], targets: 2 },
      { inputs: Uint8Array.of(3), targets: 1 },
    ]);
    expect(batch).toMatchObject({ loss: 'softmax', sequences: 2, steps: 3, inputs: 6, outputs: 3 });
    expect([...batch.lengths]).toEqual([3, 1]);
    expect([...batch.symbols!]).toEqual([5, 3, 1, 0, 4, 0]);
    expect([...batch.mask]).toEqual([0, 1, 0, 0, 1, 0]);
    expect([...batch.classes!]).toEqual([0, 1, 0, 0, 2, 0]);
    expect([...batch.answerSteps]).toEqual([0, 2]);
    expect([...batch.weights]).toEqual([1, 1]);
    expect(batch).toMatchObject({ dense: null, values: null, activeSteps: 4, scoredSteps: 2 });
  });

  it('lays vectors out as [time][channel][sequence], whether they come one by one or flat', () => {
    const targets = [null, [7, 8]];
    const vectors: Sequence = {
      inputs: [
        [1, 2],
        [3, 4],
      ],
      targets,
    };
    const flat: Sequence = {
      inputs: Float64Array.of(10, 20, 30, 40),
      targets: [
        [5, 6],
        [9, 9],
      ],
    };
    const batch = buildBatch(dense, [vectors, flat]);
    expect([...batch.dense!]).toEqual([1, 10, 2, 20, 3, 30, 4, 40]);
    expect([...batch.values!]).toEqual([0, 5, 0, 6, 7, 9, 8, 9]);
    expect([...batch.mask]).toEqual([0, 1, 1, 1]);
    expect(batch).toMatchObject({ symbols: null, classes: null, activeSteps: 4, scoredSteps: 3 });
  });

  it('weighs scored steps so that a sequence has their mean, or their sum', () => {
    const sequences: Sequence[] = [
      { inputs: [0, 0, 0, 0], targets: [1, null, 0, 2] },
      { inputs: [0, 0], targets: [null, 1] },
    ];
    expect([...buildBatch(masked, sequences).weights]).toEqual([Math.fround(1 / 3), 1]);
    expect([...buildBatch({ ...masked, reduction: 'sum' }, sequences).weights]).toEqual([1, 1]);
  });

  it('lists only the steps at which some sequence is scored', () => {
    const batch = buildBatch(masked, [
      { inputs: [0, 0, 0, 0], targets: [null, 1, null, null] },
      { inputs: [0, 0, 0, 0], targets: [null, null, null, 0] },
    ]);
    expect([...batch.answerSteps]).toEqual([1, 3]);
  });

  it('takes a number for the target of a single output', () => {
    const one = buildBatch(bits, [{ inputs: [[0, 1]], targets: 1 }]);
    const vector = buildBatch(bits, [{ inputs: [[0, 1]], targets: [1] }]);
    expect([...one.values!]).toEqual([...vector.values!]);
  });

  it('lies in shared memory', () => {
    const batch = buildBatch(symbols, [{ inputs: [1], targets: 1 }]);
    for (const array of [batch.lengths, batch.symbols!, batch.mask, batch.weights, batch.answerSteps]) {
      expect(array.buffer).toBeInstanceOf(SharedArrayBuffer);
    }
  });
});

const good = { inputs: [0, 1], targets: 0 };
const sequenceErrors: [string, TaskShape, unknown[], string][] = [
  ['no sequence', symbols, [], 'a batch needs at least one sequence'],
  [
    'a sequence that is none',
    symbols,
    [good, null],
    'sequence 1 is null, it must be an object with inputs and targets',
  ],
  [
    'a sequence that is yet to come',
    symbols,
    [Promise.resolve(good)],
    'sequence 0 is a promise, it must be an object with inputs and targets',
  ],
  [
    'more steps than fit into memory',
    symbols,
    [good, { inputs: new Array(4e9), targets: 0 }],
    'sequence 1 has 4000000000 steps, a batch of 2 must have at most 44739242 to fit into memory',
  ],
  [
    'inputs that are no list',
    symbols,
    [{ inputs: 3, targets: 0 }],
    'sequence 0: inputs is 3, it must be a list, one entry a step',
  ],
  [
    'no step',
    symbols,
    [{ inputs: [], targets: 0 }],
    'sequence 0: inputs has no steps, it needs at least one',
  ],
  [
    'a symbol too large',
    symbols,
    [good, good, good, { inputs: [1, 9], targets: 0 }],
    'sequence 3, step 1: symbol 9 is outside 0..5',
  ],
  [
    'a symbol below 0',
    symbols,
    [{ inputs: [-1], targets: 0 }],
    'sequence 0, step 0: symbol -1 is outside 0..5',
  ],
  [
    'half a symbol',
    symbols,
    [{ inputs: [1.5], targets: 0 }],
    'sequence 0, step 0: symbol 1.5 is outside 0..5',
  ],
  [
    'a symbol that is NaN',
    symbols,
    [{ inputs: [Number.NaN], targets: 0 }],
    'sequence 0, step 0: symbol NaN is outside 0..5',
  ],
  [
    'a symbol that is a text',
    symbols,
    [{ inputs: ['1'], targets: 0 }],
    "sequence 0, step 0: symbol '1' is outside 0..5",
  ],
  [
    'a one-hot vector for a symbol',
    symbols,
    [{ inputs: [[0, 1]], targets: 0 }],
    'sequence 0, step 0: symbol a list of 2 is outside 0..5',
  ],
  [
    'a vector of another size',
    dense,
    [{ inputs: [[1, 2], [3]], targets: [null, [1, 1]] }],
    'sequence 0, step 1: input is a list of 1, it must be a list of 2 numbers',
  ],
  [
    'an infinite input',
    dense,
    [{ inputs: [[1, Infinity]], targets: [[1, 1]] }],
    'sequence 0, step 0: input 1 is Infinity, it must be a finite number',
  ],
  [
    'an input beyond 32 bits',
    dense,
    [{ inputs: [[1, 1e39]], targets: [[1, 1]] }],
    'sequence 0, step 0: input 1 is 1e+39, beyond float32, whose largest number is 3.4e38',
  ],
  [
    'a flat input that is NaN',
    dense,
    [{ inputs: [1, 2, Number.NaN, 4], targets: [null, [1, 1]] }],
    'sequence 0, step 1: input 0 is NaN, it must be a finite number',
  ],
  [
    'a flat list of odd length',
    dense,
    [{ inputs: [1, 2, 3], targets: [[1, 1]] }],
    'sequence 0: inputs is a list of 3 numbers, it must be a multiple of 2',
  ],
  [
    'a class too large',
    symbols,
    [{ inputs: [1, 2], targets: 3 }],
    'sequence 0, step 1: target 3 is not a class in 0..2',
  ],
  ['no class', symbols, [{ inputs: [1] }], 'sequence 0, step 0: target undefined is not a class in 0..2'],
  [
    'a masked target that is no list',
    masked,
    [{ inputs: [1, 2], targets: 1 }],
    'sequence 0: targets is 1, it must be a list of 2, one entry a step, null where not scored',
  ],
  [
    'too few masked targets',
    masked,
    [{ inputs: [1, 2], targets: [1] }],
    'sequence 0: targets is a list of 1, it must be a list of 2, one entry a step, null where not scored',
  ],
  [
    'nothing scored',
    masked,
    [{ inputs: [1, 2], targets: [null, null] }],
    'sequence 0: targets has null at every step, one must be scored',
  ],
  [
    'a target of another size',
    dense,
    [{ inputs: [[1, 2]], targets: [[1]] }],
    'sequence 0, step 0: target is a list of 1, it must be a list of 2 numbers',
  ],
  [
    'a number for two outputs',
    dense,
    [{ inputs: [[1, 2]], targets: [1] }],
    'sequence 0, step 0: target is 1, it must be a list of 2 numbers',
  ],
  [
    'a target that is NaN',
    dense,
    [{ inputs: [[1, 2]], targets: [[1, Number.NaN]] }],
    'sequence 0, step 0: target of output 1 is NaN, it must be a finite number',
  ],
  [
    'a probability above 1',
    bits,
    [{ inputs: [[1, 2]], targets: [1.5] }],
    'sequence 0, step 0: target of output 0 is 1.5, it must be a probability, 0 to 1',
  ],
  [
    'a single probability below 0',
    bits,
    [{ inputs: [[1, 2]], targets: -1 }],
    'sequence 0, step 0: target of output 0 is -1, it must be a probability, 0 to 1',
  ],
];

describe('a sequence that does not fit its shape', () => {
  it.each(sequenceErrors)('is refused: %s', (_, shape, sequences, message) => {
    const build = () => buildBatch(shape, sequences as Sequence[], 'task my-task');
    expect(build).toThrow(UserError);
    expect(build).toThrow(new UserError(`task my-task: ${message}`));
  });
});

const line = (count: number) => Array.from({ length: count }, () => [0, 0]);

const shapeErrors: [string, unknown, string][] = [
  ['no object', undefined, 'shape is undefined, it must be an object with inputs, outputs, loss and scored'],
  ['no inputs', { ...symbols, inputs: 6 }, 'shape.inputs is 6, it must be { kind, size }'],
  [
    'an unknown kind',
    { ...symbols, inputs: { kind: 'onehot', size: 6 } },
    "shape.inputs.kind is 'onehot', it must be symbols or dense",
  ],
  [
    'a size of 0',
    { ...symbols, inputs: { kind: 'dense', size: 0 } },
    'shape.inputs.size is 0, it must be a whole number from 1',
  ],
  ['half an output', { ...symbols, outputs: 1.5 }, 'shape.outputs is 1.5, it must be a whole number from 1'],
  [
    'an unknown loss',
    { ...symbols, loss: 'hinge' },
    "shape.loss is 'hinge', it must be softmax, squared or bernoulli",
  ],
  [
    'an unknown scoring',
    { ...symbols, scored: 'first' },
    "shape.scored is 'first', it must be last or masked",
  ],
  [
    'an unknown reduction',
    { ...symbols, reduction: 'max' },
    "shape.reduction is 'max', it must be mean or sum",
  ],
  [
    'too few input names',
    { ...symbols, inputNames: ['a'] },
    'shape.inputNames is a list of 1, it must be a list of 6',
  ],
  [
    'too many output names',
    { ...symbols, outputNames: ['a', 'b', 'c', 'd'] },
    'shape.outputNames is a list of 4, it must be a list of 3',
  ],
  ['places that are none', { ...symbols, places: 3 }, 'shape.places is 3, it must be { inputs, outputs }'],
  [
    'places of the inputs alone',
    { ...symbols, places: { inputs: line(6) } },
    'shape.places.outputs is undefined, it must be an array of places',
  ],
  [
    'too few places',
    { ...symbols, places: { inputs: line(6), outputs: line(2) } },
    'shape.places.outputs is a list of 2, it must be a list of 3, a place for each',
  ],
  [
    'a place on a line',
    { ...symbols, places: { inputs: line(6), outputs: [[0], [0], [0]] } },
    'shape.places.outputs[0] is a list of 1, it must be an array of 2 or 3 numbers from -1 to 1',
  ],
  [
    'a place outside of the substrate',
    { ...symbols, places: { inputs: line(6), outputs: [...line(2), [0, 1.5]] } },
    'shape.places.outputs[2][1] is 1.5, it must be a number from -1 to 1',
  ],
  [
    'places of two and of three coordinates',
    { ...symbols, places: { inputs: line(6), outputs: line(3), hidden: [[0, 0, 0]] } },
    'shape.places.hidden[0] is a list of 3, it must be a list of 2, as places.inputs[0] is',
  ],
];

describe('a shape that is none', () => {
  it.each(shapeErrors)('is refused: %s', (_, shape, message) => {
    expect(() => buildBatch(shape as TaskShape, [good], 'task my-task')).toThrow(
      new UserError(`task my-task: ${message}`),
    );
  });
});
