/**
 * Softmax and logistic readouts of highest likelihood: the minimiser of the rows' losses + λ ‖W‖², biases unpenalised,
 * by L-BFGS (Nocedal 1980, Math. Comp. 35). The first approximation of the Hessian is its upper bound, c Xᵀ X + 2 λ I
 * with c = 1/2 for softmax and 1/4 for logistic outputs (Böhning 1992, Ann. Inst. Stat. Math. 44), so a step takes
 * account of how the features lie.
 */
import type { LossKind } from '../../engine/batch.ts';
import { RowSums } from '../../engine/wasm/row-sums.ts';
import { solveTransposed, solveUpper } from '../../numeric/cholesky.ts';
import type { Sliced } from '../../numeric/sliced.ts';
import { lossOfRows, rowLosses } from './row-loss.ts';
import type { Rows } from './rows.ts';
import type { Readout } from './solve.ts';

/** Corrections that are kept. */
const MEMORY = 10;
const MOST_ITERATIONS = 200;
/** Greatest entry of the gradient, a row, at which it has vanished. */
const VANISHED = 1e-8;
/** Share of λ's place on the diagonal below which the bound would be singular to 64 bits. */
const LEAST_RIDGE = 1e-10;
const BOUND: Readonly<Record<LossKind, number>> = { squared: 2, softmax: 1 / 2, bernoulli: 1 / 4 };

export interface Fitted {
  readonly readout: Readout;
  readonly macs: number;
  /** Greatest entry of the gradient, a row. */
  readonly gradient: number;
}

/** Rows whose likelihood is to be maximised, with the bound of its Hessian. */
export interface Likelihood {
  /** MACs of the bound. */
  readonly macs: number;
  /** Fits a readout with that λ. @param start readout from which the iterations begin */
  fit(lambda: number, start: Readout): Sliced<Fitted>;
}

/** @throws RangeError on rows whose squares are not finite */
export function* likelihoodOf(rows: Rows, outputs: number, loss: LossKind): Sliced<Likelihood> {
  const known = rows.width - outputs;
  const bound = yield* boundOf(rows, known, BOUND[loss]);
  return {
    macs: Math.round((rows.count * known * known) / 2),
    fit: (lambda, start) => fitLikelihood(rows, outputs, loss, lambda, start, bound),
  };
}

function* fitLikelihood(
  rows: Rows,
  outputs: number,
  loss: LossKind,
  lambda: number,
  start: Readout,
  bound: Float64Array,
): Sliced<Fitted> {
  const known = rows.width - outputs;
  const size = known * outputs;
  const passMacs = 2 * rows.count * size;
  const r = yield* boundFactor(bound, known, lambda);
  let macs = Math.round((known * known * known) / 6);
  const objective = (at: Readout, gradient: Float64Array): number => {
    macs += passMacs;
    gradient.fill(0);
    let sum = lossOfRows(rows, outputs, at, rowLosses[loss], gradient);
    for (let index = outputs; index < size; index++) {
      sum += lambda * at[index]! * at[index]!;
      gradient[index]! += 2 * lambda * at[index]!;
    }
    return sum;
  };
  let at = Float64Array.from(start);
  let gradient = new Float64Array(size);
  let value = objective(at, gradient);
  const pairs: { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[] = [];
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    if (greatest(gradient) <= VANISHED * rows.count) break;
    const direction = Float64Array.from(gradient);
    const weights = pairs.map(() => 0);
    for (let pair = pairs.length - 1; pair >= 0; pair--) {
      const { s, y, rho } = pairs[pair]!;
      weights[pair] = rho * product(s, direction);
      add(direction, -weights[pair]!, y);
    }
    yield* solveTransposed(r, known, known, direction, outputs);
    yield* solveUpper(r, known, known, direction, outputs);
    macs += known * known * outputs;
    for (const [pair, { s, y, rho }] of pairs.entries())
      add(direction, weights[pair]! - rho * product(y, direction), s);
    const slope = -product(gradient, direction);
    if (!(slope < 0)) break;
    let step = 1;
    let moved = at;
    let risen = Number.NaN;
    const fresh = new Float64Array(size);
    // Backtracking until the value falls by a share of what the slope promises (Armijo).
    for (; step > 1e-10; step /= 2) {
      moved = Float64Array.from(at);
      add(moved, -step, direction);
      risen = objective(moved, fresh);
      yield;
      if (risen <= value + 1e-4 * step * slope) break;
    }
    if (!(risen <= value)) break;
    const s = moved.map((one, index) => one - at[index]!);
    const y = fresh.map((one, index) => one - gradient[index]!);
    const curvature = product(s, y);
    if (curvature > 0) pairs.push({ s, y, rho: 1 / curvature });
    if (pairs.length > MEMORY) pairs.shift();
    const isStill = value - risen <= Number.EPSILON * Math.abs(value);
    at = moved;
    gradient = fresh;
    value = risen;
    if (isStill) break;
  }
  return { readout: at, macs, gradient: greatest(gradient) / Math.max(1, rows.count) };
}

/** Bound c Xᵀ X, `[known][known]`. */
function* boundOf({ width, values, count }: Rows, known: number, bound: number): Sliced<Float64Array> {
  const sums = new RowSums('gram', known);
  const features = new Float64Array(count * known);
  for (let row = 0; row < count; row++)
    features.set(values.subarray(row * width, row * width + known), row * known);
  yield* sums.adding(features, count);
  const matrix = sums.matrix().map((value) => bound * value);
  if (!matrix.every(Number.isFinite)) throw new RangeError('the sums of the features are not finite');
  return matrix;
}

/** Cholesky factor of the bound with 2 λ on its diagonal, `[known][known]`. */
function* boundFactor(matrix: Float64Array, known: number, lambda: number): Sliced<Float64Array> {
  let scale = 0;
  for (let at = 0; at < known; at++) scale = Math.max(scale, matrix[at * known + at]!);
  const sums = new RowSums('gram', known);
  // The bound may be greater than it needs be; a readout at its minimum does not depend on it.
  for (let ridge = Math.max(2 * lambda, LEAST_RIDGE * scale); ; ridge *= 10) {
    const raised = Float64Array.from(matrix);
    for (let at = 0; at < known; at++) raised[at * known + at]! += ridge;
    sums.restore(raised, known);
    const r = yield* sums.factoring(known, 0);
    if (r !== null) return r;
  }
}

function product(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index++) sum += one[index]! * other[index]!;
  return sum;
}

function add(to: Float64Array, share: number, other: Float64Array): void {
  for (let index = 0; index < to.length; index++) to[index]! += share * other[index]!;
}

const greatest = (values: Float64Array): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
