/** The package as `npm install genoprop` installs it: its dependencies, how much they weigh, and what it imports. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { links } from '../support/docs/links.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const json = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));
const manifest = json('package.json');
const lock = json('package-lock.json').packages as Record<
  string,
  { dev?: boolean; devOptional?: boolean; peer?: boolean }
>;

/** Bytes of all files, as `npm` reports an unpacked size. */
function bytesOf(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    // A nested node_modules is listed in the lock file by itself.
    if (entry.isDirectory()) return sum + (entry.name === 'node_modules' ? 0 : bytesOf(path));
    return sum + statSync(path).size;
  }, 0);
}

/** What npm would put into the package. */
const packed: { files: { path: string; size: number }[]; unpackedSize: number } = JSON.parse(
  execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root, encoding: 'utf8' }),
)[0];

describe('the installed package', () => {
  it('takes at most 60 MB with everything that it depends on', () => {
    const installed = Object.entries(lock).filter(
      ([path, { dev, devOptional, peer }]) => path !== '' && !dev && !devOptional && !peer,
    );
    expect(installed.map(([path]) => path)).toContain('node_modules/zod');
    // Of optional parts npm installs those for the platform at hand.
    const folders = installed.map(([path]) => join(root, path)).filter((path) => existsSync(path));
    const dependencies = folders.reduce((sum, path) => sum + bytesOf(path), 0);
    expect((dependencies + packed.unpackedSize) / 1e6).toBeLessThan(60);
  });

  it('has what bin/genoprop.js starts and what reports carry', () => {
    const paths = packed.files.map(({ path }) => path);
    for (const path of [
      'bin/genoprop.js',
      'dist/cli/main.js',
      'dist/src/index.d.ts',
      'dist/report/client.js',
      'dist/wasm/kernels.wasm',
    ]) {
      expect(paths).toContain(path);
    }
  });

  it('has the files that README and docs link to', () => {
    const paths = packed.files.map(({ path }) => path);
    const has = (path: string): boolean => paths.some((one) => one === path || one.startsWith(`${path}/`));
    expect(links.map(({ path }) => path)).toContain('docs/tutorial.md');
    expect(links.filter(({ path }) => !has(path))).toEqual([]);
  });

  it('imports its dependencies alone, and optional packages only in files that are loaded for them', () => {
    const optional = Object.keys(manifest.peerDependencies);
    const known = new Set([...Object.keys(manifest.dependencies), 'genoprop']);
    const faults: string[] = [];
    for (const { path } of packed.files) {
      if (!/^dist\/(src|tasks|genomes|workers)\/.*\.js$/.test(path)) continue;
      const code = readFileSync(join(root, path), 'utf8');
      for (const [, name] of code.matchAll(
        /(?:^import [^;'"]*|^export [^;'"]*from |\bimport\()['"]([^'"./][^'"]*)['"]/gm,
      )) {
        const bare = name!
          .split('/')
          .slice(0, name!.startsWith('@') ? 2 : 1)
          .join('/');
        if (bare.startsWith('node:') || known.has(bare)) continue;
        if (optional.includes(bare) && /^dist\/src\/engine\/(tfjs|webgpu)\//.test(path)) continue;
        faults.push(`${path} imports ${bare}`);
      }
    }
    expect(faults).toEqual([]);
  });

  it('pins every version', () => {
    const { dependencies, devDependencies, peerDependencies } = manifest;
    const versions = Object.values({ ...dependencies, ...devDependencies, ...peerDependencies });
    for (const version of versions) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    for (const name of Object.keys(peerDependencies)) {
      expect(manifest.peerDependenciesMeta[name]).toEqual({ optional: true });
    }
  });
});
