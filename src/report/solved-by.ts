/** Share of trials that solved a task by a cost on any axis (Kaplan and Meier). */
import { type SolvedStep, solvedCurve } from '../statistics/survival.ts';
import { costOn } from './cost-axis.ts';
import type { CostAxis, ReportTrial } from './data.ts';

/** Curves by contestant, as `TaskSummary.solvedCurves`, over another cost than MACs. */
export function solvedBy(
  axis: CostAxis,
  contestants: readonly { readonly name: string }[],
  trials: readonly ReportTrial[],
): Record<string, readonly SolvedStep[]> {
  const curves = contestants.map(({ name }) => {
    const ended = trials.filter((trial) => trial.contestant === name && trial.stop !== null);
    const observations = ended.map(({ solved, costToSolve, cost, stop }) => {
      const broken = stop!.reason === 'exploded';
      if (solved) return { outcome: 'solved' as const, cost: costOn(axis, costToSolve ?? cost) };
      return { outcome: broken ? ('never' as const) : ('censored' as const), cost: costOn(axis, cost) };
    });
    return [name, solvedCurve(observations)] as const;
  });
  return Object.fromEntries(curves);
}
