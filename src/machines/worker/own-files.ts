/** Files of this machine by their content: programs of tasks, and data that tasks read. */
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { lookAtFile } from '../../formats/input-file.ts';
import { hashOf, neededFileAt } from '../wire/needs.ts';
import type { NeededFile } from '../wire/trial-job.ts';
import type { OwnFiles } from './fit.ts';

export interface FileOptions {
  /** Programs of tasks that may be played. */
  readonly plugins?: readonly string[];
  /** Folder with programs of tasks that may be played. */
  readonly pluginFolder?: string | undefined;
  /** Folder with data. */
  readonly dataFolder?: string | undefined;
  /**
   * Fetches a program that the coordinator has sent, by its hash; null where it has sent none. Left out: no program of
   * another machine is played.
   */
  readonly fetchPlugin?: FetchPlugin | undefined;
  /** Folder for programs that were fetched. */
  readonly fetched?: string | undefined;
}

/** Fetches a program of a run by its hash; null where there is none. */
export type FetchPlugin = (needed: NeededFile, run: string) => Promise<Uint8Array | null>;

const PROGRAM = /\.[cm]?[jt]s$/;

/**
 * Index of the files. A folder is read when a file is looked for, so that files may be added while the worker runs.
 * @throws UserError where a named file or folder is not there
 */
export function ownFiles(options: FileOptions): OwnFiles {
  const { plugins = [], pluginFolder, dataFolder, fetchPlugin, fetched } = options;
  for (const file of plugins) requireKind(file, '--plugin', 'file');
  if (pluginFolder !== undefined) requireKind(pluginFolder, '--plugins', 'folder');
  if (dataFolder !== undefined) requireKind(dataFolder, '--data', 'folder');
  const hashes = new Map<string, { readonly stamp: string; readonly file: NeededFile }>();
  /** Name, size and hash of a file or folder, read again where it has changed. */
  const look = async (path: string): Promise<NeededFile | null> => {
    const state = lookAtFile(path);
    if (state === null) return null;
    // The time of a folder does not tell of changes inside its files.
    const stamp = state.isFile() ? `${state.size} ${state.mtimeMs} ${state.ino}` : null;
    const held = hashes.get(path);
    if (held !== undefined && held.stamp === stamp) return held.file;
    const file = await neededFileAt(path, state);
    if (stamp !== null) hashes.set(path, { stamp, file });
    return file;
  };
  const find = async (paths: readonly string[], { bytes, sha256 }: NeededFile): Promise<string | null> => {
    for (const path of paths) {
      const state = lookAtFile(path);
      if (state === null || (state.isFile() && state.size !== bytes)) continue;
      if ((await look(path))?.sha256 === sha256) return path;
    }
    return null;
  };
  return {
    async plugin(needed, run) {
      const inFolder = pluginFolder === undefined ? [] : entriesOf(pluginFolder);
      const own = await find([...plugins, ...inFolder.filter((path) => PROGRAM.test(path))], needed);
      if (own !== null) return { path: own, isForeign: false };
      if (fetchPlugin === undefined || fetched === undefined) return null;
      const bytes = await fetchPlugin(needed, run);
      if (bytes === null || bytes.length !== needed.bytes || hashOf(bytes) !== needed.sha256) return null;
      // The name is another machine's: only its ending is taken over.
      const ending = PROGRAM.exec(needed.name)?.[0] ?? '.ts';
      const path = join(fetched, `${needed.sha256}${ending}`);
      await mkdir(fetched, { recursive: true });
      if (!existsSync(path)) await writeFile(path, bytes);
      return { path, isForeign: true };
    },
    data: (needed) => find(dataFolder === undefined ? [] : [dataFolder, ...entriesOf(dataFolder)], needed),
    places: {
      plugins:
        plugins.length === 0 && pluginFolder === undefined
          ? 'start the worker with --plugin FILE, or --plugins DIR for its folder'
          : 'none of those of --plugin and --plugins has this content',
      data:
        dataFolder === undefined
          ? 'start the worker with --data DIR for the folder that has it'
          : `${dataFolder} has nothing of this content`,
    },
  };
}

function requireKind(path: string, flag: string, kind: 'file' | 'folder'): void {
  const state = lookAtFile(path, `${flag} ${path}`);
  if (state === null) throw new UserError(`${flag} ${path}: there is no such ${kind}`);
  if (kind === 'file' ? !state.isFile() : !state.isDirectory())
    throw new UserError(`${flag} ${path}: must be a ${kind}`);
}

/** Paths of the entries of a folder, sorted; those that begin with a dot are left out. */
const entriesOf = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .sort()
    .map((name) => join(folder, name));
