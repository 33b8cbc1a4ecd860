/**
 * Reading of a file that a user named. A device such as /dev/zero has no end and a pipe may never be written to, so
 * only regular files are read, and none larger than a sensible limit.
 */
import { readFileSync, type Stats, statSync } from 'node:fs';
import { UserError } from '../errors.ts';

/**
 * State of the file, links followed; null where there is none.
 * @throws UserError where the path cannot be followed, for example because its links lead in a circle
 */
export function lookAtFile(file: string, shown = file): Stats | null {
  try {
    return statSync(file, { throwIfNoEntry: false }) ?? null;
  } catch (error) {
    throw new UserError(`${shown}: ${reasonOf(error)}`, { cause: error });
  }
}

/**
 * Requires a regular file.
 * @param what kind of the file, for messages: `a champion`
 * @param most bytes
 * @throws UserError where it is missing, no regular file, too large or unreadable
 */
export function requireRegularFile(
  file: string,
  { shown = file, what, most }: { readonly shown?: string; readonly what: string; readonly most: number },
): void {
  const state = lookAtFile(file, shown);
  if (state === null) throw new UserError(`${shown}: there is no such file`);
  if (!state.isFile()) throw new UserError(`${shown}: is ${kindOf(state)}; ${what} must be a regular file`);
  if (state.size > most) {
    throw new UserError(
      `${shown}: has ${megabytes(state.size)} MB, ${what} has at most ${megabytes(most)} MB`,
    );
  }
}

/**
 * Bytes of a file of that kind.
 * @throws UserError as `requireRegularFile`
 */
export function readInputFile(
  file: string,
  options: { readonly shown?: string; readonly what: string; readonly most: number },
): Uint8Array {
  requireRegularFile(file, options);
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UserError(`${options.shown ?? file}: ${reasonOf(error)}`, { cause: error });
  }
}

/**
 * Text of a file of that kind, which must be UTF-8; a byte order mark at its beginning is left out.
 * @throws UserError as `readInputFile`, and on another encoding
 */
export function readInputText(file: string, options: Parameters<typeof readInputFile>[1]): string {
  const bytes = readInputFile(file, options);
  const encoding = foreignEncoding(bytes);
  const shown = options.shown ?? file;
  if (encoding !== null) throw new UserError(`${shown}: is written in ${encoding}; save it as UTF-8`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(`${shown}: is not UTF-8 text; save it as UTF-8`);
  }
}

/**
 * Name of the encoding UTF-16 or UTF-32, told by the byte order mark or by zeros in the first letters; null where
 * neither shows.
 */
export function foreignEncoding(bytes: Uint8Array): string | null {
  const [a, b, c, d] = bytes;
  if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff)) {
    return 'UTF-32';
  }
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return 'UTF-16';
  // Without a mark, every second byte of plain letters is 0.
  const isLittle = a !== 0 && b === 0 && c !== 0 && d === 0;
  const isBig = a === 0 && b !== 0 && c === 0 && d !== 0;
  return bytes.length >= 4 && (isLittle || isBig) ? 'UTF-16' : null;
}

const kindOf = (state: Stats): string =>
  state.isDirectory() ? 'a folder' : state.isFIFO() ? 'a pipe' : state.isSocket() ? 'a socket' : 'a device';

const REASONS: Readonly<Record<string, string>> = {
  ELOOP: 'its links lead in a circle',
  EACCES: 'cannot be read, permission is denied',
  EPERM: 'cannot be read, permission is denied',
  ENOTDIR: 'part of its path is a file',
  ENAMETOOLONG: 'is too long for a file name',
};

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? `cannot be read: ${message}`;
}

const megabytes = (bytes: number): string => (bytes / 1e6).toLocaleString('en', { maximumFractionDigits: 1 });
