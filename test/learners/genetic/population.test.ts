import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findEncoding } from '../../../genomes/index.ts';
import { describePopulation } from '../../../src/learners/genetic/inside.ts';
import {
  countFinite,
  createPopulation,
  diversity,
  genesAt,
  holds,
  insert,
  type Population,
  rerank,
} from '../../../src/learners/genetic/population.ts';
import { lookInside } from '../../../src/learners/inside.ts';

const layout = findEncoding('real').layOut(1, {});

/** One gene a member, which numbers it in the order of the losses given. */
function populationOf(losses: readonly number[]): Population {
  const population = createPopulation(layout, losses.length);
  population.genes.set(losses.map((_, number) => number));
  rerank(population, Float64Array.from(losses));
  return population;
}

const members = (population: Population): number[] =>
  Array.from({ length: population.size }, (_, rank) => population.genes[genesAt(population, rank)]!);

describe('a ranked population', () => {
  it('ranks by loss, equal ones by age, and failures last', () => {
    const population = populationOf([2, Number.NaN, 1, 2, Number.NEGATIVE_INFINITY, -5]);
    expect(members(population)).toEqual([5, 2, 0, 3, 1, 4]);
    expect(countFinite(population)).toBe(4);
  });

  it('stays what sorting all members by loss and age would give, whatever is inserted', () => {
    const loss = fc.constantFrom(-1, 0, 0.5, 1, 2, Number.POSITIVE_INFINITY);
    fc.assert(
      fc.property(
        fc.array(loss, { minLength: 2, maxLength: 8 }),
        fc.array(loss, { maxLength: 30 }),
        (start, born) => {
          const population = populationOf(start);
          let expected = start.map((value, number) => ({ value, number }));
          expected.sort((one, other) => (one.value === other.value ? 0 : one.value - other.value));
          for (const [index, value] of born.entries()) {
            const number = start.length + index;
            const accepted = insert(population, Float32Array.of(0, number), 1, 0.5, value);
            expect(accepted).toBe(value < expected.at(-1)!.value);
            if (!accepted) continue;
            expected = [...expected.slice(0, -1), { value, number }];
            expected.sort((one, other) => (one.value === other.value ? 0 : one.value - other.value));
          }
          expect([...population.losses]).toEqual(expected.map(({ value }) => value));
          expect(members(population)).toEqual(expected.map(({ number }) => number));
        },
      ),
    );
  });

  it('knows a genome that it holds, among others of the same loss', () => {
    const population = populationOf([3, 1, 1, 1, 2]);
    expect(holds(population, Float32Array.of(9, 2), 1, 1)).toBe(true);
    expect(holds(population, Float32Array.of(9, 7), 1, 1)).toBe(false);
    expect(holds(population, Float32Array.of(9, 2), 1, 2)).toBe(false);
  });

  it('has as its diversity the mean of the standard deviations of its genes', () => {
    const pair = findEncoding('real').layOut(2, {});
    const population = createPopulation(pair, 2);
    population.genes.set([1, 10, 3, 20]);
    expect(diversity(population)).toBe((1 + 5) / 2);
  });

  it('shows quantiles and a histogram of the finite losses, and counts the failures', () => {
    const population = populationOf([0, 1, 2, 3, 4, Number.NaN]);
    const measures = describePopulation(population, {
      accepted: Uint8Array.of(1, 0, 0, 1, 0),
      failed: 7,
      landed: 4,
    });
    const shown = lookInside({ inside: () => measures });
    expect(shown).toMatchObject({
      championLoss: 0,
      lossQuantiles: [0, 1, 2, 3, 4],
      acceptanceRate: 0.5,
      failedMembers: 1,
      failedEvaluations: 7,
    });
    const bins = shown.lossHistogram as readonly number[];
    expect(bins.flatMap((count, bin) => (count > 0 ? [[bin, count]] : []))).toEqual([
      [0, 1],
      [5, 1],
      [10, 1],
      [15, 1],
      [19, 1],
    ]);
  });
});
