/** Path of a run file as the user gave it, checked as far as the file system can tell. */
import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../errors.ts';

/**
 * True name of the run file, so that two names of one file have one lock. The file need not exist.
 * @throws UserError where no file can have that name
 */
export function canonicalPath(path: string): string {
  const wrong = (what: string) => new UserError(`run file ${JSON.stringify(path)}: ${what}`);
  if (path === '' || path.includes('\0')) throw wrong('is not a file name');
  const file = resolve(path);
  const found = statOf(file);
  if (found?.isDirectory()) throw wrong('is a folder; name a file in it');
  if (found !== null && !found.isFile()) throw wrong('is not a regular file; name another');
  if (found !== null) return realpathSync(file);
  const folder = statOf(dirname(file));
  if (folder === null) throw wrong(`its folder ${dirname(file)} does not exist; make it first`);
  if (!folder.isDirectory()) throw wrong(`${dirname(file)} is not a folder`);
  return join(realpathSync(dirname(file)), basename(file));
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the file system is read-only',
};

/**
 * Requires permission to write a run file: its folder too, since its journal and its lock lie beside it.
 * @param file its true name
 * @throws UserError
 */
export function requireRights(file: string, path: string): void {
  for (const place of [dirname(file), file]) {
    if (statOf(place) === null) continue;
    try {
      accessSync(place, constants.W_OK);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const what = place === file ? '' : `in ${place}, `;
      throw new UserError(`run file ${path}: cannot be written: ${what}${REASONS[code ?? ''] ?? message}`);
    }
  }
}

function statOf(path: string) {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}
