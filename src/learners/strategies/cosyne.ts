/**
 * CoSyNE: cooperative synapse neuroevolution. Gomez, Schmidhuber & Miikkulainen (2008), "Accelerated neural evolution
 * through cooperatively coevolved synapses", JMLR 9, algorithm 2. Each weight of the net has a subpopulation; network j
 * takes member j of each. After a generation
 *
 * - the best quarter of the networks are parents; their children, by one-point crossover and Cauchy noise, take the
 *   place of the worst quarter;
 * - in each subpopulation members are marked, and the marked ones permuted among themselves, so that a weight meets
 *   others. Under `permutation=fitness` a weight of network x is marked with probability
 *   1 - ((f(x) - f_min) / (f_max - f_min))^(1/n): of the best never, of the worst and of a child always. Under
 *   `permutation=all` every weight is.
 *
 * Fitness f is the loss with the other sign. The first networks are drawn from the net's initialisation. The incumbent is
 * the best network.
 */
import * as z from 'zod';
import { exp, log } from '../../numeric/elementary.ts';
import { choices, linear, log as logarithmic, type Space } from '../../options/space.ts';
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
import { diversity, measuresWith, sharePermuted } from './measures.ts';
import { ranking } from './ranks.ts';
import type { BestStrategy, StrategyStart } from './strategy.ts';
import { diversityOf, mutateCauchy, onePoint, shuffle } from './variation.ts';

/** Share of the networks that are parents, and that their children replace. */
const QUARTER = 1 / 4;

const settings = z.object({
  population: z
    .int()
    .min(4)
    .max(100_000)
    .default(40)
    .describe('networks of a generation: members of each subpopulation'),
  mutationRate: z
    .number()
    .min(0)
    .max(1)
    .default(0.3)
    .describe("probability that a child's weight is mutated"),
  mutationScale: z
    .number()
    .positive()
    .max(1e6)
    .default(0.3)
    .describe('scale of the Cauchy noise of a mutation'),
  permutation: z
    .enum(['fitness', 'all'])
    .default('fitness')
    .describe('weights that are permuted: fitness (rarely those of good networks); all (every weight)'),
  ...generationFields,
});

export type CosyneSettings = Pick<
  z.output<typeof settings>,
  'population' | 'mutationRate' | 'mutationScale' | 'permutation'
>;

const space: Space = {
  population: logarithmic(20, 200, { whole: true }),
  mutationRate: linear(0.02, 0.8),
  mutationScale: logarithmic(0.01, 1),
  permutation: choices('fitness', 'all'),
  ...generationSpace,
};

export class Cosyne implements BestStrategy {
  readonly size: number;
  readonly #n: number;
  readonly #settings: CosyneSettings;
  readonly #random: StrategyStart<CosyneSettings>['random'];
  /** Networks, `[population][n]`: column i is the subpopulation of weight i. */
  readonly #networks: Float64Array;
  #generation: number;
  #sharePermuted: number;

  constructor({ n, settings, point, random, state }: StrategyStart<CosyneSettings>) {
    this.size = settings.population;
    this.#n = n;
    this.#settings = settings;
    this.#random = random;
    this.#networks = new Float64Array(this.size * n);
    if (state === undefined) {
      for (let network = 0; network < this.size; network++) this.#networks.set(point(network), network * n);
    } else this.#networks.set(state.arrays.networks!);
    this.#generation = (state?.values.generation as number | undefined) ?? 0;
    this.#sharePermuted = state?.arrays.sharePermuted?.[0] ?? Number.NaN;
  }

