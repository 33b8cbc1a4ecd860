/**
 * Rights of the process that runs a plugin, as flags of Node's permission model: it may read genoprop's own files, the
 * plugin's folder, its modules and packages, and the files that options name; it may start threads; nothing else.
 */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importedModules } from './imported-modules.ts';

const here = fileURLToPath(import.meta.url);
/** Root of the sources, or the folder of the build. */
const home = resolve(dirname(here), '..', '..', '..', '..');
const isBuilt = extname(here) === '.js';

/** Folders of the source tree that are needed to play, its build among them for its kernels. */
const SOURCES = ['dist', 'genomes', 'src', 'tasks', 'workers'];

const ownFolders = isBuilt ? [home] : SOURCES.map((name) => join(home, name));

/** Paths that a plugin's process may read, files and whole folders, sorted. */
export function readablePaths(
  module: string,
  options: Readonly<Record<string, unknown>>,
  catalogue: string | null,
): string[] {
  const plugin = fileURLToPath(module);
  const folder = dirname(plugin);
  const modules = importedModules(plugin);
  const folders = [...ownFolders, folder];
  if (catalogue !== null) folders.push(dirname(fileURLToPath(catalogue)));
  const packages = [home, ...new Set(modules.map(dirname))].flatMap(packagesFor);
  const paths = [...folders, ...modules, ...packages, ...filesIn(options, folder)];
  const all = new Set(paths.filter((path) => existsSync(path)).flatMap((path) => [path, realpathSync(path)]));
  return [...all].filter((path) => !isWithin(path, all)).sort();
}

/** Places where Node looks for the packages and the type of modules in that folder. */
function packagesFor(folder: string): string[] {
  const parent = dirname(folder);
  const own = [join(folder, 'package.json'), join(folder, 'node_modules')];
  return parent === folder ? own : [...own, ...packagesFor(parent)];
}

/**
 * Files that options name, from the working folder or from the plugin's own; folders too, where the text is a path and
 * not a mere name.
 */
function filesIn(options: Readonly<Record<string, unknown>>, folder: string): string[] {
  const texts = Object.values(options).flatMap(textsIn);
  return texts.flatMap((text) => {
    const paths = text === '' || text.includes('\0') ? [] : [resolve(text), resolve(folder, text)];
    return paths.filter((path) => {
      const found = statSync(path, { throwIfNoEntry: false });
      return found !== undefined && (found.isFile() || /[\\/]/.test(text));
    });
  });
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value.startsWith('file:') ? pathOf(value) : value];
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  return Object.values(value).flatMap(textsIn);
}

function pathOf(address: string): string {
  try {
    return fileURLToPath(address);
  } catch {
    return address;
  }
}

const isWithin = (path: string, folders: ReadonlySet<string>): boolean => {
  for (let inner = path, outer = dirname(path); outer !== inner; inner = outer, outer = dirname(outer)) {
    if (folders.has(outer)) return true;
  }
  return false;
};

/** Flags of Node that give a process these rights and no others. */
export const permissionFlags = (readable: readonly string[]): string[] => [
  '--permission',
  '--allow-worker',
  ...readable.map((path) => `--allow-fs-read=${path}`),
  // Node warns of threads, which have the rights of their process.
  '--disable-warning=SecurityWarning',
];
