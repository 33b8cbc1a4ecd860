import { describe, expect, it } from 'vitest';
import type { Batch } from '../../src/engine/batch.ts';
import { UserError } from '../../src/errors.ts';
import { drawBatch, evaluationBatches, judgeBatch } from '../../src/tasks/batches.ts';
import { findTask } from '../../tasks/index.ts';
import { draw, symbolsOf } from '../support/tasks/draw.ts';
import { recognises, solve, solvers } from '../support/tasks/solvers.ts';

const E = 6;

describe('embedded-reber', () => {
  const task = findTask('embedded-reber');
  const strings = draw('embedded-reber', {}, 4000).map((sequence) => [...symbolsOf(sequence), E]);

  it('gives strings that an independent recogniser accepts, from nine symbols on', () => {
    expect(strings.every(recognises)).toBe(true);
    expect(Math.min(...strings.map(({ length }) => length))).toBe(9);
    expect(recognises([0, 1, 0, 1, 4, 3, 6, 2, 6])).toBe(false); // B T BTXSE P E
    expect(recognises([0, 1, 0, 1, 1, 3, 6, 1, 6])).toBe(false); // B T BTTSE T E
  });

  it('begins half of them with T, half with P', () => {
    const halves = strings.filter(([, outer]) => outer === 1).length / strings.length;
    expect(Math.abs(halves - 0.5)).toBeLessThan(0.03);
  });

  // A quarter has nine symbols: BTXSE and BPVVE, 1/8 each.
  it('takes both ways out of a state equally often', () => {
    const shortest = strings.filter(({ length }) => length === 9).length / strings.length;
    expect(Math.abs(shortest - 0.25)).toBeLessThan(0.025);
  });

  it('names the legal symbols after each, read by hand on the shortest string', () => {
    const options = { maximumLength: 9 };
    const names = 'BTPSXVE';
    const one = draw('embedded-reber', options, 50).find(
      (sequence) =>
        symbolsOf(sequence)
          .map((symbol) => names[symbol])
          .join('') === 'BPBTXSEP',
    )!;
    const legal = (one.targets as number[][]).map((mask) =>
      [...names].filter((_, symbol) => mask[symbol] === 1).join(''),
    );
    expect(legal).toEqual(['TP', 'B', 'TP', 'SX', 'SX', 'E', 'P', 'E']);
  });

  it('takes no string beyond maximumLength', () => {
    const lengths = draw('embedded-reber', { maximumLength: 11 }, 500).map(({ inputs }) => inputs.length + 1);
    expect(new Set(lengths)).toEqual(new Set([9, 10, 11]));
  });

  it.each(['legal', 'next'])('with %s targets measures both figures of the solver as 1', (targets) => {
    const options = task.options.parse({ targets });
    const batch = drawBatch(task, options, ['s'], 0, 30);
    const outputs = solve(batch, () => solvers['embedded-reber']!(options));
    const { wrong, measures } = judgeBatch(task, options, batch, outputs);
    expect(wrong).toBe(0);
    expect(measures.legal).toBeCloseTo(30, 10);
    expect(measures.nextToLast).toBe(30);
  });

  it.each(['legal', 'next'])(
    'with %s targets leaves a net that forgets the beginning half the next to last symbols',
    (targets) => {
      const options = task.options.parse({ targets });
      const batch = drawBatch(task, options, ['s'], 0, 1000);
      const outputs = solve(batch, () => solvers['embedded-reber']!(options));
      forget(batch, outputs);
      const { wrong, measures } = judgeBatch(task, options, batch, outputs);
      expect(Math.abs(wrong / 1000 - 0.5)).toBeLessThan(0.05);
      expect(measures.nextToLast).toBe(1000 - wrong);
      expect(measures.legal).toBeGreaterThan(900);
    },
  );

  /** It knows all but the outer symbol: next to last its answer is always T. */
  function forget(batch: Batch, outputs: Float32Array): void {
    for (let b = 0; b < batch.sequences; b++) {
      const t = batch.lengths[b]! - 2;
      for (let o = 0; o < 7; o++) outputs[(t * 7 + o) * batch.sequences + b] = o === 1 ? 1 : 0;
    }
  }
});

describe('anbn', () => {
  const task = findTask('anbn');

  it('at n = 1 names {a} after S, {a,b} after a, {T} after b', () => {
    expect(draw('anbn', { maximum: 1 }, 1)).toEqual([
      {
        inputs: [0, 1, 2],
        targets: [
          [1, 0, 0],
          [1, 1, 0],
          [0, 0, 1],
        ],
      },
    ]);
  });

  it('at n = 2 with c counts both b and c', () => {
    const [second] = draw('anbn', { letters: 'abc', minimum: 2, maximum: 2 }, 1);
    expect(second!.inputs).toEqual([0, 1, 1, 2, 2, 3, 3]);
    expect(second!.targets).toEqual([
      [1, 0, 0, 0],
      [1, 1, 0, 0],
      [1, 1, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 1],
    ]);
  });

  it.each([
    ['ab', 2],
    ['abc', 3],
  ])('with %s has %in + 1 predictions', (letters, times) => {
    const sequences = draw('anbn', { letters, maximum: 40 }, 40);
    expect(sequences.map(({ targets }) => (targets as unknown[]).length)).toEqual(
      sequences.map((_, index) => times * (index + 1) + 1),
    );
  });

  it('tests every n once and counts the accepted', () => {
    const options = task.options.parse({});
    const [batch] = evaluationBatches(task, options, ['test'], 10_000);
    expect([...batch!.lengths]).toEqual([3, 5, 7, 9, 11, 13, 15, 17, 19, 21]);
    const outputs = solve(batch!, () => solvers.anbn!(options));
    expect(judgeBatch(task, options, batch!, outputs)).toEqual({
      wrong: 0,
      measures: { accept: 10 },
      squares: { accept: 0 },
    });
    outputs[(2 * 3 + 2) * 10] = 0.4; // T after the b of n = 1
    expect(judgeBatch(task, options, batch!, outputs)).toEqual({
      wrong: 1,
      measures: { accept: 9 },
      squares: { accept: expect.closeTo(0.9, 12) },
    });
  });

  it('refuses a maximum below the minimum', () => {
    const refused = () => task.shape(task.options.parse({ minimum: 4, maximum: 3 }));
    expect(refused).toThrow(UserError);
    expect(refused).toThrow('maximum 3 is below minimum 4');
  });
});
