/** Marks of a run file, in the database's header and its tables. */
import { UserError } from '../errors.ts';
import { Damage } from './damage.ts';
import { runReader } from './run-reader.ts';
import { applicationId, formatVersion } from './schema.ts';
import { type DatabaseSync, resultCode, resultCodeOf, type Sqlite } from './sqlite.ts';

/**
 * True for a database without tables and without marks: an empty file, or one whose maker was killed before the first
 * commit.
 */
export function isBlank(database: DatabaseSync): boolean {
  const { tables } = database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()!;
  return tables === 0 && pragma(database, 'application_id') === 0;
}

/**
 * Requires a file without content.
 * @throws UserError where there is a run already, or anything else
 */
export function refuseContent(database: DatabaseSync, path: string): void {
  if (isBlank(database)) return;
  requireRun(database, path);
  const { created } = runReader(database).about();
  throw new UserError(
    `run file ${path}: already holds the run of ${created}; name a new file, or go on with it by \`genoprop resume\``,
  );
}

/**
 * Requires a run of the present format.
 * @throws UserError where it is none, or of another format; Damage where it lacks a table
 */
export function requireRun(database: DatabaseSync, path: string): void {
  if (pragma(database, 'application_id') !== applicationId) {
    throw new UserError(
      isBlank(database)
        ? `run file ${path}: is empty: nothing was written before its making ended; begin again with --run ${path}`
        : `run file ${path}: is not a run file, but another database`,
    );
  }
  const format = pragma(database, 'user_version');
  if (format !== formatVersion) {
    const writer = format < formatVersion ? 'an older' : 'a newer';
    throw new UserError(
      `run file ${path}: has format ${format}, of ${writer} genoprop; this one reads and writes format ${formatVersion}`,
    );
  }
  const found = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  const missing = TABLES.filter((table) => !found.some(({ name }) => name === table));
  if (missing.length > 0) throw new Damage(`it has no table ${missing.join(', ')}`);
}

const TABLES = ['run', 'sessions', 'trials', 'metrics', 'checkpoints', 'champions'];

/**
 * Checks the whole file, which takes a second for some hundred megabytes: damage is found before hours of computing are
 * written into it.
 * @throws Damage
 */
export function requireIntegrity(database: DatabaseSync): void {
  const [first] = Object.values(database.prepare('PRAGMA integrity_check(1)').get() ?? {});
  if (first !== 'ok') throw new Damage(String(first));
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()![name]);
}

/** Identity of a run, also once it is extended: its maker, its time, and its command. */
export const markOf = (database: DatabaseSync): string =>
  JSON.stringify(
    database.prepare('SELECT began, machine, command_line FROM sessions ORDER BY number LIMIT 1').get(),
  );

/** True where the file of that name, opened anew, is still the run of that mark. @param whole checks every page */
export function isRunNow(sqlite: Sqlite, file: string, mark: string, whole: boolean): boolean {
  try {
    const database = new sqlite.DatabaseSync(file, { readOnly: true, timeout: 1000 });
    try {
      if (markOf(database) !== mark) return false;
      if (whole) requireIntegrity(database);
      return true;
    } finally {
      database.close();
    }
  } catch (error) {
    return resultCodeOf(error) === resultCode.busy;
  }
}
