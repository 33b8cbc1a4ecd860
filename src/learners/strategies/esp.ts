/**
 * ESP: enforced subpopulations. Gomez & Miikkulainen (1997), "Incremental evolution of complex general behavior",
 * Adaptive Behavior 5, and (1999), "Solving non-Markovian control tasks with neuroevolution", IJCAI. Each hidden unit has
 * a subpopulation of neurons: all weights into the unit, from inputs and hidden units, and from it to the outputs. A
 * network takes a neuron of each.
 *
 * - Each neuron takes part in as many networks of a generation as there are trials; its loss is their mean. Here every
 *   round of trials puts all neurons into networks by random permutations, so that all have the same number.
 * - Each neuron of the best quarter of a subpopulation mates with one that ranks higher, by one-point crossover; the two
 *   children, mutated by Cauchy noise, take places of the worse half.
 * - Burst mutation: after so many generations without a better network the subpopulations are made anew, by Cauchy noise
 *   around the neurons of the best network.
 *
 * The biases of the outputs, which belong to no hidden unit, have a subpopulation of their own. The number of units does
 * not change. The first neurons are drawn from the net's initialisation. The incumbent is the best network.
 */
import * as z from 'zod';
import { linear, log, type Space } from '../../options/space.ts';
import type { Measures } from '../inside.ts';
import { defineLearner, type Snapshot } from '../learner.ts';
import { searchByGenerations } from './generation-search.ts';
import {
  askingFor,
  contestantNet,
  contestantStep,
  generationFields,
  generationSpace,
  netTunes,
} from './generation-settings.ts';
import { bursts, diversity, measuresWith, stagnation } from './measures.ts';
import { ranking } from './ranks.ts';
import type { BestStrategy, StrategyStart } from './strategy.ts';
import { unitsOf } from './units.ts';
import { diversityOf, mutateCauchy, onePoint, shuffle } from './variation.ts';

const settings = z.object({
  neurons: z.int().min(4).max(1000).default(40).describe('neurons of each subpopulation'),
  trials: z
    .int()
    .min(1)
    .max(100)
    .default(10)
    .describe('networks of a generation that each neuron takes part in'),
  mutationRate: z
    .number()
    .min(0)
    .max(1)
    .default(0.4)
    .describe("probability that a child's weight is mutated"),
  mutationScale: z
    .number()
    .positive()
    .max(1e6)
    .default(0.3)
    .describe('scale of the Cauchy noise of a mutation'),
  burstAfter: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(20)
    .describe('generations without a better network after which mutation bursts'),
  burstScale: z.number().positive().max(1e6).default(0.3).describe('scale of the Cauchy noise of a burst'),
  ...generationFields,
});

export type EspSettings = Pick<
  z.output<typeof settings>,
  'neurons' | 'trials' | 'mutationRate' | 'mutationScale' | 'burstAfter' | 'burstScale'
>;

const space: Space = {
  neurons: log(10, 100, { whole: true }),
  trials: linear(2, 15, { whole: true }),
  mutationRate: linear(0.02, 0.8),
  mutationScale: log(0.01, 1),
  burstAfter: log(5, 50, { whole: true }),
  burstScale: log(0.01, 1),
  ...generationSpace,
};

export class Esp implements BestStrategy {
  readonly size: number;
  readonly #n: number;
  readonly #settings: EspSettings;
  readonly #random: StrategyStart<EspSettings>['random'];
  /** Coordinates of each unit. */
  readonly #units: readonly Int32Array[];
  /** Neurons of each subpopulation, `[unit][neurons][coordinates of the unit]`. */
  readonly #neurons: readonly Float64Array[];
  #generation: number;
  /** Best network and its loss on the present batch; Infinity before there is one. */
  readonly #best: Float64Array;
  #bestLoss: number;
  #stagnation: number;
  #bursts: number;
  #points: Float64Array = new Float64Array(0);
  /** Neuron of each unit in each network of the generation, `[networks][units]`. */
  readonly #members: Int32Array;

