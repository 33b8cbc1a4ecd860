/**
 * Point and uniform crossover of two rows of genes, real or bits: cuts fall between any two genes. The
 * reduced surrogate (Booker 1987, "Improving search in genetic algorithms"; used by GENITOR) lets cuts fall
 * only between places where the parents differ, so that a child is never a copy of either.
 */
import type { Genes } from '../../../genomes/genome.ts';
import type { Random } from '../../random/random.ts';

/** Two parents and the memory for their child. One object serves many matings. */
export interface Mating {
  /** Genes of the first parent, which begin at `parents[first]`. */
  readonly parents: Genes;
  first: number;
  /** Genes of the second parent, which begin at `mates[second]`. */
  mates: Genes;
  second: number;
  /** Number of genes of a genome. */
  readonly length: number;
  /** Genes of the child, which begin at `offspring[child]`. */
  offspring: Genes;
  child: number;
  /** Positions where the parents differ, `[length]`: the first `differences` entries, ascending. */
  readonly differing: Int32Array;
  differences: number;
}

export interface Crossover {
  readonly name: string;
  readonly summary: string;
  /** Crosses the parents. Needs at least 2 genes. */
  cross(mating: Mating, random: Random): void;
  /** Crosses with the reduced surrogate: needs `differing` filled, with at least 2 differences. */
  crossReduced(mating: Mating, random: Random): void;
}

export const crossovers: readonly Crossover[] = [
  {
    name: 'one-point',
    summary: 'the head of one parent and the tail of the other',
    cross(mating, random) {
      splice(mating, 1 + random.integer(mating.length - 1), mating.length);
    },
    crossReduced(mating, random) {
      splice(mating, mating.differing[1 + random.integer(mating.differences - 1)]!, mating.length);
    },
  },
  {
    name: 'two-point',
    summary: 'a stretch of one parent, on the ring of genes, in the other',
    cross(mating, random) {
      const from = random.integer(mating.length);
      spliceRing(mating, from, otherThan(from, mating.length, random));
    },
    crossReduced(mating, random) {
      const { differing, differences } = mating;
      const from = random.integer(differences);
      spliceRing(mating, differing[from]!, differing[otherThan(from, differences, random)]!);
    },
  },
  {
    name: 'uniform',
    summary: 'each gene from either parent with equal chances',
    cross(mating, random) {
      mix(mating, random);
    },
    crossReduced(mating, random) {
      const fromSecond = mix(mating, random);
      if (fromSecond > 0 && fromSecond < mating.differences) return;
      const { parents, first, mates, second, offspring, child, differing } = mating;
      const place = differing[random.integer(mating.differences)]!;
      offspring[child + place] = fromSecond === 0 ? mates[second + place]! : parents[first + place]!;
    },
  },
];

/** Fills `differing` and `differences`. */
export function compareParents(mating: Mating): void {
  const { parents, first, mates, second, length, differing } = mating;
  let found = 0;
  for (let place = 0; place < length; place++) {
    if (parents[first + place] !== mates[second + place]) differing[found++] = place;
  }
  mating.differences = found;
}

/** Makes the child a copy of the first parent. */
export function copyFirst(mating: Mating): void {
  copyOfFirst(mating, 0, mating.length);
}

/** Takes genes from `from` to before `to` of the second parent, the rest of the first. */
function splice(mating: Mating, from: number, to: number): void {
  copyOfFirst(mating, 0, from);
  copyOfSecond(mating, from, to);
  copyOfFirst(mating, to, mating.length);
}

/** Splices as on a ring: where `to` is before `from` it goes on past the last gene to the first. */
function spliceRing(mating: Mating, from: number, to: number): void {
  if (from < to) {
    splice(mating, from, to);
    return;
  }
  copyOfSecond(mating, 0, to);
  copyOfFirst(mating, to, from);
  copyOfSecond(mating, from, mating.length);
}

function copyOfFirst({ parents, first, offspring, child }: Mating, from: number, to: number): void {
  if (from < to) offspring.set(parents.subarray(first + from, first + to), child + from);
}

function copyOfSecond({ mates, second, offspring, child }: Mating, from: number, to: number): void {
  if (from < to) offspring.set(mates.subarray(second + from, second + to), child + from);
}

/** Uniform crossover, 32 coins a draw. Returns the number of differing genes that came from the second parent. */
function mix({ parents, first, mates, second, length, offspring, child }: Mating, random: Random): number {
  let fromSecond = 0;
  let coins = 0;
  for (let place = 0; place < length; place++) {
    if (place % 32 === 0) coins = random.integer(2 ** 32) | 0;
    const one = parents[first + place]!;
    const other = mates[second + place]!;
    const taken = (coins >>> (place % 32)) & 1;
    offspring[child + place] = taken === 1 ? other : one;
    if (one !== other) fromSecond += taken;
  }
  return fromSecond;
}

/** Uniform number in [0, count) without `taken`. */
function otherThan(taken: number, count: number, random: Random): number {
  const drawn = random.integer(count - 1);
  return drawn < taken ? drawn : drawn + 1;
}
