/**
 * Kernels in a browser: the bundle has this file in the place of `src/engine/wasm/module.ts`. The page says where the
 * kernels lie; they are compiled once, before anything asks for an instance.
 */
import { instanceOf, type Kernels } from '../../engine/wasm/kernels.ts';
import { RunError } from '../../errors.ts';

let compiled: WebAssembly.Module | null = null;

/**
 * Takes the compiled kernels.
 * @throws RunError where they are from another version than this worker
 */
export function useKernels(module: WebAssembly.Module): void {
  if (instanceOf(module) === null) throw new RunError('the kernels are from another version of genoprop');
  compiled = module;
}

/** Fresh instance with a memory of its own. */
export function loadKernels(): Kernels {
  if (compiled === null) throw new RunError('the kernels are not there yet');
  return instanceOf(compiled)!;
}

export const kernelSource = (): (() => Kernels) => loadKernels;
