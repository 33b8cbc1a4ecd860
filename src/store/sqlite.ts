/**
 * Lazy loader of Node's own SQLite: Node 20 does not have it, and a program that imported it at once could not even
 * report that.
 */
import type { DatabaseSync } from 'node:sqlite';
import { UserError } from '../errors.ts';

export type Sqlite = typeof import('node:sqlite');
export type { DatabaseSync };

/** Loads the module. Throws a UserError where this Node has none. */
export function loadSqlite(): Sqlite {
  // Node 22 warns that SQLite is experimental, into the middle of a duel's output.
  const { emitWarning } = process;
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    if (!String(warning).includes('SQLite')) Reflect.apply(emitWarning, process, [warning, ...rest]);
  }) as typeof emitWarning;
  try {
    const sqlite = process.getBuiltinModule?.('node:sqlite');
    if (sqlite === undefined) {
      throw new UserError(
        `run files need SQLite, which Node ${process.version} lacks; Node 22.18 or newer has it`,
      );
    }
    return sqlite;
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Primary result codes of SQLite, https://sqlite.org/rescode.html. */
export const resultCode = {
  /** Missing table or column, or a schema that cannot be read. */
  error: 1,
  busy: 5,
  readOnly: 8,
  io: 10,
  damaged: 11,
  full: 13,
  cannotOpen: 14,
  constraint: 19,
  mismatch: 20,
  notDatabase: 26,
};

const explanations: Readonly<Record<number, string>> = {
  [resultCode.busy]: 'another program keeps it locked',
  [resultCode.readOnly]: 'it is read-only',
  [resultCode.io]: 'the disk does not do what it is asked to; is it full, or a limit on file sizes reached?',
  [resultCode.damaged]: 'the database disk image is malformed',
  [resultCode.full]: 'the disk is full',
  [resultCode.cannotOpen]: 'it cannot be opened or made there',
  [resultCode.notDatabase]: 'it is not an SQLite database',
};

/** Primary result code of an error that SQLite reported, else null. */
export function resultCodeOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error)) return null;
  // The higher bits say more of the same failure.
  return Number(error.errcode) & 0xff;
}

/** Reason of SQLite's failure, in words. */
export function sqliteReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return explanations[resultCodeOf(error) ?? -1] ?? message.replaceAll(/\s+/g, ' ');
}
