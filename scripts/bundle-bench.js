/**
 * `npm run bundle:bench [-- FOLDER]`: packs the benchmark of the webgpu device, with its checks, into one folder
 * (default dist/bench-bundle) and an archive of it that run on any Linux x64 machine with a graphics card's driver:
 * no npm, no network, no Node. `./run.sh` in it says more with --help.
 *
 *   bin/node                 Node itself, stripped
 *   bench.js *-thread.js     the benchmark, and what its worker threads run
 *   dist/wasm/kernels.wasm   the SIMD kernels, where they are looked for below a package.json
 *   node_modules/webgpu      Dawn for this platform
 *   lib/NAME/NAME            libraries that a bare machine may lack, each used only where it does
 *   lib/nvidia-egl.json      the entry of NVIDIA's driver, used where no variable of Vulkan's names one
 *   peers/                   the PyTorch programs, where ../shared/peers is there
 *
 * --folder-only leaves the archive out.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { arch, argv, execPath, platform } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildWasm } from './build-wasm.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const NAME = 'genoprop-bench';
const LIBRARIES = ['libvulkan.so.1', 'libstdc++.so.6', 'libgcc_s.so.1', 'libatomic.so.1'];
const LIBRARY_FOLDERS = [
  '/usr/lib/x86_64-linux-gnu',
  '/lib/x86_64-linux-gnu',
  '/usr/lib64',
  '/lib64',
  '/usr/lib',
];
/** Most bytes of the archive; a larger one has something in it that does not belong there. */
const MOST_BYTES = 64 * 2 ** 20;

const args = argv.slice(2);
const named = args.filter((arg) => !arg.startsWith('-'));
const unknown = args.find((arg) => arg.startsWith('-') && arg !== '--folder-only');
if (unknown !== undefined || named.length > 1)
  refuse(`${unknown ?? named[1]}: npm run bundle:bench [-- FOLDER]`);
if (platform !== 'linux' || arch !== 'x64')
  refuse(`it is made on Linux x64, and this is ${platform} ${arch}`);
const folder = resolve(named[0] ?? join(root, 'dist', 'bench-bundle'));
if (existsSync(folder) && !isBundle()) {
  refuse(`${folder} is there already and is no bundle; name another folder`);
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(join(folder, 'bin'), { recursive: true });
writeFileSync(join(folder, 'package.json'), manifest());
await buildWasm({ ifStale: true });
await bundleScripts();
copyNode();
copyInto('dist/wasm/kernels.wasm', 'dist/wasm/kernels.wasm');
copyDawn();
const missing = copyLibraries();
writeDriverEntry();
const peers = join(root, '..', 'shared', 'peers');
if (existsSync(peers)) cpSync(peers, join(folder, 'peers'), { recursive: true });
copyInto('scripts/run-bench.sh', 'run.sh');
chmodSync(join(folder, 'run.sh'), 0o755);

console.log(`${folder}: ${inMebibytes(bytesOf(folder))}`);
if (!existsSync(peers)) console.log('without PyTorch beside it, for there is no ../shared/peers');
for (const library of missing)
  console.log(`without ${library}, which this machine has not: the other one must`);
if (!args.includes('--folder-only')) archive();

function refuse(why) {
  console.error(`bundle:bench: ${why}`);
  process.exit(2);
}

/** True where the existing folder may be replaced: it is a bundle, finished or not. */
function isBundle() {
  const file = join(folder, 'package.json');
  return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).name === NAME;
}

async function bundleScripts() {
  await build({
    entryPoints: {
      bench: join(root, 'bench', 'bundled.ts'),
      'wasm-thread': join(root, 'bench', 'wasm-thread.ts'),
      'draw-thread': join(root, 'bench', 'draw-thread.ts'),
      'largest-thread': join(root, 'bench', 'largest-thread.ts'),
    },
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    charset: 'utf8',
    external: ['webgpu'],
    plugins: [{ name: 'devices left out', setup: leaveTfjsOut }],
    // Packages in the older format load Node's own modules by `require`.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);",
    },
    logLevel: 'warning',
  });
}

/**
 * Plugin of esbuild that leaves out TensorFlow.js: the benchmark in the bundle is of webgpu, and TensorFlow.js would be
 * most of it.
 */
function leaveTfjsOut({ onResolve }) {
  onResolve({ filter: /^\.\/tfjs\// }, ({ path }) => ({ path, external: true }));
}

function copyInto(from, to) {
  mkdirSync(dirname(join(folder, to)), { recursive: true });
  copyFileSync(join(root, from), join(folder, to));
}

function copyNode() {
  const installed = join(root, 'node_modules', 'node', 'bin', 'node');
  const node = join(folder, 'bin', 'node');
  copyFileSync(realpathSync(existsSync(installed) ? installed : execPath), node);
  chmodSync(node, 0o755);
  strip(node);
}

/** Strips symbols, which are a fifth of the file; without a `strip` program they stay. */
function strip(file, ...flags) {
  spawnSync('strip', [...flags, file], { stdio: 'ignore' });
}

function copyDawn() {
  const library = 'dist/linux-x64/dawn.node';
  const source = join(root, 'node_modules', 'webgpu');
  if (!existsSync(join(source, library)))
    refuse('the npm package webgpu is not installed: npm install webgpu');
  for (const file of ['package.json', 'index.js', 'LICENSE.md', library]) {
    copyInto(`node_modules/webgpu/${file}`, `node_modules/webgpu/${file}`);
  }
  strip(join(folder, 'node_modules', 'webgpu', library), '--strip-unneeded');
}

/** Copies libraries. Returns the names of those that this machine does not have either. */
function copyLibraries() {
  return LIBRARIES.filter((name) => {
    const found = LIBRARY_FOLDERS.map((place) => join(place, name)).find((file) => existsSync(file));
    if (found === undefined) return true;
    const place = join(folder, 'lib', name);
    mkdirSync(place, { recursive: true });
    copyFileSync(realpathSync(found), join(place, name));
    return false;
  });
}

/** Writes the entry by which Vulkan's loader finds NVIDIA's driver in the library that needs no display. */
function writeDriverEntry() {
  const library = 'libEGL_nvidia.so.0';
  const entry = { file_format_version: '1.0.0', ICD: { library_path: library, api_version: '1.3.0' } };
  writeFileSync(join(folder, 'lib', 'nvidia-egl.json'), `${JSON.stringify(entry)}\n`);
}

/** Text of package.json, which marks the root of the project, and its scripts as modules. */
function manifest() {
  const { version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return `${JSON.stringify({ name: NAME, version, license, private: true, type: 'module' }, null, 2)}\n`;
}

function archive() {
  const file = `${folder}.tar.gz`;
  const { status } = spawnSync('tar', ['-czf', file, '-C', dirname(folder), basename(folder)], {
    stdio: 'inherit',
  });
  if (status !== 0) return;
  const { size } = statSync(file);
  console.log(`${file}: ${inMebibytes(size)}`);
  if (size > MOST_BYTES) refuse(`the archive is larger than ${inMebibytes(MOST_BYTES)}`);
}

function bytesOf(place) {
  const { stdout } = spawnSync('du', ['-sb', place], { encoding: 'utf8' });
  return Number.parseInt(stdout, 10);
}

function inMebibytes(bytes) {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
