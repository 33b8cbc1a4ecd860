/**
 * Compiles the SIMD kernels in src/engine/wasm/assembly to dist/wasm/kernels.wasm.
 * With --if-stale it does nothing when no kernel source is newer than the module.
 * Plain JavaScript, because it must run under whatever Node a fresh machine has.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(import.meta.url);
const root = dirname(dirname(script));
const folder = join(root, 'src', 'engine', 'wasm', 'assembly');
const target = join(root, 'dist', 'wasm', 'kernels.wasm');

/** Strict SIMD only: relaxed operations may differ between machines. */
const flags = ['--optimizeLevel', '3', '--shrinkLevel', '0', '--converge', '--noAssert'].concat([
  '--runtime',
  'stub',
  '--enable',
  'simd',
  '--disable',
  'gc',
  '--use',
  'abort=',
]);

/**
 * Compiles the kernels.
 * @param {{ ifStale?: boolean }} [options] ifStale: only when a source is newer than the module
 * @throws {Error} with the compiler's messages
 */
export async function buildWasm({ ifStale = false } = {}) {
  if (ifStale && isFresh()) return;
  const { default: asc } = await import('assemblyscript/asc');
  mkdirSync(dirname(target), { recursive: true });
  const { error, stderr } = await asc.main(['index.ts', '--outFile', 'kernels.wasm', ...flags], {
    readFile: (name, base) => {
      const path = join(folder, base && base !== '.' ? base : '', name);
      return existsSync(path) ? readFileSync(path, 'utf8') : null;
    },
    writeFile: (_name, contents) => writeFileSync(target, contents),
    listFiles: () => [],
  });
  if (error) throw new Error(`the kernels do not compile: ${error.message}\n${stderr.toString()}`);
}

function isFresh() {
  const sources = [script, ...readdirSync(folder).map((name) => join(folder, name))];
  return (
    existsSync(target) &&
    Math.max(...sources.map((path) => statSync(path).mtimeMs)) <= statSync(target).mtimeMs
  );
}

if (argv[1] === script) await buildWasm({ ifStale: argv.includes('--if-stale') });
