/** Earlier session of a tournament that is resumed: plain data of the trials that another process played. */
import type { Snapshot } from '../learners/learner.ts';
import type { Checkpoint, TrialResult } from './spec/tournament.ts';

/** Outcome of a trial, without its net. */
export type TrialOutcome = Omit<TrialResult, 'champion'>;

/** Validation, with the share of the budget that was spent by then, 0 to 1. */
export interface Measured extends Checkpoint {
  readonly spent: number;
}

export interface EarlierSession {
  /** Outcomes of ended trials, by trial id. These are not played again. */
  readonly finished: ReadonlyMap<string, TrialOutcome>;
  /** Snapshots of trials that go on, by trial id. */
  readonly resume: ReadonlyMap<string, Snapshot>;
  /** Machines in words of ended trials that another machine than this one played, by trial id; left out: none. */
  readonly machines?: ReadonlyMap<string, string>;
  /**
   * Validations of a trial by rising cost: all of an ended one, of a resumed one those before its checkpoint. Lazy:
   * call it while the session lasts.
   */
  metrics(trialId: string): readonly Measured[];
}

/** Earlier session of a tournament that begins: none. */
export const noEarlierSession: EarlierSession = { finished: new Map(), resume: new Map(), metrics: () => [] };
