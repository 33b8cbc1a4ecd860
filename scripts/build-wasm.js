/**
 * Compiler of the SIMD kernels to dist/wasm/kernels.wasm: the AssemblyScript in src/engine/wasm/assembly, and the
 * unrolled matrix products that scripts/kernels generates from src/engine/wasm/tile-shapes.ts. These exist in memory
 * alone; --print shows them instead of compiling. With --if-stale it does nothing when no source is newer than the
 * module. Plain JavaScript, because it must run under any Node of a fresh machine.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const script = fileURLToPath(import.meta.url);
const root = dirname(dirname(script));
const device = join(root, 'src', 'engine', 'wasm');
const handWritten = join(device, 'assembly');
const generator = join(root, 'scripts', 'kernels');
const target = join(root, 'dist', 'wasm', 'kernels.wasm');

/** Compiler flags. Strict SIMD only: relaxed operations may differ between machines. */
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
  const module = await compileKernels(await generatedSources());
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, module);
}

/**
 * The kernels as a WebAssembly module.
 * @param {Readonly<Record<string, string>>} sources texts by path, which go before files of src/engine/wasm/assembly
 * @param {string} [entry] the file whose exports the module has
 * @returns {Promise<Uint8Array>}
 * @throws {Error} with the compiler's messages
 */
export async function compileKernels(sources, entry = 'index.ts') {
  const { default: asc } = await import('assemblyscript/asc');
  let module;
  const { error, stderr } = await asc.main([entry, '--outFile', 'kernels.wasm', ...flags], {
    readFile: (name, base) => {
      const path = join(base ?? '', name);
      if (Object.hasOwn(sources, path)) return sources[path];
      const file = join(handWritten, path);
      return existsSync(file) ? readFileSync(file, 'utf8') : null;
    },
    writeFile: (_name, contents) => {
      module = contents;
    },
    listFiles: () => [],
  });
  if (error) throw new Error(`the kernels do not compile: ${error.message}\n${stderr.toString()}`);
  return module;
}

/** Generated kernels by path. Their generator is TypeScript, which an older Node cannot import. */
async function generatedSources() {
  const { outputFiles } = await build({
    entryPoints: [join(generator, 'sources.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    logLevel: 'warning',
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  const { generatedSources: generate } = await import(`data:text/javascript;base64,${code}`);
  return generate();
}

function isFresh() {
  const filesIn = (folder) => readdirSync(folder, { recursive: true }).map((name) => join(folder, name));
  const sources = [script, join(device, 'tile-shapes.ts'), ...filesIn(handWritten), ...filesIn(generator)];
  return (
    existsSync(target) &&
    Math.max(...sources.map((path) => statSync(path).mtimeMs)) <= statSync(target).mtimeMs
  );
}

if (argv[1] === script) {
  if (argv.includes('--print')) {
    for (const [path, text] of Object.entries(await generatedSources())) console.log(`// ${path}\n${text}\n`);
  } else {
    await buildWasm({ ifStale: argv.includes('--if-stale') });
  }
}
