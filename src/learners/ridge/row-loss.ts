/** Loss of linear outputs on the targets of a row, as devices define it (`engine/device.ts`), and its slope. */
import type { LossKind } from '../../engine/batch.ts';
import { exp, log, logistic, softplus } from '../../numeric/elementary.ts';
import type { Rows } from './rows.ts';
import type { Readout } from './solve.ts';

/** Loss of outputs y, `[O]`, on targets that begin at `at` (one-hot of a class). Turns y into the slope ∂loss/∂y. */
export type RowLoss = (y: Float64Array, targets: Float64Array, at: number) => number;

export const rowLosses: Readonly<Record<LossKind, RowLoss>> = {
  squared(y, targets, at) {
    let loss = 0;
    for (let output = 0; output < y.length; output++) {
      const error = y[output]! - targets[at + output]!;
      loss += error * error;
      y[output] = 2 * error;
    }
    return loss;
  },

  softmax(y, targets, at) {
    let greatest = y[0]!;
    for (const value of y) greatest = Math.max(greatest, value);
    let sum = 0;
    let own = 0;
    for (let output = 0; output < y.length; output++) {
      own += targets[at + output]! * (y[output]! - greatest);
      y[output] = exp(y[output]! - greatest);
      sum += y[output]!;
    }
    for (let output = 0; output < y.length; output++) y[output] = y[output]! / sum - targets[at + output]!;
    return log(sum) - own;
  },

  bernoulli(y, targets, at) {
    let loss = 0;
    for (let output = 0; output < y.length; output++) {
      const value = y[output]!;
      loss += softplus(value) - targets[at + output]! * value;
      y[output] = logistic(value) - targets[at + output]!;
    }
    return loss;
  },
};

/**
 * Sum of the losses of a readout over rows, and its gradient where one is given to add to, `[1 + features][outputs]`.
 * Rows · (1 + features) · outputs MACs, twice that with a gradient.
 */
export function lossOfRows(
  { width, count, values }: Rows,
  outputs: number,
  readout: Readout,
  rowLoss: RowLoss,
  gradient: Float64Array | null = null,
): number {
  const known = width - outputs;
  const y = new Float64Array(outputs);
  let loss = 0;
  for (let row = 0; row < count; row++) {
    const start = row * width;
    y.fill(0);
    for (let feature = 0; feature < known; feature++) {
      const value = values[start + feature]!;
      if (value === 0) continue;
      const at = feature * outputs;
      for (let output = 0; output < outputs; output++) y[output]! += value * readout[at + output]!;
    }
    loss += rowLoss(y, values, start + known);
    if (gradient === null) continue;
    for (let feature = 0; feature < known; feature++) {
      const value = values[start + feature]!;
      if (value === 0) continue;
      const at = feature * outputs;
      for (let output = 0; output < outputs; output++) gradient[at + output]! += value * y[output]!;
    }
  }
  return loss;
}
