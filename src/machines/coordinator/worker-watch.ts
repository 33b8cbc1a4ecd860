/**
 * Watch over the workers of a server by their records: which are there, what they play of the run, and what they cannot
 * play. A worker whose record has expired is gone.
 */

import { printable } from '../../words/printable.ts';
import { counted } from '../../words/text.ts';
import { type BlobStore, groups } from '../queue/blob-store.ts';
import { type PlayedTrial, readWorkerRecord, type WorkerRecord } from '../wire/records.ts';
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
  /** Receives each trial that a worker plays, at each reading. */
  playing(job: string, machine: string, trial: PlayedTrial): void;
}

export class WorkerWatch {
  readonly #watching: Watching;
  #workers = new Map<string, WorkerRecord>();
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
    for (const worker of now.values()) {
      for (const trial of worker.trials) {
        if (trial.run === this.#watching.run) this.#watching.playing(trial.job, machineOf(worker), trial);
      }
    }
    this.#tellRefusals(unplayed);
    this.#tellAlone();
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
