/**
 * CMA-ES: evolution strategy with covariance matrix adaptation. Hansen & Ostermeier (2001), Evolutionary Computation 9;
 * in the form, and with the constants, of Hansen (2016), "The CMA evolution strategy: a tutorial", arXiv 1604.00772. The
 * diagonal form is sep-CMA-ES of Ros & Hansen (2008), PPSN X.
 *
 *   x_k = m + σ y_k,   y_k = B D z_k ~ N(0, C),   ⟨y⟩ = Σ_{i ≤ μ} w_i y_{i:λ}
 *   m ← m + σ ⟨y⟩
 *   p_σ ← (1 - c_σ) p_σ + √(c_σ (2 - c_σ) μ_eff) C^(-1/2) ⟨y⟩
 *   σ ← σ exp(c_σ / d_σ (‖p_σ‖ / χ_n - 1))
 *   p_c ← (1 - c_c) p_c + h_σ √(c_c (2 - c_c) μ_eff) ⟨y⟩
 *   C ← (1 + c_1 δ(h_σ) - c_1 - c_μ Σ w) C + c_1 p_c p_cᵀ + c_μ Σ_i w_i y_{i:λ} y_{i:λ}ᵀ
 *
 * The incumbent is the best point, as in Hansen's programs. Evaluations are counted in multiply-accumulates; the O(n²) of
 * an update of C and the O(n³) of its eigenvectors are not.
 */
import * as z from 'zod';
import { exp } from '../../numeric/elementary.ts';
import { choices, linear, log, type Space, when } from '../../options/space.ts';
import { drawNormals } from '../../random/random.ts';
import type { Measures } from '../inside.ts';
import { defineLearner, type Snapshot } from '../learner.ts';
import { type CmaConstants, cmaConstants } from './cma-constants.ts';
import type { CmaInside } from './cma-stop.ts';
import { type Covariance, DiagonalCovariance, FullCovariance } from './covariance.ts';
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
import { conditionNumber, distance, measuresWith, restarts, stepSize } from './measures.ts';
import { defaultPopulation, weightsOf } from './ranks.ts';
import { RestartingCmaEs } from './restarts.ts';
import { type BestStrategy, distanceBetween, type StrategyStart } from './strategy.ts';

/** Weights above which `covariance=auto` is diagonal: finding eigenvectors takes a second and more there. */
export const MOST_FULL = 1000;

const settings = z.object({
  population: autoPopulation,
  initialStep: z
    .number()
    .positive()
    .max(1e6)
    .default(0.5)
    .describe('first standard deviation of a weight, σ'),
  covariance: z
    .enum(['auto', 'full', 'diagonal'])
    .default('auto')
    .describe(
      `full: of all weights, with eigenvectors in O(n³); diagonal: variances alone (sep-CMA-ES); auto: full up to ${MOST_FULL} weights`,
    ),
  active: z
    .boolean()
    .default(false)
    .describe('whether the worse half of a generation makes the variance along its steps smaller'),
  restarts: z
    .enum(['none', 'ipop'])
    .default('none')
    .describe(
      'none, or ipop: a search that stands still is begun anew elsewhere, with a larger population (IPOP-CMA-ES)',
    ),
  growth: z.number().min(1).max(10).default(2).describe('factor of the population at a restart'),
  lossTolerance: z
    .number()
    .min(0)
    .max(1e6)
    .default(1e-12)
    .describe(
      'TolFun: losses of 10 + ⌈30 n / λ⌉ generations that differ by less end a search, with restarts=ipop',
    ),
  stepTolerance: z
    .number()
    .min(0)
    .max(1)
    .default(1e-12)
    .describe('TolX: steps below so much of initialStep in all weights end a search, with restarts=ipop'),
  greatestCondition: z
    .number()
    .min(1)
    .max(1e300)
    .default(1e14)
    .describe('condition number of the covariance above which a search ends, with restarts=ipop'),
  ...generationFields,
});

export type CmaSettings = Pick<
  z.output<typeof settings>,
  'population' | 'initialStep' | 'covariance' | 'active'
>;

const space: Space = {
  population: choices('auto', 12, 24, 48, 96),
  initialStep: log(0.01, 1),
  covariance: choices('full', 'diagonal'),
  active: choices(false, true),
  ...generationSpace,
  restarts: choices('none', 'ipop'),
  growth: when('restarts', ['ipop'], linear(1, 3)),
};

const LIMIT = 'a limit as published, which is far from where a search works';

const unsearched = { lossTolerance: LIMIT, stepTolerance: LIMIT, greatestCondition: LIMIT };

/** Most that ln σ grows in a generation, so that a lost search stays within the range of numbers. */
const MOST_GROWTH = 1;

