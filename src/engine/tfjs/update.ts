/**
 * Update of a descent as tensors, none of which is read meanwhile: g, its norm, clipping (Algorithm 1 of Pascanu,
 * Mikolov & Bengio, 2013) and the rule's move, by the plain one θ ← θ - η · clipped g. Once an update has failed θ and
 * the rule's vectors stay as they were before it, despite later ones; `faultOf` finds the fault in an update's figures.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { DescentFault, DescentSettings } from '../device.ts';
import { RESCUE } from '../rescue.ts';
import { ruleOf } from '../rule.ts';
import type { GradientTensors } from './backward.ts';
import type { RulePosition, TensorRule } from './rules.ts';

/** Position of a descent. */
export interface Position extends RulePosition {
  /** True (bool) while no update has failed. */
  readonly sound: tf.Scalar;
}

export interface Updated extends Position {
  /** Figures, `[FIGURES]`, for `readFigures`. */
  readonly figures: tf.Tensor1D;
}

/** Number of figures of an update. */
export const FIGURES = 6;

export interface Figures {
  readonly loss: number;
  /** Norm ‖g‖ before clipping. */
  readonly norm: number;
  /** Value of Ω; 0 where it was not asked for. */
  readonly omega: number;
  readonly fault: DescentFault | null;
}

/** Divisor where all of the gradient is 0. */
const LEAST_DIVISOR = 1e-37;

/** @param number number of the update, from 1 */
export function update(
  position: Position,
  { loss, gradient, omega }: GradientTensors,
  settings: DescentSettings,
  recurrent: RecurrentBlock,
  by: TensorRule,
  number: number,
): Updated {
  const { parameters, vectors, sound } = position;
  const { learningRate, threshold, rescue = false } = settings;
  // ‖g‖ = greatest · ratio. Squares of the scaled gradient neither overflow nor vanish.
  const greatest = tf.maximum<tf.Scalar>(tf.max(tf.abs(gradient)), LEAST_DIVISOR);
  const scaled = tf.div<tf.Tensor1D>(gradient, greatest);
  const ratio = tf.sqrt(tf.sum<tf.Scalar>(tf.square(scaled)));
  const isClipped = threshold > 0 ? tf.greaterEqual(tf.mul(greatest, ratio), threshold) : null;
  const figures = [loss, greatest, ratio].map((figure) => tf.isFinite(figure));
  const isSound = figures.reduce<tf.Tensor>((all, one) => tf.logicalAnd(all, one), tf.scalar(true, 'bool'));
  const slope = (factor: number): tf.Tensor1D => {
    const plain = tf.mul<tf.Scalar>(greatest, factor);
    const rate = isClipped ? tf.where(isClipped, tf.div<tf.Scalar>(factor * threshold, ratio), plain) : plain;
    const clipped = tf.mul<tf.Tensor1D>(scaled, rate);
    return rescue ? tf.where(isSound, clipped, rescued(parameters, recurrent, factor)) : clipped;
  };
  const next = by.move(ruleOf(settings), position, { slope, learningRate, update: number });
  const isBounded = tf.all<tf.Scalar>(tf.isFinite(next.parameters));
  const areBounded = next.vectors.map((vector) => tf.all<tf.Scalar>(tf.isFinite(vector))).reduce(and, yes());
  const faultless = rescue ? [] : figures;
  const stillSound = [...faultless, isBounded, areBounded].reduce(and, sound);
  return {
    parameters: tf.where(stillSound, next.parameters, parameters),
    vectors: next.vectors.map((vector, index) => tf.where(stillSound, vector, vectors[index]!)),
    sound: stillSound,
    figures: tf.stack([
      loss,
      greatest,
      ratio,
      tf.cast(isBounded, 'float32'),
      tf.cast(areBounded, 'float32'),
      omega ?? tf.scalar(0),
    ]) as unknown as tf.Tensor1D,
  };
}

export const yes = (): tf.Scalar => tf.scalar(true, 'bool');

const and = (all: tf.Scalar, one: tf.Tensor): tf.Scalar => tf.logicalAnd<tf.Scalar>(all, one);

/** Place of W_rec in θ. */
export interface RecurrentBlock {
  readonly offset: number;
  readonly size: number;
}

/** Gradient of the rescue times the factor: .02 W_rec, and 0 elsewhere. */
function rescued(parameters: tf.Tensor1D, { offset, size }: RecurrentBlock, factor: number): tf.Tensor1D {
  const rest = parameters.size - offset - size;
  const recurrent = tf.slice1d(parameters, offset, size);
  return tf.concat1d([
    tf.zeros<tf.Rank.R1>([offset]),
    tf.mul<tf.Tensor1D>(recurrent, factor * RESCUE),
    tf.zeros<tf.Rank.R1>([rest]),
  ]);
}

/** Reads the figures of update number `index` among those in `all`. */
export function readFigures(all: ArrayLike<number>, index: number, rescue = false): Figures {
  const at = index * FIGURES;
  const loss = all[at]!;
  const norm = all[at + 1]! * all[at + 2]!;
  const bounded = { parameters: all[at + 3] === 1, moments: all[at + 4] === 1 };
  return { loss, norm, omega: all[at + 5]!, fault: faultOf(loss, norm, bounded, rescue) };
}

function faultOf(
  loss: number,
  norm: number,
  bounded: Readonly<Record<'parameters' | 'moments', boolean>>,
  rescue: boolean,
): DescentFault | null {
  if (!rescue && !Number.isFinite(loss)) return 'loss';
  if (!rescue && !Number.isFinite(norm)) return 'norm';
  if (!bounded.parameters) return 'parameters';
  return bounded.moments ? null : 'moments';
}
