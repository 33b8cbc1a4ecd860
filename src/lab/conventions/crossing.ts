/**
 * Success of crossover on pairs of a population, with and without aligned parents: the same pairs, the same cuts, the same
 * sequences, and no mutation.
 */
import { ChildMaker } from '../../learners/genetic/child.ts';
import type { GenitorSettings } from '../../learners/genetic/genitor-settings.ts';
import { type Random, randomStream } from '../../random/random.ts';
import { sampleQuantile } from '../../statistics/bootstrap.ts';
import { type KeptPopulation, parametersOf } from '../parts/genitor-population.ts';

/** Pair of members by rank, and the losses of both and of their children. Infinite ones are null. */
export interface Crossed {
  readonly first: number;
  readonly second: number;
  readonly parents: readonly [number | null, number | null];
  readonly plain: number | null;
  readonly aligned: number | null;
}

export interface CrossingRequest {
  /** Losses of so many genomes, `[count][parameters]`; null for one that failed. `name` tells the calls apart. */
  evaluate(name: string, genomes: Float32Array, count: number): Promise<readonly (number | null)[]>;
  /** Number of pairs. */
  readonly pairs: number;
  /** Name of the streams. */
  readonly path: readonly (string | number)[];
}

/** Pairs of two members each, every one with the same probability. */
export function drawPairs(size: number, pairs: number, random: Random): (readonly [number, number])[] {
  return Array.from({ length: pairs }, () => {
    const first = random.integer(size);
    const drawn = random.integer(size - 1);
    return [first, drawn < first ? drawn : drawn + 1] as const;
  });
}

/** Crosses pairs of the population as its contestant does, and evaluates parents and children on the same sequences. */
export async function crossPairs(
  population: KeptPopulation,
  { evaluate, pairs: count, path }: CrossingRequest,
): Promise<Crossed[]> {
  const { net, layout, genes, size, settings } = population;
  const pairs = drawPairs(size, count, randomStream(...path, 'pairs'));
  const childrenWith = (alignment: GenitorSettings['alignment']): Float32Array => {
    const alone = { crossoverRate: 1, mutationRate: 0, flipRate: 0, adaptiveMutation: false };
    const maker = new ChildMaker(layout, { ...settings, ...alone, alignment }, genes, net);
    const children = layout.allocate(count);
    for (const [number, [first, second]] of pairs.entries()) {
      const parents = { first: first * layout.genes, second: second * layout.genes, inherited: 1 };
      maker.make(parents, children, number * layout.genes, randomStream(...path, 'cross', number));
    }
    return parametersOf({ layout, genes: children, size: count });
  };
  const members = await evaluate('members', parametersOf(population), size);
  const plain = await evaluate('children', childrenWith('none'), count);
  const aligned = await evaluate('aligned children', childrenWith('weights'), count);
  return pairs.map(([first, second], number) => ({
    ...{ first, second, parents: [members[first]!, members[second]!] as const },
    ...{ plain: plain[number]!, aligned: aligned[number]! },
  }));
}

/** Measures of a child against its parents. */
export const measures: readonly {
  readonly name: string;
  readonly title: string;
  readonly isShare: boolean;
  of(child: number | null, parents: Crossed['parents']): number | null;
}[] = [
  {
    name: 'both',
    title: 'share of children better than both parents',
    isShare: true,
    of: (child, [one, other]) => Number(isBelow(child, one) && isBelow(child, other)),
  },
  {
    name: 'worse',
    title: 'share of children better than the worse parent',
    isShare: true,
    of: (child, [one, other]) => Number(isBelow(child, one) || isBelow(child, other)),
  },
  {
    name: 'change',
    title: 'mean change of the loss against the mean of both parents',
    isShare: false,
    of: (child, [one, other]) =>
      child === null || one === null || other === null ? null : child - (one + other) / 2,
  },
];

/** True where a loss is lower than another; one that failed is above all. */
const isBelow = (loss: number | null, other: number | null): boolean =>
  loss !== null && (other === null || loss < other);

export interface Estimated {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Values of one measure over the pairs, as they were crossed and aligned, and their difference. */
export interface Compared {
  readonly plain: Estimated | null;
  readonly aligned: Estimated | null;
  /** Aligned less plain, pair by pair. */
  readonly difference: Estimated | null;
}

/**
 * Means over the pairs with 95 % intervals. Pairs have members in common, so members are drawn anew, and a pair counts as
 * often as both of its members were drawn. Null where no pair has the measure.
 */
export function compare(
  crossed: readonly Crossed[],
  size: number,
  measure: (typeof measures)[number],
  path: readonly (string | number)[],
): Compared {
  const rows = crossed.flatMap(({ first, second, parents, plain, aligned }) => {
    const [one, other] = [measure.of(plain, parents), measure.of(aligned, parents)];
    return one === null || other === null
      ? []
      : [{ first, second, plain: one, aligned: other, difference: other - one }];
  });
  if (rows.length === 0) return { plain: null, aligned: null, difference: null };
  const random = randomStream(...path, 'members', measure.name);
  const samples = { plain: [] as number[], aligned: [] as number[], difference: [] as number[] };
  const counts = new Int32Array(size);
  for (let resample = 0; resample < RESAMPLES; resample++) {
    counts.fill(0);
    for (let draw = 0; draw < size; draw++) counts[random.integer(size)]!++;
    let weights = 0;
    const sums = { plain: 0, aligned: 0, difference: 0 };
    for (const row of rows) {
      const weight = counts[row.first]! * counts[row.second]!;
      weights += weight;
      for (const key of KEYS) sums[key] += weight * row[key];
    }
    if (weights > 0) for (const key of KEYS) samples[key].push(sums[key] / weights);
  }
  const estimate = (key: (typeof KEYS)[number]): Estimated => {
    const sorted = samples[key].sort((a, b) => a - b);
    const value = rows.reduce((sum, row) => sum + row[key], 0) / rows.length;
    return sorted.length === 0
      ? { value, low: value, high: value }
      : { value, low: sampleQuantile(sorted, 0.025), high: sampleQuantile(sorted, 0.975) };
  };
  return { plain: estimate('plain'), aligned: estimate('aligned'), difference: estimate('difference') };
}

const KEYS = ['plain', 'aligned', 'difference'] as const;
const RESAMPLES = 1000;
