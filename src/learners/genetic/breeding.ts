/**
 * Breeding of one child of a ranked population: two parents selected, and a child made of them. All random choices for a
 * child come from its own stream, but for universal sampling, whose one spin serves a group.
 */
import type { Genes } from '../../../genomes/genome.ts';
import type { Net } from '../../nets/net.ts';
import type { Random } from '../../random/random.ts';
import { type BirthWatcher, CountedRandom } from './births.ts';
import { ChildMaker } from './child.ts';
import type { GenitorSettings } from './genitor-settings.ts';
import { countFinite, genesAt, type Population } from './population.ts';
import { type Scaling, scalings, type WorstLosses } from './scaling.ts';
import {
  accumulateFitness,
  type MatingPool,
  type Selection,
  selections,
  universalSampling,
} from './selection.ts';

export class Breeder {
  readonly #settings: GenitorSettings;
  readonly #population: Population;
  readonly #selection: Selection;
  readonly #scaling: Scaling;
  readonly #children: ChildMaker;
  readonly #births: BirthWatcher | undefined;
  readonly #pool: MatingPool;
  /** Parents of the group, two a child; empty unless they are sampled together. */
  #sampled: Int32Array = new Int32Array(0);

  constructor(population: Population, settings: GenitorSettings, net: Net, births?: BirthWatcher) {
    const { layout, size } = population;
    this.#population = population;
    this.#settings = settings;
    this.#selection = selections.find(({ name }) => name === settings.selection)!;
    this.#scaling = scalings.find(({ name }) => name === settings.scaling)!;
    this.#children = new ChildMaker(layout, settings, population.genes, net);
    this.#births = births;
    this.#pool = { count: 0, fitness: new Float64Array(size), cumulative: new Float64Array(size) };
  }

  /** Makes the present population the parents of the next `count` children. */
  beginGroup(count: number, record: WorstLosses, spin: () => Random): void {
    const pool = this.#pool;
    const finite = countFinite(this.#population);
    // Without any finite loss all members are equally good.
    pool.count = finite === 0 ? this.#population.size : finite;
    if (!this.#selection.proportionate) return;
    if (finite === 0) pool.fitness.fill(1);
    else this.#scaling.scale(this.#population.losses, finite, record, pool.fitness);
    accumulateFitness(pool);
    if (this.#settings.sampling !== 'universal') return;
    this.#sampled = new Int32Array(2 * count);
    universalSampling(pool, this.#sampled, spin());
  }

  /**
   * Writes child number `number` of the search, the group's child number `index`, at `offspring[offset]`.
   * @returns its mutation step, that of its first parent, changed
   */
  breed(index: number, number: number, offspring: Genes, offset: number, stream: Random): number {
    const population = this.#population;
    const sampled = this.#sampled.length > 0;
    const random = this.#births === undefined ? stream : new CountedRandom(stream);
    const first = sampled ? this.#sampled[2 * index]! : this.#pick(-1, random);
    const second = sampled ? this.#sampled[2 * index + 1]! : this.#pick(first, random);
    const draws = random instanceof CountedRandom ? random.draws : 0;
    const inherited = population.steps[population.slots[first]!]!;
    const parents = { first: genesAt(population, first), second: genesAt(population, second), inherited };
    const step = this.#children.make(parents, offspring, offset, random);
    this.#births?.bred({ number, population, first, second, draws, offspring, offset });
    return step;
  }

  /** Multiply-accumulates of breeding, those of aligning parents, since this was last called. */
  takeMacs(): number {
    return this.#children.takeMacs();
  }

  #pick(except: number, random: Random): number {
    return this.#selection.pick(this.#pool, except, this.#settings, random);
  }
}
