/**
 * GENITOR, the steady-state genetic algorithm of Whitley (1989), "The GENITOR algorithm and selection pressure", ICGA:
 * one child at a time, which replaces the population's worst member if it is better.
 *
 * Several children may be in flight (see `flight.ts`); with one, this is Whitley's loop. Fitness is the loss on one
 * training batch, renewed every so many offspring: the flight then lands, and the whole population is evaluated again,
 * so that no member lives on by luck with an old batch. These evaluations count like others.
 */

import type { Genes, GenomeLayout } from '../../../genomes/genome.ts';
import { findEncoding } from '../../../genomes/index.ts';
import { type Lesson, totalMacs } from '../../engine/lesson.ts';
import { architectureNamed } from '../../nets/index.ts';
import type { Solution } from '../../nets/solution.ts';
import { shared } from '../../numeric/memory.ts';
import type { Measures } from '../inside.ts';
import {
  type Collect,
  defineLearner,
  type Problem,
  type Search,
  type Snapshot,
  type StepReport,
} from '../learner.ts';
import { Breeder } from './breeding.ts';
import { Flight, type Group, groupSizes } from './flight.ts';
import { genitorContestants } from './genitor-contestants.ts';
import { type GenitorSettings, genitorSettings } from './genitor-settings.ts';
import { genitorSpace } from './genitor-space.ts';
import { restorePopulation, restoreState, type SearchState, saveState } from './genitor-state.ts';
import { describePopulation } from './inside.ts';
import { layoutOf } from './learnt-layout.ts';
import { populationMeasures } from './measures.ts';
import { inheritTrained, Training } from './memetic.ts';
import {
  createPopulation,
  genesAt,
  holds,
  insert,
  type Population,
  rankingLoss,
  rerank,
} from './population.ts';
import { recordWorst } from './scaling.ts';

/** Genomes that were evaluated in a step, and what that took. */
interface Evaluated {
  readonly evaluations: number;
  readonly macs: number;
  /** Number of them that were trained before. */
  readonly trained: number;
}

class GenitorSearch implements Search {
  readonly #problem: Problem;
  readonly #settings: GenitorSettings;
  readonly #layout: GenomeLayout;
  readonly #population: Population;
  readonly #breeder: Breeder;
  readonly #flight: Flight;
  readonly #state: SearchState;
  /** Offspring by slot of the flight: genes, their parameters (the same array where direct), steps. */
  readonly #offspring: readonly { genes: Genes; parameters: Float32Array; steps: Float64Array }[];
  /** Training of children, and of all that is evaluated where genes are not what is trained; null where there is none. */
  readonly #training: Training | null;
  /** The offspring's trained parameters by slot, where their genes stay as they are. */
  readonly #trained: readonly Float32Array[];
  /** The best member's trained parameters, likewise; null before any. */
  #best: Float32Array | null = null;
  #lesson: Lesson;
  #reevaluation: Collect[] | null = null;
  /**
   * Parameters of the whole population, `[population][parameters]`, for evaluating it again; made when first needed.
   */
  #everybody: Float32Array | null = null;

