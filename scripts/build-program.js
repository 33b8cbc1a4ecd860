/**
 * Build of the program, dist/{src,cli,workers,bench,chunks}/*.js, by esbuild: each entry point is a small file, and the
 * code that entry points share lies in chunks. A start of genoprop then reads tens of files instead of hundreds, and a
 * worker thread shares its code with the library, so that a plugin's `import 'genoprop'` meets the same classes.
 */
import { copyFileSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const { dependencies, optionalDependencies, peerDependencies } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);

/**
 * Name of the package that is bundled too, because its 95 files were a fifth of all files that a start reads. Plugins
 * and types import it, so it stays a dependency.
 */
const BUNDLED = 'zod';

/** Names of further packages in the bundles, of the build alone. */
const BUILT_IN = ['@dagrejs/dagre', '@dagrejs/graphlib'];

/** Entry points by their names below dist/. Each of them, and each chunk, lies exactly one folder below dist/. */
function entryPoints() {
  const threads = ['draw', 'evaluate', 'play-jobs', 'plugin', 'points', 'process', 'retest', 'trial'].map(
    (name) => join('workers', `${name}.ts`),
  );
  const benches = ['reproduce', 'draw-thread', 'largest-thread', 'sleeping-workers', 'wasm-thread'].map(
    (name) => join('bench', `${name}.ts`),
  );
  const files = [join('src', 'index.ts'), ...threads, ...benches];
  const byName = files.map((file) => [file.replace(/\.ts$/, ''), join(root, file)]);
  return Object.fromEntries([
    ...byName,
    [join('cli', 'main'), join(root, 'src', 'cli', 'main.ts')],
    [join('cli', 'serve-process'), join(root, 'src', 'serve', 'process', 'entry.ts')],
  ]);
}

/**
 * Plugin of esbuild: `import.meta.url` of a source stays the address of its own place below dist/, wherever its code
 * ends up, so that files are found beside it as from the source tree.
 */
function keepAddresses({ onLoad }) {
  onLoad({ filter: /\.tsx?$/ }, ({ path }) => {
    const text = readFileSync(path, 'utf8');
    if (path.includes('node_modules') || !text.includes('import.meta.url')) return undefined;
    const place = relative(root, path)
      .split(sep)
      .join('/')
      .replace(/\.tsx?$/, '.js');
    const address = `new URL(${JSON.stringify(`../${place}`)}, import.meta.url).href`;
    return {
      contents: text.replaceAll('import.meta.url', address),
      loader: path.endsWith('x') ? 'tsx' : 'ts',
    };
  });
}

/** Plugin of esbuild: the charts of `--svg` are a file of their own, which carries the licences of its packages. */
function leaveChartsOut({ onResolve }) {
  onResolve({ filter: /\/echarts\.ts$/ }, () => ({ path: '../report/charts.js', external: true }));
}

/** Removes JavaScript of former builds; types stay, for tsc writes those that changed. */
function removeScripts(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) removeScripts(path);
    else if (entry.name.endsWith('.js')) rmSync(path);
  }
}

export async function buildProgram() {
  const folders = readdirSync(dist, { withFileTypes: true }).filter(
    (entry) =>
      entry.isDirectory() && !['bench-bundle', 'playground', 'report', 'serve', 'wasm'].includes(entry.name),
  );
  for (const { name } of folders) removeScripts(join(dist, name));
  const packages = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
  await build({
    entryPoints: entryPoints(),
    outdir: dist,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    charset: 'utf8',
    jsx: 'automatic',
    legalComments: 'none',
    external: packages.filter((name) => name !== BUNDLED),
    plugins: [
      { name: 'addresses', setup: keepAddresses },
      { name: 'charts apart', setup: leaveChartsOut },
    ],
    logLevel: 'warning',
  });
  for (const name of ['guard.cjs', 'load.cjs']) {
    copyFileSync(join(root, 'workers', name), join(dist, 'workers', name));
  }
  for (const name of [BUNDLED, ...BUILT_IN]) {
    const file = `LICENSE-${name.slice(name.indexOf('/') + 1)}`;
    copyFileSync(join(root, 'node_modules', name, 'LICENSE'), join(dist, 'chunks', file));
  }
}
