/**
 * PGPE: policy gradients with parameter-based exploration. Sehnke, Osendorfer, Rückstieß, Graves, Peters & Schmidhuber
 * (2010), "Parameter-exploring policy gradients", Neural Networks 23: algorithm 2, symmetric sampling, and the
 * normalisation of rewards of section 3.3, averaged over the pairs of a generation. A reward r is a loss with the other
 * sign; ε ~ N(0, σ²), r± those of μ ± ε.
 *
 *   μ ← μ + α_μ ε (r⁺ - r⁻) / (2 m - r⁺ - r⁻)
 *   σ ← σ + α_σ / (m - b) ((r⁺ + r⁻) / 2 - b) (ε² - σ²) / σ
 *
 * m is the greatest reward so far, since the greatest that can be is not known; b, the baseline, is a moving mean of the
 * rewards of pairs. The incumbent is μ, which is evaluated beside each generation.
 */
import * as z from 'zod';
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
import { conditionNumber, distance, measuresWith, stepSize } from './measures.ts';
import { conditionOf } from './snes.ts';
import { type CentredStrategy, distanceBetween, type StrategyStart } from './strategy.ts';

const settings = z.object({
  pairs: pairsField(10),
  initialStep: z
    .number()
    .positive()
    .max(1e6)
    .default(0.5)
    .describe('first standard deviation of a weight, σ'),
  meanRate: z.number().positive().max(10).default(0.2).describe('learning rate of the mean, α_μ'),
  stepRate: z.number().min(0).max(10).default(0.1).describe('learning rate of the standard deviations, α_σ'),
  baseline: z
    .number()
    .min(0)
    .max(0.9999)
    .default(0.9)
    .describe("share of the baseline that stays as it was, at a generation's mean reward"),
  ...generationFields,
});

export type PgpeSettings = Pick<
  z.output<typeof settings>,
  'pairs' | 'initialStep' | 'meanRate' | 'stepRate' | 'baseline'
>;

const space: Space = {
  pairs: log(5, 100, { whole: true }),
  initialStep: log(0.01, 1),
  meanRate: log(0.02, 2),
  stepRate: log(0.01, 1),
  baseline: linear(0.5, 0.99),
  ...generationSpace,
};

/** Greatest change of a standard deviation in a generation, as a share of it, so that it stays above 0. */
const MOST_CHANGE = 0.2;

export class Pgpe implements CentredStrategy {
  readonly size: number;
  readonly centre: Float64Array;
  readonly #n: number;
  readonly #settings: PgpeSettings;
  readonly #random: StrategyStart<PgpeSettings>['random'];
  readonly #start: Float64Array;
  readonly #sigma: Float64Array;
  #generation: number;
  /** b and m; NaN and -Infinity before there is one. */
  #baseline: number;
  #greatest: number;
  readonly #noise: Float64Array;