  constructor(problem: Problem, settings: GenitorSettings, snapshot?: Snapshot) {
    this.#problem = problem;
    this.#settings = settings;
    const encoding = findEncoding(settings.encoding);
    const layout = layoutOf(problem, (parameters) =>
      encoding.layOut(parameters, encoding.options.parse(settings)),
    );
    this.#layout = layout;
    this.#population = createPopulation(layout, settings.population);
    this.#offspring = groupSizes(settings.inFlight).map((count) => {
      const genes = layout.allocate(count, layout.direct ? 'shared' : 'own');
      const parameters = layout.direct ? (genes as Float32Array) : shared.float32(count * layout.parameters);
      return { genes, parameters, steps: new Float64Array(count) };
    });
    this.#training = settings.trainingSteps > 0 ? new Training(problem, settings) : null;
    this.#trained = this.#isBaldwin
      ? this.#offspring.map(({ steps }) => shared.float32(steps.length * layout.parameters))
      : [];
    if (snapshot?.arrays.trained !== undefined) this.#best = Float32Array.from(snapshot.arrays.trained);
    this.#state = restoreState(snapshot);
    if (snapshot === undefined) this.#initialise();
    else restorePopulation(snapshot, this.#population, this.#offspring, this.#state.flight.groups);
    this.#breeder = new Breeder(this.#population, settings, problem.net, problem.births);
    this.#flight = new Flight(settings.inFlight, (group) => this.#evaluate(group), this.#state.flight);
    this.#lesson = problem.lesson(this.#state.batch, settings.sequences);
  }

  async step(): Promise<StepReport> {
    this.#dispatch();
    const { evaluations, macs, trained } = this.#state.evaluated
      ? await this.#land()
      : await this.#reevaluate();
    const training = this.#training?.perGenome ?? { updates: 0, sequences: 0 };
    const cost = {
      macs: macs + this.#state.breedingMacs,
      sequences: evaluations * this.#lesson.sequences + trained * training.sequences,
      updates: trained * training.updates,
      evaluations,
      loss: this.#loss(),
    };
    this.#state.breedingMacs = 0;
    this.#renew();
    // The next jobs go out before this step returns to the caller, so that no worker waits for it.
    this.#dispatch();
    return cost;
  }

  champion(): Solution {
    if (this.#best !== null) return { net: this.#problem.net, parameters: this.#best.slice() };
    const parameters = new Float32Array(this.#layout.parameters);
    this.#layout.decode(this.#population.genes, genesAt(this.#population, 0), parameters, 0);
    return { net: this.#problem.net, parameters };
  }

  inside(): Measures {
    const { accepted, failed, landed } = this.#state;
    return describePopulation(this.#population, { accepted, failed, landed });
  }

  snapshot(): Snapshot {
    const state = { ...this.#state, flight: this.#flight.state() };
    const { arrays, values } = saveState(state, this.#population, this.#offspring);
    return { arrays: { ...arrays, ...(this.#best && { trained: this.#best.slice() }) }, values };
  }

  /**
   * Draws the first genomes, which stand for parameter vectors of the net's own initialisation, under every encoding.
   */
  #initialise(): void {
    const { genes, size, steps } = this.#population;
    for (let slot = 0; slot < size; slot++) {
      const parameters = this.#problem.initialise(this.#problem.random('initial', slot));
      this.#layout.encode(parameters, genes, slot * this.#layout.genes);
    }
    if (this.#layout.alphabet === 'real') {
      steps.fill(Math.max(this.#settings.stepFloor, this.#settings.initialStep));
    }
  }

  /** Sends the population up for evaluation if it has none on this batch; else fills the flight. */
  #dispatch(): void {
    if (this.#state.evaluated) {
      this.#flight.fill(this.#lastOfBatch(), (group) => this.#breedGroup(group));
    } else if (this.#reevaluation === null) {
      this.#reevaluation = this.#evaluatePopulation();
    }
  }

  #breedGroup({ slot, first, count }: Group): void {
    const { genes, parameters, steps } = this.#offspring[slot]!;
    this.#breeder.beginGroup(count, this.#state.worst, () => this.#problem.random('sampling', first));
    for (let index = 0; index < count; index++) {
      const random = this.#problem.random('offspring', first + index);
      steps[index] = this.#breeder.breed(index, first + index, genes, index * this.#layout.genes, random);
      if (!this.#layout.direct) {
        this.#layout.decode(genes, index * this.#layout.genes, parameters, index * this.#layout.parameters);
      }
    }
    this.#state.breedingMacs += this.#breeder.takeMacs();
  }

  get #isBaldwin(): boolean {
    return this.#settings.trainingSteps > 0 && this.#settings.memetic === 'baldwin';
  }

  #evaluate({ slot, first, count }: Group): Collect {
    const { genes, parameters } = this.#offspring[slot]!;
    const length = count * this.#layout.parameters;
    const genomes = parameters.length === length ? parameters : parameters.subarray(0, length);
    const training = this.#training;
    if (training === null) return this.#problem.evaluatePopulation(genomes, count, this.#lesson);
    if (this.#isBaldwin) {
      const trained = this.#trained[slot]!.subarray(0, length);
      return this.#evaluateTrained(training, trained, first, count, () => trained.set(genomes));
    }
    const inherit = (): void => inheritTrained(this.#layout, genes, parameters, count);
    return this.#evaluateTrained(training, genomes, first, count, () => {}, inherit);
  }

  /** Trains the vectors, when they are collected, and evaluates what comes of it. The costs are those of both. */
  #evaluateTrained(
    training: Training,
    vectors: Float32Array,
    first: number,
    count: number,
    before: () => void,
    after: () => void = () => {},
  ): Collect {
    const lesson = this.#lesson;
    return async () => {
      before();
      const spent = await training.train(vectors, first, count);
      after();
      const { losses, macs } = await this.#problem.evaluatePopulation(vectors, count, lesson)();
      return { losses, macs: macs.map((own, index) => own + spent[index]!) };
    };
  }

  /** Lands the oldest group: its children, in order of birth, compete with the worst member. */
  async #land(): Promise<Evaluated> {
    const { group, losses, macs } = await this.#flight.land();
    const { genes, steps } = this.#offspring[group.slot]!;
    const { births } = this.#problem;
    for (let index = 0; index < group.count; index++) {
      const loss = rankingLoss(losses[index]!);
      const slot = this.#commit(genes, index * this.#layout.genes, steps[index]!, loss);
      if (this.#isBaldwin && slot !== null && slot === this.#population.slots[0])
        this.#keepTrained(this.#trained[group.slot]!, index);
      births?.landed(group.first + index, loss, slot);
    }
    const trained = this.#training === null ? 0 : group.count;
    return { evaluations: group.count, macs: totalMacs(macs), trained };
  }

  #keepTrained(vectors: Float32Array, index: number): void {
    const { parameters } = this.#layout;
    this.#best = vectors.slice(index * parameters, (index + 1) * parameters);
  }

  /** Returns the slot that the child was inserted in; null where it was not. */
  #commit(genes: Genes, offset: number, step: number, loss: number): number | null {
    const state = this.#state;
    const population = this.#population;
    const worst = population.losses[population.size - 1]!;
    const slot = population.slots[population.size - 1]!;
    const barred =
      loss < worst && this.#settings.duplicates === 'reject' && holds(population, genes, offset, loss);
    const accepted = !barred && insert(population, genes, offset, step, loss);
    if (loss === Number.POSITIVE_INFINITY) state.failed++;
    state.accepted[state.landed % state.accepted.length] = accepted ? 1 : 0;
    state.landed++;
    if (state.landed % population.size === 0) this.#recordWorst();
    return accepted ? slot : null;
  }

  #recordWorst(): void {
    const finite = this.#population.losses.findLast((loss) => loss < Number.POSITIVE_INFINITY);
    if (finite !== undefined)
      this.#state.worst = recordWorst(this.#state.worst, finite, this.#settings.window);
  }

  /** Evaluates the whole population, in as many parts as groups fly, ranks ascending. */
  #evaluatePopulation(): Collect[] {
    const { size, genes } = this.#population;
    const { parameters } = this.#layout;
    this.#everybody ??= shared.float32(size * this.#layout.parameters);
    const genomes = this.#everybody;
    for (let rank = 0; rank < size; rank++) {
      this.#layout.decode(genes, genesAt(this.#population, rank), genomes, rank * parameters);
    }
    const parts = Math.min(this.#offspring.length, size);
    return Array.from({ length: parts }, (_, part) => {
      const from = Math.floor((part * size) / parts);
      const to = Math.floor(((part + 1) * size) / parts);
      const share = genomes.subarray(from * parameters, to * parameters);
      if (this.#training === null || !this.#isBaldwin)
        return this.#problem.evaluatePopulation(share, to - from, this.#lesson);
      return this.#evaluateTrained(this.#training, share, this.#state.landed + from, to - from, () => {});
    });
  }

  async #reevaluate(): Promise<Evaluated> {
    const losses = new Float64Array(this.#population.size);
    let filled = 0;
    let macs = 0;
    for (const collect of this.#reevaluation!) {
      const part = await collect();
      losses.set(part.losses, filled);
      filled += part.losses.length;
      macs += totalMacs(part.macs);
    }
    for (const loss of losses) if (!Number.isFinite(loss)) this.#state.failed++;
    if (this.#isBaldwin) this.#keepTrained(this.#everybody!, indexOfLeast(losses));
    rerank(this.#population, losses);
    // Losses on an earlier batch are not comparable with those on this one.
    this.#state.worst = { recent: [], ever: this.#state.worst.ever };
    this.#recordWorst();
    this.#state.evaluated = true;
    this.#reevaluation = null;
    this.#problem.births?.reevaluated(this.#state.batch, this.#population);
    return { evaluations: losses.length, macs, trained: this.#isBaldwin ? losses.length : 0 };
  }

  /** Takes the next batch, once all offspring of this one have landed. */
  #renew(): void {
    const state = this.#state;
    if (!state.evaluated || state.landed < this.#lastOfBatch()) return;
    state.batch++;
    state.evaluated = false;
    this.#lesson = this.#problem.lesson(state.batch, this.#settings.sequences);
  }

  /** Number of offspring at which this batch ends. */
  #lastOfBatch(): number {
    const { renewal } = this.#settings;
    return renewal === 0 ? Number.POSITIVE_INFINITY : (this.#state.batch + 1) * renewal;
  }

  #loss(): number {
    const best = this.#population.losses[0]!;
    return Number.isFinite(best) ? best : Number.NaN;
  }
}

/** Index of the least finite loss, the first of equal ones; 0 where none is finite. */
const indexOfLeast = (losses: Float64Array): number => {
  const ranking = losses.map(rankingLoss);
  return ranking.reduce((least, loss, index) => (loss < ranking[least]! ? index : least), 0);
};

export const genitor = defineLearner({
  name: 'genitor',
  kind: 'genetic',
  counts: 'evaluations',
  atWork: 'breeding',
  measures: populationMeasures,
  summary: 'steady-state genetic algorithm: each child replaces the worst if it is better',
  source: 'Whitley (1989), ICGA',
  settings: genitorSettings,
  space: genitorSpace,
  contestants: genitorContestants,
  calls: (settings) =>
    (settings as GenitorSettings).trainingSteps > 0 ? ['population', 'gradient'] : ['population'],
  asks: (settings) => {
    const { sequences, inFlight } = settings as GenitorSettings;
    return { kind: 'evaluations', sequences, genomes: groupSizes(inFlight)[0]! };
  },
  fits: (net, settings) => {
    if ((settings as GenitorSettings).alignment === 'none') return null;
    if (architectureNamed(net.architecture)?.exchangeable === undefined)
      return `cannot align parents (alignment=weights) of a net ${net.architecture}, which has no units that may change places`;
    return settings.forcing === 'visible'
      ? 'cannot align parents (alignment=weights) whose first units are the outputs (forcing=visible)'
      : null;
  },
  begins: (settings) => (settings as GenitorSettings).population,
  // Members and offspring in flight, each as genes and, where these are bits, as parameters.
  holds: (settings, parameters) => {
    const { population, inFlight, encoding, bitsPerWeight } = settings as GenitorSettings & {
      readonly bitsPerWeight?: number;
    };
    const perWeight = encoding === 'bits' ? (bitsPerWeight ?? 8) + 4 : 4;
    return parameters * (perWeight * population + (perWeight + 4) * inFlight);
  },
  start: (problem, settings, snapshot) => new GenitorSearch(problem, settings as GenitorSettings, snapshot),
});
