/**
 * Ω of Pascanu, Mikolov & Bengio (2013), eqs. 9 and 10, over all rows at once: with d = ∂E/∂h_t, s = d ∘ f',
 * v = W_recᵀ s and r = ‖v‖²/‖d‖², Ω is the mean of (r - 1)² (or (√r - 1)²) over the N rows with ‖d‖² >= 1e-20, and
 * ∂⁺Ω/∂W_rec = Σ c s vᵀ with c = 2 slope(r)/(N ‖d‖²), d and s being constants.
 *
 * As the plain gradient is Σ s h_{t-1}ᵀ, both come from one product, Σ s (h_{t-1} + α c v)ᵀ.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { OmegaRequest } from '../device.ts';
import { spread } from './weights.ts';

/** Least ‖d‖² of a row that counts: below it no error signal is left to compare with. */
const LEAST_SQUARED_NORM = 1e-20;

/** Factor that brings the squares of values beyond 2⁶⁴ back into float32's range. */
const SHRINK = 2 ** -80;

export interface Omega {
  /** Value of Ω; 0 where no row counts. */
  readonly value: tf.Scalar;
  /** Weighed signals c v, `[rows, H]`. */
  readonly weighed: tf.Tensor2D;
}

interface Form {
  /** Term of a row in Ω. */
  term(r: tf.Tensor): tf.Tensor;
  /** Derivative of the term by r. */
  slope(r: tf.Tensor): tf.Tensor;
}

const forms: Readonly<Record<OmegaRequest['form'], Form>> = {
  squared: {
    term: (r) => tf.square(tf.sub(r, 1)),
    slope: (r) => tf.mul(tf.sub(r, 1), 2),
  },
  norm: {
    term: (r) => tf.square(tf.sub(tf.sqrt(r), 1)),
    // √r has no derivative at 0; the row then adds nothing.
    slope: (r) => tf.where(tf.equal(r, 0), tf.zerosLike(r), tf.sub(1, tf.div(1, tf.sqrt(r)))),
  },
};

/**
 * Computes Ω.
 * @param d `[rows, H]` @param v `[rows, H]`
 */
export function omegaOf(form: OmegaRequest['form'], d: tf.Tensor2D, v: tf.Tensor2D): Omega {
  const plainD = squaredNorms(d);
  const valid = tf.greaterEqual(plainD, LEAST_SQUARED_NORM);
  // 1, or SHRINK where a square is beyond float32: times a power of two r stays, and c s vᵀ if v and c are times it
  // too.
  const beyond = tf.logicalNot(tf.logicalAnd(tf.isFinite(plainD), tf.isFinite(squaredNorms(v))));
  const shrink = tf.where(beyond, tf.mul(tf.onesLike(plainD), SHRINK), tf.onesLike(plainD));
  const wide = spread(shrink, v.shape[1]);
  const smallV = tf.mul<tf.Tensor2D>(v, wide);
  const squaredD = squaredNorms(tf.mul(d, wide));
  const r = tf.div(squaredNorms(smallV), squaredD);
  const nothing = tf.zerosLike(r);
  const share = tf.div(1, tf.maximum(tf.sum(tf.cast(valid, 'float32')), 1));
  const terms = tf.where(valid, forms[form].term(r), nothing);
  const slopes = tf.where(valid, tf.div(tf.mul(forms[form].slope(r), 2), squaredD), nothing);
  return {
    value: tf.mul(tf.sum(terms), share),
    weighed: tf.mul(tf.mul(spread(tf.mul(slopes, share), v.shape[1]), smallV), wide),
  };
}

/** Squared norms, `[rows, 1]`. */
const squaredNorms = (matrix: tf.Tensor2D): tf.Tensor => tf.sum(tf.square(matrix), 1, true);
