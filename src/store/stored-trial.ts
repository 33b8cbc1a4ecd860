/** Rows of the run file as the program reads them. */
import type { TrialOutcome } from '../tournament/earlier-session.ts';
import type { RunAbout } from './about.ts';

/** Process that made the run file, resumed the run, or added trials to it. */
export interface StoredSession extends RunAbout {
  readonly purpose: 'create' | 'resume' | 'extend';
  readonly node: string;
}

export interface StoredTrial {
  readonly id: string;
  /** Label of the task. */
  readonly task: string;
  readonly contestant: string;
  readonly repetition: number;
  /** State. running: under way, or its process was killed. stopped: by the user. */
  readonly state: 'planned' | 'running' | 'stopped' | 'finished';
  readonly parameters: number | null;
  /** Number of retries after its thread died. */
  readonly retries: number;
  readonly retriedBecause: string | null;
  /** Machine in words that has played it, at last; null where it is that of the run's last session. */
  readonly machine: string | null;
  /** Result, once it is stopped or finished. */
  readonly result: TrialOutcome | null;
}
