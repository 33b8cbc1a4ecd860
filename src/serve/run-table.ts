/**
 * Table of the runs that the server shows. A run is known by its id, a hash of its file's true name: no address of a
 * request ever names a file. Files are read again only after they have changed.
 */
import { createHash } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { oneLine } from '../blame.ts';
import { UserError } from '../errors.ts';
import { lookAtFile } from '../formats/input-file.ts';
import { type FoundRun, lookAtRun, newestFirst, type SoundRun, USUAL_FOLDER } from '../session/found-run.ts';
import { findRuns } from '../store/find-runs.ts';
import { isBeingWritten } from '../store/run-file.ts';

export interface ListedRun extends SoundRun {
  readonly id: string;
}

export interface Listing {
  /** Newest first. */
  readonly runs: readonly ListedRun[];
  /** Lines on files that cannot be read. */
  readonly faults: readonly string[];
}

interface Known {
  readonly stamp: string;
  readonly id: string;
  readonly found: FoundRun;
}

export class RunTable {
  readonly #places: readonly string[];
  #known: ReadonlyMap<string, Known> = new Map();
  /** Lines on places that cannot be read now. */
  #faults: readonly string[] = [];
  #refreshing: Promise<void> | null = null;

  /**
   * Table of the run files in the places.
   * @param places folders and run files; none for the usual folder, which need not be there
   * @param options with `mayLack` places may be made later
   * @throws UserError where one that was named is not there
   */
  constructor(places: readonly string[], { mayLack = false } = {}) {
    for (const place of places) {
      if (lookAtFile(place, `serve ${place}`) === null && !mayLack)
        throw new UserError(`serve ${place}: there is no such folder or file`);
    }
    this.#places = places.length === 0 ? [USUAL_FOLDER] : places;
  }

  /** Words for the places, for people. */
  get places(): string {
    return this.#places.join(', ');
  }

  get listing(): Listing {
    const known = [...this.#known.values()];
    const ids = new Map(known.map(({ found, id }) => [found, id]));
    return {
      runs: newestFirst(known.map(({ found }) => found)).map((run) => ({ ...run, id: ids.get(run)! })),
      faults: [...this.#faults, ...known.flatMap(({ found }) => found.fault ?? [])],
    };
  }

  /** Id of the run that alone is served; null where there is a list to choose from, or the run is not there. */
  only(): string | null {
    const [place] = this.#places;
    if (this.#places.length > 1 || place === undefined || lookAtFile(place)?.isFile() !== true) return null;
    const known = this.#known.get(place);
    return known?.found.fault === null ? known.id : null;
  }

  /** Looks for files that have come, changed or gone. A look that is under way is joined. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#look().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  /** Path of the run with that id, as the user gave it; null where there is none. */
  async pathOf(id: string): Promise<string | null> {
    const known = (): string | undefined =>
      [...this.#known].find(([path, one]) => one.id === id && isUnchanged(path, id))?.[0];
    if (known() === undefined) await this.refresh();
    return known() ?? null;
  }

  async #look(): Promise<void> {
    const faults: string[] = [];
    const known = new Map<string, Known>();
    for (const path of this.#files(faults)) {
      const before = this.#known.get(path);
      const stamp = stampOf(path, before?.found.fault === null && before.found.state !== 'done');
      if (before?.stamp === stamp) {
        known.set(path, before);
        continue;
      }
      // Reading takes a while: requests are answered in between.
      await new Promise(setImmediate);
      const id = idOf(path);
      if (id !== null) known.set(path, { stamp, id, found: lookAtRun(path) });
    }
    this.#known = known;
    this.#faults = faults;
  }

  #files(faults: string[]): string[] {
    const files = this.#places.flatMap((place) => {
      try {
        if (!lookAtFile(place)?.isDirectory()) return lookAtFile(place) === null ? [] : [place];
        const folder = realpathSync(place) + sep;
        return findRuns(place).filter((file) => {
          const inside = realpathSync(file).startsWith(folder);
          if (!inside) faults.push(`${file}: is a link out of the folder, which is not followed`);
          return inside;
        });
      } catch (error) {
        faults.push(`${place}: cannot be read, ${oneLine(error)}`);
        return [];
      }
    });
    return [...new Map(files.map((file) => [resolve(file), file])).values()];
  }
}

/** Id of a run file; null where it is gone. */
function idOf(path: string): string | null {
  try {
    return createHash('sha256').update(realpathSync(path)).digest('hex').slice(0, 16);
  } catch {
    return null;
  }
}

/** True while the path leads to the file that it led to when it was listed. */
const isUnchanged = (path: string, id: string): boolean => idOf(path) === id;

/**
 * Text that changes whenever the run file does.
 * @param withWriter true for a run whose state depends on its writer being alive
 */
export function stampOf(path: string, withWriter: boolean): string {
  const parts = [path, `${path}-wal`].map((file) => {
    const stat = statSync(file, { throwIfNoEntry: false, bigint: true });
    return stat === undefined ? '-' : `${stat.ino}:${stat.size}:${stat.mtimeNs}`;
  });
  return [...parts, ...(withWriter ? [isBeingWritten(path) ? 'w' : ''] : [])].join(' ');
}
