/**
 * Bytes of a log: its events as exact JSON, in the metadata of a safetensors file that holds their arrays, compressed
 * with zstd (RFC 8878). The reader trusts no byte: sizes are limited before anything is unpacked, and the form is
 * checked before any value is used.
 */
import { createHash } from 'node:crypto';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { oneLine, RunError } from '../../errors.ts';
import { fromExactJson, toExactJson } from '../../formats/exact-json.ts';
import { readSafetensors, type TensorData, writeSafetensors } from '../../formats/safetensors.ts';
import type { Snapshot } from '../../learners/learner.ts';
import type { Net } from '../../nets/net.ts';
import type { Origin } from '../../nets/solution.ts';
import type { TrialChampion } from '../../tournament/spec/trial-champion.ts';
import { BEST } from '../../tournament/trial/trial-state.ts';
import { logForm, type PlainLog, snapshotForm } from './log-form.ts';
import { requireWire } from './trial-job.ts';
import { type LoggedEvent, reachedMacs, type TrialLog, thinned } from './trial-log.ts';
import { checkedForm, WireFault } from './wire-fault.ts';

/**
 * Longest log in bytes, as it is stored and unpacked, and its longest JSON in characters. Bytes of arrays are copied; a
 * value of JSON takes a hundred times as long, and 30 million empty ones are packed into 8 KB.
 */
export const logLimits = { packed: 64 * 2 ** 20, unpacked: 256 * 2 ** 20, json: 32 * 2 ** 20 } as const;

const KEY = 'genoprop';
const FROM = 'from/';
const PARAMETERS = { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 };

type Arrays = Record<string, TensorData>;

/**
 * Packs a log.
 * @throws RunError where it is too long to be stored
 */
export function packLog(log: TrialLog): Uint8Array {
  const arrays: Arrays = {};
  const plain = {
    ...log,
    from: log.from && {
      ...log.from,
      snapshot: log.from.snapshot && plainSnapshot(log.from.snapshot, FROM, arrays),
    },
    events: log.events.map((event, index) => plainEvent(event, `${index}/`, arrays)),
  };
  const json = toExactJson(plain);
  if (json.length > logLimits.json) throw tooLong(log, json.length, logLimits.json, 'JSON');
  const bytes = writeSafetensors(arrays, { [KEY]: json });
  if (bytes.length > logLimits.unpacked) throw tooLong(log, bytes.length, logLimits.unpacked);
  const packed = zstdCompressSync(bytes, { params: PARAMETERS });
  if (packed.length > logLimits.packed) throw tooLong(log, packed.length, logLimits.packed);
  return packed;
}

const tooLong = ({ trial }: TrialLog, bytes: number, most: number, what = ''): RunError =>
  new RunError(
    `trial ${trial}: its log has ${megabytes(bytes)} MB${what === '' ? '' : ` of ${what}`}, at most ${megabytes(most)} MB go over machines; play it by \`genoprop tournament\` without --queue`,
  );

const megabytes = (bytes: number): number => Math.ceil(bytes / 2 ** 20);

function plainEvent(event: LoggedEvent, prefix: string, arrays: Arrays) {
  if (event.type === 'started') return event;
  if (event.type === 'finished') {
    const { result } = event;
    return { ...event, result: { ...result, champion: plainChampion(result.champion, prefix, arrays) } };
  }
  return {
    ...event,
    champion: plainChampion(event.champion, prefix, arrays),
    snapshot: event.snapshot && plainSnapshot(event.snapshot, prefix, arrays),
  };
}

function plainChampion(champion: TrialChampion | null, prefix: string, arrays: Arrays) {
  if (champion === null) return null;
  const { parameters, net, origin } = champion;
  arrays[`${prefix}champion`] = parameters;
  return { ...(net === undefined ? {} : { net }), ...(origin === undefined ? {} : { origin }) };
}

function plainSnapshot({ arrays: own, values }: Snapshot, prefix: string, arrays: Arrays) {
  for (const [name, array] of Object.entries(own)) arrays[`${prefix}snapshot/${name}`] = array;
  return { values };
}

/** Job and trial that a log must be of. */
export interface LogWanted {
  readonly job: string;
  readonly trial: string;
}

