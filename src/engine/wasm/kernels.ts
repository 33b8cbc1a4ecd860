/** Compiled kernels: their exports, and instances of them. Pure; `module.ts` finds the file in Node. */
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

/** Fresh instance with a memory of its own; null where the module is from another version of genoprop. */
export function instanceOf(module: WebAssembly.Module): Kernels | null {
  const kernels = new WebAssembly.Instance(module, {}).exports as unknown as Kernels;
  const fits =
    kernels.planBytes?.() === planLayout.bytes &&
    kernels.tileBytes() === tileLayout.bytes &&
    kernels.answerBytes() === answerLayout.bytes &&
    kernels.reservoirBytes?.() === recordBytes &&
    kernels.graphBytes?.() === graphLayout.bytes &&
    kernels.curvatureBytes?.() === curvatureLayout.bytes;
  return fits ? kernels : null;
}
