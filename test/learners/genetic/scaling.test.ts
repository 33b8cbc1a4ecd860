import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noWorstLosses, recordWorst, scalings } from '../../../src/learners/genetic/scaling.ts';

const losses = fc
  .array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 30 })
  .map((values) => Float64Array.from(values).sort());

const scaled = (name: string, ascending: readonly number[], record = noWorstLosses()): number[] => {
  const fitness = new Float64Array(ascending.length);
  scalings
    .find((scaling) => scaling.name === name)!
    .scale(Float64Array.from(ascending), ascending.length, record, fitness);
  return [...fitness];
};

describe.each(scalings)('scaling $name', (scaling) => {
  it('is finite, at least 0, positive for the best and ordered, for losses of any sign and size', () => {
    fc.assert(
      fc.property(losses, fc.double({ noNaN: true, noDefaultInfinity: true }), (ascending, earlier) => {
        const fitness = new Float64Array(ascending.length);
        scaling.scale(ascending, ascending.length, recordWorst(noWorstLosses(), earlier, 2), fitness);
        expect(fitness.every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
        expect(fitness[0]).toBeGreaterThan(0);
        for (let rank = 1; rank < fitness.length; rank++) {
          expect(fitness[rank]).toBeLessThanOrEqual(fitness[rank - 1]!);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('gives selection probabilities that a constant added to every loss does not change', () => {
    const shares = (shift: number): number[] => {
      const record = recordWorst(noWorstLosses(), 9 + shift, 2);
      const fitness = scaled(
        scaling.name,
        [1, 2, 4, 8].map((loss) => loss + shift),
        record,
      );
      const sum = fitness.reduce((total, value) => total + value, 0);
      return fitness.map((value) => value / sum);
    };
    expect(shares(-1024)).toEqual(shares(0));
  });

  it('gives everyone the same fitness where all losses are equal', () => {
    expect(scaled(scaling.name, [-3, -3, -3])).toEqual([1, 1, 1]);
  });
});

describe('the reference of fitness', () => {
  it('is, for windowed fitness, the worst of now and of the last generations, and forgets older ones', () => {
    const record = [100, 7, 6].reduce((before, worst) => recordWorst(before, worst, 3), noWorstLosses());
    expect(record).toEqual({ recent: [7, 6], ever: 100 });
    expect(scaled('windowed', [2, 3, 5], record)).toEqual([1, 4 / 5, 2 / 5]);
  });

  it('is the worst now with a window of one generation', () => {
    expect(scaled('windowed', [2, 3, 5], recordWorst(noWorstLosses(), 100, 1))).toEqual([1, 2 / 3, 0]);
  });

  it('is, for raw fitness, the worst loss of the whole search', () => {
    const record = [100, 7].reduce((before, worst) => recordWorst(before, worst, 1), noWorstLosses());
    expect(scaled('raw', [0, 50], record)).toEqual([1, 0.5]);
  });

  it('is, for sigma scaling, two standard deviations above the mean', () => {
    // Mean 3, σ = 2: 1 + (3 - 1)/4, 1 + 0, ... for losses 1, 1, 5, 5.
    expect(scaled('sigma', [1, 1, 5, 5])).toEqual([1.5, 1.5, 0.5, 0.5]);
  });
});
