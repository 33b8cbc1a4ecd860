/** Comparison of a run's unfinished trials with the queue, which may have lost jobs, or still hold old ones. */
import type { JobState } from '../queue/queue.ts';

export interface Held {
  /** Ids of the jobs of unfinished trials, in the order in which they are to be played. */
  readonly wanted: readonly string[];
  /** States of the jobs in the queue. */
  readonly states: ReadonlyMap<string, JobState>;
  /** Ids of jobs of which a result lies in the store. */
  readonly results: ReadonlySet<string>;
}

export interface Mending {
  /** Ids of jobs to be offered. */
  readonly offer: readonly string[];
  /** Ids of jobs to be removed before: those that ended without a result, and those that nobody wants any more. */
  readonly remove: readonly string[];
}

/** Plan that brings the queue in line with the trials. */
export function compare({ wanted, states, results }: Held): Mending {
  const isWanted = new Set(wanted);
  const endedInVain = wanted.filter((id) => states.get(id) === 'ended' && !results.has(id));
  const unwanted = [...states.keys()].filter((id) => !isWanted.has(id) && states.get(id) !== 'taken');
  return {
    offer: wanted.filter((id) => !results.has(id) && (!states.has(id) || states.get(id) === 'ended')),
    remove: [...endedInVain, ...unwanted],
  };
}
