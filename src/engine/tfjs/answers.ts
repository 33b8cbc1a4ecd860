/**
 * Answers of a batch on the backend, and their losses as `src/engine/device.ts` defines them. At a step that is scored
 * for some sequence all that are alive answer, in the order of `Rows`; those that are not scored are masked out, not
 * multiplied by 0: their values may be infinite.
 */
import * as tf from '@tensorflow/tfjs-core';
import { type Batch, type LossKind, weightAt } from '../batch.ts';
import { eachRow, type Rows } from './rows.ts';
import { spread, type Weights, withOnes } from './weights.ts';

/** Targets of the answers. R rows of one genome; of several, one after another, R each. */
export interface Targets {
  /** Values, `[genomes · R, O]`: softmax: true at the class (bool); else the target values. */
  readonly values: tf.Tensor2D;
  /** Scored rows, `[genomes · R]`; null where all are. */
  readonly scored: tf.Tensor1D | null;
  /** Factor of a loss in E, `[R, 1]`: the sequence's weight over B, 0 where not scored. */
  readonly weights: tf.Tensor2D;
}

/** Number R of rows at steps with an answer. */
function countAnswers({ answerSteps }: Batch, rows: Rows): number {
  return answerSteps.reduce((sum, step) => sum + rows.counts[step]!, 0);
}

/** Calls `visit` for every answer that is scored, `row` counting from 0 to R - 1. */
export function eachScored(
  { answerSteps, mask, sequences }: Batch,
  rows: Rows,
  visit: (row: number, step: number, sequence: number, answer: number) => void,
): void {
  let start = 0;
  for (const [answer, step] of answerSteps.entries()) {
    eachRow(rows, step, (row, sequence) => {
      if (mask[step * sequences + sequence] !== 1) return;
      visit(start + row - rows.starts[step]!, step, sequence, answer);
    });
    start += rows.counts[step]!;
  }
}

export function makeTargets(batch: Batch, rows: Rows, genomes: number): Targets {
  const { outputs, sequences, classes, values: targets } = batch;
  const count = countAnswers(batch, rows);
  const values = classes ? new Uint8Array(count * outputs) : new Float32Array(count * outputs);
  const scored = new Uint8Array(count);
  const weights = new Float32Array(count);
  eachScored(batch, rows, (row, step, sequence) => {
    scored[row] = 1;
    weights[row] = weightAt(batch, step, sequence) / sequences;
    if (classes) values[row * outputs + classes[step * sequences + sequence]!] = 1;
    for (let output = 0; targets && output < outputs; output++) {
      values[row * outputs + output] = targets[(step * outputs + output) * sequences + sequence]!;
    }
  });
  const all = genomes * count;
  const isWhole = scored.every((bit) => bit === 1);
  return {
    values: tf.keep(tf.tensor2d(repeat(values, genomes), [all, outputs], classes ? 'bool' : 'float32')),
    scored: isWhole ? null : tf.keep(tf.tensor1d(repeat(scored, genomes), 'bool')),
    weights: tf.keep(tf.tensor2d(weights, [count, 1])),
  };
}

function repeat<A extends Uint8Array | Float32Array>(array: A, times: number): A {
  if (times === 1) return array;
  const repeated = new (array.constructor as new (length: number) => A)(array.length * times);
  for (let time = 0; time < times; time++) repeated.set(array, time * array.length);
  return repeated;
}

/** Linear outputs y = W_out h + b_out `[genomes · R, O]` of the states `[R, H]`, or `[genomes, R, H]`. */
export function answer(weights: Weights, states: tf.Tensor): tf.Tensor2D {
  const y = tf.matMul(withOnes(states), weights.output, false, true);
  return tf.reshape(y, [-1, y.shape.at(-1)!]);
}

/** Losses of answers. */
export interface Scores {
  /** Losses, `[genomes · R]`, unweighted; 0 where not scored. */
  readonly losses: tf.Tensor1D;
  /** Outputs, `[genomes · R, O]`: probabilities for softmax and bernoulli, y itself for squared. */
  readonly outputs: tf.Tensor2D;
  /** Derivative of the unweighted loss by y, `[genomes · R, O]`; anything where not scored. */
  slopes(): tf.Tensor2D;
}

export function score(kind: LossKind, y: tf.Tensor2D, { values, scored }: Targets): Scores {
  const scores = kinds[kind](y, values);
  if (scored === null) return scores;
  return { ...scores, losses: tf.where(scored, scores.losses, tf.zerosLike(scores.losses)) };
}

/** Mean losses E, `[genomes]`, from all losses. */
export function meanLosses({ losses }: Scores, { weights }: Targets): tf.Tensor1D {
  const perGenome = tf.reshape(losses, [-1, weights.shape[0]]);
  return tf.reshape(tf.matMul(perGenome, weights), [-1]);
}

/** Errors ∂E/∂y, `[R, O]`, of one genome. */
export function errorsOf(scores: Scores, { weights, scored }: Targets): tf.Tensor2D {
  const slopes = scores.slopes();
  const width = slopes.shape[1];
  const errors = tf.mul<tf.Tensor2D>(slopes, spread(weights, width));
  if (scored === null) return errors;
  const mask = spread(tf.reshape(scored, [-1, 1]), width);
  return tf.where(mask, errors, tf.zerosLike(errors));
}

const sumOfRow = (matrix: tf.Tensor): tf.Tensor1D => tf.sum<tf.Tensor1D>(matrix, 1);

const kinds: Readonly<Record<LossKind, (y: tf.Tensor2D, targets: tf.Tensor2D) => Scores>> = {
  /** -ln p(class) = ln Σ e^(y - max) - (y_class - max); slope p - [class]. */
  softmax(y, targets) {
    const width = y.shape[1];
    const shifted = tf.sub<tf.Tensor2D>(y, spread(tf.max(y, 1, true), width));
    const exponentials = tf.exp(shifted);
    const sum = tf.sum(exponentials, 1, true);
    const right = sumOfRow(tf.where(targets, shifted, tf.zerosLike(shifted)));
    const outputs = tf.div<tf.Tensor2D>(exponentials, spread(sum, width));
    return {
      losses: tf.sub<tf.Tensor1D>(tf.log(tf.reshape(sum, [-1])), right),
      outputs,
      slopes: () => tf.sub(outputs, tf.cast(targets, 'float32')),
    };
  },

  /** Σ (y - target)²; slope 2 (y - target). */
  squared(y, targets) {
    const differences = tf.sub<tf.Tensor2D>(y, targets);
    return {
      losses: sumOfRow(tf.square(differences)),
      outputs: y,
      slopes: () => tf.add(differences, differences),
    };
  },

  /** Σ max(y, 0) - target y + ln(1 + e^-|y|); slope p - target, p = 1 / (1 + e^-y). */
  bernoulli(y, targets) {
    const linear = tf.sub(tf.relu(y), tf.mul(targets, y));
    const outputs = tf.sigmoid(y);
    return {
      losses: sumOfRow(tf.add(linear, tf.log1p(tf.exp(tf.neg(tf.abs(y)))))),
      outputs,
      slopes: () => tf.sub(outputs, targets),
    };
  },
};
