/**
 * Watch on the path of a run file that is being written. SQLite silently writes on into a file that was deleted, moved
 * or replaced: on Unix an open file outlives its name.
 */
import { statSync } from 'node:fs';
import { isRunNow } from './run-marks.ts';
import type { Sqlite } from './sqlite.ts';

/**
 * Fault of a path. lost: its name leads to another file or none, for the reason given. journal: the file is there, but
 * one that SQLite keeps beside it is gone.
 */
export type PlaceFault = { readonly kind: 'lost'; readonly what: string } | { readonly kind: 'journal' };

export interface PlaceWatch {
  /**
   * Checks the path. Returns its fault, or null.
   * @param thorough also opens a file that another program has changed, to check that it is still the run
   */
  look(thorough: boolean): PlaceFault | null;
  /** Accepts the present files beside it; false where they are not there. */
  renew(): boolean;
}

/**
 * Starts the watch.
 * @param mark result of `markOf` for the open database
 */
export function watchPlace(sqlite: Sqlite, file: string, mark: string): PlaceWatch {
  const own = numberOf(file);
  let beside = ['-wal', '-shm'].map((end) => numberOf(file + end));
  let known = sizeAndTime(file);
  const lost = (what: string): PlaceFault => ({ kind: 'lost', what });
  return {
    look(thorough) {
      const now = statSync(file, { bigint: true, throwIfNoEntry: false });
      if (now === undefined) return lost('was deleted or moved');
      if (`${now.dev}/${now.ino}` !== own) return lost('was replaced by another file');
      if (['-wal', '-shm'].some((end, index) => numberOf(file + end) !== beside[index]))
        return { kind: 'journal' };
      const hasShrunk = now.size < known.size;
      const hasChanged = now.size !== known.size || now.mtimeNs !== known.time;
      if (!hasShrunk && !(thorough && hasChanged)) return null;
      known = { size: now.size, time: now.mtimeNs };
      // The writer itself changes the file now and then too, so a change alone means nothing.
      if (isRunNow(sqlite, file, mark, hasShrunk)) return null;
      return lost('was overwritten or cut short');
    },
    renew() {
      beside = ['-wal', '-shm'].map((end) => numberOf(file + end));
      known = sizeAndTime(file);
      return !beside.includes(null);
    },
  };
}

/** Identity of a file, different from that of another with the same name; null where there is none. */
function numberOf(file: string): string | null {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? null : `${found.dev}/${found.ino}`;
}

function sizeAndTime(file: string): { readonly size: bigint; readonly time: bigint } {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return { size: found?.size ?? 0n, time: found?.mtimeNs ?? 0n };
}
