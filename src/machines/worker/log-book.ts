/**
 * Log of a trial as a worker keeps it while it plays: from the trial's beginning, or from the log that an earlier
 * attempt stored. A trial that goes on from a snapshot may make its last validation again; the log has it once.
 */
import type { Snapshot } from '../../learners/learner.ts';
import type { PlayedEvent } from '../../tournament/players/player.ts';
import { type LoggedEvent, logWith, newestSnapshot, reachedMacs, type TrialLog } from '../wire/trial-log.ts';

/** Part of a log that the trial itself determines. */
export type Course = Pick<TrialLog, 'from' | 'events'>;

export class LogBook {
  #course: Course;

  /** @param begun course of a stored log without an end; null for a trial from its beginning */
  constructor(begun: Course | null = null) {
    this.#course = begun ?? { from: null, events: [] };
  }

  get course(): Course {
    return this.#course;
  }

  /** Snapshot from which the trial goes on; null for its beginning. */
  get snapshot(): Snapshot | null {
    return newestSnapshot(this.#course);
  }

  /** MACs of the last validation; -1 before the first. */
  get reached(): number {
    return reachedMacs(this.#course);
  }

  /** Takes in an event of the trial. A result with the reason `stopped` is no end of it. */
  hear(event: PlayedEvent): void {
    if (event.type === 'finished' && event.result.stop.reason === 'stopped') return;
    if (isLogged(event)) this.#course = logWith(this.#course, event);
  }
}

const isLogged = (event: PlayedEvent): event is LoggedEvent =>
  event.type === 'started' || event.type === 'checkpoint' || event.type === 'finished';
