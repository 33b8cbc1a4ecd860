/**
 * Build of dist/: the SIMD kernels (AssemblyScript), the types (tsc), the JavaScript and the script of reports
 * (esbuild). With --if-stale it does nothing when no source is newer than the last build. Plain JavaScript, because it
 * must run under any Node of a fresh machine.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPlaygroundPage } from './build-playground-page.js';
import { buildProgram } from './build-program.js';
import { buildCharts, buildPlayer, buildReport, buildServe } from './build-report.js';
import { buildWasm } from './build-wasm.js';
import { buildPlayground } from './build-web.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'dist', '.built');
const sources = [
  'src',
  'tasks',
  'genomes',
  'workers',
  'bench',
  'scripts',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
];

/** Milliseconds since the epoch of the newest file below the path. */
function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), stat.mtimeMs);
}

function isFresh() {
  return (
    existsSync(stamp) &&
    Math.max(...sources.map((name) => newest(join(root, name)))) <= statSync(stamp).mtimeMs
  );
}

/** True for a checkout. An installed package has dist/ and no sources to build from. */
const isCheckout = existsSync(join(root, 'src'));

if (isCheckout && !(process.argv.includes('--if-stale') && isFresh())) {
  mkdirSync(join(root, 'dist'), { recursive: true });
  const started = new Date();
  await buildWasm();
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [compiler, '-p', join(root, 'tsconfig.build.json')], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
  await Promise.all([
    buildReport(),
    buildPlayer(),
    buildServe(),
    buildProgram(),
    buildCharts(),
    buildPlayground(),
    buildPlaygroundPage(),
  ]);
  writeFileSync(stamp, '');
  // A source that is edited while the build runs is newer than the build.
  utimesSync(stamp, started, started);
}
