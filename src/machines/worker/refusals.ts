/** Refusals of a worker: jobs that it cannot play, for its record, and the pauses after jobs that it gives back. */
import type { Refusal } from '../wire/records.ts';
import { now } from './worker-context.ts';
import type { Paces } from './worker-options.ts';

/** Time for which a refusal is in the record, in longest pauses. */
const REFUSED_FOR = 15;
/** Most refusals in a record, and most refusals that are remembered. */
const MOST_REFUSED = 20;

export class Refusals {
  readonly #paces: Pick<Paces, 'refusal' | 'longestRefusal'>;
  /** Refusals by job, with the clock in milliseconds. */
  readonly #refused = new Map<string, { readonly refusal: Refusal; readonly at: number }>();
  readonly #told = new Set<string>();
  /** Jobs that were given back without being begun, since the last one that was begun. */
  readonly #declined = new Set<string>();
  /** Number of takes in a row of jobs that had been given back before. */
  #repeats = 0;

  constructor(paces: Pick<Paces, 'refusal' | 'longestRefusal'>) {
    this.#paces = paces;
  }

  /** Takes note of a refusal. True where its reason is new for its run. */
  add(refusal: Refusal): boolean {
    this.#refused.delete(refusal.job);
    this.#refused.set(refusal.job, { refusal, at: now() });
    const [oldest] = this.#refused.keys();
    if (this.#refused.size > MOST_REFUSED) this.#refused.delete(oldest!);
    const told = JSON.stringify([refusal.run, refusal.reason]);
    if (this.#told.has(told)) return false;
    this.#told.add(told);
    return true;
  }

  /** Forgets the refusal of a job that fits by now. */
  forget(job: string): void {
    this.#refused.delete(job);
  }

  /** Refusals of late: jobs that this worker has not met again have gone elsewhere. */
  latest(): Refusal[] {
    const since = now() - REFUSED_FOR * this.#paces.longestRefusal;
    return [...this.#refused.values()].flatMap(({ refusal, at }) => (at >= since ? [refusal] : []));
  }

  /** Takes note of a job that was begun. */
  begun(): void {
    this.#declined.clear();
    this.#repeats = 0;
  }

  /**
   * Pause in milliseconds after a job that was given back: short where it is new, so that those behind it are seen;
   * longer and longer where the same ones come again, so that a worker that fits finds them in the queue.
   */
  pauseAfter(job: string): number {
    const { refusal, longestRefusal } = this.#paces;
    if (!this.#declined.has(job)) {
      this.#declined.add(job);
      return refusal / 20;
    }
    return Math.min(longestRefusal, (refusal / 4) * 2 ** Math.min(16, this.#repeats++));
  }
}
