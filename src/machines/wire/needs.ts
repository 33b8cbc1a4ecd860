/**
 * Needs of a trial: versions and hashes on which its bits depend. The coordinator reads them from its own files, and a
 * worker looks for files of its own with the same hashes.
 */
import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, readFileSync, type Stats } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findTask } from '../../../tasks/index.ts';
import { kernelPath } from '../../engine/wasm/module.ts';
import { oneLine, RunError, UserError } from '../../errors.ts';
import { lookAtFile } from '../../formats/input-file.ts';
import { describeOptions, type OptionDescription } from '../../options/describe.ts';
import { openTask } from '../../tournament/plugins/plugin.ts';
import type { TaskChoice, TrialSpec } from '../../tournament/spec/tournament.ts';
import { version } from '../../version.ts';
import { fileName, type NeededFile, type Needs, pluginName, withFiles } from './trial-job.ts';

export interface ReadNeeds {
  readonly needs: Needs;
  /** The trial with its files named by their content, as it travels. */
  readonly trial: TrialSpec;
  /** Paths of the files that it needs on this machine: of the plugin's program, and of data by option. */
  readonly plugin: string | null;
  readonly files: Readonly<Record<string, string>>;
}

/** Most files of a data folder, and most bytes of its files. */
const MOST_FILES = 10_000;
const MOST_BYTES = 2 ** 34;

/**
 * Reader of needs. Each file is read once.
 * @param adapter text that the names of GPU adapters must contain; null where no GPU computes
 */
export function needsReader(adapter: string | null): (trial: TrialSpec) => Promise<ReadNeeds> {
  const own = ownNeeds();
  const byTask = new Map<string, Promise<TaskFiles>>();
  return async (trial) => {
    const { task } = trial;
    const known = byTask.get(task.label) ?? filesOf(task);
    byTask.set(task.label, known);
    const { plugin, files } = await known;
    const named = Object.entries(files).map(([option, { file }]) => [option, fileName(file)] as const);
    return {
      needs: {
        ...own,
        ...(plugin === null ? {} : { plugin: plugin.file }),
        ...(named.length === 0
          ? {}
          : { files: Object.fromEntries(Object.entries(files).map(([option, { file }]) => [option, file])) }),
        ...(adapter === null ? {} : { adapter }),
      },
      trial: withFiles(trial, {
        ...(plugin === null ? {} : { plugin: pluginName(plugin.file) }),
        files: Object.fromEntries(named),
      }),
      plugin: plugin?.path ?? null,
      files: Object.fromEntries(Object.entries(files).map(([option, { path }]) => [option, path])),
    };
  };
}

/** Version and kernels of this installation. @throws RunError where there are no kernels */
export function ownNeeds(): Pick<Needs, 'genoprop' | 'kernels'> {
  try {
    return { genoprop: version(), kernels: hashOf(readFileSync(kernelPath())) };
  } catch (error) {
    throw new RunError(`the kernels cannot be read: ${oneLine(error)}; \`npm run build\` makes them`);
  }
}

interface TaskFiles {
  readonly plugin: FoundFile | null;
  readonly files: Readonly<Record<string, FoundFile>>;
}

interface FoundFile {
  readonly path: string;
  readonly file: NeededFile;
}

async function filesOf({ name, module, options }: TaskChoice): Promise<TaskFiles> {
  const described: readonly OptionDescription[] =
    module === undefined ? describeOptions(findTask(name).options) : (await openTask(module)).options;
  const texts = described.filter(({ type }) => type === 'text');
  const files: Record<string, FoundFile> = {};
  for (const { name: option, choices = [] } of texts) {
    const value = options[option];
    if (typeof value !== 'string' || value === '' || choices.includes(value)) continue;
    const path = resolve(value);
    const state = stateOf(path);
    if (state === null) continue;
    files[option] = { path, file: await neededFileAt(path, state) };
  }
  const program = module === undefined ? null : fileURLToPath(module);
  const plugin = program === null ? null : { path: program, file: await neededFileAt(program) };
  return { plugin, files };
}

/** State of a file or folder of that path; null for a text that is none. */
function stateOf(path: string): Stats | null {
  try {
    return lookAtFile(path);
  } catch {
    return null;
  }
}

/**
 * Name, size and hash of a file, or of a folder with its files, those in inner folders too; files and folders whose
 * names begin with a dot are left out.
 * @throws UserError where it cannot be read, or is too large to be compared
 */
export async function neededFileAt(
  path: string,
  state: Stats | null = lookAtFile(path),
): Promise<NeededFile> {
  if (state === null) throw new UserError(`${path}: there is no such file`);
  if (state.isFile()) return { name: basename(path), bytes: state.size, sha256: await hashOfFile(path) };
  if (!state.isDirectory()) throw new UserError(`${path}: is no regular file and no folder`);
  const names = namesIn(path);
  const hash = createHash('sha256');
  let bytes = 0;
  for (const name of names) {
    const inner = lookAtFile(join(path, name));
    if (inner === null || !inner.isFile()) continue;
    bytes += inner.size;
    if (bytes > MOST_BYTES)
      throw new UserError(`${path}: has more than 16 GB; name a folder with the files of the task alone`);
    hash.update(`${JSON.stringify(name)} ${await hashOfFile(join(path, name))}\n`);
  }
  return { name: `${basename(path)}/`, bytes, sha256: hash.digest('hex') };
}

/** Paths of all files in a folder, relative to it with `/`, sorted. */
function namesIn(folder: string): string[] {
  const names: string[] = [];
  const look = (inner: string): void => {
    for (const entry of readdirSync(join(folder, inner), { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue;
      const name = inner === '' ? entry.name : `${inner}/${entry.name}`;
      if (entry.isDirectory()) look(name);
      else names.push(name);
      if (names.length > MOST_FILES)
        throw new UserError(
          `${folder}: has more than ${MOST_FILES} files; name a folder with the files of the task alone`,
        );
    }
  };
  look('');
  return names.sort();
}

async function hashOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const part of createReadStream(path)) hash.update(part as Uint8Array);
  } catch (error) {
    throw new UserError(`${path}: cannot be read: ${oneLine(error)}`, { cause: error });
  }
  return hash.digest('hex');
}

/** SHA-256 in hexadecimal digits. */
export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
