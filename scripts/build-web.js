/**
 * Build of the playground's web worker by esbuild, dist/playground/worker.js, and the kernels beside it. The worker has
 * the same learners, tasks, nets and trial loop as the program; files that need Node have others in their place.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const here = join(root, 'src', 'playground', 'worker');
export const webFolder = join(root, 'dist', 'playground');

/** Files of the program that need Node, and the files of the browser that have their places. */
const INSTEAD = {
  'src/engine/wasm/module.ts': 'module.ts',
  'src/export/without-paths.ts': 'without-paths.ts',
  'src/version.ts': 'version.ts',
  'tasks/gait/rapier.ts': 'rapier.ts',
  'tasks/parts/data-file.ts': 'data-file.ts',
};

function inPlaceOfNode({ onResolve }) {
  onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
    const place = relative(root, join(resolveDir, path)).split(sep).join('/');
    return Object.hasOwn(INSTEAD, place) ? { path: join(here, INSTEAD[place]) } : undefined;
  });
}

/** Packages in the worker, all under the MIT licence, and the files that say whose they are. */
const PACKAGES = {
  zod: ['LICENSE'],
  'fastest-levenshtein': ['LICENSE.md'],
  seedrandom: ['lib/alea.js', 'README.md'],
  '@dagrejs/dagre': ['LICENSE'],
  '@dagrejs/graphlib': ['LICENSE'],
  munkres: ['LICENSE'],
};

/** Licences of the bundled packages, which every copy of the worker must carry. */
function notice() {
  const text = (name, file) => readFileSync(join(root, 'node_modules', name, file), 'utf8');
  const lines = Object.entries(PACKAGES).flatMap(([name, files]) =>
    files.map((file) => `${name}: ${/Copyright .*\d{4}.*/.exec(text(name, file))[0].trim()}`),
  );
  const licence = text('zod', 'LICENSE');
  return ['/*!', ...lines, '', licence.slice(licence.indexOf('Permission')).trim(), '*/'].join('\n');
}

/**
 * Bundles the worker.
 * @param options of esbuild that override the usual ones
 */
export function buildWorker(options = {}) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return build({
    entryPoints: { worker: join(here, 'main.ts') },
    outdir: webFolder,
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: ['chrome117', 'firefox119', 'safari17.4'],
    charset: 'utf8',
    legalComments: 'none',
    banner: { js: notice() },
    define: { GENOPROP_VERSION: JSON.stringify(version) },
    plugins: [{ name: 'in place of Node', setup: inPlaceOfNode }],
    logLevel: 'warning',
    ...options,
  });
}

/** Builds the worker and puts the kernels beside it. */
export async function buildPlayground() {
  mkdirSync(webFolder, { recursive: true });
  await buildWorker();
  const kernels = join(root, 'dist', 'wasm', 'kernels.wasm');
  if (existsSync(kernels)) copyFileSync(kernels, join(webFolder, 'kernels.wasm'));
}
