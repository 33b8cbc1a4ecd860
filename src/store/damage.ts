/** Damage: content of a run file that genoprop never writes. Every read of a value checks for it. */
import type * as z from 'zod';
import { oneLine } from '../blame.ts';
import { RunError, UserError } from '../errors.ts';
import { printable } from '../words/printable.ts';
import { resultCode, resultCodeOf, sqliteReason } from './sqlite.ts';

/**
 * Error on an impossible value. Its message names the value and its place in the file; the catcher adds the file's
 * name.
 */
export class Damage extends Error {
  override readonly name = 'Damage';
}

/** UserError for a run file that is damaged. */
export const damaged = (path: string, what: string, cause?: unknown): UserError =>
  new UserError(`run file ${path}: is damaged: ${printable(shortened(what, 300))}`, { cause });

/**
 * Checks a value. Returns it if the schema allows it.
 * @param where the place in the file, for example `trials row xor/msgd/1`
 * @throws Damage that names the first field that cannot be
 */
export function checked<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  where: string,
): z.output<Schema> {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const path = error.issues[0]!.path.map(String);
  const found = path.reduce<unknown>(
    (inner, key) => (inner as Readonly<Record<string, unknown>> | null | undefined)?.[key],
    value,
  );
  throw new Damage(
    `${where}: ${[...path, 'it'].slice(0, Math.max(1, path.length)).join('.')} is ${shown(found)}`,
  );
}

/**
 * Runs `read` and returns its result. All its errors become one line with the file's name: a run file is read by much
 * code that trusts its values.
 * @throws UserError
 */
export function readingFrom<Result>(path: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw readFailure(path, error);
  }
}

/** Error to throw in place of an error that occurred while a run file was read. */
export function readFailure(path: string, error: unknown): Error {
  if (error instanceof RunError) return error;
  if (error instanceof UserError) {
    const named = error.message.includes(path);
    return named ? error : new UserError(`run file ${path}: ${error.message}`, { cause: error });
  }
  const code = resultCodeOf(error);
  if (code === resultCode.notDatabase)
    return new UserError(`run file ${path}: is not a run file (no SQLite database)`, { cause: error });
  if (code === null) return damaged(path, oneLine(error), error);
  if (isDamage(code)) return damaged(path, sqliteReason(error), error);
  return new UserError(`run file ${path}: cannot be read: ${sqliteReason(error)}`, { cause: error });
}

/** True for a result code of SQLite that means a damaged file. */
export const isDamage = (code: number | null): boolean =>
  code !== null &&
  (
    [
      resultCode.error,
      resultCode.damaged,
      resultCode.notDatabase,
      resultCode.constraint,
      resultCode.mismatch,
    ] as number[]
  ).includes(code);

/** Value of the file in short form. */
function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return typeof value === 'string' ? `'${shortened(value, 40)}'` : String(value);
}

const shortened = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most)}…` : text;
