/** Rows of the run file as the program reads them. */
import type { TrialOutcome } from '../tournament/earlier-session.ts';
import type { RunAbout } from './about.ts';

/** A process that wrote the run file: it made it, went on with it, or added trials to it. */
export interface StoredSession extends RunAbout {
  readonly purpose: 'create' | 'resume' | 'extend';
  readonly node: string;
}

export interface StoredTrial {
  readonly id: string;
  /** The task's label. */
  readonly task: string;
  readonly contestant: string;
  readonly repetition: number;
  /** running: under way, or its process was killed. stopped: by the user. */
  readonly state: 'planned' | 'running' | 'stopped' | 'finished';
  readonly parameters: number | null;
  /** How often it was redone because its thread died. */
  readonly retries: number;
  readonly retriedBecause: string | null;
  /** Set once it is stopped or finished. */
  readonly result: TrialOutcome | null;
}
