/**
 * Linear probes. Classes: multinomial logistic regression with an L2 penalty, by the bound of D. Böhning, Multinomial
 * logistic regression algorithm, Annals of the Institute of Statistical Mathematics 44 (1992) 197-200: the Hessian of the
 * loss is nowhere above ½ XᵀX for each class, so one Cholesky factor serves all iterations and every one of them lowers
 * the loss. Real values: ridge regression by the same factor.
 *
 * Features are centred and scaled to deviation 1. One that moves by less than a thousandth of the most moving one is
 * scaled less: rounding errors of a saturated unit shall not be read as memory.
 */
import { choleskyFactor, solveTransposed, solveUpper } from '../../numeric/cholesky.ts';
import { exp, logistic } from '../../numeric/elementary.ts';
import { whole } from '../../numeric/sliced.ts';

/** λ of λ/2 ‖W‖² beside the summed loss, the weights being those of scaled features. The intercept is free. */
export const PENALTY = 1;
const FAINT = 1e-3;
const MOST_ITERATIONS = 100;
/** Greatest entry of the gradient, a sample, at which the iteration ends. */
const FLAT = 1e-3;

/** Rows of features, `[rows][width]`, row-major. */
export interface Rows {
  readonly values: Float64Array;
  readonly count: number;
  readonly width: number;
}

/** Probe: predictions for rows, `[rows][outputs]`: logits of the classes, or the one value. */
export interface Probe {
  predict(rows: Rows): Float64Array;
}

interface Prepared {
  /** Scaled features with a column of ones behind them, `[rows][columns]`. */
  readonly scaled: Float64Array;
  readonly columns: number;
  scale(rows: Rows): Float64Array;
}

function prepare({ values, count, width }: Rows): Prepared {
  const mean = new Float64Array(width);
  const deviation = new Float64Array(width);
  for (let at = 0; at < values.length; at++) mean[at % width]! += values[at]! / count;
  for (let at = 0; at < values.length; at++) {
    const away = values[at]! - mean[at % width]!;
    deviation[at % width]! += (away * away) / count;
  }
  let most = 0;
  for (let at = 0; at < width; at++) {
    deviation[at] = Math.sqrt(deviation[at]!);
    most = Math.max(most, deviation[at]!);
  }
  const factor = deviation.map((own) =>
    most === 0 ? 0 : 1 / Math.sqrt(own * own + FAINT * most * (FAINT * most)),
  );
  const columns = width + 1;
  const scale = (rows: Rows): Float64Array => {
    const scaled = new Float64Array(rows.count * columns);
    for (let row = 0; row < rows.count; row++) {
      for (let at = 0; at < width; at++)
        scaled[row * columns + at] = (rows.values[row * width + at]! - mean[at]!) * factor[at]!;
      scaled[row * columns + width] = 1;
    }
    return scaled;
  };
  return { scaled: scale({ values, count, width }), columns, scale };
}

/** Cholesky factor of share · XᵀX with the penalty on its diagonal. */
function factorOf({ scaled, columns }: Prepared, share: number): Float64Array {
  const gram = new Float64Array(columns * columns);
  for (let row = 0; row < scaled.length; row += columns) {
    for (let i = 0; i < columns; i++) {
      const own = share * scaled[row + i]!;
      if (own === 0) continue;
      for (let j = i; j < columns; j++) gram[i * columns + j]! += own * scaled[row + j]!;
    }
  }
  for (let i = 0; i + 1 < columns; i++) gram[i * columns + i]! += PENALTY;
  return choleskyFactor(gram, columns, columns)!;
}

/** Solves in place for one right-hand side. */
function solve(factor: Float64Array, columns: number, right: Float64Array): void {
  whole(solveTransposed(factor, columns, columns, right, 1));
  whole(solveUpper(factor, columns, columns, right, 1));
}

