import { describe, expect, it } from 'vitest';
import { drawBatch, judgeBatch } from '../../src/tasks/batches.ts';
import { findTask } from '../../tasks/index.ts';
import { chiSquare, draw, histogram, symbolsOf } from '../support/tasks/draw.ts';

describe('random-permutation', () => {
  const task = findTask('random-permutation');

  it('begins with 0 or 1, which is the answer, and goes on with 2..99', () => {
    const sequences = draw('random-permutation', { length: 50 }, 400);
    for (const sequence of sequences) {
      const [first, ...rest] = symbolsOf(sequence);
      expect(rest).toHaveLength(49);
      expect(first).toBeLessThan(2);
      expect(sequence.targets).toBe(first);
      expect(Math.min(...rest)).toBeGreaterThanOrEqual(2);
    }
    const between = sequences.flatMap((sequence) => symbolsOf(sequence).slice(1));
    expect(
      chiSquare(
        histogram(
          between.map((symbol) => symbol - 2),
          98,
        ),
      ),
    ).toBeLessThan(144); // 97 degrees, p = .001
    expect(
      chiSquare(
        histogram(
          sequences.map((one) => symbolsOf(one)[0]!),
          2,
        ),
      ),
    ).toBeLessThan(10.8);
  });

  it('as martens is trained on every next symbol and judged on the last alone', () => {
    const options = task.options.parse({ definition: 'martens', length: 5, symbols: 10 });
    const [one] = draw('random-permutation', options, 1);
    const symbols = symbolsOf(one!);
    expect(one!.targets).toEqual([...symbols.slice(1), symbols[0]]);
    const batch = drawBatch(task, options, ['s'], 0, 8);
    const outputs = new Float32Array(5 * 10 * 8);
    for (let b = 0; b < 8; b++) outputs[(4 * 10 + batch.symbols![b]!) * 8 + b] = 1;
    expect(judgeBatch(task, options, batch, outputs).wrong).toBe(0);
    for (let b = 0; b < 8; b++) outputs[(4 * 10 + 9) * 8 + b] = 2;
    expect(judgeBatch(task, options, batch, outputs).wrong).toBe(8);
  });

  it('is wrong in 99 of 100 where the answer is guessed blindly among all symbols', () => {
    const options = task.options.parse({ length: 2 });
    const batch = drawBatch(task, options, ['s'], 0, 1000);
    const outputs = new Float32Array(100 * 1000);
    for (let b = 0; b < 1000; b++) outputs[(b % 100) * 1000 + b] = 1;
    expect(Math.abs(judgeBatch(task, options, batch, outputs).wrong / 1000 - 0.99)).toBeLessThan(0.01);
  });
});

describe('parity', () => {
  it('gives the running parity, or the last alone', () => {
    for (const sequence of draw('parity', { length: 30 }, 20)) {
      const bits = symbolsOf(sequence);
      const parities = bits.map((_, t) => bits.slice(0, t + 1).filter((bit) => bit === 1).length % 2);
      expect(sequence.targets).toEqual(parities);
    }
    for (const sequence of draw('parity', { length: 30, scored: 'last' }, 20)) {
      expect(sequence.targets).toBe(symbolsOf(sequence).filter((bit) => bit === 1).length % 2);
    }
  });
});
