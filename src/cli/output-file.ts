/** Files that a command is to write, tried before anything starts. */
import { closeSync, existsSync, mkdirSync, openSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../errors.ts';

/**
 * Finds out whether the file can be written, leaving everything as it was.
 * @param flag the flag that named it
 * @throws UserError when it cannot be
 */
export function requireWritable(path: string, flag: string): void {
  if (existsSync(path) && statSync(path).isDirectory()) {
    throw new UserError(`${flag} ${path}: is a folder, name a file`);
  }
  const existed = existsSync(path);
  try {
    closeSync(openSync(path, 'a'));
    if (!existed) rmSync(path);
  } catch (error) {
    throw new UserError(`${flag} ${path}: cannot be written, ${reason(error)}`);
  }
}

/**
 * A path for a new run file: the one asked for, else one in `runs/` that tells task and time. Its folder is
 * made.
 * @param stamp the time, ISO 8601
 * @throws UserError when the file exists already or cannot be made
 */
export function newRunPath(asked: string | true, task: string, stamp: string): string {
  if (typeof asked === 'string') {
    if (existsSync(asked)) throw new UserError(`--run ${asked}: exists already, name a new file`);
    makeFolder(asked);
    requireWritable(asked, '--run');
    return asked;
  }
  const moment = stamp.slice(0, 19).replaceAll(':', '').replace('T', '-');
  const base = join('runs', `${task}-${moment}`);
  let path = `${base}.run.sqlite`;
  for (let number = 2; existsSync(path); number += 1) path = `${base}-${number}.run.sqlite`;
  makeFolder(path);
  requireWritable(path, '--run');
  return path;
}

function makeFolder(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    throw new UserError(`--run ${path}: its folder cannot be made, ${reason(error)}`);
  }
}

/** Why the system refused, in words. */
function reason(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  const words: Readonly<Record<string, string>> = {
    ENOENT: 'its folder does not exist',
    EACCES: 'permission is denied',
    EPERM: 'permission is denied',
    EROFS: 'its file system is read-only',
    ENOSPC: 'the disk is full',
    ENOTDIR: 'part of its path is a file',
    EEXIST: 'part of its path is a file',
  };
  return words[code ?? ''] ?? (error instanceof Error ? error.message : String(error));
}
