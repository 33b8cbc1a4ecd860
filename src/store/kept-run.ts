/**
 * Resilient writer of a run file, whatever happens to the file meanwhile. While another program has locked the file,
 * events wait in a queue in memory and are written once it is free. Where the file is gone, or never freed, the whole
 * run is written to another file beside it (a rescue), and the tournament goes on there.
 */

import { existsSync, rmSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { oneLine, RunError } from '../errors.ts';
import type { EarlierSession } from '../tournament/earlier-session.ts';
import type { TournamentEvent, TournamentSpec } from '../tournament/spec/tournament.ts';
import { quantity } from '../words/numbers.ts';
import { duration } from '../words/time.ts';
import type { Mirror } from './mirror.ts';
import { pastOf } from './past-of.ts';
import { raisedBy } from './raise-budget.ts';
import { openRun, RunFileLocked, type WritableRun } from './run-file.ts';
import type { OpenRun } from './session-run.ts';
import { WaitingEvents } from './waiting-events.ts';

export interface KeepOptions {
  readonly spec: TournamentSpec;
  /** Clock: seconds since some fixed moment. */
  readonly now: () => number;
  /** Reports, in a line, the state of the file and the measures taken. */
  note(text: string): void;
  /** Seconds to wait at the end for a file that another program has locked. Default 300. */
  readonly patience?: number;
  /** Most bytes of events that wait in memory. Default: a quarter of the free memory, from 64 MiB to 2 GiB. */
  readonly memory?: number;
}

export interface KeptRun {
  /**
   * Writes or queues an event.
   * @throws RunError where it can be written neither to its file nor to another
   */
  record(event: TournamentEvent): void;
  /** Checks the file; call it every second or so. Throws like `record`. */
  tend(): void;
  /**
   * Replaces the run's spec by one with larger budgets for some of its trials, between two rounds of a tuning, and gives
   * the session that has been. Aborting the signal shortens a wait for a locked file. Left out where nothing can be
   * read back. Throws like `record`.
   */
  readonly goOn?: (spec: TournamentSpec, signal?: AbortSignal) => Promise<EarlierSession>;
  /** Waits until all is written. Aborting the signal shortens the wait to a few seconds. Throws like `record`. */
  settle(signal?: AbortSignal): Promise<void>;
  /** Writes the queue, to another file if it must, and closes. Throws like `record`. */
  close(): void;
  /** Path of the file that holds the run, as the user would name it. */
  readonly path: string;
  /** Reason why this is not the file that was asked for; null where it is. */
  readonly loss: string | null;
  /** Number of events that wait. */
  readonly waiting: number;
}

/** Seconds up to which a lock is not reported. */
const SECONDS_OF_A_SHORT_LOCK = 5;
const PATIENCE = 300;
/** Most seconds of waiting after a Ctrl-C. */
const INTERRUPTED_PATIENCE = 5;
const WAIT = { first: 500, again: 20 };
/**
 * Least seconds from one try at a locked file to the next one that an event makes. Each try blocks the process for
 * `WAIT.again` milliseconds, and one an event would keep it from hearing a Ctrl-C.
 */
const SECONDS_BETWEEN_TRIES = 0.25;

/** Resilient writer over an open run. A test double without a file needs no care and is used as it is. */
export function keepRun(run: OpenRun, path: string, options: KeepOptions): KeptRun {
  return 'keeping' in run ? new FileKeeper(run as WritableRun, path, options) : plain(run, path);
}

const MILLISECONDS_BETWEEN_LOOKS = 1000;

/** Calls `tend` periodically until the returned function is called. @param onFailure receives the errors of `tend` */
export function tending(kept: KeptRun, onFailure: (error: unknown) => void): () => void {
  const timer = setInterval(() => {
    try {
      kept.tend();
    } catch (error) {
      onFailure(error);
    }
  }, MILLISECONDS_BETWEEN_LOOKS);
  timer.unref();
  return () => clearInterval(timer);
}

function plain(run: OpenRun, path: string): KeptRun {
  let closed = false;
  return {
    record: (event) => run.record(event),
    tend() {},
    async settle() {},
    close() {
      if (!closed) run.close();
      closed = true;
    },
    path,
    loss: null,
    waiting: 0,
  };
}

class FileKeeper implements KeptRun {
  path: string;
  loss: string | null = null;
  #run: WritableRun;
  #mirror: Mirror | null;
  #closed = false;
  #failed = false;
  #mendedAt = Number.NEGATIVE_INFINITY;
  #lock: { since: number; triedAt: number; told: boolean; memory: number } | null = null;
  readonly #queue = new WaitingEvents();
  readonly #options: KeepOptions;

  constructor(run: WritableRun, path: string, options: KeepOptions) {
    this.path = path;
    this.#run = run;
    this.#options = options;
    this.#mirror = mirrored(run, options.spec);
    run.keeping.waitAtMost(WAIT.first);
  }

  get waiting(): number {
    return this.#queue.count;
  }

  record(event: TournamentEvent): void {
    if (event.type === 'progress') return;
    this.#tellMirror(event);
    this.#queue.add(event);
    this.#lookAfter(false);
    if (this.#isTimeToTry()) this.#flush();
  }

  tend(): void {
    if (this.#closed) return;
    this.#lookAfter(true);
    this.#flush();
  }

  async settle(signal?: AbortSignal): Promise<void> {
    const { now, note, patience = PATIENCE } = this.#options;
    const begun = now();
    let told = false;
    for (;;) {
      this.tend();
      if (this.#queue.count === 0) return;
      const limit = signal?.aborted ? Math.min(INTERRUPTED_PATIENCE, patience) : patience;
      if (now() - begun >= limit) break;
      if (!told && !signal?.aborted) {
        told = true;
        note(
          `all trials have ended; waiting up to ${duration(patience)} for the lock on ${this.path}, Ctrl-C ends that`,
        );
      }
      await pause(250);
    }
    this.#rescue('was still locked by another program at the end');
  }

  readonly goOn = async (spec: TournamentSpec, signal?: AbortSignal): Promise<EarlierSession> => {
    await this.settle(signal);
    const { now, patience = PATIENCE } = this.#options;
    const begun = now();
    for (;;) {
      try {
        this.#run.extend(spec, null, raisedBy(this.#run, spec));
        break;
      } catch (error) {
        if (!(error instanceof RunFileLocked)) throw error;
        const limit = signal?.aborted ? Math.min(INTERRUPTED_PATIENCE, patience) : patience;
        if (now() - begun >= limit) this.#rescue('was locked by another program between two rounds');
        await pause(250);
      }
    }
    this.#dropMirror();
    this.#mirror = mirrored(this.#run, spec);
    return pastOf(this.#run);
  };

  close(): void {
    if (this.#closed) return;
    try {
      if (!this.#failed) this.tend();
      if (!this.#failed && this.#queue.count > 0)
        this.#rescue('was still locked by another program at the end');
    } finally {
      this.#closed = true;
      this.#dropMirror();
      this.#run.close();
    }
  }

  #tellMirror(event: TournamentEvent): void {
    try {
      if (this.#mirror?.record(event) === false) this.#dropMirror();
    } catch {
      // A mirror without memory is given up, since the file itself is what counts.
      this.#dropMirror();
    }
  }

  #dropMirror(): void {
    this.#mirror?.close();
    this.#mirror = null;
  }

  #lookAfter(thorough: boolean): void {
    const fault = this.#run.keeping.look(thorough);
    if (fault === null) return;
    if (fault.kind === 'lost') {
      this.#rescue(`${fault.what} while it was written`);
      return;
    }
    const { now, note } = this.#options;
    if (now() - this.#mendedAt < 1) return;
    const isFirst = this.#mendedAt === Number.NEGATIVE_INFINITY;
    this.#mendedAt = now();
    const isMended = this.#run.keeping.mend();
    if (isMended)
      note(`a file beside ${this.path} (-wal or -shm) was deleted; it is made again, and nothing is lost`);
    else if (isFirst)
      note(`a file beside ${this.path} (-wal or -shm) was deleted; it is made again once no reader is left`);
  }

  /** True but for an event soon after a try at a locked file, as long as there is memory for it. */
  #isTimeToTry(): boolean {
    if (this.#lock === null || this.#queue.bytes > this.#lock.memory) return true;
    return this.#options.now() - this.#lock.triedAt >= SECONDS_BETWEEN_TRIES;
  }

  /** Writes the queue, until it is empty or the file is locked. */
  #flush(): void {
    for (let event = this.#queue.first(); event !== undefined; event = this.#queue.first()) {
      try {
        this.#run.record(event);
      } catch (error) {
        if (error instanceof RunFileLocked) this.#meetLock();
        else this.#meetFailure(error);
        return;
      }
      this.#queue.removeFirst();
    }
    if (this.#lock === null) return;
    if (this.#lock.told) {
      const length = duration(this.#options.now() - this.#lock.since);
      this.#options.note(`${this.path} is free again after ${length}; all that waited is written`);
    }
    this.#lock = null;
    this.#run.keeping.waitAtMost(WAIT.first);
  }

  #meetLock(): void {
    const { now, note } = this.#options;
    if (this.#lock === null) {
      const memory = this.#options.memory ?? freeMemory();
      this.#lock = { since: now(), triedAt: now(), told: false, memory };
      this.#run.keeping.waitAtMost(WAIT.again);
    }
    this.#lock.triedAt = now();
    const { memory, told, since } = this.#lock;
    if (this.#queue.bytes > memory)
      this.#rescue(
        `was locked by another program until the ${bytesText(memory)} for waiting events were full`,
      );
    else if (!told && now() - since >= SECONDS_OF_A_SHORT_LOCK) {
      this.#lock.told = true;
      note(
        `another program has locked ${this.path}; computing goes on, and what is found waits in memory (${bytesText(this.#queue.bytes)} of at most ${bytesText(memory)})`,
      );
    }
  }

  /** Handles a failed write: a truncated or overwritten file may fail before it has been checked. */
  #meetFailure(error: unknown): void {
    const fault = this.#run.keeping.look(true);
    if (fault?.kind !== 'lost') {
      this.#failed = true;
      throw error;
    }
    this.#rescue(`${fault.what} while it was written`);
  }

  /** Rescue: writes the whole run to another file, and goes on there. */
  #rescue(what: string): void {
    const run = this.#copy(what);
    const former = this.#run;
    this.#run = run;
    run.keeping.waitAtMost(WAIT.first);
    former.keeping.abandon();
    this.#lock = null;
    this.loss = `run file ${this.path}: ${what}; all that it held is in ${run.path}`;
    this.path = run.path;
    this.#options.note(`${this.loss}, where the run goes on`);
    this.#flush();
  }

  #copy(what: string): WritableRun {
    const name = basename(this.path).replace(/(\.rescued(-\d+)?)?(\.run)?(\.sqlite)?$/i, '');
    let failure: unknown = null;
    for (const folder of new Set([dirname(this.path), process.cwd(), tmpdir()])) {
      const file = freeName(folder, name);
      for (const source of [this.#mirror, this.#run.keeping]) {
        if (source === null) continue;
        try {
          source.copyTo(file);
          const run = openRun(file);
          // The mirror holds the whole queue already.
          if (source === this.#mirror) while (this.#queue.count > 0) this.#queue.removeFirst();
          return run;
        } catch (error) {
          failure ??= error;
          rmSync(file, { force: true });
        }
      }
    }
    this.#failed = true;
    throw new RunError(
      `run file ${this.path}: ${what}, and no copy of it can be written: ${oneLine(failure)}`,
      { cause: failure },
    );
  }
}

/** Mirror of a run; null also where memory does not suffice. */
function mirrored(run: WritableRun, spec: TournamentSpec): Mirror | null {
  try {
    return run.keeping.mirror(spec);
  } catch {
    return null;
  }
}

function freeName(folder: string, name: string): string {
  for (let number = 1; ; number++) {
    const file = join(folder, `${name}.rescued${number === 1 ? '' : `-${number}`}.run.sqlite`);
    if (!existsSync(file)) return file;
  }
}

const MEBIBYTE = 2 ** 20;
const freeMemory = (): number => Math.min(2048 * MEBIBYTE, Math.max(64 * MEBIBYTE, freemem() / 4));
const bytesText = (bytes: number): string => quantity(bytes, 'B');
