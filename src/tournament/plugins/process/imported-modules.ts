/** Modules that a module imports by relative paths, and those that these import. */
import { readFileSync, statSync } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';

/** Import and export declarations, `import()` and `require()` with a relative path. */
const IMPORTS = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"])(\.{1,2}\/[^'"\n]+)\1/g;
const SCRIPT = /^\.[cm]?[jt]s$/;
/** Endings that `require()` adds. */
const ENDINGS = ['', '.js', '.cjs', '/index.js'];
/** Most modules that are looked for. */
const MOST = 10_000;

/** Files of all these modules, itself included; scripts alone, so that nothing else can be named in this way. */
export function importedModules(file: string): string[] {
  const found = new Set([file]);
  for (const module of found) {
    for (const [, , path] of textOf(module).matchAll(IMPORTS)) {
      const wanted = resolve(dirname(module), path!);
      const imported = ENDINGS.map((ending) => wanted + ending).find(isScript);
      if (imported !== undefined && found.size < MOST) found.add(imported);
    }
  }
  return [...found];
}

const isScript = (path: string): boolean =>
  SCRIPT.test(extname(path)) && statSync(path, { throwIfNoEntry: false })?.isFile() === true;

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
