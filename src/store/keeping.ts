/** Keeper of a run file while it is written: to see that it is there still, and to copy it elsewhere. */
import type { TournamentSpec } from '../tournament/spec/tournament.ts';
import { type Mirror, mirrorLimit, mirrorOf } from './mirror.ts';
import { type PlaceFault, watchPlace } from './place-watch.ts';
import { isBlank, markOf } from './run-marks.ts';
import type { DatabaseSync, Sqlite } from './sqlite.ts';

export interface Keeping {
  /** How long `record` waits where another program has locked the file. */
  waitAtMost(milliseconds: number): void;
  /** What has become of the file. @param thorough also where somebody has changed it */
  look(thorough: boolean): PlaceFault | null;
  /** Makes the files beside it anew, which somebody has deleted. Nothing is lost; false where a reader stands in the way. */
  mend(): boolean;
  /** Writes a whole run file of what was recorded. Throws what SQLite throws. */
  copyTo(file: string): void;
  /** The run in memory, to be told the events from here on; null where it is too large. */
  mirror(spec: TournamentSpec): Mirror | null;
  /** Ends writing without a touch to what may be another's file by now. */
  abandon(): void;
}

/** @param end closes the database and frees its lock */
export function keepingOf(sqlite: Sqlite, database: DatabaseSync, file: string, end: () => void) {
  /**
   * The last connection that is closed writes the journal into the file and deletes it, by names that may belong to
   * others now. This one only reads, so closed last it does neither.
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
        // Each step writes what the deleted journal holds, which is still open here, into the file.
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
