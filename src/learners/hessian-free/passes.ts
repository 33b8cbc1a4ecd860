/** Passes of an update beside its products with the curvature, for forecasts. */
import type { HessianFreeSettings } from './settings.ts';

/** Sequences of each gradient, and of each evaluation of the least that backtracking and line search make. */
export function passesOf(settings: HessianFreeSettings): {
  readonly gradients: readonly number[];
  readonly evaluations: readonly number[];
} {
  const { gradientBatch, curvatureBatch, curvatureFrom, lineBatch, preconditioner, cases } = settings;
  const isSame = curvatureFrom === 'gradient' && curvatureBatch === gradientBatch;
  return {
    gradients: [
      gradientBatch,
      ...(isSame ? [] : [curvatureBatch]),
      ...(preconditioner === 'none' ? [] : [Math.min(cases, curvatureBatch)]),
    ],
    // States of the products and ρ; the loss before the step and after it, and, of iterates that are kept, of one more.
    evaluations: [
      curvatureBatch,
      curvatureBatch,
      ...(settings.dampedModel ? [] : [curvatureBatch]),
      ...Array<number>(settings.backtracking === 'none' ? 2 : 3).fill(lineBatch),
    ],
  };
}
