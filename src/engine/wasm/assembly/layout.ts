/**
 * Memory layout. TypeScript fills these records (src/engine/wasm/layout.ts names the same fields in the same order) and
 * the kernels read them. All fields are 32 bits; pointers are byte addresses. L = lanes of a tile (../tile-shapes.ts),
 * H = hidden units, I = inputs, O = outputs, T = steps of a tile.
 */

/** One net on one batch. */
@unmanaged
export class Plan {
  /** Which cell stands around the product, a number of cells/index.ts. */
  cell: i32;
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
  /** S, the rows of the product W_in u + W_rec h + b: H, or a multiple of it where there are gates. */
  sums: i32;
  /** Rows of a state in use: H; a cell with a memory beside h has that from the next whole block of rows on. */
  carried: i32;
  /** Rows that a state, a step's sums, what it keeps and the linear outputs have room for: whole blocks of every kernel. */
  stateRows: i32;
  sumRows: i32;
  keptRows: i32;
  outputRows: i32;
  /** `[parameters]`, how many they are, and where in them the blocks begin, in bytes: in any order. */
  parameters: usize;
  parameterCount: i32;
  inputWeights: i32;
  recurrentWeights: i32;
  bias: i32;
  outputWeights: i32;
  outputBias: i32;
  /** Where the parameters begin that stand in no product and are the cell's own, in bytes, and how many there are. */
  ownWeights: i32;
  ownCount: i32;
  /** Packed [b | W_in | W_rec], [b_out | W_out], [0 | W_recᵀ], [0 | W_outᵀ]. */
  packedForward: usize;
  packedOutput: usize;
  packedBackward: usize;
  packedOutputBackward: usize;
  /** `[I][S to 4]`: W_in[:, symbol] + b. */
  table: usize;
  /** `[outputRows][L]` linear outputs, then probabilities. */
  answer: usize;
  /** Two states `[stateRows][L]` in turn, where earlier ones are not kept. */
  states: usize;
  /** `[sumRows][L]` a step's sums, of cells that do not make their state where these lie; `[keptRows][L]`. */
  sumsScratch: usize;
  keptScratch: usize;
  /** `[tiles][L]` loss of each lane. */
  losses: usize;
  /** `[stateRows][L]`: ∂E/∂state of an answer step. */
  answerSignal: usize;
  /** Totals of the weight products (scripts/kernels/outer.ts): W_rec, W_in, W_out. */
  recurrentTotals: usize;
  inputTotals: usize;
  outputTotals: usize;
  /** `[S]` and `[O]` sums of eight lanes each. */
  biasTotals: usize;
  outputBiasTotals: usize;
  /** `[ownCount]` sums of eight lanes each, to which the cell adds. */
  ownTotals: usize;
  /** `[I][S to 4]` ∂E/∂W_inᵀ of looked-up symbols. */
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
  /** Of the gradient: `[T+1][stateRows][L]` the states from before step 1 to after step T, */
  states: usize;
  /** `[T][keptRows][L]` what each step keeps, */
  kept: usize;
  /** `[T][sumRows][L]` s_t = ∂E/∂sums, */
  signals: usize;
  /** `[T][stateRows][L]` v_t = ∂E/∂(state before), W_recᵀ s_t of an Elman net (kept for Ω; else two in turn), */
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
