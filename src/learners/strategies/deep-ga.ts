/**
 * Deep GA: a genetic algorithm without crossover. Such, Madhavan, Conti, Lehman, Stanley & Clune (2017), "Deep
 * neuroevolution", arXiv 1712.06567, algorithm 1: the best T of a generation are parents of the next (truncation
 * selection); a child is a parent, drawn with equal chances, with Gaussian noise on every weight; the elite lives on
 * unchanged and is a parent too.
 *
 * The elite is the best of some candidates, the best of the generation and the elite so far, by their losses on a second
 * batch, as the paper evaluates its ten candidates on thirty further episodes. The incumbent is the elite. The first
 * generation is drawn from the net's initialisation.
 */
import * as z from 'zod';
import { log, type Space } from '../../options/space.ts';
import { drawNormals } from '../../random/random.ts';
import type { Measures } from '../inside.ts';
import { defineLearner, type Snapshot } from '../learner.ts';
import { searchByGenerations } from './generation-search.ts';
import {
  askingFor,
  contestantNet,
  generationFields,
  generationSpace,
  netTunes,
} from './generation-settings.ts';
import { diversity, measuresWith, stagnation } from './measures.ts';
import { ranking } from './ranks.ts';
import type { ElitistStrategy, StrategyStart } from './strategy.ts';
import { diversityOf } from './variation.ts';

const settings = z.object({
  population: z
    .int()
    .min(2)
    .max(100_000)
    .default(1000)
    .describe('genomes of a generation, the elite among them'),
  parents: z
    .int()
    .min(1)
    .max(100_000)
    .default(20)
    .describe('best genomes of a generation that become parents, at most all of them'),
  candidates: z
    .int()
    .min(2)
    .max(100)
    .default(10)
    .describe('genomes that are evaluated on a second batch for the choice of the elite'),
  noise: z
    .number()
    .positive()
    .max(1e6)
    .default(0.005)
    .describe('standard deviation of the mutation of each weight, σ'),
  ...generationFields,
});

export type DeepGaSettings = Pick<
  z.output<typeof settings>,
  'population' | 'parents' | 'candidates' | 'noise'
>;

const space: Space = {
  population: log(50, 1000, { whole: true }),
  parents: log(5, 50, { whole: true }),
  candidates: log(2, 20, { whole: true }),
  noise: log(0.005, 0.5),
  ...generationSpace,
};

export class DeepGa implements ElitistStrategy {
  readonly mostCandidates: number;
  readonly #n: number;
  readonly #settings: DeepGaSettings;
  readonly #point: StrategyStart<DeepGaSettings>['point'];
  readonly #random: StrategyStart<DeepGaSettings>['random'];
  /** Parents from the best, `[count][n]`, the elite first; empty before there are any. */
  #parents: Float64Array;
  #hasElite: boolean;
  /** Genomes asked for so far: the number of the next. */
  #born: number;
  #stagnation: number;
  #points: Float64Array = new Float64Array(0);
  #candidates: readonly number[] = [];

  constructor({ n, settings, point, random, state }: StrategyStart<DeepGaSettings>) {
    this.#n = n;
    this.#settings = settings;
    this.#point = point;
    this.#random = random;
    this.mostCandidates = Math.min(settings.candidates, settings.population);
    this.#parents = Float64Array.from(state?.arrays.parents ?? []);
    this.#hasElite = this.#parents.length > 0;
    this.#born = (state?.values.born as number | undefined) ?? 0;
    this.#stagnation = (state?.values.stagnation as number | undefined) ?? 0;
  }

  /** The elite, which lives on, is not evaluated with the generation. */
  get size(): number {
    return this.#settings.population - (this.#hasElite ? 1 : 0);
  }

