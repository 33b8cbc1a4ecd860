/** Trial in the hands of a worker. */
import type { Cost, TrialSpec } from '../../tournament/spec/tournament.ts';
import type { Lease } from '../queue/queue.ts';
import { checkpointName } from '../wire/blob-names.ts';
import type { PlayedTrial } from '../wire/records.ts';
import type { TrialJob } from '../wire/trial-job.ts';
import { type Course, LogBook } from './log-book.ts';
import type { NamedTrial } from './worker-event.ts';

export class Hand {
  readonly job: TrialJob;
  /** Trial with addresses of this machine. */
  readonly trial: TrialSpec;
  readonly named: NamedTrial;
  readonly book: LogBook;
  /** Lease; another one where the job was lost and has been taken again. */
  lease: Lease;
  /** False once the lease is known to have run out. */
  isHeld = true;
  phase: 'playing' | 'delivering' = 'playing';
  /** Reason why it is to be given back, and for how many milliseconds; null while it is to be played on. */
  giveBack: { readonly reason: string; readonly delay: number } | null = null;
  /** Newest stored checkpoint. */
  readonly stored: Stored;
  #progress: Progress | null = null;

  /**
   * @param begun stored checkpoint that it goes on from; null for its beginning
   * @param now milliseconds
   */
  constructor(lease: Lease, job: TrialJob, trial: TrialSpec, begun: Begun | null, now: number) {
    this.lease = lease;
    this.job = job;
    this.trial = trial;
    this.named = { job: lease.id, run: job.run, trial: trial.id };
    this.book = new LogBook(begun?.course ?? null);
    this.stored = { macs: this.book.reached, at: now, bytes: 0, number: 0, name: begun?.name ?? null };
  }

  /** Takes note of how far the trial has come. */
  progressed(progress: Progress): void {
    this.#progress = progress;
  }

  /** Name for a further checkpoint. */
  nextCheckpoint(): string {
    return checkpointName(this.lease.id, this.lease.attempt, ++this.stored.number);
  }

  /** Its part of the worker's record. */
  record(): PlayedTrial {
    const { job, run, trial } = this.named;
    const { cost, spent = null, trainingLoss = null } = this.#progress ?? {};
    return { job, run, trial, spent, macs: cost?.macs ?? 0, seconds: cost?.seconds ?? 0, trainingLoss };
  }
}

interface Progress {
  readonly cost: Cost;
  readonly spent: number;
  readonly trainingLoss: number;
}

interface Stored {
  /** MACs of its last validation. */
  macs: number;
  /** Clock when it was stored, or the trial was begun; milliseconds. */
  at: number;
  bytes: number;
  number: number;
  /** Name of its blob; null before the first. */
  name: string | null;
}

/** Checkpoint in the store, as an earlier attempt left it. */
export interface Begun {
  readonly name: string;
  readonly course: Course;
}
