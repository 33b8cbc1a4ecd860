/**
 * Import of a user's file, a script or a plugin, even where Node by itself would fail: `genoprop` and `zod` come from
 * this installation when the file's folder has none of its own, and a file with `import` and `export` is a module,
 * whatever the type in the package.json above it.
 */
import { readFileSync } from 'node:fs';
import module, { type ResolveFnOutput } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { oneLine } from './errors.ts';
import { foreignEncoding } from './formats/input-file.ts';

const here = import.meta.url;
const library = new URL(`./index${extname(here)}`, here).href;
/** Folder of this installation, compiled or as source; another copy of genoprop is left alone. */
const home = new URL('..', here).href;

let prepared = false;

/** Installs the resolution hooks described above in the calling thread. */
function prepare(): void {
  if (prepared) return;
  prepared = true;
  module.registerHooks({
    resolve(specifier, context, next) {
      try {
        const resolved = next(specifier, context);
        if (specifier === 'genoprop' && resolved.url.startsWith(home)) return next(library, context);
        return asModule(resolved);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
        if (specifier === 'genoprop') return next(library, context);
        if (specifier !== 'zod' && !specifier.startsWith('zod/')) throw error;
        return next(specifier, { ...context, parentURL: here });
      }
    },
  });
}

const UNDECIDED: ReadonlySet<unknown> = new Set([undefined, null, 'commonjs', 'commonjs-typescript']);
const MODULE_SYNTAX = /^\s*(import\b(?!\s*\()|export\b)/m;

/** Marks the file as a module. Node would take it for CommonJS, or detect the syntax and print a warning. */
function asModule(resolved: ResolveFnOutput): ResolveFnOutput {
  const { url, format } = resolved;
  if (!UNDECIDED.has(format) || !/^file:.*\.[jt]s$/.test(url) || url.includes('/node_modules/'))
    return resolved;
  try {
    if (!MODULE_SYNTAX.test(readFileSync(fileURLToPath(url), 'utf8'))) return resolved;
  } catch {
    return resolved;
  }
  return { ...resolved, format: url.endsWith('.ts') ? 'module-typescript' : 'module' };
}

/**
 * Imports the module at that address (a file URL).
 * @throws errors of the module's own code, and `importFault`'s line where it cannot be loaded
 */
export function importUserModule(address: string): Promise<{ readonly default?: unknown }> {
  prepare();
  return import(address) as Promise<{ readonly default?: unknown }>;
}

/** Reason of a failed import in one line, with the line of the file where that is known. */
export function importFault(error: unknown, address: string): string {
  const encoding = error instanceof SyntaxError ? encodingOf(fileURLToPath(address)) : null;
  if (encoding !== null) return `it is written in ${encoding}; save it as UTF-8`;
  const text = oneLine(error);
  const stack = error instanceof Error ? error.stack : undefined;
  const line = lineIn(stack ?? '', address);
  return line === null ? text : `line ${line}: ${text}`;
}

function encodingOf(file: string): string | null {
  try {
    return foreignEncoding(readFileSync(file));
  } catch {
    return null;
  }
}

function lineIn(stack: string, address: string): string | null {
  for (const name of [address, fileURLToPath(address)]) {
    const at = stack.indexOf(`${name}:`);
    const found = at === -1 ? null : /^\d+/.exec(stack.slice(at + name.length + 1));
    if (found !== null) return found[0];
  }
  return null;
}
