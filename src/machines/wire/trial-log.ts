/**
 * Log of a trial: its events from its beginning (or from the checkpoint in the run file that it went on from) to its end
 * or its newest checkpoint. Since a trial is deterministic, logs of different workers are the same but for seconds, and
 * a shorter one is the beginning of a longer one. Checkpoints have a place in the trial by their MACs, which rise: who
 * has read one log up to some MACs goes on beyond them in any other that begins no later.
 */
import type { Snapshot } from '../../learners/learner.ts';
import type { TrialEvent } from '../../tournament/spec/tournament.ts';

/** Event in a log: all but `progress`. */
export type LoggedEvent = Exclude<TrialEvent, { type: 'progress' }>;
export type LoggedCheckpoint = Extract<LoggedEvent, { type: 'checkpoint' }>;
export type LoggedEnd = Extract<LoggedEvent, { type: 'finished' }>;

export interface TrialLog {
  readonly wire: number;
  readonly job: string;
  /** Trial's id in its run. */
  readonly trial: string;
  /** Number of the take; 0 for the log that the coordinator puts beside a job whose trial goes on from a checkpoint. */
  readonly attempt: number;
  /** Worker that wrote it: its id, its name, and its machine in words. */
  readonly worker: string;
  readonly name: string;
  readonly machine: string;
  /** Version of genoprop that played. */
  readonly genoprop: string;
  /** Checkpoint in the run file before the first event; null where the log begins with the trial. */
  readonly from: LogBeginning | null;
  /** Events. Snapshots of checkpoints but the last that has one are null. */
  readonly events: readonly LoggedEvent[];
}

export interface LogBeginning {
  /** MACs of the last validation before the snapshot. */
  readonly macs: number;
  /** Snapshot; null once an event has a later one. */
  readonly snapshot: Snapshot | null;
}

/** Newest snapshot of a log, from which its trial goes on; null for the beginning. */
export const newestSnapshot = ({ from, events }: Pick<TrialLog, 'from' | 'events'>): Snapshot | null =>
  lastSnapshot(events)?.snapshot ?? from?.snapshot ?? null;

const lastSnapshot = (events: readonly LoggedEvent[]): LoggedCheckpoint | undefined =>
  events.findLast(
    (event): event is LoggedCheckpoint => event.type === 'checkpoint' && event.snapshot !== null,
  );

/** MACs of the last validation in a log; -1 before the first. */
export const reachedMacs = ({ from, events }: Pick<TrialLog, 'from' | 'events'>): number =>
  events.findLast((event) => event.type === 'checkpoint')?.checkpoint.cost.macs ?? from?.macs ?? -1;

/** End of a log; null where the trial goes on. */
export const endOf = ({ events }: Pick<TrialLog, 'events'>): LoggedEnd | null => {
  const last = events.at(-1);
  return last?.type === 'finished' ? last : null;
};

/**
 * Log in which only the newest snapshot is kept, and only nets that a run file would keep: the best by the newest
 * snapshot, and those after it. Written into a run file, it leaves the same rows as the whole.
 */
export function thinned<Log extends Pick<TrialLog, 'from' | 'events'>>(log: Log): Log {
  const newest = lastSnapshot(log.events);
  if (newest === undefined) return log;
  const by = newest.snapshotValidatedAt ?? newest.checkpoint.cost.macs;
  const best = log.events.findLast(
    (event): event is LoggedCheckpoint =>
      event.type === 'checkpoint' && event.champion !== null && event.checkpoint.cost.macs <= by,
  );
  const bestAt = best?.checkpoint.cost.macs ?? Number.NEGATIVE_INFINITY;
  const events = log.events.map((event) => {
    if (event.type !== 'checkpoint') return event;
    const snapshot = event === newest ? event.snapshot : null;
    const champion = event.checkpoint.cost.macs < bestAt ? null : event.champion;
    return snapshot === event.snapshot && champion === event.champion
      ? event
      : { ...event, snapshot, champion };
  });
  const from = log.from === null ? null : { ...log.from, snapshot: null };
  return { ...log, from, events };
}

/**
 * Log after a further event, thinned. Events that a trial repeats after it was taken up again are left out: its start,
 * and validations that the log has.
 */
export function logWith<Log extends Pick<TrialLog, 'from' | 'events'>>(log: Log, event: LoggedEvent): Log {
  if (event.type === 'started' && log.events.some(({ type }) => type === 'started')) return log;
  if (event.type === 'checkpoint' && event.checkpoint.cost.macs <= reachedMacs(log)) return log;
  return thinned({ ...log, events: [...log.events, event] });
}
