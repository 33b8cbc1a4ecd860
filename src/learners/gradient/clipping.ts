/**
 * Clipping of the gradient's norm, Algorithm 1 of Pascanu, Mikolov & Bengio (2013), "On the difficulty of
 * training recurrent neural networks", ICML: one norm over all parameters.
 */

/** Factor of the gradient: threshold / norm where the norm reaches the threshold, else 1. */
export function clippingFactor(norm: number, threshold: number): number {
  return norm >= threshold && norm > 0 ? threshold / norm : 1;
}
