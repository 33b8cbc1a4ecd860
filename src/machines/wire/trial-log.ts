/**
 * Log of a trial: its events from its beginning (or from the checkpoint in the run file that it went on from) to its end
 * or its newest checkpoint. Since a trial is deterministic, logs of different workers are the same but for seconds, and
 * a shorter one is the beginning of a longer one: who has read n events of one goes on at event n of any other.
 */
import type { TrialEvent } from '../../tournament/spec/tournament.ts';

/** Event in a log: all but `progress`. */
export type LoggedEvent = Exclude<TrialEvent, { type: 'progress' }>;

export interface TrialLog {
  readonly wire: number;
  readonly job: string;
  /** Trial's id in its run. */
  readonly trial: string;
  readonly attempt: number;
  /** Worker that wrote it: its id, and its machine in words. */
  readonly worker: string;
  readonly machine: string;
  /** Version of genoprop that played. */
  readonly genoprop: string;
  /** Events. Snapshots of checkpoints but the last that has one are null. */
  readonly events: readonly LoggedEvent[];
}
