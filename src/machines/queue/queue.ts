/**
 * Job queue between one coordinator and workers on any number of machines: small texts by id, each handed to one
 * worker at a time.
 *
 *   offer ──▶ waiting ──take──▶ taken ──hand in──▶ ended ──▶ removed by the coordinator
 *                ▲                │
 *                └── give back, or the lease ran out
 *
 * The queue is a hint, never the truth: a job may be lost, or be taken twice. Results do not go through it but through
 * the store beside it (`blob-store.ts`), so that a worker whose lease ran out can deliver nevertheless.
 */

/** Job as it is offered. */
export interface Job {
  /** Id: letters, digits and `-`, a letter first. */
  readonly id: string;
  /** Data, JSON text. */
  readonly data: string;
}

/** Job in the hands of a worker, until its lease runs out. */
export interface Lease extends Job {
  /** Number of the take, from 1: it rises each time that the job is taken. */
  readonly attempt: number;
  /** Secret of the holder. */
  readonly token: string;
}

export type JobState = 'waiting' | 'taken' | 'ended';

/**
 * The queue. Its five calls are `offer`, `take`, `renew`, `handIn` and `giveBack`; the rest is the coordinator's
 * housekeeping. All reject with a `RunError` in one line while the server cannot be reached, and go on after it.
 */
export interface TrialQueue {
  /** Puts jobs into the queue, behind those that wait. An id that is there, in any state, is left as it is. */
  offer(jobs: readonly Job[]): Promise<void>;
  /**
   * Takes the job that has waited longest; null where none came within so many milliseconds, or the queue was closed.
   * Where the connection breaks under the call, a job may be taken for nobody: it comes back when its lease runs out.
   * @param worker name of the worker, for people
   */
  take(worker: string, milliseconds: number): Promise<Lease | null>;
  /** Extends the lease by its full time. False where it is lost: another worker has the job, or will. */
  renew(lease: Lease): Promise<boolean>;
  /** Ends the job, whose result lies in the store. False where the lease is lost, or the job has ended already. */
  handIn(lease: Lease): Promise<boolean>;
  /**
   * Puts the job back; others may take it after so many milliseconds, by the clocks of their machines. Its place among
   * those that wait is left to the server. False where the lease is lost.
   */
  giveBack(lease: Lease, milliseconds: number): Promise<boolean>;
  /**
   * States of all jobs whose ids begin so. A job is `taken` until somebody finds that its lease ran out. On PostgreSQL, a
   * job that changes its state meanwhile may be missing.
   */
  states(prefix: string): Promise<ReadonlyMap<string, JobState>>;
  /** Removes jobs that wait or have ended; returns the ids of those that are taken, which stay. Unknown ids are none. */
  remove(ids: readonly string[]): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Times of a queue in milliseconds. */
export interface QueueTimes {
  /** Time of a lease. Its holder renews it well before. */
  readonly lease: number;
  /** Interval at which leases that ran out are looked for. */
  readonly check: number;
}

/** A server may be gone for two minutes without any work being done twice; a dead machine is noticed within three. */
export const usualTimes: QueueTimes = { lease: 120_000, check: 30_000 };
