/**
 * The import graph of the program: which file imports which, type imports and dynamic imports included, and what is
 * wrong with it: cycles, and imports from a lower room to a higher one.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** File -> files it imports, as paths from the root with `/`. Packages and Node's own modules are left out. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

const IMPORT = /(?:\bfrom\s*|\bimport\s*(?:\(\s*)?)'(\.[^']+)'/g;
const SOURCE = /\.tsx?$/;
/** Compiled by AssemblyScript, with imports of its own. */
const APART = 'src/engine/wasm/assembly/';

/** @param folders the top-level folders whose files are read */
export function importGraph(folders: readonly string[]): ImportGraph {
  const graph = new Map<string, string[]>();
  for (const folder of folders) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      const file = `${folder}/${name.split(sep).join('/')}`;
      if (SOURCE.test(file) && !file.startsWith(APART)) graph.set(file, importsOf(file));
    }
  }
  return graph;
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const found = [...text.matchAll(IMPORT)].map(([, path]) =>
    relative(root, resolve(root, dirname(file), path!))
      .split(sep)
      .join('/'),
  );
  return [...new Set(found)].sort();
}

/** Groups of files that import each other in a circle, each sorted by name. Tarjan (1972). */
export function cyclesOf(graph: ImportGraph): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const cycles: string[][] = [];
  const visit = (file: string): void => {
    index.set(file, index.size);
    low.set(file, index.get(file)!);
    stack.push(file);
    for (const next of graph.get(file) ?? []) {
      if (!graph.has(next)) continue;
      if (!index.has(next)) {
        visit(next);
        low.set(file, Math.min(low.get(file)!, low.get(next)!));
      } else if (stack.includes(next)) {
        low.set(file, Math.min(low.get(file)!, index.get(next)!));
      }
    }
    if (low.get(file) !== index.get(file)) return;
    const component = stack.splice(stack.indexOf(file));
    if (component.length > 1 || graph.get(file)?.includes(file)) cycles.push(component.sort());
  };
  for (const file of graph.keys()) if (!index.has(file)) visit(file);
  return cycles;
}
