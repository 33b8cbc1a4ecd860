/**
 * Exports of the kernels to TypeScript. Pointers are byte addresses in this module's memory.
 *
 * The files `*.generated` are in no folder: the build generates them by scripts/kernels, and
 * `node scripts/build-wasm.js --print` shows them.
 */
import { exp, log, log1p } from './elementary';
import { Graph } from './graph';
import { Answer, Curvature, Plan, Tile } from './layout';
import { Reservoir } from './reservoir/record';

export { backwardTile, blendTile, otherProducts, prepareGradient, recurrentProduct } from './backward';
export { reduceOthers, reduceRecurrent } from './backward';
export { bidiagonalRoom, bidiagonalSteps } from './bidiagonal';
export { beginFactor, factorBlock, factorRoom } from './cholesky';
export { curvatureTile, prepareDirection, prepareTangents, tangentTile } from './curvature';
export { evaluate, evaluatePopulation, forwardTile, lossOf } from './forward';
export { addGram, packPanels } from './gram';
export { graphEvaluate } from './graph';
export { score } from './losses';
export { poison } from './pack';
export { peak } from './peak';
export { addOuter, answer, answerBlocks } from './reservoir/readout';
export { reservoirSteps } from './reservoir/steps';
export { addTriangle, packColumns } from './triangle';
export { activate } from './units';

/** End of the module's own data, from which memory is free. */
export function heapBase(): usize {
  return __heap_base;
}

/** Bytes of the records, for TypeScript to compare with its own layout. */
export function planBytes(): i32 {
  return offsetof<Plan>();
}
export function tileBytes(): i32 {
  return offsetof<Tile>();
}
export function answerBytes(): i32 {
  return offsetof<Answer>();
}

export function graphBytes(): i32 {
  return offsetof<Graph>();
}
export function reservoirBytes(): i32 {
  return offsetof<Reservoir>();
}
export function curvatureBytes(): i32 {
  return offsetof<Curvature>();
}

/** Applies an elementary function to `count` numbers in place, a multiple of 4: for tests. */
export function applyExp(x: usize, count: i32): void {
  for (let i = 0; i < count; i += 4, x += 16) v128.store(x, exp(v128.load(x)));
}
export function applyLog(x: usize, count: i32): void {
  for (let i = 0; i < count; i += 4, x += 16) v128.store(x, log(v128.load(x)));
}
export function applyLog1p(x: usize, count: i32): void {
  for (let i = 0; i < count; i += 4, x += 16) v128.store(x, log1p(v128.load(x)));
}
