/**
 * Run file of a tournament: one SQLite file, which users can open with their own tools. While it is written, its
 * journal (WAL) and its lock lie beside it, and other processes may read; closed, it is one file. A process killed at
 * any instant leaves every event that was written but perhaps the last; a power cut leaves all up to some event
 * (SQLite's synchronous=NORMAL under WAL). While another program has locked it, events wait in memory (`kept-run.ts`).
 */
import { existsSync, rmSync } from 'node:fs';
import { RunError, UserError } from '../errors.ts';
import type { TournamentEvent, TournamentSpec } from '../tournament/spec/tournament.ts';
import type { RunAbout } from './about.ts';
import { Damage, isDamage, readFailure, readingFrom } from './damage.ts';
import { type Keeping, keepingOf } from './keeping.ts';
import type { Raised } from './raise-budget.ts';
import { openToRead } from './reading-connection.ts';
import { isBlank, refuseContent, requireIntegrity, requireRun } from './run-marks.ts';
import { canonicalPath, requireRights } from './run-path.ts';
import { writeBeginning, writeExtension, writeSession } from './run-plan.ts';
import { type RunReader, runReader, type StoredAbout } from './run-reader.ts';
import { eventWriter } from './run-writer.ts';
import {
  type DatabaseSync,
  loadSqlite,
  resultCode,
  resultCodeOf,
  type Sqlite,
  sqliteReason,
} from './sqlite.ts';
import type { StoredSession } from './stored-trial.ts';
import { type TrialRows, writeFilling } from './trial-rows.ts';
import { isLocked, takeWriterLock, type WriterLock } from './writer-lock.ts';

export interface RunFile extends RunReader {
  readonly path: string;
  /** Read transaction: `read` sees the file at one instant, while another process may write. */
  consistently<Result>(read: () => Result): Result;
  close(): void;
}

export interface WritableRun extends RunFile {
  /** Writes one event. Throws a RunError on failure; the file is then as before the event. */
  record(event: TournamentEvent): void;
  /** Notes that this process resumes the run. Throws like `record`. */
  noteResumed(about: RunAbout): void;
  /**
   * Replaces the run's spec by one that contains it (`extendRun` checks that), plans the new trials and reopens those
   * that have more to spend, all or none. Throws like `record`.
   * @param about null where the process that plays the run extends it, as between two rounds of a tuning
   */
  extend(spec: TournamentSpec, about: RunAbout | null, raised: Raised): void;
  /**
   * Fills a new run with trials and sessions of others, all or nothing. Throws like `record`.
   * @param rows of each trial that is to be other than planned
   */
  fill(rows: Iterable<TrialRows>, sessions: readonly StoredSession[], state: StoredAbout['state']): void;
  readonly keeping: Keeping;
}

/** Error for a file that another program has locked, so that nothing was written. */
export class RunFileLocked extends RunError {}

/**
 * Makes a new run file, open for writing. An existing file is refused unless it is empty.
 * @throws UserError where it cannot be made
 */
export function createRun(path: string, spec: TournamentSpec, about: RunAbout): WritableRun {
  const file = canonicalPath(path);
  const existed = existsSync(file);
  if (existed) refuseUnlessEmpty(file, path);
  return openForWriting(file, path, (database) => {
    try {
      database.exec('BEGIN IMMEDIATE');
      refuseContent(database, path);
      writeBeginning(database, spec, about);
      database.exec('COMMIT');
    } catch (error) {
      database.close();
      if (!existed) for (const rest of ['', '-wal', '-shm']) rmSync(file + rest, { force: true });
      throw error;
    }
  });
}

/**
 * True where the file holds no run yet: it does not exist or is empty, as where its maker was killed before anything
 * was written.
 * @throws UserError where no file can have that name, or the file cannot be read
 */
export function isUnmade(path: string): boolean {
  const file = canonicalPath(path);
  if (!existsSync(file)) return true;
  return readingFrom(path, () => {
    const database = openToRead(loadSqlite(), file, path);
    const blank = closingOnError(database, () => isBlank(database));
    database.close();
    return blank;
  });
}

/** True while some process has that run file open for writing. */
export const isBeingWritten = (path: string): boolean => isLocked(loadSqlite(), canonicalPath(path));

/**
 * Opens an existing run file, to read it or to resume its run.
 * @throws UserError where it is no run, of another version, or being written by another process
 */
export function openRun(path: string, options: { readonly readOnly: true }): RunFile;
export function openRun(path: string, options?: { readonly readOnly?: false }): WritableRun;
export function openRun(path: string, { readOnly = false }: { readonly readOnly?: boolean } = {}): RunFile {
  const file = canonicalPath(path);
  if (!existsSync(file)) throw new UserError(`run file ${path}: does not exist`);
  if (!readOnly) {
    return openForWriting(file, path, (database) => requireRun(database, path));
  }
  return readingFrom(path, () => {
    const database = openToRead(loadSqlite(), file, path);
    return closingOnError(database, () => {
      requireRun(database, path);
      return readable(database, path, () => database.close());
    });
  });
}

