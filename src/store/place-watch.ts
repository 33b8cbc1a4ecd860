/**
 * Watches whether a run file that is being written is still where it was. SQLite writes on into a file that was
 * deleted, moved or replaced without a word: on Unix an open file outlives its name.
 */
import { statSync } from 'node:fs';
import { isRunNow } from './run-marks.ts';
import type { Sqlite } from './sqlite.ts';

/** lost: the file is not what is found by its name, and why. journal: it is, but a file that SQLite keeps beside it is gone. */
export type PlaceFault = { readonly kind: 'lost'; readonly what: string } | { readonly kind: 'journal' };

export interface PlaceWatch {
  /** @param thorough also opens the file anew where somebody has changed it, to see whether it is the run still */
  look(thorough: boolean): PlaceFault | null;
  /** Takes the files beside it as they are now; false where they are not there. */
  renew(): boolean;
}

/** @param mark what `markOf` gave for the open database */
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
      // Its own writer changes it now and then as well, so that alone says nothing.
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

/** What tells a file from another of the same name; null where there is none. */
function numberOf(file: string): string | null {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? null : `${found.dev}/${found.ino}`;
}

function sizeAndTime(file: string): { readonly size: bigint; readonly time: bigint } {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return { size: found?.size ?? 0n, time: found?.mtimeNs ?? 0n };
}
