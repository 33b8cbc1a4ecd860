/** Output files of a command, checked before anything starts. */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { RunError, UserError } from '../errors.ts';

/**
 * Checks that the file can be written, leaving everything unchanged.
 * @param flag the flag that named it
 * @throws UserError when it cannot be
 */
export function requireWritable(path: string, flag: string): void {
  const existed = existsSync(path);
  try {
    closeSync(openSync(path, 'a'));
    if (!existed) rmSync(path);
  } catch (error) {
    throw new UserError(`${flag} ${path}: cannot be written, ${failureReason(error)}`);
  }
}

/**
 * Writes a file that was checked before. A file that has become unwritable since is reported; nothing else is lost
 * then.
 * @throws RunError where it cannot be written
 */
export function writeResult(path: string, flag: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new RunError(`${flag} ${path}: cannot be written, ${failureReason(error)}`);
  }
}

/**
 * Atomic write: a file that is overwritten is whole or unchanged, whenever the process ends. Into a device or a pipe it
 * writes as it is.
 * @throws RunError where it cannot be written
 */
export function writeWhole(path: string, flag: string, content: string | Uint8Array): void {
  const isFile = !existsSync(path) || statSync(path).isFile();
  const temporary = isFile ? join(dirname(path), `.${basename(path)}.part`) : path;
  try {
    writeFileSync(temporary, content);
    if (isFile) renameSync(temporary, path);
  } catch (error) {
    if (isFile) rmSync(temporary, { force: true });
    throw new RunError(`${flag} ${path}: cannot be written, ${failureReason(error)}`, { cause: error });
  }
}

/**
 * Default path of a new run file, in `runs/`, made of task and time. The folder is made.
 * @param stamp the time, ISO 8601
 * @throws UserError when the folder cannot be made
 */
export function defaultRunPath(task: string, stamp: string): string {
  const moment = stamp.slice(0, 19).replaceAll(':', '').replace('T', '-');
  const base = join('runs', `${task}-${moment}`);
  let path = `${base}.run.sqlite`;
  for (let number = 2; existsSync(path); number += 1) path = `${base}-${number}.run.sqlite`;
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    throw new UserError(
      `run file ${path}: its folder cannot be made, ${failureReason(error)}; name another with --run, or give --no-run`,
    );
  }
  return path;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'its file system is read-only',
  ENOSPC: 'the disk is full',
  EISDIR: 'it is a folder',
  ENOTDIR: 'part of its path is a file',
  EEXIST: 'part of its path is a file',
};

/** Reason of the system's refusal, in words. */
export function failureReason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? message;
}
