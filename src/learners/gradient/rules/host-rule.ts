/** Interface of an update rule of descents in the host's memory. */
import type { DescentState } from '../../../engine/descent-state.ts';
import type { Vector } from '../../../engine/device.ts';
import type { Rule } from '../../../engine/rule.ts';

/** The numbers of a descent that updates change. */
export type Position = Pick<DescentState, 'parameters' | 'moments'>;

/** One update's gradient; clipped, it is `scale` times `gradient`. */
export interface Slope {
  /** `[parameters]` */
  readonly gradient: Vector;
  readonly scale: number;
  /** η */
  readonly learningRate: number;
}

export interface HostRule<R extends Rule = Rule> {
  /** The moments before the first update, for so many parameters: vectors of any length. */
  begin(rule: R, parameters: number): readonly Float32Array[];
  /** Writes into `to` what one update makes of `from`, which stays. Every number of `to` is written. */
  update(rule: R, from: Position, slope: Slope, to: Position): void;
}
