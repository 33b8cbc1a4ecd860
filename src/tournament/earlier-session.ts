/** Earlier session of a tournament that is resumed: plain data of the trials that another process played. */
import type { Snapshot } from '../learners/learner.ts';
import type { Checkpoint, TrialResult } from './spec/tournament.ts';

/** How a trial ended, without the net that it found. */
export type TrialOutcome = Omit<TrialResult, 'champion'>;

/** A validation, and the share of the budget that was spent by then, 0 to 1. */
export interface Measured extends Checkpoint {
  readonly spent: number;
}

export interface EarlierSession {
  /** By trial id: how it ended. These are not played again. */
  readonly finished: ReadonlyMap<string, TrialOutcome>;
  /** By trial id: where it goes on. */
  readonly resume: ReadonlyMap<string, Snapshot>;
  /**
   * A trial's validations by rising cost: of one that ended all, of one that goes on those up to where it does.
   * Read while the session lasts.
   */
  metrics(trialId: string): readonly Measured[];
}

/** Of a tournament that begins. */
export const noEarlierSession: EarlierSession = { finished: new Map(), resume: new Map(), metrics: () => [] };
