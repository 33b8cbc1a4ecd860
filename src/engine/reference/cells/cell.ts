/**
 * Cell: the pointwise map that makes a recurrent net of one product. At every step the loop (`../loop.ts`) forms
 *
 *   sums_t = W_in u_t + W_rec h_{t-1} + b        `[S]`, S a multiple of H where there are gates,
 *
 * the cell makes the next state of them, and the loop reads y_t = W_out h_t + b_out. Everything but the map, and the
 * parameters that stand in no product, is the loop's: sequences, answers, losses, weight gradients.
 *
 * A net that has a cell has the blocks `W_in [S×I]`, `W_rec [S×H]`, `b [S]`, `W_out [O×H]` and `b_out [O]`, and the
 * further blocks that its cell reads. W_in or W_rec may have fewer rows: W_in then has those of the first sums, W_rec
 * those of the last, and of the other sums that product is no part.
 */
import type { Net } from '../../../nets/net.ts';
import type { Ability } from '../../lacking.ts';

type V = Float64Array;

/** Blocks of a parameter vector, or of its gradient, by their names. */
export type Blocks = Readonly<Record<string, V>>;

/** Arrays of one step of a cell. */
export interface CellStep {
  /** State before the step, `[carried]`: 0 at the first. */
  readonly before: V;
  /** State after it, `[carried]`. */
  readonly after: V;
  /** Values of the forward pass that the backward pass needs, `[kept]`. */
  readonly kept: V;
}

/** Directional derivatives of a cell's step. */
export interface Tangents<N extends Net = Net> {
  /** Number of arguments of the nonlinearities of units and gates. */
  args(net: N): number;
  /**
   * Derivative of `step` in a direction: writes R after `[carried]` and R arguments `[args]`.
   * @param direction blocks of the direction: those of the cell's own parameters count here
   */
  push(
    net: N,
    weights: Blocks,
    direction: Blocks,
    step: CellStep,
    rBefore: V,
    rSums: V,
    rAfter: V,
    rArguments: V,
  ): void;
  /** Second derivative D'' of structural damping by each argument at the step, in order; see `Damping` of the device. */
  damping(net: N, step: CellStep): V;
}

export interface Cell<N extends Net = Net> extends Ability {
  /** H, the number of units: of a state, the first H numbers are the units h, which W_rec and W_out read. */
  units(net: N): number;
  /** Numbers of a state, which a step passes to the next: H, or more where the cell has a memory beside h. */
  carried(net: N): number;
  /**
   * Range of the state that later steps read, `[first, end]`, where the rest is the input of its step or follows from the
   * range. Left out: all of it.
   */
  memory?(net: N): readonly [first: number, end: number];
  /** S, the rows of the product. */
  sums(net: N): number;
  /** Numbers that a step keeps for the backward pass. */
  kept(net: N): number;
  /** Writes `after` and `kept`, from the sums `[S]`, which it may change, and `before`. */
  step(net: N, weights: Blocks, sums: V, step: CellStep): void;
  /**
   * Derivative of `step`: from ∂E/∂after writes ∂E/∂sums `[S]`, adds to ∂E/∂before `[carried]` the part that bypasses
   * the product, and adds to the gradients of the cell's own blocks.
   * @param dArguments derivative of another loss by the arguments of the nonlinearities, `[args]` as in `Tangents`, which
   * counts too
   */
  pull(
    net: N,
    weights: Blocks,
    gradients: Blocks,
    step: CellStep,
    dAfter: V,
    dSums: V,
    dBefore: V,
    dArguments?: V,
  ): void;
  /** Tangents of `step`; a cell without cannot be linearised. */
  readonly tangents?: Tangents<N>;
  /**
   * Writes the sums of a step by a product of the cell's own, for nets whose blocks are others than those above. Left
   * out: the product of the loop.
   * @param input components of u_t by their numbers
   */
  product?(net: N, weights: Blocks, input: (number: number) => number, before: V, sums: V): void;
  /** Linear outputs y `[O]`, read from the state after a step, for nets without W_out. Left out: W_out h + b_out. */
  answer?(net: N, after: V): V;
  /**
   * True where the states are constants: the gradient is that of W_out and b_out alone, and no sequence runs free in it.
   */
  readonly isFixed?: true;
  /** Numbers of a step that pictures show, views by the labels of the net's strips. Default: h alone. */
  shown?(net: N, step: CellStep): Blocks;
}
