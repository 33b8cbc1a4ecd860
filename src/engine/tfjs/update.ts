/**
 * Update of a descent as tensors, none of which is read meanwhile: g, its norm, clipping (Algorithm 1 of Pascanu,
 * Mikolov & Bengio, 2013) and θ ← θ - η · clipped g. Once an update has failed θ stays as it was before it, despite
 * later ones; `faultOf` finds the fault in an update's figures.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { DescentFault, DescentSettings } from '../device.ts';
import { RESCUE } from '../rescue.ts';
import type { GradientTensors } from './backward.ts';

/** Position of a descent. */
export interface Position {
  /** Parameters θ, `[parameters]`. */
  readonly parameters: tf.Tensor1D;
  /** True (bool) while no update has failed. */
  readonly sound: tf.Scalar;
}

export interface Updated extends Position {
  /** Figures, `[FIGURES]`, for `readFigures`. */
  readonly figures: tf.Tensor1D;
}

/** Number of figures of an update. */
export const FIGURES = 5;

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

export function update(
  { parameters, sound }: Position,
  { loss, gradient, omega }: GradientTensors,
  { learningRate, threshold, rescue = false }: DescentSettings,
  recurrent: RecurrentBlock,
): Updated {
  // ‖g‖ = greatest · ratio. Squares of the scaled gradient neither overflow nor vanish.
  const greatest = tf.maximum<tf.Scalar>(tf.max(tf.abs(gradient)), LEAST_DIVISOR);
  const scaled = tf.div<tf.Tensor1D>(gradient, greatest);
  const ratio = tf.sqrt(tf.sum<tf.Scalar>(tf.square(scaled)));
  const plain = tf.mul<tf.Scalar>(greatest, learningRate);
  const rate =
    threshold > 0
      ? tf.where(
          tf.greaterEqual(tf.mul(greatest, ratio), threshold),
          tf.div<tf.Scalar>(learningRate * threshold, ratio),
          plain,
        )
      : plain;
  const plainly = tf.sub<tf.Tensor1D>(parameters, tf.mul(scaled, rate));
  const figures = [loss, greatest, ratio].map((figure) => tf.isFinite(figure));
  const isSound = figures.reduce<tf.Tensor>((all, one) => tf.logicalAnd(all, one), tf.scalar(true, 'bool'));
  const next = rescue ? tf.where(isSound, plainly, rescued(parameters, recurrent, learningRate)) : plainly;
  const isBounded = tf.all<tf.Scalar>(tf.isFinite(next));
  const faultless = rescue ? [] : figures;
  const stillSound = [...faultless, isBounded].reduce<tf.Scalar>(
    (all, one) => tf.logicalAnd<tf.Scalar>(all, one),
    sound,
  );
  return {
    parameters: tf.where(stillSound, next, parameters),
    sound: stillSound,
    figures: tf.stack([
      loss,
      greatest,
      ratio,
      tf.cast(isBounded, 'float32'),
      omega ?? tf.scalar(0),
    ]) as unknown as tf.Tensor1D,
  };
}

/** Place of W_rec in θ. */
export interface RecurrentBlock {
  readonly offset: number;
  readonly size: number;
}

/** Rescued parameters: the update of a gradient of .02 W_rec, and 0 elsewhere. */
function rescued(
  parameters: tf.Tensor1D,
  { offset, size }: RecurrentBlock,
  learningRate: number,
): tf.Tensor1D {
  const rest = parameters.size - offset - size;
  const [before, recurrent, after] = tf.split(parameters, [offset, size, rest]);
  return tf.concat1d([
    before as tf.Tensor1D,
    tf.sub(recurrent!, tf.mul(recurrent!, learningRate * RESCUE)),
    after as tf.Tensor1D,
  ]);
}

/** Reads the figures of update number `index` among those in `all`. */
export function readFigures(all: ArrayLike<number>, index: number, rescue = false): Figures {
  const at = index * FIGURES;
  const loss = all[at]!;
  const norm = all[at + 1]! * all[at + 2]!;
  return { loss, norm, omega: all[at + 4]!, fault: faultOf(loss, norm, all[at + 3] === 1, rescue) };
}

function faultOf(loss: number, norm: number, isBounded: boolean, rescue: boolean): DescentFault | null {
  if (!rescue && !Number.isFinite(loss)) return 'loss';
  if (!rescue && !Number.isFinite(norm)) return 'norm';
  return isBounded ? null : 'parameters';
}
