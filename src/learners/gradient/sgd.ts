/**
 * Minibatch stochastic gradient descent, with norm clipping and the vanishing-gradient regulariser Ω of
 * Pascanu, Mikolov & Bengio (2013), "On the difficulty of training recurrent neural networks", ICML:
 * g = ∂E/∂θ + α ∂⁺Ω/∂W_rec; then Algorithm 1 clips g; then θ ← θ - η g. Each is one switch, so that the paper's
 * MSGD, MSGD-C and MSGD-CR are three contestants of this learner.
 */
import { z } from 'zod';
import type { GradientRequest } from '../../engine/device.ts';
import { spectralRadius } from '../../numeric/eigen.ts';
import {
  defineLearner,
  type Inside,
  type Problem,
  type Search,
  type Snapshot,
  type StepReport,
} from '../learner.ts';
import { clippingFactor, gradientNorm } from './clipping.ts';

const settings = z.object({
  learningRate: z.number().positive().max(1000).default(0.01).describe('η, constant'),
  batch: z.int().min(1).max(1_000_000).default(20).describe('sequences in a minibatch'),
  threshold: z
    .number()
    .min(0)
    .max(1e9)
    .default(0)
    .describe('the norm of the gradient of all parameters is clipped to this (0: no clipping)'),
  alpha: z
    .number()
    .min(0)
    .max(1e6)
    .default(0)
    .describe('weight of the regulariser Ω, added before clipping (0: none); the paper 4, its code 2'),
  omegaForm: z
    .enum(['squared', 'norm'])
    .default('squared')
    .describe("Ω of ratios of squared norms (eq. 10 and the authors' code) or of norms (eq. 9)"),
});

type SgdSettings = z.output<typeof settings>;

/** Updates over which norms and clippings are averaged. */
const RECENT = 100;
/** ‖∂E/∂h_t‖ is looked at once in so many updates: often enough to watch, and of no weight in the cost. */
const STATE_NORMS_EVERY = 50;

class SgdSearch implements Search {
  readonly #problem: Problem;
  readonly #settings: SgdSettings;
  readonly #plain: GradientRequest;
  readonly #watched: GradientRequest;
  #parameters: Float32Array;
  /** Where the next parameters are written, so that those before are still there if the update fails. */
  #next: Float32Array;
  #updates = 0;
  /** `[RECENT]` norms before clipping, a ring by update. */
  #norms = new Float64Array(RECENT);
  #omega: number | null = null;
  #stateNorms = new Float64Array(0);

  constructor(problem: Problem, chosen: SgdSettings, snapshot?: Snapshot) {
    this.#problem = problem;
    this.#settings = chosen;
    const { alpha, omegaForm } = chosen;
    this.#plain = alpha > 0 ? { omega: { form: omegaForm, weight: alpha } } : {};
    this.#watched = { ...this.#plain, stateNorms: true };
    if (snapshot === undefined) {
      this.#parameters = problem.initialise(problem.random('initial', 0));
    } else {
      const { arrays, values } = snapshot;
      this.#parameters = Float32Array.from(arrays.parameters!);
      this.#norms = Float64Array.from(arrays.norms!);
      this.#stateNorms = Float64Array.from(arrays.stateNorms!);
      this.#updates = values.updates as number;
      this.#omega = values.omega as number | null;
    }
    this.#next = new Float32Array(this.#parameters.length);
  }

  async step(): Promise<StepReport> {
    const { batch: size, threshold, alpha, learningRate } = this.#settings;
    const batch = this.#problem.trainingBatch(this.#updates, size);
    const cost = {
      macs: this.#problem.gradientMacs(batch, { omega: alpha > 0 }),
      sequences: batch.sequences,
      evaluations: 0,
    };
    const request = this.#updates % STATE_NORMS_EVERY === 0 ? this.#watched : this.#plain;
    const { device, net } = this.#problem;
    const { loss, gradient, omega, stateNorms } = await device.gradient(
      net,
      this.#parameters,
      batch,
      request,
    );
    const norm = gradientNorm(gradient);
    const factor = threshold > 0 ? clippingFactor(norm, threshold) : 1;
    const fault = this.#fault(loss, norm) ?? this.#descend(gradient, learningRate * factor);
    if (fault !== null) {
      const detail = `update ${this.#updates + 1}: ${fault}`;
      return { ...cost, updates: 0, loss, stop: { reason: 'exploded', detail } };
    }
    this.#norms[this.#updates % RECENT] = norm;
    this.#omega = omega;
    if (stateNorms !== null) this.#stateNorms = Float64Array.from(stateNorms);
    this.#updates++;
    return { ...cost, updates: 1, loss };
  }