  constructor({ n, settings, point, random, state }: StrategyStart<PgpeSettings>) {
    this.size = 2 * settings.pairs;
    this.#n = n;
    this.#settings = settings;
    this.#random = random;
    this.#start = point(0);
    this.centre = Float64Array.from(state?.arrays.centre ?? this.#start);
    this.#sigma = Float64Array.from(state?.arrays.sigma ?? new Float64Array(n).fill(settings.initialStep));
    this.#generation = (state?.values.generation as number | undefined) ?? 0;
    const [baseline, greatest] = state?.arrays.rewards ?? [Number.NaN, Number.NEGATIVE_INFINITY];
    this.#baseline = baseline!;
    this.#greatest = greatest!;
    this.#noise = new Float64Array(settings.pairs * n);
  }

  /** Points 2p and 2p + 1 are the two of pair p: μ + ε and μ - ε. */
  ask(points: Float64Array): void {
    const n = this.#n;
    const { pairs } = this.#settings;
    for (let pair = 0; pair < pairs; pair++) {
      const at = pair * n;
      drawNormals(this.#random('pair', this.#generation * pairs + pair), this.#noise, at, at + n);
      for (let index = 0; index < n; index++) {
        this.#noise[at + index]! *= this.#sigma[index]!;
        points[2 * at + index] = this.centre[index]! + this.#noise[at + index]!;
        points[2 * at + n + index] = this.centre[index]! - this.#noise[at + index]!;
      }
    }
  }

  tell(losses: Float64Array): void {
    this.#generation++;
    for (const loss of losses) this.#greatest = Math.max(this.#greatest, -loss);
    // A pair with a failed evaluation tells nothing.
    const rewards = Array.from({ length: this.#settings.pairs }, (_, pair) => ({
      pair,
      plus: -losses[2 * pair]!,
      minus: -losses[2 * pair + 1]!,
    })).filter(({ plus, minus }) => Number.isFinite(plus) && Number.isFinite(minus));
    if (rewards.length === 0) return;
    const mean = rewards.reduce((sum, { plus, minus }) => sum + (plus + minus) / 2, 0) / rewards.length;
    const baseline = Number.isNaN(this.#baseline) ? mean : this.#baseline;
    const n = this.#n;
    const change = new Float64Array(n);
    const changeOfSigma = new Float64Array(n);
    for (const { pair, plus, minus } of rewards) {
      const span = 2 * this.#greatest - plus - minus;
      const along = span > 0 ? (plus - minus) / span : 0;
      const room = this.#greatest - baseline;
      const above = room > 0 ? ((plus + minus) / 2 - baseline) / room : 0;
      for (let index = 0; index < n; index++) {
        const noise = this.#noise[pair * n + index]!;
        const sigma = this.#sigma[index]!;
        change[index]! += along * noise;
        changeOfSigma[index]! += (above * (noise * noise - sigma * sigma)) / sigma;
      }
    }
    const { meanRate, stepRate } = this.#settings;
    for (let index = 0; index < n; index++) {
      this.centre[index]! += (meanRate / rewards.length) * change[index]!;
      const sigma = this.#sigma[index]!;
      const most = MOST_CHANGE * sigma;
      const wanted = (stepRate / rewards.length) * changeOfSigma[index]!;
      this.#sigma[index] = sigma + Math.max(-most, Math.min(most, wanted));
    }
    const { baseline: stays } = this.#settings;
    this.#baseline = stays * baseline + (1 - stays) * mean;
  }

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
      distance: () => distanceBetween(this.centre, this.#start),
    };
  }

  state(): Snapshot {
    return {
      arrays: {
        centre: this.centre.slice(),
        sigma: this.#sigma.slice(),
        rewards: Float64Array.of(this.#baseline, this.#greatest),
      },
      values: { generation: this.#generation },
    };
  }
}

export const pgpe = defineLearner({
  name: 'pgpe',
  kind: 'genetic',
  counts: 'evaluations',
  atWork: 'sampling',
  measures: measuresWith(stepSize, conditionNumber, distance),
  summary: 'policy gradients in the space of weights, by symmetric pairs',
  source: 'Sehnke et al. (2010), Neural Networks 23',
  settings,
  space,
  contestants: [
    {
      name: 'pgpe',
      summary: 'PGPE on the weights of a small tanh net',
      settings: { ...contestantNet, pairs: 20, initialStep: contestantStep, meanRate: 3, stepRate: 0.03 },
      tunes: ['pairs', 'initialStep', 'meanRate', 'stepRate', ...netTunes],
    },
  ],
  calls: () => ['population'],
  asks: ({ sequences, pairs }) => askingFor(sequences, 2 * pairs + 1),
  begins: ({ pairs }) => 2 * pairs + 1,
  holds: ({ pairs }, parameters) => parameters * (32 * pairs + 100),
  start: (problem, chosen, snapshot) =>
    searchByGenerations(problem, chosen, snapshot, (start) => ({
      incumbent: 'centre',
      strategy: new Pgpe(start),
    })),
});
