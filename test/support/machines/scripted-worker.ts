/**
 * Worker that plays nothing: it delivers the events of trials that were played before, as logs, and can be told to
 * deliver them badly. For tests of coordinators.
 */

import { groups, KEPT_SECONDS } from '../../../src/machines/queue/blob-store.ts';
import type { Exchange } from '../../../src/machines/queue/exchange.ts';
import type { Lease } from '../../../src/machines/queue/queue.ts';
import { checkpointName, checkpointsOf, resultName } from '../../../src/machines/wire/blob-names.ts';
import { openLog, packLog } from '../../../src/machines/wire/pack-log.ts';
import { type Refusal, type WorkerRecord, writeRecord } from '../../../src/machines/wire/records.ts';
import { readJob, WIRE_VERSION } from '../../../src/machines/wire/trial-job.ts';
import {
  type LoggedEvent,
  logWith,
  newestSnapshot,
  reachedMacs,
  type TrialLog,
} from '../../../src/machines/wire/trial-log.ts';
import { version } from '../../../src/version.ts';

/** What a worker does with a job, in place of playing and delivering it. Returns false where it has dealt with it. */
export type Mischief = (given: {
  readonly lease: Lease;
  readonly trial: string;
  /** Whole log of the trial, as it is to be delivered. */
  readonly log: TrialLog;
  readonly run: string;
  readonly worker: ScriptedWorker;
}) => Promise<boolean>;

export interface ScriptedOptions {
  readonly name?: string;
  /** Events of trials, by their ids. */
  readonly played: ReadonlyMap<string, readonly LoggedEvent[]>;
  readonly mischief?: Mischief;
  /** Checkpoints to store before a result. Default: 1. */
  readonly checkpoints?: number;
}

export class ScriptedWorker {
  readonly exchange: Exchange;
  readonly name: string;
  readonly id: string;
  /** Trials that it took, with the MACs at which it began. */
  readonly taken: (readonly [trial: string, macs: number])[] = [];
  readonly #options: ScriptedOptions;
  #isOver = false;
  #loop: Promise<void> | null = null;

  constructor(exchange: Exchange, options: ScriptedOptions) {
    this.exchange = exchange;
    this.#options = options;
    this.name = options.name ?? 'lab';
    this.id = `w-${this.name}`;
  }

  begin(): this {
    this.#loop = this.#work();
    return this;
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await this.#loop;
  }

  /** Writes its record. */
  async record(more: Partial<WorkerRecord> = {}): Promise<void> {
    const at = '2026-11-23T04:05:06.789Z';
    await this.exchange.blobs.put(
      groups.workers,
      this.id,
      writeRecord({
        ...{ wire: WIRE_VERSION, worker: this.id, name: this.name, host: this.name, process: 1 },
        ...{ machine: 'a CPU, 2 cores', genoprop: version(), node: 'v26.0.0', threads: 2, adapter: null },
        ...{ state: 'working', trials: [], played: 0, refused: [], began: at, at, ...more },
      }),
      30,
    );
  }

  async refuse(refusal: Refusal): Promise<void> {
    await this.record({ refused: [refusal] });
  }

  async deliver(lease: Pick<Lease, 'id' | 'attempt'>, run: string, log: TrialLog): Promise<void> {
    await this.put(lease, run, packLog(log));
  }

  async put({ id, attempt }: Pick<Lease, 'id' | 'attempt'>, run: string, bytes: Uint8Array): Promise<void> {
    await this.exchange.blobs.put(groups.results(run), resultName(id, attempt), bytes, KEPT_SECONDS);
  }

  async #work(): Promise<void> {
    while (!this.#isOver) {
      const lease = await this.exchange.queue.take(this.name, 20).catch(() => null);
      if (lease === null) await new Promise((resolve) => setTimeout(resolve, 5));
      else await this.#play(lease).catch(() => {});
    }
  }

  async #play(lease: Lease): Promise<void> {
    const { blobs, queue } = this.exchange;
    const { trial, run } = readJob(lease.data);
    const { mischief = async () => true, checkpoints = 1, played } = this.#options;
    const group = groups.checkpoints(run);
    const [stored] = checkpointsOf(await blobs.names(group), lease.id);
    const bytes = stored === undefined ? null : await blobs.get(group, stored.name);
    const begun = bytes === null ? null : openLog(bytes, { job: lease.id, trial: trial.id });
    const empty: TrialLog = {
      ...{ wire: WIRE_VERSION, job: lease.id, trial: trial.id, attempt: lease.attempt, worker: this.id },
      ...{ name: this.name, machine: 'a CPU, 2 cores', genoprop: version() },
      ...{ from: begun?.from ?? null, events: begun?.events ?? [] },
    };
    this.taken.push([trial.id, reachedMacs(empty)]);
    const rest = played.get(trial.id)!;
    let log = empty;
    let number = 0;
    for (const event of rest) {
      log = logWith(log, event);
      if (event.type !== 'checkpoint' || number >= checkpoints || newestSnapshot(log) === null) continue;
      await blobs.put(group, checkpointName(lease.id, lease.attempt, ++number), packLog(log), KEPT_SECONDS);
      if (number > 1) await blobs.remove(group, [checkpointName(lease.id, lease.attempt, number - 1)]);
    }
    if (!(await mischief({ lease, trial: trial.id, log, run, worker: this }))) return;
    await this.deliver(lease, run, log);
    await queue.handIn(lease);
  }
}
