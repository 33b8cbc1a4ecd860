/** Update rules of the descents on TensorFlow.js, by kind: the plain one and Adam. */
import * as tf from '@tensorflow/tfjs-core';
import { type Adam, biasCorrection } from '../adam.ts';
import type { MomentLayout } from '../moments.ts';
import type { Rule } from '../rule.ts';

/** Numbers of a descent that updates change. */
export interface RulePosition {
  /** Parameters θ, `[parameters]`. */
  readonly parameters: tf.Tensor1D;
  /** Vectors that the rule keeps, `[parameters]` each. */
  readonly vectors: readonly tf.Tensor1D[];
}

/** One update. */
export interface RuleUpdate {
  /** Clipped gradient times the factor. */
  slope(factor: number): tf.Tensor1D;
  /** η */
  readonly learningRate: number;
  /** Number of the update, from 1. */
  readonly update: number;
}

export interface TensorRule<R extends Rule = Rule> extends MomentLayout {
  move(rule: R, from: RulePosition, update: RuleUpdate): RulePosition;
}

const plain: TensorRule = {
  vectors: 0,
  counts: false,
  move: (_rule, { parameters }, { slope, learningRate }) => ({
    parameters: tf.sub(parameters, slope(learningRate)),
    vectors: [],
  }),
};

/** Least ε: float32 would take a smaller one for 0, and no root of a number above 0 is as small. */
const LEAST_EPSILON = 1e-30;

/** `src/engine/adam.ts` has the formulas. The roots of v and of its divisor are apart, since v / (1 - β₂ᵗ) may overflow. */
const adam: TensorRule<Adam> = {
  vectors: 2,
  counts: true,
  move(rule, { parameters, vectors: [firstBefore, secondBefore] }, { slope, learningRate, update }) {
    const { beta1, beta2, epsilon, weightDecay } = rule;
    const correction = biasCorrection(rule, update);
    const first = tf.add<tf.Tensor1D>(times(firstBefore!, beta1), slope(1 - beta1));
    const square = tf.square(slope(Math.sqrt(1 - beta2)));
    const second = tf.add<tf.Tensor1D>(times(secondBefore!, beta2), square);
    const root = times(tf.sqrt(second), 1 / Math.sqrt(correction.second));
    const divisor = tf.add(root, tf.fill(root.shape, Math.max(epsilon, LEAST_EPSILON)));
    const moved = tf.sub<tf.Tensor1D>(
      parameters,
      tf.div(times(first, learningRate / correction.first), divisor),
    );
    const decay = learningRate * weightDecay;
    return {
      parameters: decay === 0 ? moved : tf.sub(moved, times(parameters, decay)),
      vectors: [first, second],
    };
  },
};

/** Product with a number, which is laid out as a vector: the plain backend is several times as fast then. */
const times = (vector: tf.Tensor1D, factor: number): tf.Tensor1D =>
  tf.mul(vector, tf.fill(vector.shape, factor));

export const tensorRules: Readonly<Record<string, TensorRule>> = { plain, adam: adam as TensorRule };
