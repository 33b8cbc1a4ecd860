/**
 * Batch of sequences as devices read it. All arrays lie in shared memory, so a batch reaches another thread without a
 * copy. A batch is never changed once built: devices may keep it resident and recognise it by identity.
 */
export { shared } from '../numeric/memory.ts';

/**
 * Kinds of loss. softmax: one class a step; squared: real targets; bernoulli: independent 0/1 (or probability) targets.
 */
export type LossKind = 'softmax' | 'squared' | 'bernoulli';

export interface Batch {
  readonly loss: LossKind;
  /** B, the number of sequences. */
  readonly sequences: number;
  /** T, the longest sequence's number of steps. */
  readonly steps: number;
  /** I, the size of an input vector; with symbols, their number. */
  readonly inputs: number;
  /** O, the number of outputs. */
  readonly outputs: number;
  /** Lengths, `[B]`, from 1 to T. Beyond a sequence's length nothing of it exists: no state, no loss, no gradient. */
  readonly lengths: Int32Array;
  /** One-hot inputs, `[T][B]`, as symbols in [0, I), 0 beyond a sequence's end; null when inputs are dense. */
  readonly symbols: Int32Array | null;
  /** Dense inputs, `[T][I][B]`, 0 beyond a sequence's end; null when inputs are symbols. */
  readonly dense: Float32Array | null;
  /** Mask, `[T][B]`, 1 where the sequence's answer is scored. Every sequence is scored at least once. */
  readonly mask: Uint8Array;
  /** Softmax: `[T][B]` target classes in [0, O), 0 where not scored; null for other losses. */
  readonly classes: Int32Array | null;
  /** Squared, bernoulli: `[T][O][B]` targets, 0 where not scored; null for softmax. */
  readonly values: Float32Array | null;
  /**
   * Weights, `[B]`: factors of each scored step's loss in the sequence's loss: 1 / (number of scored steps) where the
   * task averages over them, 1 where it sums.
   */
  readonly weights: Float32Array;
  /**
   * Weights of steps, `[T][B]`, beside those of sequences: factors of any sign, such as the advantages of a policy
   * gradient. A step of weight 0 gives no loss and no gradient. Left out: all are 1. Not on webgpu.
   */
  readonly stepWeights?: Float32Array;
  /** Time steps at which at least one sequence is scored, ascending. Outputs are computed at these alone. */
  readonly answerSteps: Int32Array;
  /** Sum of all lengths. */
  readonly activeSteps: number;
  /** Number of ones in the mask. */
  readonly scoredSteps: number;
  /** Feedback of outputs to inputs; left out where all inputs are as given. */
  readonly feedback?: Feedback;
  /** `[B]`, 1 where a sequence begins at a state of 0 though states are carried; left out where all go on. */
  readonly begins?: Uint8Array;
}

/**
 * Feedback of a batch with dense inputs and squared loss: from step `washout` on, the first O inputs of a sequence that
 * runs free are its own linear outputs at the step before, in place of those in `dense`.
 */
export interface Feedback {
  /** S, the number of first steps with given inputs, from 1; every sequence is longer. */
  readonly washout: number;
  /** Flags, `[B]`: 1 where the sequence runs free, 0 where all its inputs are as given (teacher forcing). */
  readonly free: Uint8Array;
}

/** True where the first O inputs of that sequence at that step are its own outputs. */
export const runsFree = ({ feedback }: Pick<Batch, 'feedback'>, step: number, sequence: number): boolean =>
  feedback !== undefined && step >= feedback.washout && feedback.free[sequence] === 1;

/** Factor of the loss of that step in its sequence's loss. */
export const weightAt = (
  { weights, stepWeights, sequences }: Pick<Batch, 'weights' | 'stepWeights' | 'sequences'>,
  step: number,
  sequence: number,
): number =>
  stepWeights === undefined
    ? weights[sequence]!
    : weights[sequence]! * stepWeights[step * sequences + sequence]!;
