/**
 * Device interface. Work is handed over a whole sequence batch at a time.
 *
 * Losses, per scored step: softmax is -ln p(class); squared is Σ_o (y_o - target_o)²; bernoulli is Σ_o -(target ln p +
 * (1 - target) ln(1 - p)) with p = logistic(y). A sequence's loss is the sum over its scored steps times its weight
 * (see Batch.weights); the batch's loss E is the mean over sequences.
 */
import type { Net } from '../nets/net.ts';
import type { Batch } from './batch.ts';
import type { DescentState } from './descent-state.ts';
import type { Rule } from './rule.ts';
import type { UpdateFactors } from './update-factors.ts';

export type Vector = Float32Array | Float64Array;
export type Awaitable<T> = T | Promise<T>;

export interface Evaluation {
  /** E, the mean of `losses`. */
  readonly loss: number;
  /** Losses of the sequences, `[B]`. */
  readonly losses: Vector;
  /**
   * Outputs, `[answer step][O][B]`, for each of `batch.answerSteps`: probabilities for softmax and bernoulli, the
   * linear outputs for squared. Where a sequence is not scored the values mean nothing.
   */
  readonly outputs: Vector;
  /** States after each sequence's last step, `[carried][B]` as in `CarryRequest`; where `carry` was asked for. */
  readonly end?: Vector;
}

/** Request for carried states: where the sequences begin, and that those at the end are returned. */
export interface CarryRequest {
  /**
   * States before the first step, `[carried][B]`. A state has the numbers that a step passes to the next: h, and of an
   * LSTM [h; c]. The states are constants, no part of the gradient. Null: states of 0.
   */
  readonly from: Vector | null;
}

/**
 * Request for Ω of Pascanu, Mikolov & Bengio (2013): the distance of the error signal's norm from being preserved, step
 * by step.
 */
export interface OmegaRequest {
  /** Form. squared: (‖v‖²/‖d‖² - 1)², eq. 10 and the authors' code; norm: (‖v‖/‖d‖ - 1)², eq. 9. */
  readonly form: 'squared' | 'norm';
  /** α: the gradient comes back as ∂E/∂θ + α ∂⁺Ω/∂W_rec. 0 gives the plain gradient, and Ω beside it. */
  readonly weight: number;
  /** True to return ∂⁺Ω/∂W_rec by itself too. Costs another weight product. */
  readonly separate?: boolean;
}

export interface GradientRequest {
  readonly omega?: OmegaRequest;
  /** True to return ‖∂E/∂h_t‖ for every time step too. */
  readonly stateNorms?: boolean;
  /** Begins at given states and returns those at the end; left out: sequences begin at 0. */
  readonly carry?: CarryRequest;
  /** Adjoint states, beside `carry`: the batch is a part of longer sequences, and the gradient goes through its borders. */
  readonly adjoint?: AdjointRequest;
}

/** Request for adjoint states: what follows the sequences, and that the way back to their beginnings is returned. */
export interface AdjointRequest {
  /**
   * Derivatives ∂E/∂end, `[carried][B]`, of the loss of later parts; sequences are then all of one length. Null: no part
   * follows.
   */
  readonly end: Vector | null;
}

export interface Gradient {
  /** E */
  readonly loss: number;
  /** Gradient, `[parameters]`; includes α ∂⁺Ω/∂W_rec where Ω was asked for with a weight. */
  readonly gradient: Vector;
  /** Ω, a mean over all valid (step, sequence) pairs; null unless asked for. NaN-free: 0 where none is valid. */
  readonly omega: number | null;
  /** Derivative of Ω, `[H×H]` ∂⁺Ω/∂W_rec, the immediate derivative alone; null unless asked for. */
  readonly omegaGradient: Vector | null;
  /**
   * State norms, `[T]` ‖∂E/∂h_t‖, the root of the sum of squares over units and sequences of the total derivative of E
   * with respect to the state after step t; null unless asked for.
   */
  readonly stateNorms: Vector | null;
  /** States after each sequence's last step, as in `Evaluation`. */
  readonly end?: Vector;
  /** Derivatives ∂E/∂from, `[carried][B]`, of the loss of this part and those that follow; where `adjoint` was asked for. */
  readonly start?: Vector;
}

