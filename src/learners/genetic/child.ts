/**
 * Child of two given parents: crossed, or the first copied; then mutated. Its choices come from what its stream gives
 * after the selection of its parents, so that the same stream makes it again, and of other parents another one.
 */
import type { Genes, GenomeLayout } from '../../../genomes/genome.ts';
import type { Random } from '../../random/random.ts';
import { type Crossover, compareParents, copyFirst, crossovers, type Mating } from './crossover.ts';
import type { GenitorSettings } from './genitor-settings.ts';
import { adaptiveRate, adaptStep, defaultStepLearningRate, mutateFlip, mutateGaussian } from './mutation.ts';

/** Two parents. */
export interface Parents {
  /** Places where their genes begin. */
  readonly first: number;
  readonly second: number;
  /** Mutation step of the first. */
  readonly inherited: number;
}

export class ChildMaker {
  readonly #settings: GenitorSettings;
  readonly #layout: GenomeLayout;
  readonly #crossover: Crossover;
  readonly #rate: number;
  readonly #stepLearningRate: number;
  readonly #mating: Mating;

  /**
   * Makes the maker of children.
   * @param genes memory of the parents' genes
   */
  constructor(layout: GenomeLayout, settings: GenitorSettings, genes: Genes) {
    this.#layout = layout;
    this.#settings = settings;
    this.#crossover = crossovers.find(({ name }) => name === settings.crossover)!;
    const flipRate = settings.flipRate === 'auto' ? 1 / layout.genes : settings.flipRate;
    this.#rate = layout.alphabet === 'binary' ? flipRate : settings.mutationRate;
    this.#stepLearningRate =
      settings.stepLearningRate === 'auto'
        ? defaultStepLearningRate(layout.genes)
        : settings.stepLearningRate;
    this.#mating = {
      parents: genes,
      first: 0,
      second: 0,
      length: layout.genes,
      offspring: genes,
      child: 0,
      differing: new Int32Array(layout.genes),
      differences: 0,
    };
  }

  /**
   * Writes their child at `offspring[offset]`.
   * @param random the child's stream, its parents selected
   * @returns its mutation step, that of its first parent, changed
   */
  make({ first, second, inherited }: Parents, offspring: Genes, offset: number, random: Random): number {
    const mating = this.#mating;
    mating.first = first;
    mating.second = second;
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
    const step = adaptStep(inherited, this.#stepLearningRate, stepFloor, random);
    mutateGaussian(offspring, offset, mating.length, rate, step, random);
    return step;
  }
}
