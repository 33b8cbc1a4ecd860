/**
 * Choice of λ and the readout that follows from it. With several λ, the readouts of each are solved from the rows that are not
 * held out; the one with the lowest loss on those that are wins, the larger λ among equals; then it is solved from all
 * rows. The validation set is the tournament's and decides on nothing here, so that every contestant learns from
 * training data alone.
 */
import type { LossKind } from '../../engine/batch.ts';
import type { RowSums, SumKind } from '../../engine/wasm/row-sums.ts';
import type { Sliced } from '../../numeric/sliced.ts';
import { likelihoodOf } from './likelihood.ts';
import { lossOfRows, rowLosses } from './row-loss.ts';
import type { Rows } from './rows.ts';
import { greatestSquares, logitsOf, type Readout, solveAll, solveMacs, squaredErrors } from './solve.ts';

/** λ that regularises a singular system, as a share of the greatest sum of squares of a feature. */
const LEAST_SHARE = 1e-12;

export interface Choice {
  readonly lambda: number;
  readonly readout: Readout;
  /** Mean loss on the held-out rows; null where there are none. */
  readonly heldOutError: number | null;
}

export interface Chosen {
  /** Null where no λ gives a finite readout: all features are 0, or one is not finite. */
  readonly choice: Choice | null;
  readonly macs: number;
}

/** Training rows and those held out. */
export interface Parted<Part> {
  readonly kept: Part;
  readonly heldOut: Part;
}

/**
 * Least squares from sums. Readouts of Bernoulli outputs are made logits of what they estimate.
 * @param lambdas ascending
 */
export function* chooseSquares(
  sums: Parted<RowSums>,
  outputs: number,
  loss: LossKind,
  lambdas: readonly number[],
): Sliced<Chosen> {
  const given = yield* leastSquares(sums, outputs, lambdas);
  const { choice, macs } = given.choice === null ? yield* regular(sums, outputs, given.macs) : given;
  if (choice === null || loss !== 'bernoulli') return { choice, macs };
  return { choice: { ...choice, readout: logitsOf(choice.readout, outputs) }, macs };
}

/** Solution of a system that is singular to 64 bits with every λ: with the least λ that makes it regular for certain. */
function* regular(sums: Parted<RowSums>, outputs: number, spent: number): Sliced<Chosen> {
  const lambda = LEAST_SHARE * greatestSquares(sums.kept, outputs);
  if (!(lambda > 0)) return { choice: null, macs: spent };
  const { choice, macs } = yield* leastSquares(sums, outputs, [lambda]);
  return { choice, macs: spent + macs };
}

function* leastSquares(
  { kept, heldOut }: Parted<RowSums>,
  outputs: number,
  lambdas: readonly number[],
): Sliced<Chosen> {
  if (heldOut.count === 0) {
    const { readouts, macs } = yield* solveAll(kept, outputs, lambdas);
    // Too few rows to hold any out: the largest λ is the most careful.
    const at = readouts.findLastIndex((one) => one !== null);
    const choice = at < 0 ? null : { lambda: lambdas[at]!, readout: readouts[at]!, heldOutError: null };
    return { choice, macs };
  }
  const { width } = kept;
  const solved = yield* solveAll(kept, outputs, lambdas);
  let macs = solved.macs;
  const errors: number[] = [];
  for (const readout of solved.readouts) {
    if (readout !== null) macs += errorMacs(width, outputs);
    errors.push(
      readout === null
        ? Number.POSITIVE_INFINITY
        : (yield* squaredErrors(heldOut, outputs, readout)) / heldOut.count,
    );
  }
  const at = bestOf(errors);
  if (at === null) return { choice: null, macs };
  macs += mergeMacs(kept.kind, width);
  const whole = yield* kept.merged(heldOut, (all) => solveAll(all, outputs, [lambdas[at]!]));
  const readout = whole.readouts[0] ?? solved.readouts[at]!;
  return {
    choice: { lambda: lambdas[at]!, readout, heldOutError: errors[at]! },
    macs: macs + whole.macs,
  };
}

const errorMacs = (width: number, outputs: number): number => outputs * Math.round((width * width) / 2);

const mergeMacs = (kind: SumKind, width: number): number =>
  kind === 'triangle' ? width * width * width : (width * (width + 1)) / 2;

/** MACs of `chooseSquares` on rows of a width, for so many λ of which none is singular. */
export function squaresMacs(
  kind: SumKind,
  width: number,
  outputs: number,
  { lambdas, holdsOut }: { readonly lambdas: number; readonly holdsOut: boolean },
): number {
  const all = solveMacs(kind, width, outputs, lambdas);
  if (!holdsOut) return all;
  const chosen = mergeMacs(kind, width) + solveMacs(kind, width, outputs, 1);
  return all + lambdas * errorMacs(width, outputs) + chosen;
}

/** Softmax or logistic readouts from the rows themselves, from the largest λ to the least, each from the one before. */
export function* chooseLikelihood(
  { kept, heldOut }: Parted<Rows>,
  outputs: number,
  loss: LossKind,
  lambdas: readonly number[],
): Sliced<Chosen> {
  const size = (kept.width - outputs) * outputs;
  const start = new Float64Array(size);
  if (heldOut.count === 0 || kept.count === 0) {
    const rows = kept.count === 0 ? heldOut : kept;
    const lambda = lambdas.at(-1)!;
    const fitting = yield* likelihoodOf(rows, outputs, loss);
    const { readout, macs } = yield* fitting.fit(lambda, start);
    return { choice: { lambda, readout, heldOutError: null }, macs: fitting.macs + macs };
  }
  const fitting = yield* likelihoodOf(kept, outputs, loss);
  let { macs } = fitting;
  let from: Readout = start;
  const fitted = new Map<number, Readout>();
  for (const lambda of lambdas.toReversed()) {
    const fit = yield* fitting.fit(lambda, from);
    macs += fit.macs + heldOut.count * size;
    from = fit.readout;
    fitted.set(lambda, from);
  }
  const errors = lambdas.map((lambda) => {
    const error = lossOfRows(heldOut, outputs, fitted.get(lambda)!, rowLosses[loss]) / heldOut.count;
    return Number.isFinite(error) ? error : Number.POSITIVE_INFINITY;
  });
  const at = bestOf(errors) ?? lambdas.length - 1;
  const lambda = lambdas[at]!;
  const all = yield* likelihoodOf(joined(kept, heldOut), outputs, loss);
  const whole = yield* all.fit(lambda, fitted.get(lambda)!);
  return {
    choice: { lambda, readout: whole.readout, heldOutError: errors[at]! },
    macs: macs + all.macs + whole.macs,
  };
}

/** Index of the lowest, the last among equals; null where none is finite. */
function bestOf(errors: readonly number[]): number | null {
  let best: number | null = null;
  for (const [at, error] of errors.entries())
    if (Number.isFinite(error) && (best === null || error <= errors[best]!)) best = at;
  return best;
}

/** All rows of both. */
function joined(one: Rows, other: Rows): Rows {
  const { width } = one;
  const values = new Float64Array((one.count + other.count) * width);
  values.set(one.values.subarray(0, one.count * width));
  values.set(other.values.subarray(0, other.count * width), one.count * width);
  return { width, count: one.count + other.count, values };
}