export class CmaEs implements BestStrategy, CmaInside {
  readonly size: number;
  readonly constants: CmaConstants;
  readonly firstSigma: number;
  readonly #random: StrategyStart<CmaSettings>['random'];
  readonly #covariance: Covariance;
  readonly #start: Float64Array;
  readonly #mean: Float64Array;
  /** p_σ and p_c. */
  readonly #sigmaPath: Float64Array;
  readonly #path: Float64Array;
  #sigma: number;
  /** (1 - c_σ)^(2 g) after g generations. */
  #fading: number;
  #generation: number;
  /** z and y of the generation, `[λ][n]`. */
  readonly #z: Float64Array;
  readonly #y: Float64Array;
  readonly #steps: readonly Float64Array[];

  constructor({ n, settings, point, random, state }: StrategyStart<CmaSettings>) {
    const { covariance, active } = settings;
    this.size = populationOf(settings.population, defaultPopulation(n));
    this.firstSigma = settings.initialStep;
    const diagonal = covariance === 'diagonal' || (covariance === 'auto' && n > MOST_FULL);
    this.constants = cmaConstants(n, this.size, { active, diagonal });
    this.#random = random;
    this.#covariance = diagonal
      ? new DiagonalCovariance(n, state?.arrays)
      : new FullCovariance(n, decompositionGap(this.constants), state?.arrays);
    const kept = (name: string): Float64Array | undefined => state && Float64Array.from(state.arrays[name]!);
    this.#start = point(0);
    this.#mean = kept('mean') ?? this.#start.slice();
    this.#sigmaPath = kept('sigmaPath') ?? new Float64Array(n);
    this.#path = kept('path') ?? new Float64Array(n);
    const [sigma, fading] = kept('scalars') ?? [settings.initialStep, 1];
    this.#sigma = sigma!;
    this.#fading = fading!;
    this.#generation = (state?.values.generation as number | undefined) ?? 0;
    this.#z = new Float64Array(this.size * n);
    this.#y = new Float64Array(this.size * n);
    this.#steps = Array.from({ length: this.size }, (_, k) => this.#y.subarray(k * n, (k + 1) * n));
  }

