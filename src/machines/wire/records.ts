/** Records of runs and workers in the store, JSON texts that their owners write again every few seconds. */
import * as z from 'zod';
import { fromExactJson, toExactJson } from '../../formats/exact-json.ts';
import { requireWire, WIRE_VERSION } from './trial-job.ts';
import { checkedForm, WireFault } from './wire-fault.ts';

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
  /**
   * `open`: play; `paused`: wait between two steps; `stopping`: store a checkpoint and give the job back; `closed`: the
   * same, and its coordinator has left. Of a run without a record, jobs are played: its coordinator died, or has lost
   * its connection.
   */
  readonly state: 'open' | 'paused' | 'stopping' | 'closed';
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

/** Death of a worker's process at a trial, as its supervisor saw it. */
export interface DeathRecord {
  readonly wire: number;
  readonly job: string;
  readonly run: string;
  readonly trial: string;
  /** Worker: its id, and its name. */
  readonly worker: string;
  readonly name: string;
  /** Number of other trials that the process was playing, any of which may be at fault. */
  readonly beside: number;
  /** One line: the signal or exit code, and what it stands for. */
  readonly reason: string;
  /** Time of the death, ISO 8601. */
  readonly at: string;
}

/** Seconds between two writings of a record, and seconds after which a record that is not written again is gone. */
export const recordTimes = { every: 2, runKept: 24 * 3600, workerKept: 30 } as const;

/** Seconds after which the record of a run counts as left by its coordinator. */
export const FRESH_SECONDS = 10;

/** Longest record in bytes: of a worker with hundreds of trials. */
const MOST_BYTES = 2 ** 20;

const id = z.string().min(1).max(200);
const words = z.string().max(1000);
const line = z.string().max(10_000);
const trial = z.string().max(4096);
const run = z.string().regex(/^[0-9a-f]{12}$/);
const whole = z.int().nonnegative();
const stamp = z.string().refine((text) => Number.isFinite(Date.parse(text)), 'must be a time');

const runForm = z.strictObject({
  wire: z.literal(WIRE_VERSION),
  run,
  title: words,
  genoprop: words,
  host: words,
  process: whole,
  coordinator: id,
  state: z.enum(['open', 'paused', 'stopping', 'closed']),
  trials: z.strictObject({ all: whole, ended: whole }),
  at: stamp,
});

const workerForm = z.strictObject({
  wire: z.literal(WIRE_VERSION),
  worker: id,
  name: words,
  host: words,
  process: whole,
  machine: words,
  genoprop: words,
  node: words,
  threads: whole,
  adapter: words.nullable(),
  state: z.enum(['working', 'idle', 'stopping']),
  trials: z
    .array(
      z.strictObject({
        job: id,
        run,
        trial,
        spent: z.number().min(0).max(1).nullable(),
        macs: z.number().nonnegative(),
        seconds: z.number().nonnegative(),
        trainingLoss: z.custom<number | null>((value) => value === null || typeof value === 'number'),
      }),
    )
    .max(10_000),
  played: whole,
  refused: z.array(z.strictObject({ job: id, run, trial, reason: line })).max(10_000),
  began: stamp,
  at: stamp,
});

const deathForm = z.strictObject({
  wire: z.literal(WIRE_VERSION),
  job: id,
  run,
  trial,
  worker: id,
  name: words,
  beside: whole,
  reason: line,
  at: stamp,
});

/** Bytes of a record. */
export const writeRecord = (record: RunRecord | WorkerRecord | DeathRecord): Uint8Array =>
  new TextEncoder().encode(toExactJson(record));

/** @throws WireFault on bytes that are no record, or one of another version */
export const readRunRecord = (bytes: Uint8Array): RunRecord =>
  readRecord(runForm, bytes, 'the record of a run');

/** @throws WireFault as `readRunRecord` */
export const readWorkerRecord = (bytes: Uint8Array): WorkerRecord =>
  readRecord(workerForm, bytes, 'the record of a worker');

/** @throws WireFault as `readRunRecord` */
export const readDeathRecord = (bytes: Uint8Array): DeathRecord =>
  readRecord(deathForm, bytes, 'the record of a death');

function readRecord<Form extends z.ZodType>(form: Form, bytes: Uint8Array, what: string): z.output<Form> {
  if (bytes.length > MOST_BYTES)
    throw new WireFault(`${what} has ${bytes.length} bytes, at most ${MOST_BYTES} are allowed`);
  let given: unknown;
  try {
    given = fromExactJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new WireFault(`${what} is no JSON`);
  }
  requireWire(given, what);
  return checkedForm(form, given, what);
}
