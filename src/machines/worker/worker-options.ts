/** Options of a worker, and what it says of itself. */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import process from 'node:process';
import { wallClockStamp } from '../../clock.ts';
import { machineInWords } from '../../machine.ts';
import type { Player } from '../../tournament/players/player.ts';
import type { PluginLimits } from '../../tournament/spec/tournament.ts';
import { version } from '../../version.ts';
import type { Exchange } from '../queue/exchange.ts';
import type { Lease, QueueTimes } from '../queue/queue.ts';
import type { WorkerRecord } from '../wire/records.ts';
import type { Judge } from './fit.ts';
import type { WorkerEvent } from './worker-event.ts';

export interface WorkerOptions {
  readonly exchange: Exchange;
  /** Number of threads, from 1. Default 1. */
  readonly threads?: number | undefined;
  /** Opens a player for trials of one run. Default: threads of this process. */
  readonly openPlayer?: ((limits: PluginLimits) => Promise<Player>) | undefined;
  /** Judge of jobs. Default: plays built-in tasks without data files. */
  readonly judge?: Judge | undefined;
  /** Facts of the worker that differ from this process's own. */
  readonly self?: Partial<WorkerSelf> | undefined;
  /**
   * Signal that stops the worker: trials are stopped and given back with their checkpoints, and results that wait are
   * delivered, for some seconds.
   */
  readonly signal?: AbortSignal | undefined;
  /** Seconds without a trial after which the worker ends; null or left out: it waits for ever. */
  readonly idleExit?: number | null | undefined;
  /** Times of the queue, by which leases are renewed. Default: the usual ones. */
  readonly times?: QueueTimes | undefined;
  readonly paces?: Partial<Paces> | undefined;
  readonly onEvent?: ((event: WorkerEvent) => void) | undefined;
  /**
   * Plays a trial in a process of its own, and resolves once that has ended. For trials at which a process has died.
   * Left out: they are played like others.
   */
  readonly playApart?: ((lease: Lease) => Promise<void>) | undefined;
  /** The one job to play, in place of those of the queue; the worker then ends. */
  readonly only?: Lease | undefined;
}

/** Facts of a worker in its record. */
export type WorkerSelf = Pick<
  WorkerRecord,
  'worker' | 'name' | 'host' | 'process' | 'machine' | 'genoprop' | 'node' | 'began'
>;

/** Times of a worker in milliseconds. */
export interface Paces {
  /** Wait for a job in one call. */
  readonly take: number;
  /** Between two writings of its record, and two looks at those of runs. */
  readonly record: number;
  /** Least time between two stored checkpoints of a trial. */
  readonly checkpoint: number;
  /** Pauses between tries of a call that failed: the first and the longest. */
  readonly retry: number;
  readonly longestRetry: number;
  /** Delay of a job that was refused, and the longest pause of a worker that has met refused ones alone. */
  readonly refusal: number;
  readonly longestRefusal: number;
  /** Time in which a worker that stops delivers what it has. */
  readonly goodbye: number;
  /** Time for which the threads of a run without a trial under way are kept. */
  readonly idlePlayer: number;
}

export const usualPaces: Paces = {
  take: 500,
  record: 2000,
  checkpoint: 30_000,
  retry: 250,
  longestRetry: 5000,
  refusal: 1000,
  longestRefusal: 4000,
  goodbye: 10_000,
  idlePlayer: 5000,
};

/** Facts of this process as a worker. */
export const selfOf = (given: Partial<WorkerSelf> = {}): WorkerSelf => ({
  worker: randomUUID(),
  name: hostname(),
  host: hostname(),
  process: process.pid,
  machine: machineInWords(),
  genoprop: version(),
  node: process.versions.node,
  began: wallClockStamp(),
  ...given,
});

/** End of a worker. */
export interface WorkerEnd {
  /** stopped: by its signal; idle: nothing came for so long; done: the one job that it was to play has ended. */
  readonly reason: 'stopped' | 'idle' | 'done';
  /** Number of trials handed in. */
  readonly played: number;
  /** Names of trials whose results could not be delivered before it stopped. */
  readonly undelivered: readonly string[];
}
