import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareParents,
  copyFirst,
  crossovers,
  type Mating,
} from '../../../src/learners/genetic/crossover.ts';
import { randomStream } from '../../../src/random/random.ts';

function matingOf(first: readonly number[], second: readonly number[]): Mating {
  const length = first.length;
  const genes = Uint8Array.from([...first, ...second]);
  const mating = {
    parents: genes,
    first: 0,
    mates: genes,
    second: length,
    length,
    offspring: new Uint8Array(length + 2).fill(9),
    child: 1,
    differing: new Int32Array(length),
    differences: 0,
  };
  compareParents(mating);
  return mating;
}

const childOf = (mating: Mating): number[] => [...mating.offspring.subarray(1, mating.length + 1)];
const named = (name: string) => crossovers.find((crossover) => crossover.name === name)!;
const zeros = (length: number): number[] => new Array<number>(length).fill(0);
const ones = (length: number): number[] => new Array<number>(length).fill(1);
const changes = (genes: readonly number[]): number =>
  genes.filter((gene, place) => place > 0 && gene !== genes[place - 1]).length;

const bits = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 1 }), { minLength: length, maxLength: length });
const parents = fc.integer({ min: 2, max: 40 }).chain((length) => fc.tuple(bits(length), bits(length)));

describe.each(crossovers)('$name crossover', (crossover) => {
  it('takes every gene from the same place in one of the parents and writes nothing else', () => {
    fc.assert(
      fc.property(parents, fc.integer(), ([first, second], seed) => {
        const mating = matingOf(first, second);
        crossover.cross(mating, randomStream(seed));
        const child = childOf(mating);
        for (const [place, gene] of child.entries()) expect([first[place], second[place]]).toContain(gene);
        expect([mating.offspring[0], mating.offspring.at(-1)]).toEqual([9, 9]);
      }),
    );
  });

  it('with the reduced surrogate never gives a copy of a parent, where they differ in two places or more', () => {
    fc.assert(
      fc.property(parents, fc.integer(), ([first, second], seed) => {
        const mating = matingOf(first, second);
        fc.pre(mating.differences >= 2);
        crossover.crossReduced(mating, randomStream(seed));
        const child = childOf(mating);
        expect(child).not.toEqual(first);
        expect(child).not.toEqual(second);
        for (const [place, gene] of child.entries()) expect([first[place], second[place]]).toContain(gene);
      }),
      { numRuns: 500 },
    );
  });
});

describe('disruption by crossover', () => {
  const length = 11;
  const draws = 40_000;

  /** Share of children that have the genes at both places from one parent. */
  function together(name: string, one: number, other: number): number {
    const random = randomStream('disruption', name, one, other);
    const mating = matingOf(zeros(length), ones(length));
    let kept = 0;
    for (let draw = 0; draw < draws; draw++) {
      named(name).cross(mating, random);
      const child = childOf(mating);
      if (child[one] === child[other]) kept++;
    }
    return kept / draws;
  }

  it.each([
    [0, 1],
    [2, 7],
    [0, 10],
  ])('one point keeps genes %i and %i together with 1 - (j - i)/(l - 1)', (one, other) => {
    expect(together('one-point', one, other)).toBeCloseTo(1 - (other - one) / (length - 1), 1.9);
  });

  it.each([
    [0, 1],
    [2, 7],
    [0, 10],
  ])('two points on the ring keep %i and %i together by their arcs alone', (one, other) => {
    // Both cuts fall on the same of the two arcs between the genes: of l gaps, d lie on one and l - d on the other.
    const arc = other - one;
    const kept = (arc * (arc - 1) + (length - arc) * (length - arc - 1)) / (length * (length - 1));
    expect(together('two-point', one, other)).toBeCloseTo(kept, 1.9);
  });

  it.each([
    [0, 1],
    [0, 10],
  ])('uniform crossover keeps %i and %i together half of the time', (one, other) => {
    expect(together('uniform', one, other)).toBeCloseTo(0.5, 1.9);
  });
});

describe('the points of crossover', () => {
  it('is one for one-point and two on the ring for two-point, so at most two changes along the row', () => {
    const random = randomStream('points');
    const mating = matingOf(zeros(9), ones(9));
    for (let draw = 0; draw < 500; draw++) {
      named('one-point').cross(mating, random);
      expect(changes(childOf(mating))).toBe(1);
      expect(childOf(mating)[0]).toBe(0);
      named('two-point').cross(mating, random);
      expect(changes(childOf(mating))).toBeGreaterThanOrEqual(1);
      expect(changes(childOf(mating))).toBeLessThanOrEqual(2);
    }
  });

  it('falls between any two genes with equal chances', () => {
    const random = randomStream('anywhere');
    const mating = matingOf(zeros(5), ones(5));
    const counts = [0, 0, 0, 0, 0];
    for (let draw = 0; draw < 8000; draw++) {
      named('one-point').cross(mating, random);
      counts[childOf(mating).indexOf(1)]!++;
    }
    expect(counts[0]).toBe(0);
    for (const count of counts.slice(1)) expect(Math.abs(count - 2000)).toBeLessThan(160);
  });

  it('can be none: the child is then the first parent', () => {
    const mating = matingOf([1, 0, 1], [0, 0, 0]);
    copyFirst(mating);
    expect(childOf(mating)).toEqual([1, 0, 1]);
    expect([...mating.differing.subarray(0, mating.differences)]).toEqual([0, 2]);
  });
});
