/** Type of a net that is run step by step. */
import type { Blocks } from './cells/cell.ts';

/** Net under way. A kind of net without a cell gives a stepper of its own (`ownSteppers`). */
export interface Stepper {
  /** Multiply-accumulates of one step: a whole number. */
  readonly macs: number;
  /** Sets the state to 0. */
  reset(): void;
  /**
   * One step.
   * @param inputs u_t `[I]`, which is only read
   * @param outputs receives the linear outputs y_t `[O]`
   */
  step(inputs: Float64Array, outputs: Float64Array): void;
  /** Numbers of the last step that pictures show, by the labels of the net's strips: copies. */
  shown?(): Blocks;
}