function openForWriting(file: string, path: string, prepare: (database: DatabaseSync) => void): WritableRun {
  return writing(path, UserError, 'cannot be written', () => {
    const sqlite = loadSqlite();
    requireRights(file, path);
    const lock = takeWriterLock(sqlite, file);
    if (lock === null)
      throw new UserError(`run file ${path}: another process is writing it; it can be read meanwhile`);
    try {
      const database = open(sqlite, file);
      return closingOnError(database, () => {
        // A file of another program must not change, not even its journal mode.
        if (!isBlank(database)) {
          requireRun(database, path);
          requireIntegrity(database);
        }
        database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
        prepare(database);
        return writable(sqlite, database, { file, path, lock });
      });
    } catch (error) {
      lock.release();
      throw error;
    }
  });
}

interface Writer {
  /** True name of the file, and the name that the user gave. */
  readonly file: string;
  readonly path: string;
  readonly lock: WriterLock;
}

function writable(sqlite: Sqlite, database: DatabaseSync, { file, path, lock }: Writer): WritableRun {
  const end = (): void => {
    if (database.isOpen) database.close();
    lock.release();
  };
  const { keeping, release } = keepingOf(sqlite, database, file, end);
  const reader = readable(database, path, () => {
    if (!database.isOpen) return;
    release();
    try {
      // Without readers the closed run becomes a single file; with some it stays as it is, which is as good.
      database.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE');
    } catch {}
    end();
  });
  let write = eventWriter(database, reader.spec());
  const transaction = (action: () => void): void => {
    writing(path, RunError, 'cannot be written, what it held before is kept', () => {
      database.exec('BEGIN IMMEDIATE');
      try {
        action();
        database.exec('COMMIT');
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    });
  };
  /** Runs an action before anything was computed: a damaged file is refused like one that cannot be read. */
  const beforehand = (action: () => void): void => {
    try {
      transaction(action);
    } catch (error) {
      const cause = error instanceof RunError ? error.cause : error;
      throw isDamage(resultCodeOf(cause)) ? readFailure(path, cause) : error;
    }
  };
  return {
    ...reader,
    keeping,
    record(event) {
      if (event.type !== 'progress') transaction(() => write(event));
    },
    noteResumed: (about) => beforehand(() => writeSession(database, 'resume', about)),
    fill(rows, sessions, state) {
      beforehand(() => writeFilling(database, rows, sessions, state));
    },
    extend(spec, about, raised) {
      beforehand(() => writeExtension(database, spec, about, raised));
      write = eventWriter(database, spec);
    },
  };
}

function readable(database: DatabaseSync, path: string, close: () => void): RunFile {
  let closed = false;
  const consistently = <Result>(read: () => Result): Result =>
    readingFrom(path, () => {
      if (closed) throw new UserError(`run file ${path}: has been closed`);
      if (database.isTransaction) return read();
      database.exec('BEGIN');
      try {
        return read();
      } finally {
        if (database.isTransaction) database.exec('COMMIT');
      }
    });
  const reader = runReader(database);
  return {
    path,
    spec: () => consistently(reader.spec),
    about: () => consistently(reader.about),
    sessions: () => consistently(reader.sessions),
    trials: () => consistently(reader.trials),
    metrics: (...which) => consistently(() => reader.metrics(...which)),
    champion: (trialId) => consistently(() => reader.champion(trialId)),
    checkpoint: (trialId) => consistently(() => reader.checkpoint(trialId)),
    hasCheckpoint: (trialId) => consistently(() => reader.hasCheckpoint(trialId)),
    rows: (trialId) => consistently(() => reader.rows(trialId)),
    // Inside a transaction the version would not change.
    version: () => readingFrom(path, reader.version),
    consistently,
    close() {
      if (!closed) close();
      closed = true;
    },
  };
}

function open(sqlite: Sqlite, file: string): DatabaseSync {
  return new sqlite.DatabaseSync(file, { timeout: 5000, enableForeignKeyConstraints: true });
}

/** Runs the action, and turns SQLite's errors into one line. Errors that are lines already pass. */
function writing<Result>(
  path: string,
  Failure: typeof UserError | typeof RunError,
  what: string,
  action: () => Result,
): Result {
  try {
    return action();
  } catch (error) {
    const code = resultCodeOf(error);
    if (Failure === UserError && (error instanceof Damage || isDamage(code))) throw readFailure(path, error);
    if (code === null) throw error;
    const Fault = Failure === RunError && code === resultCode.busy ? RunFileLocked : Failure;
    throw new Fault(`run file ${path}: ${what}: ${sqliteReason(error)}`, { cause: error });
  }
}

function closingOnError<Result>(database: DatabaseSync, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    if (database.isOpen) database.close();
    throw error;
  }
}

function refuseUnlessEmpty(file: string, path: string): void {
  readingFrom(path, () => {
    const database = openToRead(loadSqlite(), file, path);
    closingOnError(database, () => refuseContent(database, path));
    database.close();
  });
}
