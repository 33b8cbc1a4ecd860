/**
 * Echo state networks in float64 (src/nets/reservoir.ts has the equations): states of the sequences of a tile, step by
 * step, and the products of a readout. States of a reservoir forget slowly, and readouts by regression weigh them by
 * factors up to 1e5 that cancel, which 32 bits do not hold. Sums are made in the order of the reference device, and tanh
 * is that of src/numeric/elementary.ts, so both devices give the same bits.
 *
 * L = lanes of a tile: 1, 2 or 8 sequences side by side. A state has R rows: N units, then I inputs of the step.
 */

/** One reservoir on one tile; src/engine/wasm/reservoir/record.ts names the same fields in the same order. */
@unmanaged
export class Reservoir {
  /** Shares of the state before and of what is new: 1 - leak · decay, and leak. */
  kept: f64;
  leak: f64;
  /** N, I, k and O. */
  hidden: i32;
  inputs: i32;
  links: i32;
  outputs: i32;
  /** Rows of a state; F, the first rows that the readout sees; rows of those that are inputs. */
  rows: i32;
  features: i32;
  seen: i32;
  lanes: i32;
  /** 1: f(a) = a. */
  linear: i32;
  /** W_rec: `[N][k]` f64, and `[N][k]` i32 numbers of units. */
  values: usize;
  sources: usize;
  /** W_in where it is not 0: `[N+1]` i32 places where rows begin, their f64 values and i32 numbers of inputs. */
  inputStarts: usize;
  inputValues: usize;
  inputSources: usize;
  /** Columns of W_in, each `[N]` to whole pairs; 0 where the entries above are fewer. */
  columns: usize;
  /** W_rec for one sequence, of two units side by side: `[N/2][k][2]` f64, and i32 places in bytes of their sources. */
  pairValues: usize;
  pairSources: usize;
  /** Sums before the links: biases `[N]`, or of symbols `[I][N]` W_in + b. */
  bias: usize;
  table: usize;
  /** Inputs of the steps: `[steps][I][L]` f64, or `[steps][L]` i32 symbols with `table`. */
  dense: usize;
  symbols: usize;
  /** `[steps + 1][R][L]` states; the first is the one before. */
  states: usize;
  /** `[N][L]` sums, to whole groups of 8 numbers. */
  sums: usize;
  squashed: usize;
  /** Readout of a free run: `[O][F]` and `[O]`; `[O][L]` outputs at the step before; step at which they come in. */
  weights: usize;
  offsets: usize;
  outputsBefore: usize;
  freeFrom: i32;
}