/** Request for the features of a net's readout, y_t = W_out z_t + b_out: z_t at every step of some of the sequences. */
export interface FeaturesRequest {
  /** Sequences `from` to below `to` of the batch. */
  readonly from: number;
  readonly to: number;
  /**
   * Place of the rows `[rows][F + 1]`, in 64 bits: sequence by sequence, each from its first step to its last, a row
   * [z_t; 1]. F is the number of columns of W_out. Of a reservoir z_t = [x_t; u_t], or x_t where its readout does not see
   * the inputs. There are as many rows as the sequences have steps together; what lies beyond them stays as it is.
   */
  readonly into: Float64Array;
  /**
   * Rows of scored steps alone, for a regression: `width` numbers each, of which z_t begins at number `at`. The others
   * stay as they are, and there is no 1.
   */
  readonly scored?: { readonly width: number; readonly at: number };
  /** Begins at given states and returns those at the end, `[carried][B]` of the whole batch. */
  readonly carry?: CarryRequest;
}

export interface Features {
  /** Number of rows that were written. */
  readonly rows: number;
  /** States at the end, where `carry` was asked for; those of other sequences mean nothing. */
  readonly end?: Vector;
}

/**
 * Settings of gradient descent with clipping and Ω, as `learners/gradient/sgd.ts` defines it; by the plain rule θ ← θ -
 * η · clipped g.
 */
export interface DescentSettings {
  /** η */
  readonly learningRate: number;
  /** Threshold to which ‖g‖ is clipped; 0: no clipping. */
  readonly threshold: number;
  /** Request for Ω; null: no Ω. */
  readonly omega: OmegaRequest | null;
  /**
   * True for the rescue: an update whose loss or gradient is not finite is no fault. The gradient of W_rec becomes .02
   * W_rec and every other one 0, unclipped. Such an update's loss or norm in the report is not finite.
   */
  readonly rescue?: boolean;
  /** Update rule for the clipped gradient. Default: the plain rule. */
  readonly rule?: Rule;
  /**
   * True where sequence b of a batch goes on where that of the batch before ended: each update carries the states on,
   * and its gradient stops at the beginning of its batch (truncated back-propagation).
   */
  readonly carries?: boolean;
}

/** Request for one update of a descent. */
export interface UpdateRequest {
  readonly batch: Batch;
  /** True to return ‖∂E/∂h_t‖ of this update too; the report has those of the last update that asked. */
  readonly stateNorms: boolean;
  /** Factors of this update, where a schedule moves η or α. Left out: both are 1. */
  readonly factors?: UpdateFactors;
}

/**
 * Fault of an update: the number that is not finite: the loss, the gradient's norm, or a parameter or moment after the
 * update.
 */
export type DescentFault = 'loss' | 'norm' | 'parameters' | 'moments';

/** Report on the updates of one `Descent.run`. */
export interface DescentReport {
  /** Losses, `[updates]`, one entry an update in their order, up to and with the one that failed. */
  readonly losses: Float64Array;
  /** Norms ‖g‖, `[updates]`, before clipping. */
  readonly norms: Float64Array;
  /** Values of Ω, `[updates]`; null where it was not asked for. */
  readonly omegas: Float64Array | null;
  /** State norms, `[T]` ‖∂E/∂h_t‖, of the last update that asked for them and did not fail; null where none did. */
  readonly stateNorms: Vector | null;
  /**
   * Fault of the last of these updates: the state is unchanged by it, and later batches were not used. Null where none
   * failed.
   */
  readonly fault: DescentFault | null;
}

/**
 * Descent under way, its state on the device. Its results do not depend on the division of its updates into runs, nor
 * on the other descents of the device.
 */
