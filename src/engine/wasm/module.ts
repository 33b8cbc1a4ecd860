/** Loader of the compiled kernels in Node: dist/wasm/kernels.wasm. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import v8 from 'node:v8';
import { RunError } from '../../errors.ts';
import type { Presence } from '../presence.ts';
import { instanceOf, type Kernels } from './kernels.ts';

export interface KernelOptions {
  /**
   * True to let V8 pair vectors of 128 bits into ones of 256 where the machine has them: about twice as fast, the same
   * bits. Default true. The flag is one of the process and stays on once it was on.
   */
  readonly revectorize?: boolean;
}

/** True where V8 knows the flag, else it complains on stderr; the flag is for x64 alone, and Node 20 lacks it. */
const canRevectorize = process.arch === 'x64' && Number.parseInt(process.versions.v8, 10) >= 12;

const REMEDY = 'run `npm run build`';

/**
 * Fresh instance of the kernels with a memory of its own.
 * @throws RunError when they have not been built, or do not fit this program
 */
export function loadKernels({ revectorize = true }: KernelOptions = {}): Kernels {
  if (revectorize && canRevectorize) v8.setFlagsFromString('--experimental-wasm-revectorize');
  const loaded = instantiate();
  if ('fault' in loaded) throw new RunError(`${loaded.fault}: ${REMEDY}`);
  return loaded.kernels;
}

/** Source of instances as `loadKernels` makes them, all of one compilation. @throws RunError as that does */
export function kernelSource(): () => Kernels {
  if (canRevectorize) v8.setFlagsFromString('--experimental-wasm-revectorize');
  let compiled: WebAssembly.Module | null = null;
  return () => {
    const loaded = instantiate((path) => {
      compiled ??= compile(path);
      return compiled;
    });
    if ('fault' in loaded) throw new RunError(`${loaded.fault}: ${REMEDY}`);
    return loaded.kernels;
  };
}

/** Presence of the kernels, asked before any trial: they have been built, and fit this program. */
export function lookForKernels(present: Presence): Presence {
  const loaded = instantiate();
  return 'fault' in loaded ? { present: false, missing: loaded.fault, remedy: REMEDY } : present;
}

const compile = (path: string): WebAssembly.Module => new WebAssembly.Module(readFileSync(path));

function instantiate(moduleAt = compile): { readonly kernels: Kernels } | { readonly fault: string } {
  const path = kernelPath();
  if (!existsSync(path)) return { fault: `the kernels are missing at ${path}` };
  const kernels = instanceOf(moduleAt(path));
  return kernels !== null ? { kernels } : { fault: `${path} is from another version of genoprop` };
}

/**
 * Path of the kernels. From src/ as well as from dist/src/, the package's root is the nearest folder above with a
 * package.json.
 */
export function kernelPath(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return join(folder, 'dist', 'wasm', 'kernels.wasm');
}
