/**
 * Watch over the workers of a server by their records: which are there, what they play of the run, and what they cannot
 * play. A worker whose record has expired is gone.
 */

import { printable } from '../../words/printable.ts';
import { counted } from '../../words/text.ts';
import { type BlobStore, groups } from '../queue/blob-store.ts';
import { type PlayedTrial, readWorkerRecord, recordTimes, type WorkerRecord } from '../wire/records.ts';
import { WireFault } from '../wire/wire-fault.ts';
import { machineOf } from './machine-of.ts';

export interface Watching {
  readonly run: string;
  /** Address of the queue, for people. */
  readonly shown: string;
  /** Clock in milliseconds. */
  readonly now: () => number;
  /** Milliseconds without any worker after which that is told. */
  readonly alone: number;
  note(line: string): void;
  /** Receives each trial that a worker plays, at each reading; of several workers that play it, one. */
  playing(job: string, machine: string, trial: PlayedTrial): void;
}

/** Time without a new record after which a worker is silent. */
const SILENT_MILLISECONDS = 3000 * recordTimes.every;

export class WorkerWatch {
  readonly #watching: Watching;
  #workers = new Map<string, WorkerRecord>();
  /** Stamp of each worker's record, and the clock when it was first read. */
  readonly #stamps = new Map<string, { readonly at: string; readonly readAt: number }>();
  /** Worker that a trial is told of, by job. */
  #players = new Map<string, string>();
  readonly #told = new Set<string>();
  #aloneSince: number | null;
  #isAloneTold = false;

  constructor(watching: Watching) {
    this.#watching = watching;
    this.#aloneSince = watching.now();
  }

  /** Workers that were there at the last reading, by their ids. */
  get workers(): ReadonlyMap<string, WorkerRecord> {
    return this.#workers;
  }

  /** Reads all records. @param unplayed jobs of the run that wait */
  async look(blobs: BlobStore, unplayed: ReadonlyMap<string, string>): Promise<void> {
    const names = await blobs.names(groups.workers);
    const records = await Promise.all(names.map((name) => blobs.get(groups.workers, name)));
    const now = new Map<string, WorkerRecord>();
    for (const bytes of records) {
      const record = bytes === null ? null : this.#read(bytes);
      if (record !== null) now.set(record.worker, record);
    }
    this.#compare(now);
    this.#workers = now;
    this.#stamp();
    this.#tellTrials();
    this.#tellRefusals(unplayed);
    this.#tellAlone();
  }

  #stamp(): void {
    for (const { worker, at } of this.#workers.values())
      if (this.#stamps.get(worker)?.at !== at) this.#stamps.set(worker, { at, readAt: this.#watching.now() });
    for (const worker of this.#stamps.keys()) if (!this.#workers.has(worker)) this.#stamps.delete(worker);
  }

  /**
   * Tells each trial once. Where the lease of one worker ran out, two play it: the one before stays as long as it
   * writes its record.
   */
  #tellTrials(): void {
    const { run, now, playing } = this.#watching;
    const told = new Map<string, { readonly worker: WorkerRecord; readonly trial: PlayedTrial }>();
    const isAlive = (worker: string): boolean =>
      now() - this.#stamps.get(worker)!.readAt < SILENT_MILLISECONDS;
    for (const worker of this.#workers.values()) {
      for (const trial of worker.trials) {
        if (trial.run !== run) continue;
        const before = told.get(trial.job);
        const isBefore = this.#players.get(trial.job) === worker.worker;
        const isPreferred = isBefore
          ? isAlive(worker.worker)
          : before !== undefined && !isAlive(before.worker.worker);
        if (before === undefined || isPreferred) told.set(trial.job, { worker, trial });
      }
    }
    for (const [job, { worker, trial }] of told) playing(job, machineOf(worker), trial);
    this.#players = new Map([...told].map(([job, { worker }]) => [job, worker.worker]));
  }

  #read(bytes: Uint8Array): WorkerRecord | null {
    try {
      return readWorkerRecord(bytes);
    } catch (error) {
      if (!(error instanceof WireFault)) throw error;
      this.#once(error.message);
      return null;
    }
  }

  #compare(now: ReadonlyMap<string, WorkerRecord>): void {
    const { note } = this.#watching;
    for (const [id, { name, threads, machine }] of now) {
      if (!this.#workers.has(id))
        note(`worker ${printable(name)}: ${counted(threads, 'thread')}, ${printable(machine)}`);
    }
    for (const [id, { name, trials, state }] of this.#workers) {
      if (now.has(id)) continue;
      const mine = trials.filter(({ run }) => run === this.#watching.run).length;
      const left = state === 'stopping' ? 'has left' : 'is gone';
      const again = mine === 0 ? '' : `; ${counted(mine, 'trial')} of it will be taken by others`;
      note(`worker ${printable(name)} ${left}${again}`);
    }
  }

  /** Tells, once for each reason, what some worker or no worker can play. */
  #tellRefusals(unplayed: ReadonlyMap<string, string>): void {
    const workers = [...this.#workers.values()];
    const refusals = workers.flatMap(({ name, refused }) =>
      refused
        .filter(({ run, job }) => run === this.#watching.run && unplayed.has(job))
        .map((refusal) => ({ name: printable(name), ...refusal })),
    );
    for (const { name, job, reason } of refusals) {
      const isEveryone = workers.every(({ refused }) => refused.some((one) => one.job === job));
      const trial = unplayed.get(job)!;
      const line = printable(reason);
      if (isEveryone) this.#once(`no worker can play ${trial}: ${name} ${line}`, `no worker: ${line}`);
      else this.#once(`worker ${name} cannot play ${trial}: it ${line}`, `${name}: ${line}`);
    }
  }

  #tellAlone(): void {
    const { now, alone, shown, note } = this.#watching;
    if (this.#workers.size > 0) {
      this.#aloneSince = null;
      this.#isAloneTold = false;
      return;
    }
    this.#aloneSince ??= now();
    if (this.#isAloneTold || now() - this.#aloneSince < alone) return;
    this.#isAloneTold = true;
    note(`no worker is there yet; on each machine: npx genoprop worker --connect ${shown}`);
  }

  #once(line: string, key = line): void {
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.#watching.note(line);
  }
}