  constructor(
    { n, settings, point, random, state }: StrategyStart<EspSettings>,
    units: readonly Int32Array[],
  ) {
    const { neurons, trials } = settings;
    this.size = neurons * trials;
    this.#n = n;
    this.#settings = settings;
    this.#random = random;
    this.#units = units;
    this.#neurons = units.map(({ length }) => new Float64Array(neurons * length));
    this.#best = new Float64Array(n);
    this.#members = new Int32Array(this.size * units.length);
    if (state === undefined) {
      for (let neuron = 0; neuron < neurons; neuron++) this.#spread(point(neuron), neuron);
    } else {
      const { arrays } = state;
      let from = 0;
      for (const own of this.#neurons) {
        own.set(arrays.neurons!.subarray(from, from + own.length));
        from += own.length;
      }
      this.#best.set(arrays.best!);
    }
    this.#bestLoss = state?.arrays.bestLoss?.[0] ?? Number.POSITIVE_INFINITY;
    this.#generation = (state?.values.generation as number | undefined) ?? 0;
    this.#stagnation = (state?.values.stagnation as number | undefined) ?? 0;
    this.#bursts = (state?.values.bursts as number | undefined) ?? 0;
  }

  ask(points: Float64Array): void {
    const { neurons, trials } = this.#settings;
    const random = this.#random('networks', this.#generation);
    for (let trial = 0; trial < trials; trial++) {
      for (const [unit, coordinates] of this.#units.entries()) {
        const order = shuffle(
          Int32Array.from({ length: neurons }, (_, neuron) => neuron),
          random,
        );
        for (let place = 0; place < neurons; place++) {
          const network = trial * neurons + place;
          const neuron = order[place]!;
          this.#members[network * this.#units.length + unit] = neuron;
          const from = neuron * coordinates.length;
          for (let gene = 0; gene < coordinates.length; gene++)
            points[network * this.#n + coordinates[gene]!] = this.#neurons[unit]![from + gene]!;
        }
      }
    }
    this.#points = points;
  }

  revalued(loss: number): void {
    this.#bestLoss = loss;
  }

  tell(losses: Float64Array): void {
    this.#generation++;
    const order = ranking(losses);
    const best = order[0]!;
    if (!Number.isFinite(losses[best]!)) return;
    if (losses[best]! < this.#bestLoss) {
      this.#best.set(this.#points.subarray(best * this.#n, (best + 1) * this.#n));
      this.#bestLoss = losses[best]!;
      this.#stagnation = 0;
    } else this.#stagnation++;
    if (this.#stagnation >= this.#settings.burstAfter) {
      this.#burst();
      return;
    }
    for (let unit = 0; unit < this.#units.length; unit++) this.#breed(unit, this.neuronLosses(losses, unit));
  }

  /** Mean loss of the networks that each neuron of that unit took part in; a failed one counts as the worst that is finite. */
  neuronLosses(losses: Float64Array, unit: number): Float64Array {
    let worst = Number.NEGATIVE_INFINITY;
    for (const loss of losses) if (Number.isFinite(loss)) worst = Math.max(worst, loss);
    const means = new Float64Array(this.#settings.neurons);
    for (const [network, loss] of losses.entries()) {
      const neuron = this.#members[network * this.#units.length + unit]!;
      means[neuron]! += (Number.isFinite(loss) ? loss : worst) / this.#settings.trials;
    }
    return means;
  }

  /** Replaces the worse half of a subpopulation by children of the best quarter. */
  #breed(unit: number, losses: Float64Array): void {
    const { neurons, mutationRate, mutationScale } = this.#settings;
    const { length } = this.#units[unit]!;
    const own = this.#neurons[unit]!;
    const order = ranking(losses);
    const parents = own.slice();
    const quarter = Math.floor(neurons / 4);
    for (let rank = 0; rank < quarter; rank++) {
      const random = this.#random('offspring', this.#generation, unit, rank);
      // The best has no better one, and mates with any of the quarter.
      const mate = random.integer(rank > 0 ? rank : quarter);
      const pair = [rank, mate].map((at) => ({ values: parents, at: order[at]! * length }));
      const places = [neurons - 1 - 2 * rank, neurons - 2 - 2 * rank].map((at) => order[at]! * length);
      const children = places.map((at) => own.subarray(at, at + length));
      onePoint(
        pair as unknown as Parameters<typeof onePoint>[0],
        children as unknown as Parameters<typeof onePoint>[1],
        length,
        random,
      );
      for (const child of children) mutateCauchy(child, mutationRate, mutationScale, random);
    }
  }

  /** Makes all subpopulations anew around the best network, which stays in them as neuron 0. */
  #burst(): void {
    const { neurons, burstScale } = this.#settings;
    for (let neuron = 0; neuron < neurons; neuron++) {
      const point = this.#best.slice();
      if (neuron > 0) {
        const random = this.#random('burst', this.#generation, neuron);
        mutateCauchy(point, 1, burstScale, random);
      }
      this.#spread(point, neuron);
    }
    this.#stagnation = 0;
    this.#bursts++;
  }

  /** Makes the units of a network the neurons of that number. */
  #spread(network: Float64Array, neuron: number): void {
    for (const [unit, coordinates] of this.#units.entries()) {
      for (let gene = 0; gene < coordinates.length; gene++)
        this.#neurons[unit]![neuron * coordinates.length + gene] = network[coordinates[gene]!]!;
    }
  }