  champion(): Float32Array {
    return this.#parameters;
  }

  /**
   * - `gradientNorm`, `clippedNorm`: ‖g‖ of the last update, before and after clipping
   * - `meanGradientNorm`, `meanClippedNorm`, `shareClipped`: over the last (up to) 100 updates
   * - `omega`: Ω of the last update, where α is above 0
   * - `stateNorms`: ‖∂E/∂h_t‖ by t, as last looked at
   * - `spectralRadius`: of W_rec
   */
  inside(): Inside {
    const { threshold } = this.#settings;
    const clipped = (norm: number): number => (threshold > 0 ? norm * clippingFactor(norm, threshold) : norm);
    const count = Math.min(this.#updates, RECENT);
    const norms = this.#norms.subarray(0, count);
    const last = count > 0 ? norms[(this.#updates - 1) % RECENT]! : Number.NaN;
    const recurrent = this.#problem.net.blocks.find(({ name }) => name === 'W_rec');
    return {
      gradientNorm: last,
      clippedNorm: clipped(last),
      meanGradientNorm: mean(norms),
      meanClippedNorm: mean(norms.map(clipped)),
      shareClipped: mean(norms.map((norm) => (threshold > 0 && norm >= threshold ? 1 : 0))),
      ...(this.#omega === null ? {} : { omega: this.#omega }),
      stateNorms: [...this.#stateNorms],
      ...(recurrent === undefined ? {} : { spectralRadius: this.#radius(recurrent) }),
    };
  }

  snapshot(): Snapshot {
    return {
      arrays: {
        parameters: this.#parameters.slice(),
        norms: this.#norms.slice(),
        stateNorms: this.#stateNorms.slice(),
      },
      values: { updates: this.#updates, omega: this.#omega },
    };
  }

  #fault(loss: number, norm: number): string | null {
    if (!Number.isFinite(loss)) return `loss is ${loss}`;
    return Number.isFinite(norm) ? null : `gradient norm is ${norm}`;
  }

  /** θ ← θ - rate × gradient. Gives what is wrong where a parameter would not be finite; θ then stays. */
  #descend(gradient: ArrayLike<number>, rate: number): string | null {
    const from = this.#parameters;
    const to = this.#next;
    let unbounded = 0;
    for (let index = 0; index < from.length; index++) {
      to[index] = from[index]! - rate * gradient[index]!;
      // 0 for every finite number, NaN for any other.
      unbounded += to[index]! * 0;
    }
    if (unbounded !== 0) return 'a parameter is beyond the range of 32-bit numbers';
    this.#parameters = to;
    this.#next = from;
    return null;
  }

  #radius({ offset, size, shape }: { offset: number; size: number; shape: readonly number[] }): number {
    return spectralRadius(this.#parameters.subarray(offset, offset + size), shape[0]!);
  }
}

function mean(values: Float64Array): number {
  return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The net of the paper's experiments. */
const net = { hidden: 50, unit: 'tanh', initialisation: 'basic-tanh' };

export const sgd = defineLearner({
  name: 'sgd',
  kind: 'gradient',
  summary: 'stochastic gradient descent, with norm clipping and the regulariser Ω as options',
  source: 'Pascanu, Mikolov & Bengio (2013), ICML',
  settings,
  contestants: [
    { name: 'msgd', summary: 'minibatch gradient descent', settings: net },
    { name: 'msgd-c', summary: 'with its gradient clipped to norm 1', settings: { ...net, threshold: 1 } },
    {
      name: 'msgd-cr',
      summary: 'clipped, and regularised by Ω so that gradients do not vanish',
      settings: { ...net, threshold: 1, alpha: 2 },
    },
  ],
  start: (problem, chosen, snapshot) => new SgdSearch(problem, chosen, snapshot),
});
