/**
 * Rollout: an episode as it was played by a policy that samples its actions from the net's outputs, kept for a gradient
 * through its time steps.
 *
 * The policy π(a_t | history) by the reading of the outputs y: softmax: one action of O is drawn from softmax(y), and the
 * environment is handed 1 for it and 0 for the others; linear, logistic, tanh: x = y + σ ε with a standard normal ε for
 * each output, and the environment is handed the reading of x.
 */

/** Settings of the policy and of its episodes. */
export interface Sampling {
  /** Standard deviation σ of the noise on each linear output; without use where the reading is softmax. */
  readonly noise: number;
  /** Most actions of an episode: a longer one is cut there. */
  readonly horizon: number;
}

/** Episode of `steps` actions. */
export interface Rollout {
  readonly steps: number;
  /** Observations before each action, `[steps][I]`. */
  readonly observations: Float32Array;
  /** Softmax: action that was drawn, `[steps]`, in [0, O); null for other readings. */
  readonly classes: Int32Array | null;
  /** Other readings: x, `[steps][O]`; null for softmax. */
  readonly values: Float32Array | null;
  /** Reward of each action, `[steps]`. */
  readonly rewards: Float64Array;
  /**
   * Entropy of the policy at each step in nats, and -ln π(a_t), `[steps]`; of a density with noise, which no weight
   * changes, both are left at 0.
   */
  readonly entropies: Float64Array;
  readonly surprises: Float64Array;
  /** Loss of the episode's outcome; NaN where an output was not finite, which ends the episode. */
  readonly loss: number;
  /** Multiply-accumulates of the net over its steps. */
  readonly macs: number;
}
