/**
 * Work of a view whose finished parts are kept in a file, so that a look which was stopped or killed goes on there, and
 * one that is over is shown again at once, as a page or as JSON.
 *
 * The file lies in the folder `lab-kept` beside the run, or in `runs/lab-kept`. Its name is made of the view and a hash
 * of all that its findings depend on: program, options, contestants, and the run as far as it has come. A line is a
 * part, `checksum [key, value]`; what follows a damaged line, as one that was cut by a kill, is dropped. The folder
 * keeps the newest 20 files, and no more than 100 MB of older ones.
 */
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import type { RunFile } from '../store/run-file.ts';
import { version } from '../version.ts';
import { type LabWork, plainJson, Stopped } from './view.ts';

/** Look at a view: all that its findings depend on. */
export interface Look {
  readonly view: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly contestants: readonly string[];
  readonly run: RunFile | null;
}

/** File in which the parts of that look are kept. */
export function keptFile({ view, options, contestants, run }: Look): string {
  const content = [version(), codeMark(), view, options, contestants, run === null ? null : extentOf(run)];
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16);
  return join(run === null ? 'runs' : dirname(run.path), 'lab-kept', `${view}-${hash}.jsonl`);
}

/** Names of the built chunks, which have hashes of their code: findings of other code are not taken up. */
function codeMark(): readonly string[] {
  const folder = new URL('../../chunks/', import.meta.url);
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

/** Identity of the run, and how far it has come: a run that has grown is another. */
const extentOf = (run: RunFile): unknown =>
  run.consistently(() => ({
    sessions: run.sessions().map(({ created, machine, commandLine }) => [created, machine, commandLine]),
    spec: run.spec(),
    trials: run.trials().map((trial) => {
      if (trial.state === 'finished' || trial.state === 'planned') return trial;
      const metrics = run.metrics(trial.id);
      return [trial, metrics.length, metrics.at(-1)?.cost];
    }),
  }));

export interface KeptWorkGiven {
  readonly file: string;
  readonly threads: number;
  /** Stops the work after its present part. */
  readonly signal: AbortSignal;
  /** True to compute everything anew. */
  readonly anew?: boolean;
  /**
   * Hears of progress.
   * @param isComputing false while parts come from the file
   */
  onProgress?(done: number, total: number, doing: string, isComputing: boolean): void;
  /** Hears once that nothing can be kept, with the system's reason. */
  onLost?(error: unknown): void;
}

export interface KeptWork extends LabWork {
  /** Number of parts in the file. */
  readonly parts: number;
}

export function keptWork({
  file,
  threads,
  signal,
  anew = false,
  onProgress,
  onLost,
}: KeptWorkGiven): KeptWork {
  let isComputing = false;
  let isKeeping = true;
  const known = new Map<string, string>();
  try {
    if (anew) removeKept(file);
    else readParts(file, known);
  } catch (error) {
    isKeeping = false;
    onLost?.(error);
  }
  const keep = (key: string, json: string): void => {
    known.set(key, json);
    if (!isKeeping) return;
    try {
      if (!existsSync(file)) makeRoom(dirname(file));
      appendFileSync(file, lineOf(key, json));
    } catch (error) {
      isKeeping = false;
      onLost?.(error);
    }
  };
  const breathe = async (): Promise<void> => {
    // A signal arrives between two turns of the event loop.
    await nextTurn();
    if (signal.aborted) throw new Stopped();
  };
  return {
    threads,
    breathe,
    get parts() {
      return known.size;
    },
    async kept(key, make) {
      const json = known.get(key);
      isComputing = json === undefined;
      if (json !== undefined) return JSON.parse(json);
      await breathe();
      const value = plainJson(await make());
      keep(key, JSON.stringify(value));
      await breathe();
      return value;
    },
    progress: (done, total, doing) => onProgress?.(done, total, doing, isComputing),
  };
}

const lineOf = (key: string, json: string): string => {
  const part = `[${JSON.stringify(key)},${json}]`;
  return `${checksum(part)} ${part}\n`;
};

const checksum = (part: string): string => crc32(part).toString(16).padStart(8, '0');

/** @throws what the system says where it stays */
function removeKept(file: string): void {
  // `force` does not forgive a folder of that path which is a file.
  if (existsSync(file)) rmSync(file);
}

/**
 * Takes up the parts of the file, as JSON by their keys. The file is cut before its first damaged line, so that the next
 * part begins a line.
 * @throws what the system says where it cannot be read or cut; the parts before are taken up
 */
function readParts(file: string, parts: Map<string, string>): void {
  if (!existsSync(file)) return;
  // A pipe never ends, nor does a device.
  if (!statSync(file).isFile()) throw new Error('it is no regular file');
  const text = readFileSync(file, 'utf8');
  let sound = 0;
  for (;;) {
    const end = text.indexOf('\n', sound);
    const entry = end < 0 ? null : partOf(text.slice(sound, end));
    if (entry === null) break;
    parts.set(...entry);
    sound = end + 1;
  }
  if (sound < text.length) truncateSync(file, Buffer.byteLength(text.slice(0, sound)));
}

function partOf(line: string): [key: string, json: string] | null {
  const part = line.slice(9);
  if (line[8] !== ' ' || line.slice(0, 8) !== checksum(part)) return null;
  const [key, value] = JSON.parse(part) as [string, unknown];
  return [key, JSON.stringify(value)];
}

/** Files of a folder that stay, and bytes of them. */
const MOST_FILES = 20;
const MOST_BYTES = 100e6;
const NAME = /^[a-z-]+-[0-9a-f]{16}\.jsonl$/;

/** Makes the folder; of one that is there already, removes the oldest files. */
function makeRoom(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const files = readdirSync(folder)
    .filter((name) => NAME.test(name))
    .map((name) => ({ path: join(folder, name), stat: statSync(join(folder, name)) }))
    .sort((a, b) => b.stat.mtimeMs - a.stat.mtimeMs);
  let bytes = 0;
  for (const [place, { path, stat }] of files.entries()) {
    bytes += stat.size;
    if (place >= MOST_FILES - 1 || bytes > MOST_BYTES) rmSync(path, { force: true });
  }
}