  ask(points: Float64Array): void {
    const n = this.#n;
    const count = this.#parents.length / n;
    for (let index = 0; index < this.size; index++) {
      const number = this.#born + index;
      const child = points.subarray(index * n, (index + 1) * n);
      if (!this.#hasElite) {
        child.set(this.#point(number));
        continue;
      }
      const random = this.#random('offspring', number);
      const parent = random.integer(count) * n;
      drawNormals(random, child, 0, n);
      for (let gene = 0; gene < n; gene++)
        child[gene] = this.#parents[parent + gene]! + this.#settings.noise * child[gene]!;
    }
    this.#points = points;
  }

  candidates(losses: Float64Array, points: Float64Array): number {
    const n = this.#n;
    const room = this.mostCandidates - (this.#hasElite ? 1 : 0);
    const best = [...ranking(losses)].filter((index) => Number.isFinite(losses[index]!)).slice(0, room);
    // Without any finite loss there is one candidate all the same, so that a call has a genome.
    this.#candidates = best.length > 0 || this.#hasElite ? best : [0];
    for (const [place, index] of this.#candidates.entries())
      points.set(this.#points.subarray(index * n, (index + 1) * n), place * n);
    if (!this.#hasElite) return this.#candidates.length;
    points.set(this.#parents.subarray(0, n), this.#candidates.length * n);
    return this.#candidates.length + 1;
  }

  choose(losses: Float64Array, ofCandidates: Float64Array): void {
    const n = this.#n;
    this.#born += losses.length;
    // The elite is the last candidate; of equal ones it stays.
    const order = [...ranking(ofCandidates)].filter((place) => Number.isFinite(ofCandidates[place]!));
    const elitePlace = this.#candidates.length;
    const isKept =
      this.#hasElite && (order.length === 0 || !(ofCandidates[order[0]!]! < ofCandidates[elitePlace]!));
    const chosen = isKept ? null : order.length > 0 ? this.#candidates[order[0]!]! : null;
    this.#stagnation = isKept ? this.#stagnation + 1 : 0;
    if (!isKept && chosen === null) return;
    const rest = [...ranking(losses)].filter((index) => index !== chosen && Number.isFinite(losses[index]!));
    const rows = rest.map((index) => this.#points.subarray(index * n, (index + 1) * n));
    const former = this.#hasElite ? [this.#parents.slice(0, n)] : [];
    const elite = chosen === null ? former[0]! : this.#points.slice(chosen * n, (chosen + 1) * n);
    // An elite that was replaced ranks behind the new one, as a member of the generation that it was chosen beside.
    const ranked = [elite, ...(chosen === null ? [] : former), ...rows].slice(0, this.#settings.parents);
    this.#parents = new Float64Array(ranked.length * n);
    for (const [place, row] of ranked.entries()) this.#parents.set(row, place * n);
    this.#hasElite = true;
  }

  tell(): void {
    throw new Error('an elitist strategy is told by choose');
  }

  /**
   * Measures:
   * - `diversity`: mean over the weights of their standard deviation over the parents
   * - `stagnation`: generations since there was a new elite
   */
  measures(): Measures {
    const count = this.#parents.length / this.#n;
    return {
      diversity: () => (count > 0 ? diversityOf(this.#parents, count, this.#n) : Number.NaN),
      stagnation: () => this.#stagnation,
    };
  }

  state(): Snapshot {
    return {
      arrays: { parents: this.#parents.slice() },
      values: { born: this.#born, stagnation: this.#stagnation },
    };
  }
}

export const deepGa = defineLearner({
  name: 'deep-ga',
  kind: 'genetic',
  counts: 'evaluations',
  atWork: 'breeding',
  measures: measuresWith(diversity, stagnation),
  summary: 'truncation selection, mutation alone, and an elite',
  source: 'Such et al. (2017), arXiv 1712.06567',
  settings,
  space,
  contestants: [
    {
      // Of the paper's thousand genomes and steps of .005 nothing is seen within a budget of small nets.
      name: 'deep-ga',
      summary: 'Deep GA on the weights of a small tanh net',
      settings: { ...contestantNet, population: 100, parents: 10, candidates: 5, noise: 0.03 },
      tunes: ['population', 'parents', 'noise', ...netTunes],
    },
  ],
  calls: () => ['population'],
  asks: ({ sequences, population }) => askingFor(sequences, population),
  begins: ({ population, candidates }) => population + Math.min(candidates, population),
  holds: ({ population, parents, candidates }, parameters) =>
    parameters * (12 * (population + 1) + 8 * parents + 12 * candidates),
  start: (problem, chosen, snapshot) =>
    searchByGenerations(problem, chosen, snapshot, (start) => ({
      incumbent: 'elite',
      strategy: new DeepGa(start),
    })),
});
