/**
 * What a device offers. Work is handed over a whole sequence batch at a time.
 *
 * Losses: per scored step, softmax is -ln p(class); squared is Σ_o (y_o - target_o)²; bernoulli is
 * Σ_o -(target ln p + (1 - target) ln(1 - p)) with p = logistic(y). A sequence's loss is the sum over its
 * scored steps times its weight (see Batch.weights); the batch's loss E is the mean over sequences.
 */
import type { Net } from '../nets/net.ts';
import type { Batch } from './batch.ts';

export type Vector = Float32Array | Float64Array;
export type Awaitable<T> = T | Promise<T>;

export interface Evaluation {
  /** E, the mean of `losses`. */
  readonly loss: number;
  /** `[B]` loss of each sequence. */
  readonly losses: Vector;
  /**
   * `[answer step][O][B]`, for each of `batch.answerSteps`: probabilities for softmax and bernoulli, the
   * linear outputs for squared. Where a sequence is not scored the values mean nothing.
   */
  readonly outputs: Vector;
}

/** Ω of Pascanu, Mikolov & Bengio (2013): how far the error signal's norm is from being kept, step by step. */
export interface OmegaRequest {
  /** squared: (‖v‖²/‖d‖² - 1)², eq. 10 and the authors' code; norm: (‖v‖/‖d‖ - 1)², eq. 9. */
  readonly form: 'squared' | 'norm';
  /** α: the gradient comes back as ∂E/∂θ + α ∂⁺Ω/∂W_rec. 0 gives the plain gradient, and Ω beside it. */
  readonly weight: number;
  /** Also give ∂⁺Ω/∂W_rec by itself. Costs another weight product. */
  readonly separate?: boolean;
}

export interface GradientRequest {
  readonly omega?: OmegaRequest;
  /** Also give ‖∂E/∂h_t‖ for every time step. */
  readonly stateNorms?: boolean;
}

export interface Gradient {
  /** E */
  readonly loss: number;
  /** `[parameters]`; includes α ∂⁺Ω/∂W_rec where Ω was asked for with a weight. */
  readonly gradient: Vector;
  /** Ω, a mean over all valid (step, sequence) pairs; null unless asked for. NaN-free: 0 where none is valid. */
  readonly omega: number | null;
  /** `[H×H]` ∂⁺Ω/∂W_rec, the immediate derivative alone; null unless asked for. */
  readonly omegaGradient: Vector | null;
  /**
   * `[T]` ‖∂E/∂h_t‖, the root of the sum of squares over units and sequences of the total derivative of E
   * with respect to the state after step t; null unless asked for.
   */
  readonly stateNorms: Vector | null;
}

export interface Device {
  readonly name: string;
  /** Null when the device can run this net on batches of this loss; else one line that says what it lacks. */
  lacks(net: Net, batch: Pick<Batch, 'loss'>): string | null;
  evaluate(net: Net, parameters: Vector, batch: Batch): Awaitable<Evaluation>;
  /** `genomes` is `[count][parameters]`. Gives E of each genome, `[count]`; NaN or infinite where it failed. */
  evaluatePopulation(net: Net, genomes: Vector, count: number, batch: Batch): Awaitable<Float64Array>;
  gradient(net: Net, parameters: Vector, batch: Batch, request?: GradientRequest): Awaitable<Gradient>;
  /** Frees what the device holds. */
  close(): Awaitable<void>;
}
