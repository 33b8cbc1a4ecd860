/**
 * Cost to solve as a censored quantity: E. L. Kaplan and P. Meier, Nonparametric estimation from incomplete
 * observations, JASA 53 (1958) 457-481.
 */

/**
 * Observation of one trial's cost to solve. solved: it is `cost`. censored: it is more than `cost`, at which the trial
 * was ended from outside. never: the trial ended by itself at `cost` (its loss exploded) and would not have solved the
 * task at any.
 */
export interface CostObservation {
  readonly outcome: 'solved' | 'censored' | 'never';
  readonly cost: number;
}

/** Step: from `cost` on, up to the next step, the share of trials expected to have solved the task is `solved`. */
export interface SolvedStep {
  readonly cost: number;
  readonly solved: number;
  /** Number of trials that were still unsolved and observed just before `cost`. */
  readonly atRisk: number;
}

/**
 * Share of trials that have solved the task by a given cost: 1 - S of Kaplan and Meier, one step for each cost
 * at which a trial solved it. Trials that never can stay at risk to the end; where none was censored before
 * another solved, this is the ECDF that COCO draws. Costs that tie with a censoring count as before it.
 */
export function solvedCurve(observations: readonly CostObservation[]): SolvedStep[] {
  const costs = observations.filter((one) => one.outcome === 'solved').map((one) => one.cost);
  const steps: SolvedStep[] = [];
  let unsolved = 1;
  for (const cost of [...new Set(costs)].sort((a, b) => a - b)) {
    const atRisk = observations.filter((one) => one.outcome === 'never' || one.cost >= cost).length;
    const events = costs.filter((other) => other === cost).length;
    unsolved *= (atRisk - events) / atRisk;
    steps.push({ cost, solved: 1 - unsolved, atRisk });
  }
  return steps;
}

/** Least cost at which half the trials have solved the task; null where the curve stays below one half. */
export function medianCostToSolve(observations: readonly CostObservation[]): number | null {
  // The product of shares may fall short of one half by rounding.
  return solvedCurve(observations).find((step) => step.solved >= 0.5 - 1e-12)?.cost ?? null;
}
