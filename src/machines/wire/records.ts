/** Records of runs and workers in the store, JSON texts that their owners write again every few seconds. */

/** Record of a run, by its coordinator. */
export interface RunRecord {
  readonly wire: number;
  readonly run: string;
  readonly title: string;
  /** Version of genoprop. */
  readonly genoprop: string;
  /** Host name and process of the coordinator. */
  readonly host: string;
  readonly process: number;
  /** Random id of the coordinator, by which it knows its own record. */
  readonly coordinator: string;
  /** `open`: play; `paused`: wait between two steps; `stopping`: store a checkpoint and give the job back. */
  readonly state: 'open' | 'paused' | 'stopping';
  /** Numbers of trials. */
  readonly trials: { readonly all: number; readonly ended: number };
  /** Time of writing, ISO 8601. */
  readonly at: string;
}

/** Record of a worker. */
export interface WorkerRecord {
  readonly wire: number;
  /** Random id. */
  readonly worker: string;
  /** Name, by default the host's. */
  readonly name: string;
  readonly host: string;
  readonly process: number;
  /** Machine in words: processor, cores, platform. */
  readonly machine: string;
  readonly genoprop: string;
  readonly node: string;
  /** Number of threads. */
  readonly threads: number;
  /** Adapter of the GPU, where it has been asked for one; else null. */
  readonly adapter: string | null;
  readonly state: 'working' | 'idle' | 'stopping';
  /** Trials under way. */
  readonly trials: readonly PlayedTrial[];
  /** Number of trials that it has handed in. */
  readonly played: number;
  /** Jobs that it cannot play, and why, the newest last. */
  readonly refused: readonly Refusal[];
  readonly began: string;
  /** Time of writing, ISO 8601. */
  readonly at: string;
}

export interface PlayedTrial {
  readonly job: string;
  readonly run: string;
  readonly trial: string;
  /** Share of the budget spent, 0 to 1; null before the first step. */
  readonly spent: number | null;
  readonly macs: number;
  readonly seconds: number;
  readonly trainingLoss: number | null;
}

export interface Refusal {
  readonly job: string;
  readonly run: string;
  readonly trial: string;
  /** One line: what the worker has, and what the run needs. */
  readonly reason: string;
}

/** Seconds between two writings of a record, and seconds after which a record that is not written again is gone. */
export const recordTimes = { every: 2, runKept: 24 * 3600, workerKept: 30 } as const;
