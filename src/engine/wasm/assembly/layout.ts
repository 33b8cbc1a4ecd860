/**
 * Memory layout. TypeScript fills these records (src/engine/wasm/layout.ts names the same fields in the same order) and
 * the kernels read them. All fields are 32 bits; pointers are byte addresses. L = lanes of a tile (../tile-shapes.ts),
 * H = hidden units, I = inputs, O = outputs, T = steps of a tile.
 */

/** One net on one batch. */
@unmanaged
export class Plan {
  hidden: i32;
  inputs: i32;
  outputs: i32;
  /** 0 tanh, 1 logistic, 2 relu */
  unit: i32;
  /** 0 softmax, 1 squared, 2 bernoulli */
  loss: i32;
  width: i32;
  /** 1: inputs are symbols, looked up in `table`; 0: inputs are rows, symbols spread out to one-hot rows. */
  lookup: i32;
  sequences: i32;
  tiles: usize;
  tileCount: i32;
  /** Rows that a state, and the linear outputs, have room for: whole blocks of every kernel. */
  stateRows: i32;
  outputRows: i32;
  /** `[parameters]` */
  parameters: usize;
  /** Packed [b | W_in | W_rec], [b_out | W_out], [0 | W_recᵀ], [0 | W_outᵀ]. */
  packedForward: usize;
  packedOutput: usize;
  packedBackward: usize;
  packedOutputBackward: usize;
  /** `[I][rows to 4]`: W_in[:, symbol] + b. */
  table: usize;
  /** `[outputRows][L]` linear outputs, then probabilities. */
  answer: usize;
  /** Two states `[stateRows][L]` in turn, where earlier ones are not kept. */
  states: usize;
  /** `[tiles][L]` loss of each lane. */
  losses: usize;
  /** `[stateRows][L]`: ∂E/∂h of an answer step. */
  answerSignal: usize;
  /** Totals of the weight products (scripts/kernels/outer.ts): W_rec, W_in, W_out. */
  recurrentTotals: usize;
  inputTotals: usize;
  outputTotals: usize;
  /** `[H]` and `[O]` sums of eight lanes each. */
  biasTotals: usize;
  outputBiasTotals: usize;
  /** `[I][rows to 4]` ∂E/∂W_inᵀ of looked-up symbols. */
  tableGradient: usize;
  /** `[T]` f64: Σ over units and sequences of (∂E/∂h_t)². */
  squaredStateNorms: usize;
  /** `[L]` Σ of Ω's terms and `[L]` (i32) the number of valid steps. */
  omegaSums: usize;
  omegaCounts: usize;
  /** 0 squared, 1 norm */
  omegaForm: i32;
}

/** L sequences side by side. */
@unmanaged
export class Tile {
  steps: i32;
  /** Steps through which every lane is alive. */
  fullSteps: i32;
  /** `[T][I][L]` f32, or with look-up `[T][L]` i32 symbols. */
  inputs: usize;
  /** `[L]` i32 */
  lengths: usize;
  answers: usize;
  answerCount: i32;
  losses: usize;
  /** `[answers][O][L]` probabilities or linear outputs; 0 where nobody asks. */
  outputs: usize;
  /** Of the gradient: `[T+1][stateRows][L]` h_0 to h_T, */
  states: usize;
  /** `[T][stateRows][L]` s_t = ∂E/∂(sum into the units), */
  signals: usize;
  /** `[T][stateRows][L]` v_t = W_recᵀ s_t (kept for Ω; else two in turn), */
  carried: usize;
  /** `[answers][outputRows][L]` ∂E/∂y, */
  errors: usize;
  /** `[T][2][L]` the factor of Ω's derivative, c in ∂⁺Ω/∂W_rec = (1/N) Σ c s vᵀ, and what v is multiplied by before. */
  factors: usize;
}

/** A step at which lanes of a tile are scored. */
@unmanaged
export class Answer {
  step: i32;
  /** `[L]` f32 what a lane's loss is multiplied by, 0 where it is not scored. */
  weights: usize;
  /** Softmax: `[L]` i32 classes; else `[O][L]` f32 targets. */
  targets: usize;
}
