/**
 * Solutions of a ridge regression for a list of λ in one factorisation: of sums of rows [1 x y], the minimisers of
 * ‖Y - 1 b - X W‖² + λ ‖W‖². The bias b is not penalised: as the first column it is eliminated exactly.
 *
 * The triangle R of the rows, from a QR factorisation or by Cholesky's method from their Gram matrix with the least λ
 * on its diagonal, is bidiagonalised once; each further λ costs a few rotations a row (Eldén 1977).
 */
import { bidiagonalForm } from '../../engine/wasm/bidiagonal-form.ts';
import type { RowSums, SumKind } from '../../engine/wasm/row-sums.ts';
import { solveRidge } from '../../numeric/bidiagonal.ts';
import { solveUpper } from '../../numeric/cholesky.ts';
import type { Sliced } from '../../numeric/sliced.ts';

/** Readout, `[1 + features][outputs]`: the row of biases, then a row a feature. */
export type Readout = Float64Array;

export interface Solved {
  /** Readouts of the λ; null of a λ with which the system is singular to 64 bits. */
  readonly readouts: readonly (Readout | null)[];
  readonly macs: number;
}

/** @param lambdas ascending */
export function* solveAll(sums: RowSums, outputs: number, lambdas: readonly number[]): Sliced<Solved> {
  const { width, kind } = sums;
  const known = width - outputs;
  const features = known - 1;
  const macs = solveMacs(kind, width, outputs, lambdas.length);
  const base = kind === 'gram' ? lambdas[0]! : 0;
  const r = kind === 'gram' ? yield* sums.factoring(known, base) : sums.matrix();
  if (r === null) {
    const rest =
      lambdas.length > 1 ? yield* solveAll(sums, outputs, lambdas.slice(1)) : { readouts: [], macs: 0 };
    return { readouts: [null, ...rest.readouts], macs: factorMacs(known, outputs) + rest.macs };
  }
  const right = new Float64Array(features * outputs);
  for (let row = 0; row < features; row++)
    right.set(r.subarray((row + 1) * width + known, (row + 2) * width), row * outputs);
  const complete = (weights: Float64Array): Readout | null => completed(r, known, outputs, weights);
  if (kind === 'gram' && lambdas.length === 1) {
    yield* solveUpper(r.subarray(width + 1), width, features, right, outputs);
    return { readouts: [complete(right)], macs };
  }
  const square = new Float64Array(features * features);
  for (let row = 0; row < features; row++) {
    const from = (row + 1) * width + 1;
    square.set(r.subarray(from + row, from + features), row * features + row);
  }
  const form = yield* bidiagonalForm(sums.memory, square, features, right, outputs);
  const readouts: (Readout | null)[] = [];
  for (const lambda of lambdas) readouts.push(complete(yield* solveRidge(form, Math.max(0, lambda - base))));
  return { readouts, macs };
}

/** MACs of Cholesky's method, the rows of the factor going on over the targets. */
const factorMacs = (known: number, outputs: number): number =>
  Math.round((known * known * (known / 3 + outputs)) / 2);

/** MACs of readouts for so many λ, of which none is singular. */
export function solveMacs(kind: SumKind, width: number, outputs: number, lambdas: number): number {
  const known = width - outputs;
  const features = known - 1;
  const back = features * features * outputs;
  const factor = kind === 'gram' ? factorMacs(known, outputs) : 0;
  if (kind === 'gram' && lambdas === 1) return factor + Math.round(back / 2);
  return factor + Math.round((4 / 3) * features * features * features) + (2 + lambdas) * back;
}

/** Readout of those weights with their bias; null where one is not finite. */
function completed(r: Float64Array, known: number, outputs: number, weights: Float64Array): Readout | null {
  const readout = new Float64Array(known * outputs);
  readout.set(weights, outputs);
  for (let output = 0; output < outputs; output++) {
    let bias = r[known + output]!;
    for (let feature = 1; feature < known; feature++)
      bias -= r[feature]! * readout[feature * outputs + output]!;
    readout[output] = bias / r[0]!;
  }
  return readout.every((value) => Number.isFinite(value)) ? readout : null;
}

/** Greatest sum of squares of a feature over the rows. */
export function greatestSquares(sums: RowSums, outputs: number): number {
  const { width, kind } = sums;
  const matrix = sums.matrix();
  let greatest = 0;
  for (let feature = 1; feature < width - outputs; feature++) {
    let squares = 0;
    if (kind === 'gram') squares = matrix[feature * width + feature]!;
    else for (let row = 0; row <= feature; row++) squares += matrix[row * width + feature]! ** 2;
    greatest = Math.max(greatest, squares);
  }
  return greatest;
}

/**
 * Logits of Bernoulli outputs from a readout y that estimates their probabilities: 4 y - 2, the tangent of the logit at
 * 1/2. So an output is taken for a 1 where its estimate is above 1/2.
 */
export function logitsOf(readout: Readout, outputs: number): Readout {
  return readout.map((value, at) => 4 * value - (at < outputs ? 2 : 0));
}

/** Sum of the squared errors of a readout on the rows of those sums; `width · known · outputs` MACs. */
export function* squaredErrors(sums: RowSums, outputs: number, readout: Readout): Sliced<number> {
  const matrix = sums.matrix();
  let total = 0;
  for (let output = 0; output < outputs; output++) {
    total = addErrors(total, sums, matrix, outputs, readout, output);
    yield;
  }
  // Rounding may leave a Gram matrix a little below 0.
  return Math.max(0, total);
}

/** Total with the squared errors of an output. */
function addErrors(
  before: number,
  { width, kind }: RowSums,
  matrix: Float64Array,
  outputs: number,
  readout: Readout,
  output: number,
): number {
  const known = width - outputs;
  let total = before;
  const vector = new Float64Array(width);
  for (let row = 0; row < known; row++) vector[row] = readout[row * outputs + output]!;
  vector[known + output] = -1;
  for (let row = 0; row < width; row++) {
    // Of the Gram matrix vᵀ G v, of the triangle ‖R v‖².
    let sum = 0;
    for (let column = row + 1; column < width; column++)
      sum += matrix[row * width + column]! * vector[column]!;
    const own = matrix[row * width + row]! * vector[row]!;
    total += kind === 'gram' ? vector[row]! * (own + 2 * sum) : (own + sum) * (own + sum);
  }
  return total;
}