export interface Descent {
  /**
   * Makes one update for each batch of `next`, until that returns null or an update fails. Batches are requested ahead
   * of time, while earlier updates are under way. One run at a time.
   * @throws DeviceLost, RunError where the device fails
   */
  run(next: () => UpdateRequest | null): Promise<DescentReport>;
  /** Copy of the whole state between runs, from which `descend` goes on. */
  state(): Awaitable<DescentState>;
  /** Frees its memory. */
  close(): void;
}

/** Structural damping of Martens & Sutskever (2011): a penalty on changes of the hidden states. */
export interface Damping {
  /**
   * λμ, the whole coefficient of ½ Rxᵀ D'' Rx, summed over all live steps, scored or not, and divided by the number
   * of sequences. x are the arguments of the nonlinearities of units and gates, peepholes included. D'' has each
   * nonlinearity's matching form: h (1 - h) of logistic, 1 - h² of tanh; and f'² of relu, which has none.
   */
  readonly mu: number;
}

/** Loss linearised around parameters on a batch: products with its curvature. The batch and its states stay the same. */
export interface Linearised {
  /**
   * Product B v `[parameters]` with B = Jᵀ H_L J + λμ G_S: J the derivative of the linear outputs with respect to θ, H_L
   * the Hessian of the loss E in them, G_S that of structural damping. B is positive semi-definite.
   * @param vector direction v, `[parameters]`
   */
  product(vector: Vector): Awaitable<Vector>;
  /** Frees its memory. */
  close(): void;
}

/**
 * Calls that a search may make: `evaluate`, `evaluatePopulation`, `gradient`; a gradient with Ω; products with the
 * `curvature`, by `linearise`; evaluations and gradients with `carry`; all of these on batches whose sequences run `free`;
 * `features`; and updates, by `descend` where the device offers it, else from its gradients. `descent` alone is by the
 * plain rule.
 */
export type Call =
  | 'evaluate'
  | 'population'
  | 'gradient'
  | 'omega'
  | 'curvature'
  | 'carry'
  | 'free'
  | 'features'
  | 'descent'
  | RuledDescent;

/** Updates by a rule. */
export interface RuledDescent {
  readonly descent: Rule;
}

export interface Device {
  readonly name: string;
  /**
   * Capability check: null when the device can make these calls with this net on batches of this loss. Else one line on
   * the first that it cannot make, in words that follow the device's name. Computes nothing; called before anything
   * starts.
   */
  lacks(net: Net, batch: Pick<Batch, 'loss'>, calls: readonly Call[]): string | null;
  /**
   * Evaluates one net.
   * @throws RangeError for `carry` where `lacks` names it, and for states of another length
   */
  evaluate(net: Net, parameters: Vector, batch: Batch, carry?: CarryRequest): Awaitable<Evaluation>;
  /** Evaluates `genomes`, `[count][parameters]`. Returns E of each, `[count]`; NaN or infinite where it failed. */
  evaluatePopulation(net: Net, genomes: Vector, count: number, batch: Batch): Awaitable<Float64Array>;
  gradient(net: Net, parameters: Vector, batch: Batch, request?: GradientRequest): Awaitable<Gradient>;
  /**
   * Writes the features of the readout, for regression; left out where `lacks` names it for every net.
   * @throws RangeError for a net for which `lacks` names it, and where `into` is too short
   */
  features?(net: Net, parameters: Vector, batch: Batch, request: FeaturesRequest): Awaitable<Features>;
  /**
   * Linearises the loss at these parameters, which are copied. Left out by devices that lack the call `curvature`.
   * @param damping null: plain Gauss-Newton products, the same bits as with λμ = 0
   * @throws RangeError on a batch whose sequences run free
   */
  linearise?(net: Net, parameters: Vector, batch: Batch, damping: Damping | null): Awaitable<Linearised>;
  /**
   * Begins a descent that stays on the device, at a state that it does not change; left out where the host's memory
   * is the device's own. Descents of nets of one shape that are under way together share their dispatches.
   * @throws RangeError for a rule that `lacks` names, for `carries` where it names that, and for a state that is none of
   * the rule's
   */
  descend?(net: Net, at: DescentState, settings: DescentSettings): Awaitable<Descent>;
  /** Frees the device's memory. */
  close(): Awaitable<void>;
}
