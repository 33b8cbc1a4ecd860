/**
 * NEAT's evolution apart from any task: a population of graph genomes that is asked for and told losses, lower is
 * better. Stanley & Miikkulainen (2002), "Evolving neural networks through augmenting topologies", Evolutionary
 * Computation 10(2).
 *
 *     const evolution = new NeatEvolution({ inputs: 2, outputs: 1 }, neatSettings('classic-2002'), 1);
 *     evolution.tell(evolution.genomes.map(lossOf));
 *     evolution.next();
 *
 * A generation is bred in the order of birth, each child from a random stream of its own, so that results depend on
 * nothing but losses and seed.
 */
import {
  firstGenome,
  firstHidden,
  type GraphGenome,
  type GraphLimits,
  type GraphShape,
  type InnovationCounters,
  Innovations,
  type MutationOptions,
  mutate,
  type NodeFunction,
  UNLIMITED,
} from '../../../genomes/graph.ts';
import { UserError } from '../../errors.ts';
import { type Random, randomStream } from '../../random/random.ts';
import { type EvolutionSettings, firstStructure } from './evolution-settings.ts';
import { breed } from './reproduction.ts';
import { fitnessOf } from './selection.ts';
import { membersOf, type Represented, type Species, speciate } from './species.ts';

/** Genome with its loss. */
export interface Scored {
  readonly genome: GraphGenome;
  readonly loss: number;
}

/** State of an evolution between generations, as plain data: going on from it equals never having stopped. */
export interface EvolutionState {
  readonly generation: number;
  readonly genomes: readonly GraphGenome[];
  /** Losses, `[genome]`; null before they have been told. */
  readonly losses: readonly number[] | null;
  readonly species: readonly Species[];
  readonly speciesOf: readonly number[];
  readonly nextSpecies: number;
  readonly innovations: InnovationCounters;
  /** Best genome since the last new data; null before there is one with a finite loss. */
  readonly best: Scored | null;
  /** Generation of the last record. */
  readonly record: number;
}

export interface EvolutionOptions {
  readonly limits?: GraphLimits;
  readonly state?: EvolutionState | undefined;
  /** Functions from which that of a new node is drawn; left out: nodes have none of their own. */
  readonly functions?: readonly NodeFunction[];
  /**
   * Genomes of the beginning, all of one structure, whose innovation numbers go from 0 on; left out: by the settings
   * `firstLinks`, `firstHidden` and `firstWeights`.
   */
  readonly first?: (random: Random) => GraphGenome;
  /** Beginning of messages on losses that have no fitness. Default: `NEAT`. */
  readonly where?: string;
}

/** Stream of random numbers of that name. */
export type Streams = (...path: readonly (string | number)[]) => Random;

function requireCount(count: number, name: string, where: string): void {
  if (!Number.isInteger(count) || count < 1)
    throw new UserError(`${where}: ${name} is ${count}, it must be a whole number above 0`);
}

export class NeatEvolution {
  readonly shape: GraphShape;
  readonly #settings: EvolutionSettings & Pick<MutationOptions, 'functions'>;
  readonly #random: Streams;
  readonly #limits: GraphLimits;
  readonly #where: string;
  readonly #innovations: Innovations;
  #generation = 0;
  #genomes: readonly GraphGenome[];
  #losses: readonly number[] | null = null;
  #species: readonly Species[];
  #speciesOf: readonly number[];
  #nextSpecies: number;
  #best: Scored | null = null;
  #record = 0;

