/**
 * Interface of a device. Work is handed over a whole sequence batch at a time.
 *
 * Losses: per scored step, softmax is -ln p(class); squared is Σ_o (y_o - target_o)²; bernoulli is
 * Σ_o -(target ln p + (1 - target) ln(1 - p)) with p = logistic(y). A sequence's loss is the sum over its
 * scored steps times its weight (see Batch.weights); the batch's loss E is the mean over sequences.
 */
import type { Net } from '../nets/net.ts';
import type { Batch } from './batch.ts';
import type { DescentState } from './descent-state.ts';
import type { Rule } from './rule.ts';

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

/** Gradient descent with clipping and Ω, as `learners/gradient/sgd.ts` defines it; by the plain rule θ ← θ - η · clipped g. */
export interface DescentSettings {
  /** η */
  readonly learningRate: number;
  /** ‖g‖ is clipped to this; 0: no clipping. */
  readonly threshold: number;
  /** Null: no Ω. */
  readonly omega: OmegaRequest | null;
  /**
   * An update whose loss or gradient is not finite is no fault: the gradient of W_rec becomes .02 W_rec and every other
   * one 0, unclipped. It is one whose loss or norm in the report is not finite.
   */
  readonly rescue?: boolean;
  /** What an update makes of the clipped gradient. Default: the plain rule. */
  readonly rule?: Rule;
}

/** One update of a descent. */
export interface UpdateRequest {
  readonly batch: Batch;
  /** Also give ‖∂E/∂h_t‖ of this update; the report has those of the last update that asked. */
  readonly stateNorms: boolean;
}

/** What a number is that is not finite: the loss, the gradient's norm, or a parameter or moment after the update. */
export type DescentFault = 'loss' | 'norm' | 'parameters' | 'moments';

/** How the updates of one `Descent.run` went. */
export interface DescentReport {
  /** `[updates]`, one entry an update in their order, up to and with the one that failed. */
  readonly losses: Float64Array;
  /** `[updates]` ‖g‖ before clipping. */
  readonly norms: Float64Array;
  /** `[updates]` Ω; null where it was not asked for. */
  readonly omegas: Float64Array | null;
  /** `[T]` ‖∂E/∂h_t‖ of the last update that asked for them and did not fail; null where none did. */
  readonly stateNorms: Vector | null;
  /** Set where the last of these updates failed: the state is what it was before it, and later batches were not used. */
  readonly fault: DescentFault | null;
}

/**
 * A descent under way, its state on the device. What it finds does not depend on how its updates are cut
 * into runs, nor on the other descents of the device.
 */
export interface Descent {
  /**
   * One update for each batch that `next` gives, until it gives null or an update fails. Batches are asked for
   * ahead of time, while earlier updates are under way. One run at a time.
   * @throws DeviceLost, RunError where the device fails
   */
  run(next: () => UpdateRequest | null): Promise<DescentReport>;
  /** A copy of the whole state as it stands between runs; `descend` goes on from it. */
  state(): Awaitable<DescentState>;
  /** Frees what it holds. */
  close(): void;
}

/**
 * What a search may ask of a device: `evaluate`, `evaluatePopulation`, `gradient`; a gradient with Ω; and updates, by
 * `descend` where the device offers it, else from its gradients. `descent` alone is by the plain rule.
 */
export type Call = 'evaluate' | 'population' | 'gradient' | 'omega' | 'descent' | RuledDescent;

/** Updates by a rule. */
export interface RuledDescent {
  readonly descent: Rule;
}

export interface Device {
  readonly name: string;
  /**
   * Null when the device can make these calls with this net on batches of this loss. Else one line on the first that it
   * cannot make, in words that follow the device's name. Computes nothing; asked before anything starts.
   */
  lacks(net: Net, batch: Pick<Batch, 'loss'>, calls: readonly Call[]): string | null;
  evaluate(net: Net, parameters: Vector, batch: Batch): Awaitable<Evaluation>;
  /** `genomes` is `[count][parameters]`. Gives E of each genome, `[count]`; NaN or infinite where it failed. */
  evaluatePopulation(net: Net, genomes: Vector, count: number, batch: Batch): Awaitable<Float64Array>;
  gradient(net: Net, parameters: Vector, batch: Batch, request?: GradientRequest): Awaitable<Gradient>;
  /**
   * Begins a descent that stays on the device, at a state that it does not change; left out where the host's memory
   * is the device's own. Descents of nets of one shape that are under way together share their dispatches.
   * @throws RangeError for a rule that `lacks` names, and for a state that is none of the rule's
   */
  descend?(net: Net, at: DescentState, settings: DescentSettings): Awaitable<Descent>;
  /** Frees what the device holds. */
  close(): Awaitable<void>;
}