  /**
   * Measures:
   * - `diversity`: mean over the weights of their standard deviation in their subpopulation
   * - `stagnation`: generations since there was a better network, `bursts`: bursts of mutation so far
   */
  measures(): Measures {
    return {
      diversity: () => this.#diversity(),
      stagnation: () => this.#stagnation,
      bursts: () => this.#bursts,
    };
  }

  #diversity(): number {
    const { neurons } = this.#settings;
    const sum = this.#units.reduce(
      (total, { length }, unit) => total + length * diversityOf(this.#neurons[unit]!, neurons, length),
      0,
    );
    return sum / this.#n;
  }

  state(): Snapshot {
    const neurons = new Float64Array(this.#settings.neurons * this.#n);
    let from = 0;
    for (const own of this.#neurons) {
      neurons.set(own, from);
      from += own.length;
    }
    return {
      arrays: { neurons, best: this.#best.slice(), bestLoss: Float64Array.of(this.#bestLoss) },
      values: {
        generation: this.#generation,
        stagnation: this.#stagnation,
        bursts: this.#bursts,
      },
    };
  }
}

export const esp = defineLearner({
  name: 'esp',
  kind: 'genetic',
  counts: 'evaluations',
  atWork: 'breeding',
  measures: measuresWith(diversity, stagnation, bursts),
  summary: 'a subpopulation of neurons for each hidden unit, with bursts of mutation',
  source: 'Gomez & Miikkulainen (1997), Adaptive Behavior 5; (1999), IJCAI',
  settings,
  space,
  contestants: [
    {
      name: 'esp',
      summary: 'ESP on the neurons of a small tanh net',
      settings: {
        ...contestantNet,
        ...{ neurons: 20, trials: 3 },
        ...{ mutationRate: 0.1, mutationScale: contestantStep },
      },
      tunes: ['neurons', 'trials', 'mutationRate', 'mutationScale', ...netTunes],
    },
  ],
  calls: () => ['population'],
  asks: ({ sequences, neurons, trials }) => askingFor(sequences, neurons * trials),
  begins: ({ neurons, trials }) => neurons * trials,
  holds: ({ neurons, trials }, parameters) => parameters * (12 * (neurons * trials + 1) + 16 * neurons),
  start: (problem, chosen, snapshot) =>
    searchByGenerations(problem, chosen, snapshot, (start, { indices }) => ({
      incumbent: 'best',
      strategy: new Esp(start, unitsOf(problem.net, indices)),
    })),
});
