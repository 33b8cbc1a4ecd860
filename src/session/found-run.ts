/** Runs found in folders: what a list says of each, or the reason why a file cannot be read. */
import { oneLine } from '../blame.ts';
import { UserError } from '../errors.ts';
import { lookAtFile } from '../formats/input-file.ts';
import { findRuns } from '../store/find-runs.ts';
import { readRun } from '../store/read-run.ts';
import { type ConcludedRun, concluded } from './concluded-run.ts';

export type FoundRun = BrokenRun | SoundRun;

export interface BrokenRun {
  readonly path: string;
  readonly fault: string;
}

export interface SoundRun extends Pick<ConcludedRun, 'state' | 'counts'> {
  readonly path: string;
  readonly fault: null;
  readonly created: string;
  readonly tasks: readonly string[];
  /** Contestants; of a tuning those that are tuned. */
  readonly contestants: readonly string[];
  readonly winner: string | null;
  readonly tuned: boolean;
}

/** Folder in which commands keep runs that are given no other place. */
export const USUAL_FOLDER = 'runs';

/**
 * Run files in the places: files as they are, and those in folders.
 * @param command name of the command, for messages
 * @param places none for the usual folder, which need not be there
 * @throws UserError where a folder or file that was named is not there
 */
export function runFilesIn(command: string, places: readonly string[]): string[] {
  if (places.length === 0) {
    const folder = lookAtFile(USUAL_FOLDER);
    return folder?.isDirectory() ? filesIn(command, USUAL_FOLDER) : [];
  }
  const files = places.flatMap((place) => {
    const there = lookAtFile(place, `${command} ${place}`);
    if (there === null) throw new UserError(`${command} ${place}: there is no such folder or file`);
    return there.isDirectory() ? filesIn(command, place) : [place];
  });
  return [...new Set(files)];
}

function filesIn(command: string, folder: string): string[] {
  try {
    return findRuns(folder);
  } catch (error) {
    throw new UserError(`${command} ${folder}: cannot be read, ${oneLine(error)}`);
  }
}

/** Reads what a list says of a run. */
export function lookAtRun(path: string): FoundRun {
  try {
    return readRun(path, (run) =>
      run.consistently(() => {
        const { spec, state, counts, summary } = concluded(run);
        return {
          path,
          fault: null,
          created: run.about().created,
          tasks: spec.tasks.map(({ label }) => label),
          contestants:
            spec.tuning?.searches.map(({ contestant }) => contestant) ??
            spec.contestants.map(({ name }) => name),
          state,
          counts,
          winner: summary.winner,
          tuned: spec.tuning !== undefined,
        };
      }),
    );
  } catch (error) {
    return { path, fault: oneLine(error) };
  }
}

/** Runs, newest first. */
export const newestFirst = (runs: readonly FoundRun[]): SoundRun[] =>
  runs
    .filter((one) => one.fault === null)
    .sort((a, b) => (a.created < b.created ? 1 : a.created > b.created ? -1 : 0));
