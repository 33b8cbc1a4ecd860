/** Search for run files in a folder, by their content and not by their name alone. */
import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isSqlite } from '../formats/sqlite.ts';
import { applicationId } from './schema.ts';

/** Ending of run files that `genoprop` names itself. */
export const usualEnding = '.run.sqlite';

/**
 * Run files in the folder, and files whose name says that they ought to be. Subfolders are not searched.
 * Throws the errors of the file system.
 */
export function findRuns(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map(({ name }) => join(folder, name))
    .filter((file) => file.endsWith(usualEnding) || isMarked(file))
    .sort();
}

/** Offset of the application id in the header, https://sqlite.org/fileformat.html, section 1.3. */
const APPLICATION_ID_AT = 68;

function isMarked(file: string): boolean {
  const header = Buffer.alloc(100);
  try {
    // Opening a pipe would wait for its writer.
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
  if (!isSqlite(header)) return false;
  // The mark of a young run may be in the journal only.
  return header.readInt32BE(APPLICATION_ID_AT) === applicationId || existsSync(`${file}-wal`);
}
