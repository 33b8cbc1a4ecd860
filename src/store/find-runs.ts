/** Finds run files in a folder, by what they are and not by their name alone. */
import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { applicationId } from './schema.ts';

/** As `genoprop` names them where the user does not. */
export const usualEnding = '.run.sqlite';

/**
 * The files in the folder that are run files, or by their name ought to be. Subfolders are not looked into.
 * Throws what the file system throws.
 */
export function findRuns(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map(({ name }) => join(folder, name))
    .filter((file) => file.endsWith(usualEnding) || isMarked(file))
    .sort();
}

const MAGIC = 'SQLite format 3\0';
/** https://sqlite.org/fileformat.html, section 1.3: where the header has the application id. */
const APPLICATION_ID_AT = 68;

function isMarked(file: string): boolean {
  const header = Buffer.alloc(100);
  try {
    // Opening a pipe waits for its writer.
    if (!statSync(file).isFile()) return false;
    const descriptor = openSync(file, 'r');
    try {
      readSync(descriptor, header, 0, header.length, 0);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return false;
  }
  if (header.toString('latin1', 0, MAGIC.length) !== MAGIC) return false;
  // While a run is young, its mark may be in the journal only.
  return header.readInt32BE(APPLICATION_ID_AT) === applicationId || existsSync(`${file}-wal`);
}
