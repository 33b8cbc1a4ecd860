/** Paths of result files, checked before anything starts: none may replace a file that the same command needs. */
import { closeSync, existsSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { SQLITE_HEADER } from '../formats/sqlite.ts';
import { requireWritable } from './output-file.ts';

/** Another file of the command: its part there, `the run file`, and its path; false, null or undefined where none. */
export type OtherFile = readonly [part: string, path: string | false | null | undefined];

/**
 * Checks that a result can be written to the path, and that it replaces neither a run file nor another file of the
 * command.
 * @param flag the flag that named it
 * @throws UserError where it cannot be
 */
export function requireResultPath(path: string, flag: string, others: readonly OtherFile[]): void {
  for (const [part, other] of others) {
    if (!other || wholePath(other) !== wholePath(path)) continue;
    throw new UserError(`${flag} ${path}: is ${part}, which it would replace; name another file`);
  }
  if (beginningOf(path, SQLITE_HEADER.length) === SQLITE_HEADER) {
    throw new UserError(`${flag} ${path}: holds a run, which it would replace; name another file`);
  }
  requireWritable(path, flag);
}

/** Beginning of a file, so many bytes at most; empty where there is no such file, or it cannot be read. */
export function beginningOf(path: string, bytes: number): string {
  if (!existsSync(path) || !statSync(path).isFile()) return '';
  try {
    const file = openSync(path, 'r');
    try {
      const buffer = Buffer.alloc(bytes);
      return buffer.toString('latin1', 0, readSync(file, buffer, 0, bytes, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}

/** Path without links, also of a file that is yet to be made. */
function wholePath(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  const folder = dirname(resolve(path));
  return existsSync(folder) ? join(realpathSync(folder), basename(path)) : resolve(path);
}
