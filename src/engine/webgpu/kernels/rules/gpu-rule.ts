/** Interface of an update rule on the GPU: its vectors beside θ, its numbers, and its code in the kernel of an update. */
import type { MomentLayout } from '../../../moments.ts';
import type { Rule } from '../../../rule.ts';

/** Numbers of a rule in a lane's record, by its fields; see `prelude.ts`. */
export interface LaneNumbers {
  readonly firstDecay: number;
  readonly firstGain: number;
  readonly secondDecay: number;
  /** Root of the gain of the second moment: g is multiplied before it is squared. */
  readonly secondGain: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

/** Numbers of a rule in the assignment of one update: factors of its moments. */
export interface UpdateNumbers {
  readonly first: number;
  /** Factor of the second moment's root. */
  readonly second: number;
}

/** Rule. The vectors of a lane follow its θ, as those of further lanes would: vector i begins i P behind, i from 1. */
export interface GpuRule<R extends Rule = Rule> extends MomentLayout {
  laneNumbers(rule: R): LaneNumbers;
  /** Numbers of update number `update`, from 1. */
  updateNumbers(rule: R, update: number): UpdateNumbers;
  /**
   * WGSL: the struct `Moved` with the next `parameter` among its fields, and the functions `moved(by: Move, k: u32)
   * -> Moved`, `areMomentsFinite(moved: Moved) -> bool` and `write(by: Move, k: u32, moved: Moved)`.
   */
  readonly code: string;
}

export const NO_NUMBERS: LaneNumbers = {
  firstDecay: 0,
  firstGain: 0,
  secondDecay: 0,
  secondGain: 0,
  epsilon: 0,
  weightDecay: 0,
};
