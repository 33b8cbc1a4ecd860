/**
 * Nemenyi's critical difference, the least difference of two average ranks that is more than chance: P. B. Nemenyi,
 * Distribution-free multiple comparisons, PhD thesis, Princeton (1963), as in J. Demšar, Statistical comparisons of
 * classifiers over multiple data sets, JMLR 7 (2006) 1-30, section 3.2.2: q √(k(k+1)/6N), with the quantile of the
 * studentised range for infinitely many degrees of freedom, over √2, as q.
 */
import { studentisedRangeQuantile } from '../numeric/studentised-range.ts';

/** Fewest contestants and tasks for which the approximation keeps its level; with 2 contestants it needs more tasks. */
export const fewestRanked = { contestants: 3, tasks: 5 };

/**
 * Critical difference: average ranks over the tasks that differ by this much or more differ with that confidence, all
 * pairs at once.
 */
export function criticalDifference(contestants: number, tasks: number, confidence = 0.95): number {
  const q = studentisedRangeQuantile(confidence, contestants) / Math.SQRT2;
  return q * Math.sqrt((contestants * (contestants + 1)) / (6 * tasks));
}
