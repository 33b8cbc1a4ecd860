import { describe, expect, it } from 'vitest';
import { drawBatch, evaluationBatches, judgeBatch } from '../../src/tasks/batches.ts';
import { findTask } from '../../tasks/index.ts';
import { chiSquare, draw, histogram, symbolsOf } from '../support/tasks/draw.ts';
import { solve, solvers } from '../support/tasks/solvers.ts';

describe('memorisation', () => {
  it('puts the trigger in the step of the first recalled symbol, as the paper', () => {
    // Case 6 = 0·1 + 1·2 + 1·4: the lowest digit first, as in the authors' code.
    const six = draw('memorisation', { delay: 3 }, 7)[6]!;
    expect(symbolsOf(six)).toEqual([0, 1, 1, 0, 0, 2, 2, 2, 3, 2, 2, 2, 2]);
    expect(six.targets).toEqual([2, 2, 2, 2, 2, 2, 2, 2, 0, 1, 1, 0, 0]);
  });

  it('puts it a step before, as Martens & Sutskever', () => {
    const six = draw('memorisation', { delay: 3, definition: 'martens' }, 7)[6]!;
    expect(symbolsOf(six)).toEqual([0, 1, 1, 0, 0, 2, 2, 3, 2, 2, 2, 2, 2]);
    expect(six.targets).toEqual([2, 2, 2, 2, 2, 2, 2, 2, 0, 1, 1, 0, 0]);
  });

  it('scores only the recalled symbols where asked to', () => {
    const [first] = draw('memorisation', { delay: 2, positions: 2, values: 3, scored: 'recall' }, 1);
    expect(first!.targets).toEqual([null, null, null, null, 0, 0]);
  });

  it('has 32 strings at 5 bits, all in the test set once', () => {
    const task = findTask('memorisation');
    const options = task.options.parse({});
    const set = evaluationBatches(task, options, ['test'], 10_000);
    expect(set.sequences).toBe(32);
    const [batch] = set;
    const strings = Array.from({ length: 32 }, (_, b) =>
      [0, 1, 2, 3, 4].map((t) => batch!.symbols![t * 32 + b]).join(''),
    );
    expect(new Set(strings).size).toBe(32);
  });

  it('draws its strings at 20 bits: ten positions, five values equally often', () => {
    const task = findTask('memorisation');
    const options = task.options.parse({ size: '20-bit', delay: 200 });
    expect(task.cases!(options, { part: 'test' })).toBeUndefined();
    expect(task.shape(options)).toMatchObject({ inputs: { size: 7 }, outputs: 6 });
    const sequences = draw('memorisation', { size: '20-bit', delay: 200 }, 200);
    expect(sequences.every(({ inputs }) => inputs.length === 220)).toBe(true);
    const data = sequences.flatMap((sequence) => symbolsOf(sequence).slice(0, 10));
    expect(chiSquare(histogram(data, 5))).toBeLessThan(18.5); // 4 degrees of freedom, p = .001
  });

  it('has n ln v / (T + 2n) for its baseline', () => {
    const task = findTask('memorisation');
    const loss = (set: object) => task.chance!(task.options.parse(set)).loss;
    expect(loss({ delay: 100 })).toBeCloseTo((5 * Math.LN2) / 110, 12);
    expect(loss({ delay: 100, size: '20-bit' })).toBeCloseTo((10 * Math.log(5)) / 120, 12);
    expect(loss({ delay: 100, scored: 'recall' })).toBeCloseTo(Math.LN2, 12);
  });
});

describe('copy-memory', () => {
  it('has T + 20 steps: ten symbols, T - 1 zeros, the marker, ten zeros; due at the end', () => {
    for (const sequence of draw('copy-memory', { delay: 30 }, 50)) {
      const symbols = symbolsOf(sequence);
      const data = symbols.slice(0, 10);
      expect(data.every((symbol) => symbol >= 1 && symbol <= 8)).toBe(true);
      expect(symbols).toEqual([...data, ...new Array(29).fill(0), 9, ...new Array(10).fill(0)]);
      expect(sequence.targets).toEqual([...new Array(40).fill(0), ...data]);
    }
  });

  it('feeds 10 symbols, scores 9 classes at every step', () => {
    const task = findTask('copy-memory');
    const batch = drawBatch(task, task.options.parse({ delay: 30 }), ['s'], 0, 4);
    expect(batch).toMatchObject({ inputs: 10, outputs: 9, steps: 50, scoredSteps: 200 });
  });

  // 10 ln 8 / (T + 20), Arjovsky, Shah & Bengio (2016).
  it.each([
    [100, 0.17329],
    [200, 0.09452],
    [500, 0.03999],
  ])('has at T = %i a baseline of %d', (delay, loss) => {
    const task = findTask('copy-memory');
    expect(task.chance!(task.options.parse({ delay })).loss).toBeCloseTo(loss, 5);
  });
});

describe.each(['memorisation', 'copy-memory'])('the judge of %s', (name) => {
  const task = findTask(name);
  const options = task.options.parse({ positions: 4 });
  const batch = drawBatch(task, options, ['s'], 0, 6);
  const right = solve(batch, () => solvers[name]!(options));
  /** The right outputs with those of sequence 2 at a step all 0 but for one class that is not the target. */
  function spoiled(step: number): Float32Array {
    const outputs = right.slice();
    const rows = Array.from({ length: batch.outputs }, (_, o) => (step * batch.outputs + o) * 6 + 2);
    const target = rows.findIndex((at) => outputs[at] === 1);
    for (const at of rows) outputs[at] = 0;
    outputs[rows[(target + 1) % rows.length]!] = 1;
    return outputs;
  }

  it('wants every step right, and counts the share recalled', () => {
    expect(judgeBatch(task, options, batch, right)).toMatchObject({ wrong: 0, measures: { recall: 6 } });
    expect(judgeBatch(task, options, batch, spoiled(batch.steps - 1))).toMatchObject({
      wrong: 1,
      measures: { recall: 5.75 },
    });
    expect(judgeBatch(task, options, batch, spoiled(0))).toMatchObject({ wrong: 1, measures: { recall: 6 } });
  });
});
