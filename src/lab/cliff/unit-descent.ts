/**
 * Gradient descent on the surface of the one-unit net, with the step of Algorithm 1 of Pascanu, Mikolov & Bengio (2013),
 * ICML: a gradient whose norm reaches the threshold is scaled down to it.
 */
import { clippingFactor } from '../../learners/gradient/clipping.ts';
import { type UnitError, unitError, type Weights } from './one-unit.ts';

export interface UnitDescent {
  readonly steps: number;
  readonly start: Weights;
  /** η */
  readonly learningRate: number;
  /** Norm to which gradients are clipped; 0: no clipping. */
  readonly threshold: number;
  readonly updates: number;
}

/** Point of a path and what it has there. */
export interface PathPoint extends Weights, Pick<UnitError, 'error' | 'norm'> {}

/** Points of the descent, `[updates + 1]` from the start; it ends early where a number is not finite. */
export function descendUnit({ steps, start, learningRate, threshold, updates }: UnitDescent): PathPoint[] {
  const path: PathPoint[] = [];
  let at = start;
  for (let update = 0; update <= updates; update++) {
    const { error, norm, gradient } = unitError(at, steps);
    if (!Number.isFinite(error) || !Number.isFinite(norm)) break;
    path.push({ ...at, error, norm });
    const step = learningRate * (threshold > 0 ? clippingFactor(norm, threshold) : 1);
    at = { w: at.w - step * gradient.w, b: at.b - step * gradient.b };
  }
  return path;
}
