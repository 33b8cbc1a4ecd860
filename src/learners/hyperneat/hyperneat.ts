/**
 * HyperNEAT: NEAT breeds CPPNs, and each is expressed as a net whose weights it computes from the places of its units.
 * Stanley, D'Ambrosio & Gauci (2009), "A hypercube-based encoding for evolving large-scale neural networks", Artificial
 * Life 15(2); link expression outputs: Verbancsics & Stanley (2011), GECCO.
 *
 * A step evaluates one generation, as NEAT's does. Its cost has the multiply-accumulates of the queries of all CPPNs
 * beside those of the nets.
 */
import { firstLinks, type GraphGenome, NODE_FUNCTIONS } from '../../../genomes/graph.ts';
import { totalMacs } from '../../engine/lesson.ts';
import type { Solution } from '../../nets/solution.ts';
import { shared } from '../../numeric/memory.ts';
import type { Measures } from '../inside.ts';
import { defineLearner, type Problem, type Search, type Snapshot, type StepReport } from '../learner.ts';
import { Cppn, type CppnOptions, cppnShape, localSeed } from '../neat/cppn.ts';
import { NeatEvolution } from '../neat/evolution.ts';
import { firstStructure } from '../neat/evolution-settings.ts';
import { restoreEvolution, saveEvolution } from '../neat/state-arrays.ts';
import { contestants } from './contestants.ts';
import { cppnOrigin } from './cppn-origin.ts';
import { layersOf } from './layers.ts';
import { describeSearch, hyperNeatMeasures } from './measures.ts';
import { hiddenUnits, type Phenotype, phenotypeOf, strangeBlock } from './phenotype.ts';
import { type HyperNeatSettings, settings, space, unsearched } from './settings.ts';

class HyperNeatSearch implements Search {
  readonly #problem: Problem;
  readonly #settings: HyperNeatSettings;
  readonly #phenotype: Phenotype;
  readonly #cppn: CppnOptions;
  readonly #evolution: NeatEvolution;
  /** Nets as parameters, `[population][parameters]`, in shared memory: other threads may evaluate them. */
  readonly #parameters: Float32Array;
  #failed = 0;

  constructor(problem: Problem, chosen: HyperNeatSettings, snapshot?: Snapshot) {
    this.#problem = problem;
    this.#settings = chosen;
    const { net, netOptions, frozen = null } = problem;
    const { inputs, outputs } = net;
    const sizes = { inputs, hidden: hiddenUnits(net, netOptions), outputs };
    const layers = layersOf(sizes, chosen.columns, chosen.geometry === 'task' ? problem.places : undefined);
    this.#phenotype = phenotypeOf(net, layers, { ...chosen, biases: chosen.unitBiases }, frozen);
    this.#cppn = {
      ...{ coordinates: layers.coordinates, pairs: this.#phenotype.pairs },
      ...{ threshold: chosen.threshold, range: chosen.range },
      differences: chosen.differences || chosen.leo === 'local',
      leo: chosen.leo !== 'off',
    };
    const { pairs, coordinates } = this.#cppn;
    const shape = cppnShape(this.#cppn);
    const evolutionSettings = { ...chosen, recurrentLinks: 0, firstHidden: 0 };
    const isLocal = chosen.leo === 'local';
    const first = isLocal
      ? localSeed(problem.random('initial', 0), pairs, coordinates).links.length
      : firstLinks(shape, firstStructure(evolutionSettings));
    this.#evolution = new NeatEvolution(shape, evolutionSettings, problem.random, {
      limits: { hidden: chosen.mostNodes + (isLocal ? coordinates! : 0), links: first + chosen.mostLinks },
      functions: NODE_FUNCTIONS,
      ...(isLocal && { first: (random) => localSeed(random, pairs, coordinates) }),
      state: snapshot && restoreEvolution(shape, snapshot),
      where: 'hyperneat',
    });
    if (snapshot !== undefined) this.#failed = snapshot.values.failed as number;
    this.#parameters = shared.float32(chosen.population * net.parameters);
  }

  async step(): Promise<StepReport> {
    const evolution = this.#evolution;
    if (evolution.losses !== null) evolution.next();
    const { population, sequences } = this.#settings;
    let queryMacs = 0;
    for (const [index, genome] of evolution.genomes.entries()) {
      const cppn = new Cppn(genome, this.#cppn);
      this.#phenotype.write(cppn, this.#parameters, index * this.#problem.net.parameters);
      queryMacs += cppn.queries * cppn.macs;
    }
    const number = this.#lessonOf(evolution.generation);
    const lesson = this.#problem.lesson(number, sequences);
    const { losses, macs } = await this.#problem.evaluatePopulation(this.#parameters, population, lesson)();
    for (const loss of losses) if (!Number.isFinite(loss)) this.#failed++;
    const isNew = evolution.generation > 0 && number !== this.#lessonOf(evolution.generation - 1);
    evolution.tell(losses, isNew);
    return {
      macs: totalMacs(macs) + queryMacs,
      sequences: population * lesson.sequences,
      updates: 0,
      evaluations: population,
      loss: evolution.best?.loss ?? Number.NaN,
    };
  }

  /** Net of the best CPPN since sequences were last renewed. */
  champion(): Solution {
    const genome = this.#best();
    return {
      ...this.#phenotype.solution(new Cppn(genome, this.#cppn)),
      origin: cppnOrigin(genome, this.#cppn, this.#phenotype.names),
    };
  }

  inside(): Measures {
    return describeSearch(this.#evolution, this.#failed, () => {
      const parameters = new Float32Array(this.#problem.net.parameters);
      const cppn = new Cppn(this.#best(), this.#cppn);
      return this.#phenotype.write(cppn, parameters, 0);
    });
  }

  snapshot(): Snapshot {
    const { arrays, values } = saveEvolution(this.#evolution.state());
    return { arrays, values: { ...values, failed: this.#failed } };
  }

  #best(): GraphGenome {
    const { best, genomes } = this.#evolution;
    return best?.genome ?? genomes[0]!;
  }

  #lessonOf(generation: number): number {
    const { renewal } = this.#settings;
    return renewal === 0 ? 0 : Math.floor(generation / renewal);
  }
}

/** Bytes of a link gene on the host. */
const GENE_BYTES = 64;

export const hyperNeat = defineLearner({
  name: 'hyperneat',
  kind: 'genetic',
  counts: 'evaluations',
  atWork: 'breeding',
  measures: hyperNeatMeasures,
  summary: 'breeds CPPNs, which compute the weights of a net from the places of its units',
  source: "Stanley, D'Ambrosio & Gauci (2009), Artificial Life 15(2)",
  settings,
  space,
  unsearched,
  contestants,
  structures: ['graph'],
  idle: (_, architecture): Readonly<Record<string, string>> =>
    architecture === 'graph'
      ? {
          hidden: 'its nets do not grow; firstHidden is the number of their hidden nodes',
          links: 'its nets do not grow, and the CPPN says which links they have',
        }
      : {},
  calls: () => ['population'],
  fits: strangeBlock,
  asks: ({ sequences, population }) => ({ kind: 'evaluations', sequences, genomes: population }),
  begins: ({ population }) => population,
  holds: ({ population, mostLinks }, parameters) => population * (4 * parameters + GENE_BYTES * mostLinks),
  start: (problem, chosen, snapshot) => new HyperNeatSearch(problem, chosen, snapshot),
});
