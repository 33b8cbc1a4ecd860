/** Paces of a coordinator: how often it looks at the store, the workers and the queue. */
import type { QueueTimes } from '../queue/queue.ts';
import { paceFor } from '../queue/queue-times.ts';

/** Paces of a coordinator in milliseconds. Tests make them shorter. */
export interface Paces {
  /** Pause between two looks at the store while something happens, and the longest while nothing does. */
  readonly look: number;
  readonly longestLook: number;
  /** Time between two writings of the run's record, and between two readings of the workers'. */
  readonly record: number;
  /** Time between two comparisons of the trials with the queue. */
  readonly compare: number;
  /** Time for workers to store checkpoints after a stop. */
  readonly stop: number;
  /** Time for the farewell to the server. */
  readonly farewell: number;
  /** Time without any worker after which that is told. */
  readonly alone: number;
}

export const usualPaces: Paces = {
  look: 250,
  longestLook: 1000,
  record: 2000,
  compare: 60_000,
  stop: 8000,
  farewell: 3000,
  alone: 10_000,
};

/** Paces beside a queue of such times: short leases, as in tests, have short pauses. */
export const pacesFor = (times: QueueTimes): Pick<Paces, 'look' | 'longestLook' | 'record' | 'compare'> => ({
  look: paceFor(usualPaces.look, times),
  longestLook: paceFor(usualPaces.longestLook, times),
  record: paceFor(usualPaces.record, times),
  compare: paceFor(usualPaces.compare, times),
});