/**
 * Unpacks a log.
 * @param wanted job and trial that it must be of
 * @throws WireFault where the bytes are no log, or one of another trial or version
 */
export function openLog(packed: Uint8Array, wanted: LogWanted): TrialLog {
  const { tensors, metadata } = unpack(packed);
  const given = parse(metadata[KEY]);
  requireWire(given, 'the log');
  const plain = checkedForm(logForm, given, 'the log');
  const log = new Filling(tensors).log(plain);
  requireOf(log, wanted);
  requireOrder(log);
  return log;
}

function unpack(packed: Uint8Array) {
  if (packed.length > logLimits.packed)
    throw new WireFault(`the log has ${packed.length} bytes, at most ${logLimits.packed} are allowed`);
  let bytes: Uint8Array;
  try {
    bytes = zstdDecompressSync(packed, { maxOutputLength: logLimits.unpacked });
  } catch (error) {
    throw new WireFault(`the log cannot be unpacked: ${oneLine(error)}`);
  }
  try {
    const { tensors, metadata } = readSafetensors(bytes, { name: 'the log' });
    return { tensors: new Map(Object.entries(tensors).map(([name, { data }]) => [name, data])), metadata };
  } catch (error) {
    throw new WireFault(oneLine(error));
  }
}

function parse(json = ''): unknown {
  if (json.length > logLimits.json)
    throw new WireFault(
      `the log has ${json.length} characters of JSON, at most ${logLimits.json} are allowed`,
    );
  try {
    return fromExactJson(json);
  } catch {
    throw new WireFault('the log is no JSON');
  }
}

/** Puts the arrays back into their places, each once. */
class Filling {
  readonly #arrays: Map<string, TensorData>;

  constructor(arrays: Map<string, TensorData>) {
    this.#arrays = arrays;
  }

  log(plain: PlainLog): TrialLog {
    const from = plain.from && {
      macs: plain.from.macs,
      snapshot: plain.from.snapshot && this.#snapshot(plain.from.snapshot, FROM),
    };
    const events = plain.events.map((event, index) => this.#event(event, `${index}/`));
    const [left] = this.#arrays.keys();
    if (left !== undefined) throw new WireFault(`the log: array ${JSON.stringify(left)} belongs to nothing`);
    return { ...plain, from, events };
  }

  #event(event: PlainLog['events'][number], prefix: string): LoggedEvent {
    if (event.type === 'started') return event;
    if (event.type === 'finished') {
      const { result, extendable, ...rest } = event;
      return {
        ...rest,
        result: { ...result, champion: this.#champion(result.champion, prefix) },
        ...(extendable === undefined ? {} : { extendable }),
      };
    }
    const { checkpoint, champion, snapshot, snapshotValidatedAt, ...rest } = event;
    const { validationMeasures, validationScore, ...measured } = checkpoint;
    return {
      ...rest,
      checkpoint: {
        ...measured,
        ...(validationMeasures === undefined ? {} : { validationMeasures }),
        ...(validationScore === undefined ? {} : { validationScore }),
      },
      champion: this.#champion(champion, prefix),
      snapshot: snapshot && this.#snapshot(snapshot, prefix),
      ...(snapshotValidatedAt === undefined ? {} : { snapshotValidatedAt }),
    };
  }

  #champion(
    champion: { readonly net?: object | undefined; readonly origin?: object | undefined } | null,
    prefix: string,
  ): TrialChampion | null {
    if (champion === null) return null;
    const parameters = this.#take(`${prefix}champion`);
    if (!(parameters instanceof Float32Array))
      throw new WireFault('the log: a champion whose parameters are no 32-bit numbers');
    const net = champion.net as Net | undefined;
    if (net !== undefined) requireNet(net, parameters.length);
    return {
      ...(net === undefined ? {} : { net }),
      parameters,
      ...(champion.origin === undefined ? {} : { origin: champion.origin as Origin }),
    };
  }

