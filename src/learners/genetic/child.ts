/**
 * Child of two given parents: crossed, or the first copied; then mutated. Its choices come from what its stream gives
 * after the selection of its parents, so that the same stream makes it again, and of other parents another one.
 */
import type { Genes, GenomeLayout } from '../../../genomes/genome.ts';
import { UserError } from '../../errors.ts';
import type { Net } from '../../nets/net.ts';
import type { Random } from '../../random/random.ts';
import { type Crossover, compareParents, copyFirst, crossovers, type Mating } from './crossover.ts';
import type { GenitorSettings } from './genitor-settings.ts';
import { adaptiveRate, adaptStep, defaultStepLearningRate, mutateFlip, mutateGaussian } from './mutation.ts';
import { ParentAligner } from './parent-aligner.ts';

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
  /** Aligner of second parents, and memory for one; null where they are crossed as they are. */
  readonly #aligner: ParentAligner | null;
  readonly #aligned: Genes;

  /**
   * Makes the maker of children.
   * @param genes memory of the parents' genes
   * @param net that they stand for, for settings that align parents
   * @throws UserError where these align and there is no net
   */
  constructor(layout: GenomeLayout, settings: GenitorSettings, genes: Genes, net?: Net) {
    this.#layout = layout;
    this.#settings = settings;
    this.#crossover = crossovers.find(({ name }) => name === settings.crossover)!;
    const flipRate = settings.flipRate === 'auto' ? 1 / layout.genes : settings.flipRate;
    this.#rate = layout.alphabet === 'binary' ? flipRate : settings.mutationRate;
    this.#stepLearningRate =
      settings.stepLearningRate === 'auto'
        ? defaultStepLearningRate(layout.genes)
        : settings.stepLearningRate;
    this.#aligner = settings.alignment === 'weights' ? new ParentAligner(layout, requireNet(net)) : null;
    this.#aligned = layout.allocate(this.#aligner === null ? 0 : 1);
    this.#mating = {
      parents: genes,
      first: 0,
      mates: genes,
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
    mating.mates = mating.parents;
    mating.second = second;
    mating.offspring = offspring;
    mating.child = offset;
    const { crossoverRate, reducedSurrogate, adaptiveMutation, stepFloor } = this.#settings;
    const compares = reducedSurrogate || adaptiveMutation;
    if (compares) {
      this.#align();
      compareParents(mating);
    }
    const crossed = random.uniform() < crossoverRate;
    if (crossed && !compares) this.#align();
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

  /** Multiply-accumulates of the alignments since this was last called. */
  takeMacs(): number {
    if (this.#aligner === null) return 0;
    const { macs } = this.#aligner;
    this.#aligner.macs = 0;
    return macs;
  }

  /** Puts the second parent, aligned to the first, in its own place. */
  #align(): void {
    if (this.#aligner === null) return;
    const mating = this.#mating;
    this.#aligner.align(mating.parents, mating.first, mating.second, this.#aligned);
    mating.mates = this.#aligned;
    mating.second = 0;
  }
}

function requireNet(net: Net | undefined): Net {
  if (net !== undefined) return net;
  throw new UserError('children of aligned parents (alignment=weights) are made of whole nets alone');
}