  ask(points: Float64Array): void {
    const { n } = this.constants;
    for (let k = 0; k < this.size; k++) {
      const random = this.#random('offspring', this.#generation * this.size + k);
      drawNormals(random, this.#z, k * n, (k + 1) * n);
    }
    this.#covariance.transform(this.#z, this.size, this.#y);
    for (let k = 0; k < this.size; k++) {
      const at = k * n;
      for (let index = 0; index < n; index++)
        points[at + index] = this.#mean[index]! + this.#sigma * this.#y[at + index]!;
    }
  }

  tell(losses: Float64Array): void {
    this.#generation++;
    // Failed evaluations alone tell no direction.
    if (!losses.some(Number.isFinite)) return;
    const { n, mass, sigmaRate, damping, expectedLength } = this.constants;
    const weights = weightsOf(losses, this.constants.weights);
    const step = this.#weighted(weights, this.#y);
    for (let index = 0; index < n; index++) this.#mean[index]! += this.#sigma * step[index]!;
    const whitened = new Float64Array(n);
    this.#covariance.rotate(this.#weighted(weights, this.#z), whitened);
    follow(this.#sigmaPath, sigmaRate, Math.sqrt(sigmaRate * (2 - sigmaRate) * mass), whitened);
    this.#fading *= (1 - sigmaRate) * (1 - sigmaRate);
    const length = lengthOf(this.#sigmaPath);
    this.#adaptCovariance(weights, step, length);
    const growth = (sigmaRate / damping) * (length / expectedLength - 1);
    this.#sigma *= exp(Math.min(MOST_GROWTH, growth));
  }

  #adaptCovariance(weights: Float64Array, step: Float64Array, length: number): void {
    const { n, mass, pathRate, rankOne, rankMu } = this.constants;
    // h_σ: the path of C stands still while that of σ is long, as at a start that is far too small.
    const isOpen = length / Math.sqrt(1 - this.#fading) < (1.4 + 2 / (n + 1)) * this.constants.expectedLength;
    const gain = isOpen ? Math.sqrt(pathRate * (2 - pathRate) * mass) : 0;
    follow(this.#path, pathRate, gain, step);
    const closed = isOpen ? 0 : rankOne * pathRate * (2 - pathRate);
    const shares = new Float64Array(this.size + 1);
    let sum = 0;
    for (let k = 0; k < this.size; k++) {
      const weight = weights[k]!;
      sum += weight;
      shares[k] = rankMu * (weight < 0 ? weight * this.#shortened(k) : weight);
    }
    shares[this.size] = rankOne;
    this.#covariance.update(1 + closed - rankOne - rankMu * sum, shares, [...this.#steps, this.#path]);
  }

  /** n / ‖C^(-1/2) y_k‖², by which a negative weight is multiplied so that C stays positive (equation 46). */
  #shortened(k: number): number {
    const { n } = this.constants;
    const length = lengthOf(this.#z.subarray(k * n, (k + 1) * n));
    return n / (length * length);
  }

  /** Σ w_k row_k over weights above 0. */
  #weighted(weights: Float64Array, rows: Float64Array): Float64Array {
    const { n } = this.constants;
    const sum = new Float64Array(n);
    for (let k = 0; k < this.size; k++) {
      const weight = weights[k]!;
      if (!(weight > 0)) continue;
      for (let index = 0; index < n; index++) sum[index]! += weight * rows[k * n + index]!;
    }
    return sum;
  }

  /** m */
  get mean(): Float64Array {
    return this.#mean;
  }

  get sigma(): number {
    return this.#sigma;
  }

  /** p_c */
  get path(): Float64Array {
    return this.#path;
  }

  get generation(): number {
    return this.#generation;
  }

  condition(): number {
    return this.#covariance.condition();
  }

  deviation(coordinate: number): number {
    return this.#covariance.deviation(coordinate);
  }

  axis(axis: number, into: Float64Array): void {
    this.#covariance.axis(axis, into);
  }

  /**
   * Measures:
   * - `stepSize`: σ
   * - `conditionNumber`: greatest over least eigenvalue of C, as last decomposed
   * - `distance`: ‖m - m_0‖
   */
  measures(): Measures {
    return {
      stepSize: () => this.#sigma,
      conditionNumber: () => this.#covariance.condition(),
      distance: () => distanceBetween(this.#mean, this.#start),
    };
  }

  state(): Snapshot {
    return {
      arrays: {
        mean: this.#mean.slice(),
        sigmaPath: this.#sigmaPath.slice(),
        path: this.#path.slice(),
        scalars: Float64Array.of(this.#sigma, this.#fading),
        ...this.#covariance.state(),
      },
      values: { generation: this.#generation },
    };
  }
}

/**
 * Generations between two decompositions of C, 1 / (2 n (c_1 + c_μ)): so many that they cost O(n²) a genome, as in
 * Hansen's `purecma`. C changes by about a share of 1 / (2n) in that time.
 */
export const decompositionGap = ({ n, rankOne, rankMu }: CmaConstants): number =>
  Math.max(1, Math.floor(1 / (2 * n * (rankOne + rankMu))));

/** path ← (1 - rate) path + gain · step */
function follow(path: Float64Array, rate: number, gain: number, step: Float64Array): void {
  for (let index = 0; index < path.length; index++)
    path[index] = (1 - rate) * path[index]! + gain * step[index]!;
}

function lengthOf(vector: Float64Array): number {
  let squares = 0;
  for (let index = 0; index < vector.length; index++) squares += vector[index]! * vector[index]!;
  return Math.sqrt(squares);
}

export const cmaEs = defineLearner({
  name: 'cma-es',
  kind: 'genetic',
  counts: 'evaluations',
  atWork: 'sampling',
  measures: measuresWith(stepSize, conditionNumber, distance, restarts),
  summary: 'evolution strategy that learns the covariance of its steps',
  source: 'Hansen & Ostermeier (2001), Evolutionary Computation 9; Hansen (2016), arXiv 1604.00772',
  settings,
  space,
  unsearched,
  contestants: [
    {
      name: 'cma-es',
      summary: 'CMA-ES on the weights of a small tanh net',
      settings: { ...contestantNet, initialStep: contestantStep },
      tunes: ['initialStep', 'population', 'active', ...netTunes],
    },
  ],
  calls: () => ['population'],
  asks: ({ sequences, population }) => askingFor(sequences, populationOf(population, USUAL_POPULATION)),
  // Points, steps and genomes of a generation; C, its eigenvectors and the work of finding them.
  holds: ({ population, covariance }, parameters) => {
    const size = populationOf(population, defaultPopulation(parameters));
    const isFull = covariance === 'full' || (covariance === 'auto' && parameters <= MOST_FULL);
    return parameters * (28 * size + 100) + (isFull ? 48 * parameters * parameters : 0);
  },
  start: (problem, chosen, snapshot) =>
    searchByGenerations(problem, chosen, snapshot, (start) => ({
      incumbent: 'best',
      strategy:
        chosen.restarts === 'none' ? new CmaEs(start) : new RestartingCmaEs(start, (own) => new CmaEs(own)),
    })),
});
