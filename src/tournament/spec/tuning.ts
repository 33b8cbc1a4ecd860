/** Tuning as data: the part of a tournament's spec that says which contestants are candidates of which search. */
import type { Space } from '../../options/space.ts';
import type { Budget } from './limits.ts';

export type SamplerName = 'sobol' | 'random' | 'halving';

/** Tuning of a tournament. Its trials draw from streams of their own, which no other tournament's equal. */
export interface Tuning {
  readonly sampler: SamplerName;
  /**
   * Rounds, in the order in which they are played: in each, that many candidates of every search go on to a larger
   * budget. One round unless the sampler is `halving`.
   */
  readonly rounds: readonly TuningRound[];
  readonly searches: readonly TuningSearch[];
  /** Tournament afterwards; left out where none is planned. */
  readonly afterwards?: Afterwards;
}

/** Tournament of the contestants as tuned, on fresh seeds. */
export interface Afterwards {
  /** Number of seeds; 0 where it is only written as a script. */
  readonly seeds: number;
  /** Budget in the place of the tuning's. */
  readonly budget?: Budget;
  /** False where random search is not to take part. */
  readonly floor: boolean;
}

export interface TuningRound {
  /** Number of candidates of each search. */
  readonly candidates: number;
  /** Share of the whole budget that a trial may spend by the end of the round, above 0 to 1; the last is 1. */
  readonly share: number;
}

/** Search for the best settings of one contestant. */
export interface TuningSearch {
  /** Name of the contestant that is tuned. */
  readonly contestant: string;
  /** Name of the offered contestant that it is derived from. Default: the first one of its learner. */
  readonly preset?: string;
  /** Dimensions that are searched, in the sampler's order. */
  readonly space: Space;
  /** Names of its candidates in the order of sampling; the first has the settings that the script gives it. */
  readonly candidates: readonly string[];
}

/** Origin of a contestant's settings, where tuning found them: what a verdict says beside them. */
export interface Tuned {
  /** Number of candidates that were tried. */
  readonly candidates: number;
  /** Number of tuning seeds. */
  readonly seeds: number;
  /** Multiply-accumulates spent by all of its tuning trials. */
  readonly macs: number;
  readonly sampler: SamplerName;
}
