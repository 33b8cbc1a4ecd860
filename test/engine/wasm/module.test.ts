import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';

const source = fileURLToPath(new URL('../../../src', import.meta.url));

/** A package of its own with the loader in it, and whatever lies where the kernels should. */
function loadIn(kernels: string | null): string {
  return runIn(
    kernels,
    'try { loadKernels(); } catch (error) { process.stdout.write(error.name + ": " + error.message); }',
  );
}

/** Prints what that script prints in a package of its own, which has the loader and those kernels. */
function runIn(kernels: string | null, body: string): string {
  const root = mkdtempSync(join(tmpdir(), 'genoprop-module-'));
  try {
    mkdirSync(join(root, 'src', 'engine', 'wasm', 'reservoir'), { recursive: true });
    mkdirSync(join(root, 'src', 'engine', 'wasm', 'graph'));
    mkdirSync(join(root, 'src', 'words'));
    mkdirSync(join(root, 'dist', 'wasm'), { recursive: true });
    writeFileSync(join(root, 'package.json'), '{"type":"module"}');
    for (const file of [
      'errors.ts',
      'words/printable.ts',
      'engine/wasm/module.ts',
      'engine/wasm/kernels.ts',
      'engine/wasm/layout.ts',
      'engine/wasm/graph/records.ts',
      'engine/wasm/reservoir/record.ts',
    ]) {
      copyFileSync(join(source, file), join(root, 'src', file));
    }
    if (kernels !== null) writeFileSync(join(root, 'dist', 'wasm', 'kernels.wasm'), kernels, 'latin1');
    const url = pathToFileURL(join(root, 'src', 'engine', 'wasm', 'module.ts')).href;
    const script = `import { loadKernels, lookForKernels } from '${url}'; ${body}`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
    });
    return stdout.replaceAll(root, 'ROOT');
  } finally {
    rmSync(root, { recursive: true });
  }
}

it('kernels that have not been built are named with the command that builds them', () => {
  expect(loadIn(null)).toBe(
    'RunError: the kernels are missing at ROOT/dist/wasm/kernels.wasm: run `npm run build`',
  );
});

it('kernels of another version are named with the command that builds them anew', () => {
  // An empty module: it has none of the exports.
  expect(loadIn('\0asm\x01\0\0\0')).toBe(
    'RunError: ROOT/dist/wasm/kernels.wasm is from another version of genoprop: run `npm run build`',
  );
});

it('a look for the device finds kernels of another version before any trial does', () => {
  const look = 'process.stdout.write(JSON.stringify(lookForKernels({ present: true })));';
  expect(JSON.parse(runIn('\0asm\x01\0\0\0', look))).toEqual({
    present: false,
    missing: 'ROOT/dist/wasm/kernels.wasm is from another version of genoprop',
    remedy: 'run `npm run build`',
  });
});
