/** Loader of the compiled kernels, dist/wasm/kernels.wasm. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import v8 from 'node:v8';
import { RunError } from '../../errors.ts';
import type { Presence } from '../presence.ts';
import { graphLayout } from './graph/records.ts';
import { answerLayout, curvatureLayout, planLayout, tileLayout } from './layout.ts';
import { recordBytes } from './reservoir/record.ts';

/** Exports of assembly/index.ts. Pointers are byte addresses in `memory`. */
export interface Kernels {
  readonly memory: WebAssembly.Memory;
  /** End of the module's own data. */
  heapBase(): number;
  planBytes(): number;
  tileBytes(): number;
  answerBytes(): number;
  curvatureBytes(): number;
  evaluate(plan: number, parameters: number): number;
  evaluatePopulation(plan: number, genomes: number, count: number, size: number, results: number): void;
  prepareGradient(plan: number, parameters: number): void;
  forwardTile(plan: number, tile: number, keep: boolean): void;
  lossOf(plan: number): number;
  poison(numbers: number, count: number): number;
  backwardTile(plan: number, tile: number, omega: boolean): void;
  prepareTangents(plan: number, curvature: number): void;
  prepareDirection(plan: number, curvature: number): void;
  tangentTile(plan: number, tile: number, curvature: number): void;
  curvatureTile(plan: number, tile: number, curvature: number, shares: number): void;
  blendTile(plan: number, tile: number, scale: number, plain: boolean): void;
  recurrentProduct(plan: number, tile: number, blended: boolean): void;
  otherProducts(plan: number, tile: number): void;
  reduceRecurrent(plan: number, out: number, factor: number): void;
  reduceOthers(plan: number, gradient: number): void;
  peak(room: number, iterations: number): void;
  graphBytes(): number;
  graphEvaluate(record: number): number;
  reservoirBytes(): number;
  reservoirSteps(record: number, steps: number): void;
  answer(
    weights: number,
    offsets: number,
    rows: number,
    features: number,
    state: number,
    lanes: number,
    y: number,
  ): void;
  answerBlocks(
    weights: number,
    offsets: number,
    blocks: number,
    features: number,
    state: number,
    y: number,
  ): void;
  addOuter(
    errors: number,
    rows: number,
    state: number,
    features: number,
    lanes: number,
    gradient: number,
  ): void;
  score(
    kind: number,
    width: number,
    outputs: number,
    y: number,
    weights: number,
    targets: number,
    losses: number,
    errors: number,
    share: number,
  ): void;
  packPanels(rows: number, width: number, stride: number, count: number, panels: number): void;
  addGram(
    gram: number,
    stride: number,
    y: number,
    x: number,
    count: number,
    from: number,
    until: number,
  ): void;
  factorRoom(stride: number): number;
  beginFactor(matrix: number, stride: number, size: number, room: number): void;
  factorBlock(
    matrix: number,
    stride: number,
    size: number,
    least: number,
    room: number,
    first: number,
  ): number;
  bidiagonalRoom(size: number, columns: number): number;
  bidiagonalSteps(
    matrix: number,
    size: number,
    right: number,
    columns: number,
    form: number,
    room: number,
    from: number,
    until: number,
  ): void;
  packColumns(
    rows: number,
    width: number,
    stride: number,
    count: number,
    columns: number,
    length: number,
  ): void;
  addTriangle(
    triangle: number,
    stride: number,
    columns: number,
    length: number,
    first: number,
    until: number,
  ): void;
  activate(unit: number, numbers: number, count: number): void;
  applyExp(numbers: number, count: number): void;
  applyLog(numbers: number, count: number): void;
  applyLog1p(numbers: number, count: number): void;
}

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
  const instance = new WebAssembly.Instance(moduleAt(path), {});
  const kernels = instance.exports as unknown as Kernels;
  const fits =
    kernels.planBytes?.() === planLayout.bytes &&
    kernels.tileBytes() === tileLayout.bytes &&
    kernels.answerBytes() === answerLayout.bytes &&
    kernels.reservoirBytes?.() === recordBytes &&
    kernels.graphBytes?.() === graphLayout.bytes &&
    kernels.curvatureBytes?.() === curvatureLayout.bytes;
  return fits ? { kernels } : { fault: `${path} is from another version of genoprop` };
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
