/**
 * NEAT: breeds structure and weights of graph nets together, from the smallest net on. Stanley & Miikkulainen (2002),
 * "Evolving neural networks through augmenting topologies", Evolutionary Computation 10(2).
 *
 * A step evaluates one generation on one training batch and, before that, breeds it from the one before. Batches are
 * renewed every so many generations; losses on different batches are not compared. Fitness is derived from loss (see the
 * setting `fitness`).
 */
import type { GraphShape } from '../../../genomes/graph.ts';
import { totalMacs } from '../../engine/lesson.ts';
import type { GraphNet } from '../../nets/graph-net.ts';
import type { Solution } from '../../nets/solution.ts';
import { shared } from '../../numeric/memory.ts';
import type { Measures } from '../inside.ts';
import { defineLearner, type Problem, type Search, type Snapshot, type StepReport } from '../learner.ts';
import { contestants } from './contestants.ts';
import { NeatEvolution } from './evolution.ts';
import { express, expressInto } from './express.ts';
import { describeEvolution, neatMeasures } from './measures.ts';
import { type NeatSettings, settings, space, unsearched } from './settings.ts';
import { restoreEvolution, saveEvolution } from './state-arrays.ts';

class NeatSearch implements Search {
  readonly #problem: Problem;
  readonly #settings: NeatSettings;
  readonly #net: GraphNet;
  readonly #evolution: NeatEvolution;
  /** Genomes as parameters, `[population][parameters]`, in shared memory: other threads may evaluate them. */
  readonly #parameters: Float32Array;
  #failed = 0;

  constructor(problem: Problem, chosen: NeatSettings, snapshot?: Snapshot) {
    this.#problem = problem;
    this.#settings = chosen;
    this.#net = problem.net as GraphNet;
    const shape: GraphShape = { inputs: this.#net.inputs, outputs: this.#net.outputs };
    const firstHidden = (problem.netOptions?.firstHidden as number | undefined) ?? 0;
    this.#evolution = new NeatEvolution(shape, { ...chosen, firstHidden }, problem.random, {
      limits: { hidden: this.#net.hidden, links: this.#net.links },
      state: snapshot && restoreEvolution(shape, snapshot),
      where: 'neat',
    });
    if (snapshot !== undefined) this.#failed = snapshot.values.failed as number;
    this.#parameters = shared.float32(chosen.population * this.#net.parameters);
  }

  async step(): Promise<StepReport> {
    const evolution = this.#evolution;
    if (evolution.losses !== null) evolution.next();
    const { population, sequences } = this.#settings;
    for (const [index, genome] of evolution.genomes.entries())
      expressInto(genome, this.#net, this.#parameters, index * this.#net.parameters);
    const number = this.#lessonOf(evolution.generation);
    const lesson = this.#problem.lesson(number, sequences);
    const { losses, macs } = await this.#problem.evaluatePopulation(this.#parameters, population, lesson)();
    for (const loss of losses) if (!Number.isFinite(loss)) this.#failed++;
    const isNew = evolution.generation > 0 && number !== this.#lessonOf(evolution.generation - 1);
    evolution.tell(losses, isNew);
    return {
      macs: totalMacs(macs),
      sequences: population * lesson.sequences,
      updates: 0,
      evaluations: population,
      loss: evolution.best?.loss ?? Number.NaN,
    };
  }

  /** Best genome since sequences were last renewed, as a net of its own size. */
  champion(): Solution {
    const { best, genomes } = this.#evolution;
    return express(best?.genome ?? genomes[0]!, this.#net);
  }

  inside(): Measures {
    return describeEvolution(this.#evolution, this.#failed);
  }

  snapshot(): Snapshot {
    const { arrays, values } = saveEvolution(this.#evolution.state());
    return { arrays, values: { ...values, failed: this.#failed } };
  }

  #lessonOf(generation: number): number {
    const { renewal } = this.#settings;
    return renewal === 0 ? 0 : Math.floor(generation / renewal);
  }
}

/** Bytes of a link gene on the host. */
const GENE_BYTES = 64;

export const neat = defineLearner({
  name: 'neat',
  kind: 'genetic',
  counts: 'evaluations',
  atWork: 'breeding',
  measures: neatMeasures,
  summary: 'breeds structure and weights of nets together, in species, from the smallest net on',
  source: 'Stanley & Miikkulainen (2002), Evolutionary Computation 10(2)',
  settings,
  space,
  unsearched,
  contestants,
  breeds: 'graph',
  idle: ({ addNode, addLink, addBiasLink }, architecture) => ({
    ...(addNode > 0 || architecture !== 'graph'
      ? {}
      : { hidden: 'addNode=0 adds no node; firstHidden is the number that its nets have' }),
    ...(addNode + addLink + addBiasLink > 0 ? {} : { links: 'its nets never get another link' }),
  }),
  calls: () => ['population'],
  asks: ({ sequences, population }) => ({ kind: 'evaluations', sequences, genomes: population }),
  begins: ({ population }) => population,
  holds: ({ population }, parameters) => population * parameters * (4 + GENE_BYTES),
  start: (problem, chosen, snapshot) => new NeatSearch(problem, chosen, snapshot),
});