  #snapshot({ values }: { readonly values: Snapshot['values'] }, prefix: string): Snapshot {
    const begin = `${prefix}snapshot/`;
    const names = [...this.#arrays.keys()].filter((name) => name.startsWith(begin));
    const snapshot: Snapshot = {
      arrays: Object.fromEntries(names.map((name) => [name.slice(begin.length), this.#take(name)])),
      values,
    };
    requireSnapshot(snapshot);
    return snapshot;
  }

  #take(name: string): TensorData {
    const array = this.#arrays.get(name);
    if (array === undefined) throw new WireFault(`the log: array ${JSON.stringify(name)} is missing`);
    this.#arrays.delete(name);
    return array;
  }
}

/** Requires a snapshot that can be taken apart, whose best net has as many parameters as it says. */
function requireSnapshot(snapshot: Snapshot): void {
  const { standing } = checkedForm(snapshotForm, snapshot.values, 'the log: a snapshot').trial;
  const array = snapshot.arrays[BEST];
  if ((standing === null) !== (array === undefined))
    throw new WireFault('the log: a snapshot whose best net is not the one that it names');
  if (array === undefined) return;
  if (!(array instanceof Float32Array))
    throw new WireFault('the log: a snapshot whose best net has parameters that are no 32-bit numbers');
  if (standing?.net !== undefined) requireNet(standing.net as Net, array.length);
}

/** Requires a net whose blocks lie in its vector of parameters, whose length is that one. */
function requireNet({ parameters, blocks }: Net, length: number): void {
  const fits = blocks.every(
    ({ shape, offset, size }) =>
      shape.reduce((product, extent) => product * extent, 1) === size && offset + size <= length,
  );
  if (parameters !== length || !fits)
    throw new WireFault(`the log: a champion of ${length} parameters, whose net has other ones`);
}

function requireOf(log: TrialLog, { job, trial }: LogWanted): void {
  if (log.job !== job) throw new WireFault(`the log is of job ${log.job}, not of ${job}`);
  const ids = [log.trial, ...log.events.map(({ id }) => id)];
  for (const event of log.events) if (event.type === 'finished') ids.push(event.result.id);
  const other = ids.find((id) => id !== trial);
  if (other !== undefined) throw new WireFault(`the log is of trial ${other}, not of ${trial}`);
}

/** Requires a start, validations with rising MACs, and an end, in this order. */
function requireOrder({ from, events }: TrialLog): void {
  let reached = from?.macs ?? -1;
  for (const [index, event] of events.entries()) {
    if (event.type === 'started' && index > 0) throw new WireFault('the log: the trial starts twice');
    if (event.type === 'finished' && index < events.length - 1)
      throw new WireFault('the log: the trial goes on after its end');
    if (event.type !== 'checkpoint') continue;
    const { macs } = event.checkpoint.cost;
    if (macs <= reached) throw new WireFault('the log: the costs of validations do not rise');
    reached = macs;
  }
}

/**
 * Hash of all in which logs of one trial are equal, beyond those MACs: all but seconds, the worker and its attempt.
 * @param beyond MACs at which the later of two logs begins
 */
export function comparableLog(log: Pick<TrialLog, 'from' | 'events'>, beyond = -1): string {
  const arrays: Arrays = {};
  const later = thinned(log).events.filter(
    (event) =>
      event.type === 'finished' || (event.type === 'checkpoint' && event.checkpoint.cost.macs > beyond),
  );
  const plain = later.map((event, index) => withoutSeconds(plainEvent(event, `${index}/`, arrays)));
  const hash = createHash('sha256').update(toExactJson(plain));
  for (const [name, { buffer, byteOffset, byteLength }] of Object.entries(arrays).sort(([a], [b]) =>
    a < b ? -1 : 1,
  )) {
    hash.update(`\n${name} ${byteLength}\n`).update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest('hex');
}

/** True for two logs that say the same where they overlap: the longer goes on where the shorter ends. */
export function agree(one: TrialLog, other: TrialLog): boolean {
  const beyond = Math.max(one.from?.macs ?? -1, other.from?.macs ?? -1);
  return (
    reachedMacs(one) === reachedMacs(other) && comparableLog(one, beyond) === comparableLog(other, beyond)
  );
}

function withoutSeconds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSeconds);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== 'seconds');
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, withoutSeconds(inner)]),
  );
}
