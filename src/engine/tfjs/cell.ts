/**
 * Cell: the pointwise map that makes a recurrent net of two products. At every step the loop (`forward.ts`) forms
 *
 *   sums_t = W_in u_t + W_rec h_{t-1} + b        in groups of H,
 *
 * the cell makes the next state of them, and the loop answers y_t = W_out h_t + b_out. `backward.ts` goes the way back.
 * W_in may have fewer rows, those of the first groups, and W_rec too, those of the last, as on the reference device.
 *
 * Tensors are `[rows, H]`, or `[genomes, rows, H]` on the way forward. A cell forms no sums with scalars in a step:
 * the plain backend would make an array for every number.
 */
import type * as tf from '@tensorflow/tfjs-core';
import type { Net } from '../../nets/net.ts';
import type { Ability } from '../lacking.ts';

export interface RecurrentNet extends Net {
  /** H, the number of units. */
  readonly hidden: number;
}

/** Rows of blocks that the cell alone reads, by the block: one tensor a row of H, repeated for all rows of a step. */
export type OwnRows = Readonly<Record<string, readonly tf.Tensor[]>>;

/** State after a step, and the values that the way back needs. */
export interface CellStep {
  /** State: the units h first, then the cell's memories. */
  readonly after: tf.Tensor[];
  readonly kept: tf.Tensor[];
}

/** Values of the way forward, of all rows, `[rows, H]`; each call makes a tensor. */
export interface Passed {
  /** State before each step, that part of it; 0 at the first. */
  before(part: number): tf.Tensor2D;
  after(part: number): tf.Tensor2D;
  kept(part: number): tf.Tensor2D;
}

/** Derivatives of a step by its sums and by the state before. */
export interface Pulled {
  readonly sums: tf.Tensor[];
  /** Derivative by the units, beside that through W_rec; left out where there is no such way. */
  readonly units?: tf.Tensor;
  /** Derivatives by the memories. */
  readonly memories: tf.Tensor[];
}

export interface TensorCell<N extends RecurrentNet = RecurrentNet> extends Ability {
  /** Number of the cell's memories, which a step passes on beside h. */
  readonly memories: number;
  /** Step forward; `before` is null at the first. */
  step(net: N, sums: readonly tf.Tensor[], own: OwnRows, before: readonly tf.Tensor[] | null): CellStep;
  /** Factors of `pull`, which do not depend on error signals: each of all rows. */
  slopes(net: N, passed: Passed): tf.Tensor[];
  /** Step back, from the step's slopes and ∂E/∂after. */
  pull(slopes: readonly tf.Tensor[], own: OwnRows, after: readonly tf.Tensor[]): Pulled;
  /** Derivatives of the own rows, each `[1, H]`, from ∂E/∂sums of all rows. Left out where the cell has none. */
  ownDerivatives?(net: N, sums: readonly tf.Tensor2D[], passed: Passed): OwnRows;
}
