/** Loss of one answer, as `src/engine/device.ts` defines it, with its outputs and its slope. */
import { exp, log, logistic, softplus } from '../../numeric/elementary.ts';
import type { Batch, LossKind } from '../batch.ts';

export interface AnswerLoss {
  readonly loss: number;
  /** Outputs, `[O]`: probabilities for softmax and bernoulli, y itself for squared. */
  readonly output: Float64Array;
  /** Derivative of the loss with respect to y, `[O]`. */
  readonly slope: Float64Array;
}

/** Loss of the linear outputs y `[O]` at one step of one sequence, unweighted. */
export function answerLoss(batch: Batch, step: number, sequence: number, y: Float64Array): AnswerLoss {
  return losses[batch.loss](batch, step, sequence, y);
}

/** Outputs from the linear outputs y `[O]`: probabilities for softmax and bernoulli, y itself for squared. */
export function readOutput(loss: LossKind, y: Float64Array): Float64Array {
  if (loss === 'squared') return y;
  return loss === 'softmax' ? softmax(y).output : y.map(logistic);
}

/** p = exp(y) / Σ exp(y), from differences to the greatest y, so that nothing overflows. */
function softmax(y: Float64Array) {
  const greatest = y.reduce((left, right) => Math.max(left, right));
  const exponentials = y.map((value) => exp(value - greatest));
  const sum = exponentials.reduce((left, right) => left + right, 0);
  return { greatest, sum, output: exponentials.map((value) => value / sum) };
}

const losses: Readonly<Record<LossKind, typeof answerLoss>> = {
  /** -ln p(class); slope p - target. */
  softmax(batch, step, sequence, y) {
    const { greatest, sum, output } = softmax(y);
    const target = batch.classes![step * batch.sequences + sequence]!;
    const slope = output.map((probability, index) => probability - (index === target ? 1 : 0));
    return { loss: log(sum) + greatest - y[target]!, output, slope };
  },

  /** Σ (y - target)²; slope 2 (y - target). */
  squared(batch, step, sequence, y) {
    const errors = y.map((value, output) => value - targetAt(batch, step, output, sequence));
    const loss = errors.reduce((sum, error) => sum + error * error, 0);
    return { loss, output: y, slope: errors.map((error) => 2 * error) };
  },

  /** -(target ln p + (1 - target) ln(1 - p)) = ln(1 + e^y) - target y, summed; slope p - target. */
  bernoulli(batch, step, sequence, y) {
    const targets = y.map((_, output) => targetAt(batch, step, output, sequence));
    const output = y.map(logistic);
    const loss = y.reduce((sum, value, index) => sum + softplus(value) - targets[index]! * value, 0);
    return { loss, output, slope: output.map((probability, index) => probability - targets[index]!) };
  },
};

function targetAt(batch: Batch, step: number, output: number, sequence: number): number {
  return batch.values![(step * batch.outputs + output) * batch.sequences + sequence]!;
}
