/**
 * Breeding of one child of a ranked population: two parents selected, crossed (or the first copied), mutated. All
 * random choices for a child come from its own stream, but for universal sampling, whose one spin serves a group.
 */
import type { Genes, GenomeLayout } from '../../../genomes/genome.ts';
import type { Random } from '../../random/random.ts';
import { type Crossover, compareParents, copyFirst, crossovers, type Mating } from './crossover.ts';
import type { GenitorSettings } from './genitor-settings.ts';
import { adaptiveRate, adaptStep, defaultStepLearningRate, mutateFlip, mutateGaussian } from './mutation.ts';
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
  readonly #layout: GenomeLayout;
  readonly #selection: Selection;
  readonly #scaling: Scaling;
  readonly #crossover: Crossover;
  readonly #rate: number;
  readonly #stepLearningRate: number;
  readonly #pool: MatingPool;
  readonly #mating: Mating;
  /** Parents of the group, two a child; empty unless they are sampled together. */
  #sampled: Int32Array = new Int32Array(0);

  constructor(population: Population, settings: GenitorSettings) {
    const { layout, size } = population;
    this.#population = population;
    this.#layout = layout;
    this.#settings = settings;
    this.#selection = selections.find(({ name }) => name === settings.selection)!;
    this.#scaling = scalings.find(({ name }) => name === settings.scaling)!;
    this.#crossover = crossovers.find(({ name }) => name === settings.crossover)!;
    const flipRate = settings.flipRate === 'auto' ? 1 / layout.genes : settings.flipRate;
    this.#rate = layout.alphabet === 'binary' ? flipRate : settings.mutationRate;
    this.#stepLearningRate =
      settings.stepLearningRate === 'auto'
        ? defaultStepLearningRate(layout.genes)
        : settings.stepLearningRate;
    this.#pool = { count: 0, fitness: new Float64Array(size), cumulative: new Float64Array(size) };
    this.#mating = {
      parents: population.genes,
      first: 0,
      second: 0,
      length: layout.genes,
      offspring: population.genes,
      child: 0,
      differing: new Int32Array(layout.genes),
      differences: 0,
    };
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
   * Writes the group's child number `index` at `offspring[offset]`.
   * @returns its mutation step, that of its first parent, changed
   */
  breed(index: number, offspring: Genes, offset: number, random: Random): number {
    const mating = this.#mating;
    const population = this.#population;
    const sampled = this.#sampled.length > 0;
    const first = sampled ? this.#sampled[2 * index]! : this.#pick(-1, random);
    const second = sampled ? this.#sampled[2 * index + 1]! : this.#pick(first, random);
    mating.first = genesAt(population, first);
    mating.second = genesAt(population, second);
    mating.offspring = offspring;
    mating.child = offset;
    const { crossoverRate, reducedSurrogate, adaptiveMutation, stepFloor } = this.#settings;
    if (reducedSurrogate || adaptiveMutation) compareParents(mating);
    const crossed = random.uniform() < crossoverRate;
    if (!crossed || mating.length < 2 || (reducedSurrogate && mating.differences < 2)) copyFirst(mating);
    else if (reducedSurrogate) this.#crossover.crossReduced(mating, random);
    else this.#crossover.cross(mating, random);
    const rate = adaptiveMutation ? adaptiveRate(this.#rate, mating.length, mating.differences) : this.#rate;
    if (this.#layout.alphabet === 'binary') {
      mutateFlip(offspring, offset, mating.length, rate, random);
      return 0;
    }
    const inherited = population.steps[population.slots[first]!]!;
    const step = adaptStep(inherited, this.#stepLearningRate, stepFloor, random);
    mutateGaussian(offspring, offset, mating.length, rate, step, random);
    return step;
  }

  #pick(except: number, random: Random): number {
    return this.#selection.pick(this.#pool, except, this.#settings, random);
  }
}
