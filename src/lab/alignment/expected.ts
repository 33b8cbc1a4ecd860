/**
 * Expectations of an antithetic estimate of m pairs on a linear loss E = g·θ in d dimensions, in closed form. With ε from
 * N(0, I) each pair gives (g·ε) ε exactly, and for g along the first axis the cosine of the mean with g is
 * √(A / (A + C)), A from χ² with m degrees of freedom and C from χ² with d - 1, independent of it. So cos² has the
 * distribution Beta(m/2, (d - 1)/2). The covariance of one pair is ‖g‖² I + g gᵀ.
 */

/** Γ(x + ½) / Γ(x) for x > 0: its asymptotic series at a large argument, brought down by the recurrence. */
export function gammaRatio(x: number): number {
  let factor = 1;
  let at = x;
  for (; at < 30; at++) factor *= at / (at + 0.5);
  const series = 1 - 1 / (8 * at) + 1 / (128 * at ** 2) + 5 / (1024 * at ** 3) - 21 / (32768 * at ** 4);
  return factor * Math.sqrt(at) * series;
}

/** E cos of the estimate of m pairs with the gradient. */
export const expectedCosine = (pairs: number, dimensions: number): number =>
  dimensions === 1 ? 1 : gammaRatio(pairs / 2) / gammaRatio((pairs + dimensions - 1) / 2);

/** Signal over noise of the estimate of m pairs: ‖g‖² over the trace of its covariance. */
export const expectedSignal = (pairs: number, dimensions: number): number => pairs / (dimensions + 1);

/** Share of the estimate's variance that lies along the gradient. */
export const expectedShare = (dimensions: number): number => 2 / (dimensions + 1);

/** E cos with -g of one step from N(0, σ² I) that is accepted where it lowers a linear loss: E |u₁| of a random direction. */
export const expectedAccepted = (dimensions: number): number =>
  1 / (Math.sqrt(Math.PI) * gammaRatio(dimensions / 2));