/** Products of the rows with weights `[outputs][columns]`: `[outputs][rows]`. */
function times(scaled: Float64Array, columns: number, weights: Float64Array): Float64Array {
  const rows = scaled.length / columns;
  const outputs = weights.length / columns;
  const product = new Float64Array(outputs * rows);
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    for (let to = 0; to < outputs; to++) {
      const own = to * columns;
      let sum = 0;
      for (let at = 0; at < columns; at++) sum += scaled[start + at]! * weights[own + at]!;
      product[to * rows + row] = sum;
    }
  }
  return product;
}

/** Sums of the rows weighted by `[outputs][rows]`: `[outputs][columns]`. */
function timesTransposed(scaled: Float64Array, columns: number, factors: Float64Array): Float64Array {
  const rows = scaled.length / columns;
  const outputs = factors.length / rows;
  const sums = new Float64Array(outputs * columns);
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    for (let to = 0; to < outputs; to++) {
      const own = to * columns;
      const factor = factors[to * rows + row]!;
      for (let at = 0; at < columns; at++) sums[own + at]! += factor * scaled[start + at]!;
    }
  }
  return sums;
}

/**
 * Logistic probe.
 * @param classOf class of each row, from 0 to below `classes`
 */
export function classProbe(rows: Rows, classOf: ArrayLike<number>, classes: number): Probe {
  const prepared = prepare(rows);
  const { scaled, columns } = prepared;
  const factor = factorOf(prepared, 0.5);
  // By symmetry the weights of two classes are opposite.
  const outputs = classes === 2 ? 1 : classes;
  const weights = new Float64Array(outputs * columns);
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const residual = residualOf(times(scaled, columns, weights), classOf, rows.count);
    const descent = timesTransposed(scaled, columns, residual);
    // The last weight of each class is its intercept, which the penalty leaves out.
    for (let at = 0; at < descent.length; at++)
      if ((at + 1) % columns !== 0) descent[at]! -= PENALTY * weights[at]!;
    if (descent.every((slope) => Math.abs(slope) <= FLAT * rows.count)) break;
    for (let to = 0; to < outputs; to++)
      solve(factor, columns, descent.subarray(to * columns, (to + 1) * columns));
    for (let at = 0; at < weights.length; at++) weights[at]! += descent[at]!;
  }
  return {
    predict(others) {
      const logits = times(prepared.scale(others), columns, weights);
      const own = new Float64Array(others.count * classes);
      for (let row = 0; row < others.count; row++)
        for (let to = 0; to < classes; to++)
          own[row * classes + to] =
            classes === 2 ? (2 * to - 1) * logits[row]! : logits[to * others.count + row]!;
      return own;
    },
  };
}

/** Derivatives of the log-likelihood by the logits, `[outputs][rows]`: 1 where the class is it, less its probability. */
function residualOf(logits: Float64Array, classOf: ArrayLike<number>, rows: number): Float64Array {
  const outputs = logits.length / rows;
  if (outputs === 1) return logits.map((z, row) => classOf[row]! - logistic(2 * z));
  for (let row = 0; row < rows; row++) {
    let most = Number.NEGATIVE_INFINITY;
    for (let at = row; at < logits.length; at += rows) most = Math.max(most, logits[at]!);
    let sum = 0;
    for (let at = row; at < logits.length; at += rows) {
      logits[at] = exp(logits[at]! - most);
      sum += logits[at]!;
    }
    for (let at = row; at < logits.length; at += rows) logits[at] = -logits[at]! / sum;
    logits[classOf[row]! * rows + row]! += 1;
  }
  return logits;
}

/** Ridge probe of real values, `[rows]`. */
export function valueProbe(rows: Rows, values: ArrayLike<number>): Probe {
  const prepared = prepare(rows);
  const { scaled, columns } = prepared;
  const weights = timesTransposed(scaled, columns, Float64Array.from(values));
  solve(factorOf(prepared, 1), columns, weights);
  return { predict: (others) => times(prepared.scale(others), columns, weights) };
}

/** Class of the greatest logit of a row; the first of equals. */
export function greatest(logits: Float64Array, row: number, classes: number): number {
  let best = 0;
  for (let at = 1; at < classes; at++)
    if (logits[row * classes + at]! > logits[row * classes + best]!) best = at;
  return best;
}
