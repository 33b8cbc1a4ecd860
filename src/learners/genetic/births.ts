/**
 * Hook of a genetic search: a watcher is told of each birth and of its end. A watcher changes no result, unless it writes
 * another child; a search without one does nothing for it.
 */
import type { Genes } from '../../../genomes/genome.ts';
import type { Random } from '../../random/random.ts';
import type { Population } from './population.ts';

/** Birth of a child, not evaluated yet. */
export interface Birth {
  /** Number of the child, from 0, which names its stream. */
  readonly number: number;
  /** Population that its parents were selected in, as it is. */
  readonly population: Population;
  /** Ranks of its parents. */
  readonly first: number;
  readonly second: number;
  /** Numbers that their selection drew from the child's stream, before the others. */
  readonly draws: number;
  /** Genes of the child, from `offspring[offset]` on. Another child may be written in their place. */
  readonly offspring: Genes;
  readonly offset: number;
}

export interface BirthWatcher {
  /** Hook: each birth, in the order of the numbers. */
  bred(birth: Birth): void;
  /**
   * Hook: each evaluated child, in the order of the numbers, after it was inserted or not.
   * @param loss NaN and infinite ones as Infinity
   * @param slot slot of the population that it was inserted in; null where it was not
   */
  landed(number: number, loss: number, slot: number | null): void;
  /** Hook: each evaluation of the whole population, the first and those after a renewal. */
  reevaluated(batch: number, population: Population): void;
}

/** Stream that counts its draws: each of its numbers takes one. */
export class CountedRandom implements Random {
  draws = 0;
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  uniform(): number {
    this.draws++;
    return this.#random.uniform();
  }

  integer(bound: number): number {
    this.draws++;
    return this.#random.integer(bound);
  }

  normal(): number {
    this.draws++;
    return this.#random.normal();
  }
}
