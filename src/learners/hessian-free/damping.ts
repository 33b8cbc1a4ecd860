/**
 * Levenberg-Marquardt damping: λ rises where the quadratic model promised more than came, and falls where it kept its
 * promise. Martens (2010), section 4.1.
 */
export interface DampingRule {
  /** Factor by which λ is multiplied, or divided. */
  readonly adapt: number;
  readonly rhoLow: number;
  readonly rhoHigh: number;
}

/** Reduction ratio ρ: the change of the loss in terms of the model's, which is below 0; NaN where the model has none. */
export const reductionRatio = (change: number, model: number): number =>
  model < 0 ? change / model : Number.NaN;

/** λ of the next update. A ratio that is not known counts as a bad one. */
export function nextLambda(lambda: number, rho: number, rule: DampingRule): number {
  if (!(rho >= rule.rhoLow)) return lambda * rule.adapt;
  return rho > rule.rhoHigh ? lambda / rule.adapt : lambda;
}
