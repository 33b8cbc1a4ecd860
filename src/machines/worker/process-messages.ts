/** Messages between a worker's supervisor and its processes that play. Plain data. */
import type { ExchangeOptions } from '../queue/connect.ts';
import type { Lease } from '../queue/queue.ts';
import type { WorkerEvent } from './worker-event.ts';
import type { WorkerEnd, WorkerSelf } from './worker-options.ts';

/** Settings of a worker, as its command line gives them. Secrets are named by files or lie in the environment. */
export interface WorkerSettings {
  /** Address of the queue's server; left out: that of the environment. */
  readonly url?: string | undefined;
  readonly access: Pick<ExchangeOptions, 'flag' | 'passwordFile' | 'tls' | 'prefix'>;
  readonly threads: number;
  /** Name of the worker; left out: the host's. */
  readonly name?: string | undefined;
  /** Seconds without a trial after which it ends; null: it waits for ever. */
  readonly idleExit: number | null;
  /** Files with the programs of tasks. */
  readonly plugins: readonly string[];
  readonly pluginFolder?: string | undefined;
  readonly dataFolder?: string | undefined;
  /** True where programs that coordinators send may be played. */
  readonly acceptsPlugins: boolean;
}

export type ToProcess =
  | {
      readonly type: 'play';
      readonly settings: WorkerSettings;
      /** Facts of the worker that all of its processes share. */
      readonly self: Partial<WorkerSelf>;
      /** The one job to play; left out: those of the queue. */
      readonly only?: Lease | undefined;
    }
  | { readonly type: 'stop' }
  /** Process that played that job alone has ended. */
  | { readonly type: 'apart ended'; readonly job: string };

export type FromProcess =
  | { readonly type: 'event'; readonly event: WorkerEvent }
  /** Job to play in a process of its own. */
  | { readonly type: 'apart'; readonly lease: Lease }
  | { readonly type: 'end'; readonly end: WorkerEnd }
  /** Failure in one line, after which the process ends. */
  | { readonly type: 'failed'; readonly message: string; readonly isUsers: boolean };
