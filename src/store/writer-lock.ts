/**
 * Mutex between processes: at most one process writes a run file. The lock is SQLite's exclusive lock on an empty file
 * beside it, which the operating system holds for the process: it is gone the moment the process is, even after kill -9
 * or a power cut, so there is no stale lock to judge, as there would be with a process id in a file. The run file
 * itself stays free for readers.
 */
import { rmSync, statSync } from 'node:fs';
import { UserError } from '../errors.ts';
import { resultCode, resultCodeOf, type Sqlite } from './sqlite.ts';

export interface WriterLock {
  release(): void;
}

/** Longest time for which a check of the lock may itself hold it against writers. */
const GLANCE_MILLISECONDS = 100;

/** Takes the lock of that run file; null where another writer holds it. Throws SQLite's error where it cannot. */
export function takeWriterLock(sqlite: Sqlite, path: string): WriterLock | null {
  const lockPath = `${path}-lock`;
  for (let attempt = 0; attempt < 100; attempt++) {
    const before = fileNumber(lockPath);
    const database = new sqlite.DatabaseSync(lockPath, { timeout: GLANCE_MILLISECONDS });
    const opened = fileNumber(lockPath);
    try {
      database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    } catch (error) {
      database.close();
      if (resultCodeOf(error) === resultCode.busy) return null;
      throw error;
    }
    // A writer that ended meanwhile has deleted the file; a lock on a deleted file would exclude nobody.
    const locked = fileNumber(lockPath);
    if (before !== null && before === opened && opened === locked)
      return { release: () => release(lockPath, database) };
    database.close();
  }
  throw new UserError(
    `run file ${path}: its lock ${lockPath} keeps changing; is another program writing it?`,
  );
}

/** True while a process, this or another, holds the lock of that run file. */
export function isLocked(sqlite: Sqlite, path: string): boolean {
  const lockPath = `${path}-lock`;
  if (fileNumber(lockPath) === null) return false;
  try {
    const database = new sqlite.DatabaseSync(lockPath, { readOnly: true, timeout: 0 });
    try {
      database.prepare('SELECT count(*) FROM sqlite_schema').get();
    } finally {
      database.close();
    }
    return false;
  } catch (error) {
    return resultCodeOf(error) === resultCode.busy;
  }
}

function release(lockPath: string, database: InstanceType<Sqlite['DatabaseSync']>): void {
  try {
    // Deleted while held, or another process could take it in between.
    rmSync(lockPath, { force: true });
  } catch {
    // Windows deletes no open file. An empty file remains that locks nothing.
  }
  database.close();
}

/** Identity of a file, different from that of another with the same name; null where there is none. */
function fileNumber(path: string): string | null {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? null : `${found.dev}/${found.ino}`;
}
