/**
 * The evolution strategy of OpenAI. Salimans, Ho, Chen, Sidor & Sutskever (2017), "Evolution strategies as a scalable
 * alternative to reinforcement learning", arXiv 1703.03864, with their settings: antithetic pairs θ ± σ ε, centred ranks
 * u from 1/2 for the best to -1/2, and Adam on the gradient with weight decay.
 *
 *   g = -1 / (λ σ) Σ_k u_k ε_k + λ₂ θ     (ε_k with its sign)
 *   θ ← Adam(θ, g)
 *
 * The incumbent is θ, which is evaluated beside each generation.
 */
import * as z from 'zod';
import { biasCorrection } from '../../engine/adam.ts';
import { linear, log, type Space } from '../../options/space.ts';
import { drawNormals } from '../../random/random.ts';
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
  pairsField,
} from './generation-settings.ts';
import { distance, measuresWith, updateSize } from './measures.ts';
import { centredRanks, weightsOf } from './ranks.ts';
import { type CentredStrategy, distanceBetween, type StrategyStart } from './strategy.ts';

const settings = z.object({
  pairs: pairsField(50),
  noise: z
    .number()
    .positive()
    .max(1e6)
    .default(0.02)
    .describe('standard deviation of the noise on each weight, σ'),
  learningRate: z
    .number()
    .positive()
    .max(100)
    .default(0.01)
    .describe('step of Adam on the estimated gradient'),
  weightDecay: z
    .number()
    .min(0)
    .max(1)
    .default(0.005)
    .describe('weight decay: what is added to the gradient, times θ'),
  ...generationFields,
});

export type OpenAiEsSettings = Pick<
  z.output<typeof settings>,
  'pairs' | 'noise' | 'learningRate' | 'weightDecay'
>;

const space: Space = {
  pairs: log(10, 200, { whole: true }),
  noise: log(0.005, 0.5),
  learningRate: log(0.001, 0.3),
  weightDecay: linear(0, 0.02),
  ...generationSpace,
};

/** Adam of the authors' program. */
const ADAM = { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 } as const;

export class OpenAiEs implements CentredStrategy {
  readonly size: number;
  readonly centre: Float64Array;
  readonly #n: number;
  readonly #settings: OpenAiEsSettings;
  readonly #random: StrategyStart<OpenAiEsSettings>['random'];
  readonly #ranks: Float64Array;
  readonly #start: Float64Array;
  /** Adam's moments. */
  readonly #first: Float64Array;
  readonly #second: Float64Array;
  #updates: number;
  #generation: number;
  /** ‖Δθ‖ of the last update. */
  #updateSize: number;
  readonly #noise: Float64Array;

  constructor({ n, settings, point, random, state }: StrategyStart<OpenAiEsSettings>) {
    this.size = 2 * settings.pairs;
    this.#n = n;
    this.#settings = settings;
    this.#random = random;
    this.#ranks = centredRanks(this.size);
    this.#start = point(0);
    this.centre = Float64Array.from(state?.arrays.centre ?? this.#start);
    this.#first = Float64Array.from(state?.arrays.first ?? new Float64Array(n));
    this.#second = Float64Array.from(state?.arrays.second ?? new Float64Array(n));
    this.#updateSize = state?.arrays.updateSize?.[0] ?? Number.NaN;
    this.#updates = (state?.values.updates as number | undefined) ?? 0;
    this.#generation = (state?.values.generation as number | undefined) ?? 0;
    this.#noise = new Float64Array(settings.pairs * n);
  }

  /** Points 2p and 2p + 1 are the two of pair p: θ + σ ε and θ - σ ε. */
  ask(points: Float64Array): void {
    const n = this.#n;
    const { pairs, noise } = this.#settings;
    for (let pair = 0; pair < pairs; pair++) {
      const at = pair * n;
      drawNormals(this.#random('pair', this.#generation * pairs + pair), this.#noise, at, at + n);
      for (let index = 0; index < n; index++) {
        const step = noise * this.#noise[at + index]!;
        points[2 * at + index] = this.centre[index]! + step;
        points[2 * at + n + index] = this.centre[index]! - step;
      }
    }
  }

  tell(losses: Float64Array): void {
    this.#generation++;
    if (!losses.some(Number.isFinite)) return;
    const gradient = this.gradient(losses);
    this.#updates++;
    const { beta1, beta2, epsilon } = ADAM;
    const correction = biasCorrection(ADAM, this.#updates);
    let squares = 0;
    for (let index = 0; index < this.#n; index++) {
      const g = gradient[index]! + this.#settings.weightDecay * this.centre[index]!;
      this.#first[index] = beta1 * this.#first[index]! + (1 - beta1) * g;
      this.#second[index] = beta2 * this.#second[index]! + (1 - beta2) * g * g;
      const change =
        (this.#settings.learningRate * (this.#first[index]! / correction.first)) /
        (Math.sqrt(this.#second[index]! / correction.second) + epsilon);
      this.centre[index]! -= change;
      squares += change * change;
    }
    this.#updateSize = Math.sqrt(squares);
  }

  /** Estimate of the gradient in θ of the ranks of the generation last asked for, without weight decay. */
  gradient(losses: Float64Array): Float64Array {
    const ranks = weightsOf(losses, this.#ranks);
    const gradient = new Float64Array(this.#n);
    const scale = 1 / (this.size * this.#settings.noise);
    for (let pair = 0; pair < this.#settings.pairs; pair++) {
      const weight = scale * (ranks[2 * pair]! - ranks[2 * pair + 1]!);
      if (weight === 0) continue;
      const at = pair * this.#n;
      for (let index = 0; index < this.#n; index++) gradient[index]! -= weight * this.#noise[at + index]!;
    }
    return gradient;
  }

  /**
   * Measures:
   * - `updateSize`: ‖Δθ‖ of the last update
   * - `distance`: ‖θ - θ_0‖
   */
  measures(): Measures {
    return {
      updateSize: () => this.#updateSize,
      distance: () => distanceBetween(this.centre, this.#start),
    };
  }

  state(): Snapshot {
    return {
      arrays: {
        centre: this.centre.slice(),
        first: this.#first.slice(),
        second: this.#second.slice(),
        updateSize: Float64Array.of(this.#updateSize),
      },
      values: { generation: this.#generation, updates: this.#updates },
    };
  }
}

export const openAiEs = defineLearner({
  name: 'openai-es',
  kind: 'genetic',
  counts: 'evaluations',
  atWork: 'sampling',
  measures: measuresWith(updateSize, distance),
  summary: 'evolution strategy of antithetic pairs, centred ranks and Adam',
  source: 'Salimans et al. (2017), arXiv 1703.03864',
  settings,
  space,
  contestants: [
    {
      name: 'openai-es',
      summary: "OpenAI's evolution strategy on the weights of a small tanh net",
      settings: { ...contestantNet, pairs: 20, noise: contestantStep, learningRate: 0.05 },
      tunes: ['pairs', 'noise', 'learningRate', ...netTunes],
    },
  ],
  calls: () => ['population'],
  asks: ({ sequences, pairs }) => askingFor(sequences, 2 * pairs + 1),
  begins: ({ pairs }) => 2 * pairs + 1,
  holds: ({ pairs }, parameters) => parameters * (32 * pairs + 100),
  start: (problem, chosen, snapshot) =>
    searchByGenerations(problem, chosen, snapshot, (start) => ({
      incumbent: 'centre',
      strategy: new OpenAiEs(start),
    })),
});
