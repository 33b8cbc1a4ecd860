/**
 * Read-only connection to a run file, even where SQLite alone could not open one: in a folder without write permission,
 * where the files that SQLite keeps beside a database with a journal cannot be made.
 */
import { accessSync, chmodSync, constants, copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { oneLine, UserError } from '../errors.ts';
import { isBlank } from './run-marks.ts';
import { type DatabaseSync, resultCode, resultCodeOf, type Sqlite } from './sqlite.ts';
import { isLocked } from './writer-lock.ts';

/** Result codes of SQLite where it cannot make a file, or may not replay a journal. */
const RIGHTS: readonly (number | null)[] = [resultCode.readOnly, resultCode.cannotOpen, resultCode.io];

/**
 * Opens a run file to read it.
 * @param file its true name
 * @param path as the user names it
 * @throws UserError where another process is writing it and the folder cannot be written to; SQLite's errors
 */
export function openToRead(sqlite: Sqlite, file: string, path: string): DatabaseSync {
  try {
    return opened(sqlite, file);
  } catch (error) {
    if (!RIGHTS.includes(resultCodeOf(error))) throw error;
    if (isWritable(dirname(file)) && isWritable(file)) {
      // A process that was killed while the journal's mode changed leaves a rollback journal, which only a writer may
      // replay.
      mend(sqlite, file);
      return opened(sqlite, file);
    }
    // The first error is the one that counts: missing rights, or a fault of the file.
    if (isLocked(sqlite, file)) {
      throw new UserError(
        `run file ${path}: another process is writing it, and reading it meanwhile takes the right to write in ${dirname(file)}`,
        { cause: error },
      );
    }
    const journals = ['-wal', '-journal'].filter((end) => sizeOf(file + end) > 0);
    return journals.length === 0 ? immutable(sqlite, file) : openedCopy(sqlite, file, path, journals);
  }
}

/** Opens a database and reads from it, since SQLite looks at a file only when it is first read. */
function opened(sqlite: Sqlite, file: string | URL): DatabaseSync {
  const database = new sqlite.DatabaseSync(file, { readOnly: true, timeout: 5000 });
  try {
    isBlank(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Opens a file that nobody writes, without locks and journals. https://sqlite.org/uri.html#uriimmutable */
function immutable(sqlite: Sqlite, file: string): DatabaseSync {
  const address = pathToFileURL(file);
  address.searchParams.set('immutable', '1');
  return opened(sqlite, address);
}

/** Opens a copy in the folder for temporary files, into which the journal with the last events is replayed. */
function openedCopy(sqlite: Sqlite, file: string, path: string, journals: readonly string[]): DatabaseSync {
  const folder = mkdtempSync(join(tmpdir(), 'genoprop-reading-'));
  const copy = join(folder, basename(file));
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    copyAll(file, copy, path, ['', ...journals]);
    mend(sqlite, copy, true);
    const database = immutable(sqlite, copy);
    // An open file outlives its name, but not on Windows.
    if (process.platform !== 'win32') remove();
    else process.once('exit', remove);
    return database;
  } catch (error) {
    remove();
    throw error;
  }
}

function copyAll(file: string, copy: string, path: string, endings: readonly string[]): void {
  const stamps = (): string => endings.map((end) => stampOf(file + end)).join();
  const before = stamps();
  try {
    for (const end of endings) {
      copyFileSync(file + end, copy + end);
      // A copy has the permissions of its original, which may exclude writing.
      chmodSync(copy + end, 0o600);
    }
  } catch (error) {
    throw new UserError(
      `run file ${path}: its folder cannot be written to, so it is read from a copy, which cannot be made: ${oneLine(error)}`,
      { cause: error },
    );
  }
  if (stamps() !== before)
    throw new UserError(`run file ${path}: is being changed; read it again when that is over`);
}

/** Replays the journal of a killed writer. @param intoOne leaves no journal */
function mend(sqlite: Sqlite, file: string, intoOne = false): void {
  const database = new sqlite.DatabaseSync(file, { timeout: 5000 });
  try {
    isBlank(database);
    if (intoOne) database.exec('PRAGMA journal_mode = DELETE');
  } finally {
    database.close();
  }
}

function isWritable(place: string): boolean {
  try {
    accessSync(place, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

function stampOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false, bigint: true });
  return found === undefined ? 'none' : `${found.ino}/${found.size}/${found.mtimeNs}`;
}
