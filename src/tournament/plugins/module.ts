/** Module address of a plugin, from the name or path that a user gives. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire, findPackageJSON } from 'node:module';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { UserError } from '../../errors.ts';
import { lookAtFile, requireRegularFile } from '../../formats/input-file.ts';

/** Most bytes of a program. */
const MOST_BYTES = 100e6;

const PROGRAM = /\.[cm]?[jt]s$/;

/**
 * Address (a file URL) of the module at that path, or of that npm package; null where it is neither.
 * @param from the folder that both are looked for from
 * @throws UserError on a path at which there is no file
 */
export function moduleOf(name: string, from: string): string | null {
  if (name.startsWith('file:')) return moduleAt(fileURLToPath(name), name);
  if (isPath(name)) return moduleAt(resolve(from, name), name);
  const file = resolve(from, name);
  if (/[\\/]/.test(name) && existsSync(file)) return moduleAt(file, name);
  const found = packageModule(name, from);
  if (found !== null || !/[\\/]/.test(name)) return found;
  throw new UserError(`task ${name}: there is no such file, nor an npm package of that name`);
}

/** True for a name that can only be meant as a file. A name with a slash elsewhere may be a package's as well. */
const isPath = (name: string): boolean =>
  /^\.{0,2}[\\/]/.test(name) || isAbsolute(name) || PROGRAM.test(name);

function moduleAt(file: string, name: string): string {
  const shown = `task ${name}`;
  if (lookAtFile(file, shown)?.isDirectory()) {
    throw new UserError(`${shown}: is a folder, it must be a .ts or .js file or an npm package`);
  }
  requireRegularFile(file, { shown, what: 'its program', most: MOST_BYTES });
  return pathToFileURL(file).href;
}

/** Module of a package; null where no package of that name is installed. */
function packageModule(name: string, from: string): string | null {
  const base = join(from, 'from.js');
  try {
    return pathToFileURL(createRequire(base).resolve(name)).href;
  } catch {
    return importOnly(name, base);
  }
}

/** Module of a package that `require` does not find: its `exports` may still name one for `import`. */
function importOnly(name: string, base: string): string | null {
  let file: string | undefined;
  try {
    file = findPackageJSON(name, pathToFileURL(base));
  } catch {
    return null;
  }
  if (file === undefined) return null;
  const { exports } = JSON.parse(readFileSync(file, 'utf8')) as { exports?: unknown };
  const target = importTarget(isRecord(exports) && '.' in exports ? exports['.'] : exports);
  return target === null ? null : pathToFileURL(join(dirname(file), target)).href;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** First target whose conditions hold for an `import` by Node. */
function importTarget(target: unknown): string | null {
  if (typeof target === 'string') return target;
  if (!isRecord(target)) return null;
  for (const [condition, inner] of Object.entries(target)) {
    const found = ['node', 'import', 'default'].includes(condition) ? importTarget(inner) : null;
    if (found !== null) return found;
  }
  return null;
}