  /**
   * @param seed number, or source of named random streams
   * @throws UserError on a shape or a seed that is none
   */
  constructor(
    shape: GraphShape,
    settings: EvolutionSettings,
    seed: number | Streams,
    { limits = UNLIMITED, functions, first, state, where = 'NEAT' }: EvolutionOptions = {},
  ) {
    for (const name of ['inputs', 'outputs'] as const) requireCount(shape[name], name, where);
    if (typeof seed === 'number' && !Number.isFinite(seed))
      throw new UserError(`${where}: seed is ${seed}, it must be a finite number`);
    this.shape = shape;
    this.#settings = functions === undefined ? settings : { ...settings, functions };
    this.#random = typeof seed === 'number' ? (...path) => randomStream(seed, 'neat', ...path) : seed;
    this.#limits = limits;
    this.#where = where;
    const begun = state?.innovations ?? (first && countersAfter(first(this.#random('initial', 0))));
    this.#innovations = new Innovations(shape, firstStructure(settings), begun);
    if (state !== undefined) {
      this.#generation = state.generation;
      this.#genomes = state.genomes;
      this.#losses = state.losses;
      this.#species = state.species.map((one) => ({ ...one }));
      this.#speciesOf = state.speciesOf;
      this.#nextSpecies = state.nextSpecies;
      this.#best = state.best;
      this.#record = state.record;
      return;
    }
    this.#genomes = Array.from({ length: settings.population }, (_, number) =>
      first === undefined ? this.#first(number) : first(this.#random('initial', number)),
    );
    const { species, speciesOf, nextId } = speciate(this.#genomes, [], settings, {
      generation: 0,
      nextId: 0,
    });
    this.#species = species;
    this.#speciesOf = speciesOf;
    this.#nextSpecies = nextId;
  }

  /** Number of the generation, from 0. */
  get generation(): number {
    return this.#generation;
  }

  /** Genomes of the generation, in the order of their birth. */
  get genomes(): readonly GraphGenome[] {
    return this.#genomes;
  }

  /** Losses of the generation, `[genome]`; null before they have been told. */
  get losses(): readonly number[] | null {
    return this.#losses;
  }

  /** Species that have members, by age. */
  get species(): readonly Species[] {
    return this.#species;
  }

  /** Ids of species, `[genome]`. */
  get speciesOf(): readonly number[] {
    return this.#speciesOf;
  }

  /** Best genome so far, and since the last new data; null before there is one with a finite loss. */
  get best(): Scored | null {
    return this.#best;
  }

  /**
   * Takes the losses of the generation, `[genome]`, lower is better; NaN or infinite for a failed evaluation.
   * @param isNewData true where they are of other data than the generation before: they are then not compared with
   * earlier ones
   * @throws RangeError on another number of losses, UserError on a loss without fitness
   */
  tell(losses: ArrayLike<number>, isNewData = false): void {
    if (losses.length !== this.#genomes.length)
      throw new RangeError(`${losses.length} losses for ${this.#genomes.length} genomes`);
    fitnessOf(losses, this.#settings, this.#where);
    this.#losses = Array.from(losses);
    if (isNewData) {
      this.#best = null;
      this.#record = this.#generation;
      for (const one of this.#species) {
        one.best = Number.POSITIVE_INFINITY;
        one.improved = this.#generation;
      }
    }
    const members = membersOf(this.#species, this.#speciesOf, losses);
    for (const [index, one] of this.#species.entries()) {
      const champion = members[index]![0]!;
      const loss = losses[champion]!;
      if (!Number.isFinite(loss)) continue;
      if (loss < one.best) {
        one.best = loss;
        one.improved = this.#generation;
      }
      if (this.#best === null || loss < this.#best.loss) {
        this.#best = { genome: this.#genomes[champion]!, loss };
        this.#record = this.#generation;
      }
    }
  }

  /**
   * Breeds the next generation.
   * @throws RangeError before `tell`
   */
  next(): void {
    const losses = this.#losses;
    if (losses === null) throw new RangeError('the losses of the generation come first');
    const settings = this.#settings;
    const members = membersOf(this.#species, this.#speciesOf, losses);
    const isStale = this.#generation - this.#record >= settings.populationStagnation;
    const known: Represented[] = this.#species.map((species, index) => {
      const own = members[index]!;
      const drawn = this.#random('representative', this.#generation, species.id).integer(own.length);
      return { species, representative: this.#genomes[own[drawn]!]! };
    });
    this.#innovations.beginGeneration();
    const offspring = breed(
      {
        ...{ genomes: this.#genomes, losses, species: this.#species, members, isStale },
        ...{ generation: this.#generation, fitness: fitnessOf(losses, settings, this.#where) },
      },
      settings,
      this.#innovations,
      (child) => this.#random('offspring', this.#generation, child),
      this.#limits,
    );
    if (isStale) {
      // The two that are left begin anew.
      this.#record = this.#generation;
      for (const one of this.#species) one.improved = this.#generation;
    }
    this.#generation++;
    const { species, speciesOf, nextId } = speciate(offspring, known, settings, {
      generation: this.#generation,
      nextId: this.#nextSpecies,
    });
    this.#genomes = offspring;
    this.#losses = null;
    this.#species = species;
    this.#speciesOf = speciesOf;
    this.#nextSpecies = nextId;
  }

  /** Copy of the state. */
  state(): EvolutionState {
    return {
      ...{ generation: this.#generation, genomes: this.#genomes, losses: this.#losses },
      species: this.#species.map((one) => ({ ...one })),
      ...{ speciesOf: this.#speciesOf, nextSpecies: this.#nextSpecies },
      innovations: this.#innovations.counters,
      ...{ best: this.#best, record: this.#record },
    };
  }

  /** Genome of the beginning; one without links is mutated once, for else all would be alike. */
  #first(number: number): GraphGenome {
    const { firstLinks, firstWeights } = this.#settings;
    const random = this.#random('initial', number);
    const genome = firstGenome(this.shape, firstStructure(this.#settings), firstWeights, random);
    if (firstLinks === 'full') return genome;
    return mutate(genome, this.#innovations, this.#settings, random, this.#limits);
  }
}

/** Numbers that come after those of a genome. */
const countersAfter = (genome: GraphGenome): InnovationCounters => ({
  innovation: 1 + Math.max(-1, ...genome.links.map(({ innovation }) => innovation)),
  node: Math.max(firstHidden(genome), 1 + Math.max(0, ...genome.hidden)),
});