  ask(points: Float64Array): void {
    points.set(this.#networks);
  }

  tell(losses: Float64Array): void {
    const order = ranking(losses);
    const count = Math.max(1, Math.floor(QUARTER * this.size));
    const probabilities = markingProbabilities(losses, this.#n, this.#settings.permutation);
    const children = this.#breed(order, count);
    for (const [child, genes] of children.entries()) {
      const worst = order[this.size - 1 - child]!;
      this.#networks.set(genes, worst * this.#n);
      probabilities[worst] = 1;
    }
    this.#permute(probabilities);
    this.#generation++;
  }

  /** Children of the best `count` networks, as many as those. */
  #breed(order: Int32Array, count: number): readonly Float64Array[] {
    const n = this.#n;
    const { mutationRate, mutationScale } = this.#settings;
    const genesOf = (rank: number) => ({ values: this.#networks, at: order[rank]! * n });
    return Array.from({ length: count }, (_, index) => {
      const random = this.#random('offspring', this.#generation * count + index);
      const [child, other] = [new Float64Array(n), new Float64Array(n)];
      const first = random.integer(count);
      // Another one, where there is another.
      const second = count > 1 ? (first + 1 + random.integer(count - 1)) % count : first;
      onePoint([genesOf(first), genesOf(second)], [child, other], n, random);
      mutateCauchy(child, mutationRate, mutationScale, random);
      return child;
    });
  }

  /** Permutes the marked members of each subpopulation. */
  #permute(probabilities: Float64Array): void {
    const n = this.#n;
    const random = this.#random('permutation', this.#generation);
    const marked = new Int32Array(this.size);
    let moved = 0;
    for (let weight = 0; weight < n; weight++) {
      let count = 0;
      for (let network = 0; network < this.size; network++) {
        const probability = probabilities[network]!;
        if (probability >= 1 || (probability > 0 && random.uniform() < probability))
          marked[count++] = network;
      }
      const from = marked.slice(0, count);
      const to = shuffle(marked.slice(0, count), random);
      const values = Float64Array.from(from, (network) => this.#networks[network * n + weight]!);
      for (let index = 0; index < count; index++) {
        this.#networks[to[index]! * n + weight] = values[index]!;
        if (to[index] !== from[index]) moved++;
      }
    }
    this.#sharePermuted = moved / (n * this.size);
  }

  /**
   * Measures:
   * - `diversity`: mean over the weights of their standard deviation in their subpopulation
   * - `sharePermuted`: share of all weights that changed their network after the last generation
   */
  measures(): Measures {
    return {
      diversity: () => diversityOf(this.#networks, this.size, this.#n),
      sharePermuted: () => this.#sharePermuted,
    };
  }

  state(): Snapshot {
    return {
      arrays: {
        networks: this.#networks.slice(),
        sharePermuted: Float64Array.of(this.#sharePermuted),
      },
      values: { generation: this.#generation },
    };
  }
}

/** Probability with which a weight of each network is marked; 1 for failed ones, and for all where all are alike. */
export function markingProbabilities(
  losses: Float64Array,
  n: number,
  permutation: CosyneSettings['permutation'],
): Float64Array {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const loss of losses) {
    if (!Number.isFinite(loss)) continue;
    least = Math.min(least, loss);
    greatest = Math.max(greatest, loss);
  }
  return losses.map((loss) => {
    if (permutation === 'all' || !Number.isFinite(loss) || !(greatest > least)) return 1;
    const fitness = (greatest - loss) / (greatest - least);
    return fitness > 0 ? 1 - exp(log(fitness) / n) : 1;
  });
}

export const cosyne = defineLearner({
  name: 'cosyne',
  kind: 'genetic',
  counts: 'evaluations',
  atWork: 'breeding',
  measures: measuresWith(diversity, sharePermuted),
  summary: 'a subpopulation for each weight, whose members are permuted among the networks',
  source: 'Gomez, Schmidhuber & Miikkulainen (2008), JMLR 9',
  settings,
  space,
  contestants: [
    {
      name: 'cosyne',
      summary: 'CoSyNE on the weights of a small tanh net',
      settings: { ...contestantNet, mutationRate: 0.1, mutationScale: contestantStep },
      tunes: ['population', 'mutationRate', 'mutationScale', 'permutation', ...netTunes],
    },
  ],
  calls: () => ['population'],
  asks: ({ sequences, population }) => askingFor(sequences, population),
  begins: ({ population }) => population,
  holds: ({ population }, parameters) => parameters * 24 * (population + 1),
  start: (problem, chosen, snapshot) =>
    searchByGenerations(problem, chosen, snapshot, (start) => ({
      incumbent: 'best',
      strategy: new Cosyne(start),
    })),
});
