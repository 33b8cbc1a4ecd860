/**
 * SNES: separable natural evolution strategy. Schaul, Glasmachers & Schmidhuber (2011), "High dimensions and heavy tails
 * for natural evolution strategies", GECCO, algorithm 2: the natural gradient of the expected utility in the mean and in
 * the standard deviation of each weight.
 *
 *   x_k = μ + σ ∘ s_k,   s_k ~ N(0, I)
 *   μ ← μ + η_μ σ ∘ Σ u_k s_k
 *   σ ← σ ∘ exp(η_σ / 2 Σ u_k (s_k² - 1)),   η_μ = 1,   η_σ = (3 + ln n) / (5 √n)
 *
 * The incumbent is the best point.
 */
import * as z from 'zod';
import { exp, log } from '../../numeric/elementary.ts';
import { choices, log as logarithmic, type Space } from '../../options/space.ts';
import { drawNormals } from '../../random/random.ts';
import type { Measures } from '../inside.ts';
import { defineLearner, type Snapshot } from '../learner.ts';
import { searchByGenerations } from './generation-search.ts';
import {
  askingFor,
  autoPopulation,
  contestantNet,
  contestantStep,
  generationFields,
  generationSpace,
  netTunes,
  populationOf,
  USUAL_POPULATION,
} from './generation-settings.ts';
import { conditionNumber, distance, measuresWith, stepSize } from './measures.ts';
import { defaultPopulation, utilities, weightsOf } from './ranks.ts';
import { type BestStrategy, distanceBetween, type StrategyStart } from './strategy.ts';

const settings = z.object({
  population: autoPopulation,
  initialStep: z
    .number()
    .positive()
    .max(1e6)
    .default(0.5)
    .describe('first standard deviation of a weight, σ'),
  meanRate: z.number().positive().max(10).default(1).describe('learning rate of the mean, η_μ'),
  stepRate: z
    .union([z.number().positive().max(10), z.literal('auto')])
    .default('auto')
    .describe('learning rate of the standard deviations, η_σ; auto: (3 + ln n) / (5 √n) for n weights'),
  ...generationFields,
});

export type SnesSettings = Pick<
  z.output<typeof settings>,
  'population' | 'initialStep' | 'meanRate' | 'stepRate'
>;

const space: Space = {
  population: choices('auto', 12, 24, 48, 96),
  initialStep: logarithmic(0.01, 1),
  meanRate: logarithmic(0.3, 2),
  stepRate: choices('auto', 0.03, 0.1, 0.3),
  ...generationSpace,
};

/** η_σ of the paper for n weights. */
export const defaultStepRate = (n: number): number => (3 + log(n)) / (5 * Math.sqrt(n));

/** Most that ln σ changes in a generation, so that σ stays within the range of numbers. */
const MOST_CHANGE = 1;

export class Snes implements BestStrategy {
  readonly size: number;
  readonly #n: number;
  readonly #random: StrategyStart<SnesSettings>['random'];
  readonly #meanRate: number;
  readonly #stepRate: number;
  readonly #utilities: Float64Array;
  readonly #start: Float64Array;
  readonly #mean: Float64Array;
  readonly #sigma: Float64Array;
  #generation: number;
  readonly #s: Float64Array;

  constructor({ n, settings, point, random, state }: StrategyStart<SnesSettings>) {
    this.size = populationOf(settings.population, defaultPopulation(n));
    this.#n = n;
    this.#random = random;
    this.#meanRate = settings.meanRate;
    this.#stepRate = settings.stepRate === 'auto' ? defaultStepRate(n) : settings.stepRate;
    this.#utilities = utilities(this.size);
    this.#start = point(0);
    this.#mean = Float64Array.from(state?.arrays.mean ?? this.#start);
    this.#sigma = Float64Array.from(state?.arrays.sigma ?? new Float64Array(n).fill(settings.initialStep));
    this.#generation = (state?.values.generation as number | undefined) ?? 0;
    this.#s = new Float64Array(this.size * n);
  }

  ask(points: Float64Array): void {
    const n = this.#n;
    for (let k = 0; k < this.size; k++) {
      const at = k * n;
      drawNormals(this.#random('offspring', this.#generation * this.size + k), this.#s, at, at + n);
      for (let index = 0; index < n; index++)
        points[at + index] = this.#mean[index]! + this.#sigma[index]! * this.#s[at + index]!;
    }
  }

  tell(losses: Float64Array): void {
    this.#generation++;
    if (!losses.some(Number.isFinite)) return;
    const n = this.#n;
    const weights = weightsOf(losses, this.#utilities);
    const slope = new Float64Array(n);
    const curvature = new Float64Array(n);
    for (let k = 0; k < this.size; k++) {
      const weight = weights[k]!;
      for (let index = 0; index < n; index++) {
        const s = this.#s[k * n + index]!;
        slope[index]! += weight * s;
        curvature[index]! += weight * (s * s - 1);
      }
    }
    for (let index = 0; index < n; index++) {
      this.#mean[index]! += this.#meanRate * this.#sigma[index]! * slope[index]!;
      const change = 0.5 * this.#stepRate * curvature[index]!;
      this.#sigma[index]! *= exp(Math.max(-MOST_CHANGE, Math.min(MOST_CHANGE, change)));
    }
  }

  get mean(): Float64Array {
    return this.#mean;
  }

  /** Standard deviations, `[n]`. */
  get sigma(): Float64Array {
    return this.#sigma;
  }

  /**
   * Measures:
   * - `stepSize`: mean of the standard deviations
   * - `conditionNumber`: greatest over least variance
   * - `distance`: ‖μ - μ_0‖
   */
  measures(): Measures {
    return {
      stepSize: () => this.#sigma.reduce((sum, value) => sum + value, 0) / this.#n,
      conditionNumber: () => conditionOf(this.#sigma),
      distance: () => distanceBetween(this.#mean, this.#start),
    };
  }

  state(): Snapshot {
    return {
      arrays: { mean: this.#mean.slice(), sigma: this.#sigma.slice() },
      values: { generation: this.#generation },
    };
  }
}

/** Greatest over least variance of a distribution with those standard deviations. */
export function conditionOf(sigma: Float64Array): number {
  let [least, greatest] = [Number.POSITIVE_INFINITY, 0];
  for (const value of sigma) {
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  return (greatest / least) * (greatest / least);
}

export const snes = defineLearner({
  name: 'snes',
  kind: 'genetic',
  counts: 'evaluations',
  atWork: 'sampling',
  measures: measuresWith(stepSize, conditionNumber, distance),
  summary: 'natural evolution strategy with a step size for each weight',
  source: 'Schaul, Glasmachers & Schmidhuber (2011), GECCO',
  settings,
  space,
  contestants: [
    {
      name: 'snes',
      summary: 'SNES on the weights of a small tanh net',
      settings: { ...contestantNet, initialStep: contestantStep },
      tunes: ['initialStep', 'population', 'stepRate', ...netTunes],
    },
  ],
  calls: () => ['population'],
  asks: ({ sequences, population }) => askingFor(sequences, populationOf(population, USUAL_POPULATION)),
  holds: ({ population }, parameters) =>
    parameters * (28 * populationOf(population, defaultPopulation(parameters)) + 100),
  start: (problem, chosen, snapshot) =>
    searchByGenerations(problem, chosen, snapshot, (start) => ({
      incumbent: 'best',
      strategy: new Snes(start),
    })),
});
