/** Care of a run file while it is written: checks that it still exists, repairs, and copies. */
import type { TournamentSpec } from '../tournament/spec/tournament.ts';
import { type Mirror, mirrorLimit, mirrorOf } from './mirror.ts';
import { type PlaceFault, watchPlace } from './place-watch.ts';
import { isBlank, markOf } from './run-marks.ts';
import type { DatabaseSync, Sqlite } from './sqlite.ts';

export interface Keeping {
  /** Sets the longest wait of `record` for a lock of another program. */
  waitAtMost(milliseconds: number): void;
  /**
   * Checks the file. Returns its fault, or null. @param thorough true to open a file that another program has changed
   */
  look(thorough: boolean): PlaceFault | null;
  /** Makes deleted files beside the run file again. Nothing is lost; false where a reader stands in the way. */
  mend(): boolean;
  /** Writes all recorded events to a new run file. Throws SQLite's errors. */
  copyTo(file: string): void;
  /** Copies the run into memory. Later events must be recorded there too; null where the run is too large. */
  mirror(spec: TournamentSpec): Mirror | null;
  /** Stops writing without touching a file that may be another program's by now. */
  abandon(): void;
}

/**
 * Functions that keep an open run file.
 * @param end closes the database and frees its lock
 */
export function keepingOf(sqlite: Sqlite, database: DatabaseSync, file: string, end: () => void) {
  /**
   * Opens a guard connection, which only reads. The last connection that is closed writes the journal into the file and
   * deletes it, by names that may belong to other files now. A read-only one does neither when it is closed last.
   */
  const openGuard = (): DatabaseSync => {
    const reader = new sqlite.DatabaseSync(file, { readOnly: true, timeout: 1000 });
    isBlank(reader);
    return reader;
  };
  let guard = openGuard();
  const place = watchPlace(sqlite, file, markOf(database));
  const keeping: Keeping = {
    waitAtMost: (milliseconds) => database.exec(`PRAGMA busy_timeout = ${Math.round(milliseconds)}`),
    look: (thorough) => place.look(thorough),
    mend() {
      if (guard.isOpen) guard.close();
      try {
        // The journal may be deleted, but is still open here: each statement writes its content into the file.
        database.exec(
          'PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE; PRAGMA journal_mode = WAL',
        );
        isBlank(database);
        guard = openGuard();
        return place.renew();
      } catch {
        return false;
      }
    },
    copyTo: (path) => void database.prepare('VACUUM INTO ?').run(path),
    mirror: (spec) => mirrorOf(sqlite, file, spec, mirrorLimit()),
    abandon() {
      end();
      if (guard.isOpen) guard.close();
    },
  };
  return { keeping, release: () => guard.isOpen && guard.close() };
}
