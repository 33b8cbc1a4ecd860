import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { permissionFlags, readablePaths } from '../../../../src/tournament/plugins/process/permissions.ts';

let folder: string;
let module: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'genoprop-permissions-')));
  for (const name of ['mine/tasks', 'mine/node_modules', 'data/deep', 'node_modules/linked']) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  for (const name of [
    'mine/package.json',
    'mine/tasks/task.mjs',
    'mine/tasks/own.csv',
    'data/a.csv',
    'level',
  ]) {
    writeFileSync(join(folder, name), '');
  }
  symlinkSync(join(folder, 'mine', 'tasks'), join(folder, 'link'));
  module = pathToFileURL(join(folder, 'mine', 'tasks', 'task.mjs')).href;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Paths below the folder, as they begin there. */
const below = (options: Readonly<Record<string, unknown>>, of = module): string[] =>
  readablePaths(of, options, null)
    .filter((path) => path.startsWith(folder))
    .map((path) => path.slice(folder.length + 1));

const OWN = ['mine/node_modules', 'mine/package.json', 'mine/tasks', 'node_modules'];

it('a plugin may read its folder and what packages need, of the folders above nothing else', () => {
  expect(below({})).toEqual(OWN);
  const root = fileURLToPath(new URL('../../../../', import.meta.url));
  const own = readablePaths(module, {}, null).filter((path) => path.startsWith(root));
  expect(own.map((path) => path.slice(root.length))).toEqual([
    'dist',
    'genomes',
    'node_modules',
    'package.json',
    'src',
    'tasks',
    'workers',
  ]);
});

it('it may read files that its options name, and folders that they name by a path', () => {
  const text = join(folder, 'data', 'a.csv');
  expect(below({ file: text })).toEqual(['data/a.csv', ...OWN]);
  expect(below({ files: { train: [text, 'own.csv'] } })).toEqual(['data/a.csv', ...OWN]);
  expect(below({ file: '../../data/a.csv' })).toEqual(['data/a.csv', ...OWN]);
  expect(below({ file: pathToFileURL(text).href })).toEqual(['data/a.csv', ...OWN]);
  expect(below({ folder: join(folder, 'data') })).toEqual(['data', ...OWN]);
  expect(below({ column: 'src', other: 'nothing\0', none: '', missing: join(folder, 'no.csv') })).toEqual(
    OWN,
  );
  expect(readablePaths(module, { column: 'test' }, null).some((path) => path.endsWith('/test'))).toBe(false);
});

it('it may read the scripts that it imports by relative paths, from wherever they lie, and what these import', () => {
  mkdirSync(join(folder, 'library', 'inner'), { recursive: true });
  writeFileSync(join(folder, 'library', 'a.mjs'), "export * from './inner/b.js';\nimport './missing.js';\n");
  writeFileSync(join(folder, 'library', 'inner', 'b.js'), 'const c = require("../../data/c");');
  writeFileSync(join(folder, 'data', 'c.cjs'), '');
  const importing = join(folder, 'mine', 'tasks', 'importing.mjs');
  writeFileSync(
    importing,
    "import a from '../../library/a.mjs';\n// import '../../data/a.csv' is no script.\nimport('./own.mjs');\n",
  );
  expect(below({}, pathToFileURL(importing).href)).toEqual([
    'data/c.cjs',
    'library/a.mjs',
    'library/inner/b.js',
    ...OWN,
  ]);
  rmSync(importing);
});

it('a plugin behind a link may read both places', () => {
  const linked = pathToFileURL(join(folder, 'link', 'task.mjs')).href;
  expect(below({}, linked)).toEqual(['link', 'mine/tasks', 'node_modules']);
});

it('rights are flags of Node', () => {
  expect(permissionFlags(['/a', '/b c'])).toEqual([
    '--permission',
    '--allow-worker',
    '--allow-fs-read=/a',
    '--allow-fs-read=/b c',
    '--disable-warning=SecurityWarning',
  ]);
});
