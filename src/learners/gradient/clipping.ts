/**
 * Clipping of the gradient's norm, Algorithm 1 of Pascanu, Mikolov & Bengio (2013), "On the difficulty of
 * training recurrent neural networks", ICML: one norm over all parameters.
 */

/** ‖g‖ in float64, the squares added in order of index; NaN or infinite where an entry is. */
export function gradientNorm(gradient: ArrayLike<number>): number {
  let squares = 0;
  for (let index = 0; index < gradient.length; index++) squares += gradient[index]! * gradient[index]!;
  return Math.sqrt(squares);
}

/** What the gradient is multiplied by: threshold / norm where the norm reaches the threshold, else 1. */
export function clippingFactor(norm: number, threshold: number): number {
  return norm >= threshold && norm > 0 ? threshold / norm : 1;
}
