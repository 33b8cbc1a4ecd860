/** Losses of an answer in 64 bits, in place: the numbers of the reference device (`engine/reference/losses.ts`). */
import { exp, log, logistic, softplus } from '../../../numeric/elementary.ts';
import type { Batch, LossKind } from '../../batch.ts';

/** Place of the answer of one sequence at one step: its O numbers lie `stride` apart from `at` on. */
export interface AnswerPlace {
  readonly step: number;
  readonly sequence: number;
  readonly at: number;
  readonly stride: number;
}

/**
 * Loss of the linear outputs in `y`, which become the outputs: probabilities, or for squared loss themselves.
 * @param slopes place for ∂loss/∂y, as `y` has it; null where none is asked for
 */
type Loss = (batch: Batch, place: AnswerPlace, y: Float64Array, slopes: Float64Array | null) => number;

export const losses: Readonly<Record<LossKind, Loss>> = {
  softmax({ outputs, classes, sequences }, { step, sequence, at, stride }, y, slopes) {
    let greatest = y[at]!;
    for (let output = 1; output < outputs; output++) greatest = Math.max(greatest, y[at + output * stride]!);
    const target = classes![step * sequences + sequence]!;
    const own = y[at + target * stride]!;
    let sum = 0;
    for (let output = 0; output < outputs; output++) {
      const value = exp(y[at + output * stride]! - greatest);
      y[at + output * stride] = value;
      sum += value;
    }
    for (let output = 0; output < outputs; output++) {
      y[at + output * stride]! /= sum;
      if (slopes !== null)
        slopes[at + output * stride] = y[at + output * stride]! - (output === target ? 1 : 0);
    }
    return log(sum) + greatest - own;
  },

  squared({ outputs, values, sequences }, { step, sequence, at, stride }, y, slopes) {
    let loss = 0;
    for (let output = 0; output < outputs; output++) {
      const error = y[at + output * stride]! - values![(step * outputs + output) * sequences + sequence]!;
      loss += error * error;
      if (slopes !== null) slopes[at + output * stride] = 2 * error;
    }
    return loss;
  },

  bernoulli({ outputs, values, sequences }, { step, sequence, at, stride }, y, slopes) {
    let loss = 0;
    for (let output = 0; output < outputs; output++) {
      const value = y[at + output * stride]!;
      const target = values![(step * outputs + output) * sequences + sequence]!;
      loss = loss + softplus(value) - target * value;
      y[at + output * stride] = logistic(value);
      if (slopes !== null) slopes[at + output * stride] = y[at + output * stride]! - target;
    }
    return loss;
  },
};
