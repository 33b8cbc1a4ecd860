/**
 * Memory layout. TypeScript fills these records (src/engine/wasm/layout.ts names the same fields in the same order) and
 * the kernels read them. All fields are 32 bits; pointers are byte addresses. L = lanes of a tile (../tile-shapes.ts),
 * H = hidden units, I = inputs, O = outputs, T = steps of a tile.
 */

/** One net on one batch. */
@unmanaged
export class Plan {
  /** Number of the cell around the product, of cells/index.ts. */
  cell: i32;
  hidden: i32;
  inputs: i32;
  outputs: i32;
  /** Nonlinearity: 0 tanh, 1 logistic, 2 relu. */
  unit: i32;
  /** Loss: 0 softmax, 1 squared, 2 bernoulli. */
  loss: i32;
  width: i32;
  /** Width for the products: that of the tiles, or 1 where the batch has one sequence, which all lanes have. */
  productWidth: i32;
  /** Inputs. 1: symbols, looked up in `table`; 0: rows, symbols expanded to one-hot rows. */
  lookup: i32;
  sequences: i32;
  tiles: usize;
  tileCount: i32;
  /** S, the rows of the product W_in u + W_rec h + b: H, or a multiple of it where there are gates. */
  sums: i32;
  /** Number of the first sums, of which W_in has rows, and first of those to the last, of which W_rec has. */
  inputSums: i32;
  recurrentFrom: i32;
  /** Rows of a state in use: H; a cell with a memory beside h has that from the next whole block of rows on. */
  carried: i32;
  /**
   * Allocated rows of a state, of a step's sums, of its kept values and of the linear outputs: whole blocks of every
   * kernel.
   */
  stateRows: i32;
  sumRows: i32;
  keptRows: i32;
  outputRows: i32;
  /** Address of the parameters `[parameters]`, their number, and the offsets of the blocks in bytes, in any order. */
  parameters: usize;
  parameterCount: i32;
  inputWeights: i32;
  recurrentWeights: i32;
  bias: i32;
  outputWeights: i32;
  outputBias: i32;
  /** Offset, in bytes, and number of the parameters that stand in no product and are the cell's own. */
  ownWeights: i32;
  ownCount: i32;
  /**
   * Packed matrices: [b | W_in | W_rec] of the sums that both have; [b | W_in] of those before, [b | W_rec] of those
   * after; [b_out | W_out], [0 | W_recᵀ], [0 | W_outᵀ].
   */
  packedForward: usize;
  packedInput: usize;
  packedRecurrent: usize;
  packedOutput: usize;
  packedBackward: usize;
  packedOutputBackward: usize;
  /** Look-up table `[I][S to 4]`: W_in[:, symbol] + b. */
  table: usize;
  /** Linear outputs `[outputRows][L]`, then probabilities. */
  answer: usize;
  /** Two states `[stateRows][L]` in turn, where earlier ones are not kept. */
  states: usize;
  /**
   * Sums of a step, `[sumRows][L]`, of cells that do not compute their state in place; and kept values,
   * `[keptRows][L]`.
   */
  sumsScratch: usize;
  keptScratch: usize;
  /** Loss of each lane, `[tiles][L]`. */
  losses: usize;
  /** Signal ∂E/∂state of an answer step, `[stateRows][L]`. */
  answerSignal: usize;
  /** Memory for copies of the weight products' factors. */
  outerCopies: usize;
  /** Totals of the weight products (scripts/kernels/outer.ts): W_rec, W_in, W_out. */
  recurrentTotals: usize;
  inputTotals: usize;
  outputTotals: usize;
  /** Bias sums, `[S]` and `[O]`, of eight lanes each. */
  biasTotals: usize;
  outputBiasTotals: usize;
  /** Sums `[ownCount]` of eight lanes each, to which the cell adds. */
  ownTotals: usize;
  /** Gradient ∂E/∂W_inᵀ of looked-up symbols, `[I][S to 4]`. */
  tableGradient: usize;
  /** Sums over units and sequences of (∂E/∂h_t)², `[T]` f64. */
  squaredStateNorms: usize;
  /** Sums of Ω's terms, `[L]`, and (i32) numbers of valid steps, `[L]`. */
  omegaSums: usize;
  omegaCounts: usize;
  /** Form of Ω: 0 squared, 1 norm. */
  omegaForm: i32;
}

/** Tile: L sequences side by side. */
@unmanaged
export class Tile {
  steps: i32;
  /** Number of steps through which every lane is alive. */
  fullSteps: i32;
  /** Inputs `[T][I][L]` f32, or with look-up symbols `[T][L]` i32. */
  inputs: usize;
  /** Lengths, `[L]` i32. */
  lengths: usize;
  answers: usize;
  answerCount: i32;
  losses: usize;
  /** Outputs `[answers][O][L]`: probabilities or linear outputs; 0 where they are not asked for. */
  outputs: usize;
  /** Fields of the gradient: states `[T+1][stateRows][L]` from before step 1 to after step T, */
  states: usize;
  /** kept values of each step, `[T][keptRows][L]`, */
  kept: usize;
  /** signals s_t = ∂E/∂sums, `[T][sumRows][L]`, */
  signals: usize;
  /**
   * signals v_t = ∂E/∂(state before), `[T][stateRows][L]`, W_recᵀ s_t of an Elman net (kept for Ω; else two in turn),
   */
  carried: usize;
  /** errors ∂E/∂y, `[answers][outputRows][L]`, */
  errors: usize;
  /** factors of Ω's derivative, `[T][2][L]`, c in ∂⁺Ω/∂W_rec = (1/N) Σ c s vᵀ, and the earlier factor of v. */
  factors: usize;
  /**
   * State `[stateRows][L]` that the lanes begin at, and after the forward pass that of each lane's last step; 0: the
   * lanes begin at 0.
   */
  carry: usize;
  /** Adjoint state `[stateRows][L]`: ∂E/∂(state after step T), and after the backward pass ∂E/∂(state before step 1). */
  adjoint: usize;
}

/** Memory of products with the curvature, beside that of the gradient. */
@unmanaged
export class Curvature {
  /** Direction V, `[parameters]`. */
  direction: usize;
  /** V packed as the parameters are: see `packedForward` and the following fields of Plan, and its table. */
  packedForward: usize;
  packedInput: usize;
  packedRecurrent: usize;
  packedOutput: usize;
  table: usize;
  /** Packed matrices [0 | W_rec] and [0 | W_out], for tangents of states. */
  packedThrough: usize;
  packedOutputThrough: usize;
  /** Tangents of two states `[stateRows][L]` in turn. */
  tangents: usize;
  /** Tangents of the sums, then of the arguments, of each step of a tile, `[T][sumRows][L]`. */
  tangentSums: usize;
  /** Tangents of the linear outputs, `[outputRows][L]`. */
  answer: usize;
}

/** Step at which lanes of a tile are scored. */
@unmanaged
export class Answer {
  step: i32;
  /** Weights of the lanes' losses, `[L]` f32, 0 where a lane is not scored. */
  weights: usize;
  /** Targets. Softmax: `[L]` i32 classes; else `[O][L]` f32 targets. */
  targets: usize;
}
