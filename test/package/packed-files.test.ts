/** Files of the package, by its list, in a folder where everything that may be below dist/ is there. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'genoprop-packed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('the package leaves out the bundled benchmark, which is made below dist/', () => {
  copyFileSync(join(root, 'package.json'), join(folder, 'package.json'));
  for (const file of [
    'dist/src/index.js',
    'dist/bench/run.js',
    'dist/bench-bundle/bin/node',
    'dist/bench-bundle/package.json',
    'dist/bench-bundle/node_modules/webgpu/index.js',
    'dist/bench-bundle.tar.gz',
  ]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), '{}');
  }
  const out = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const parsed = JSON.parse(out) as unknown;
  const [packed] = Object.values(parsed as Record<string, { files: { path: string }[] }>);
  const paths = packed!.files.map(({ path }) => path).sort();
  expect(paths).toEqual(['dist/bench/run.js', 'dist/src/index.js', 'package.json']);
});
