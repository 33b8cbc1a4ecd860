/**
 * Nemenyi's critical difference: how far two average ranks must lie apart to differ by more than chance: P. B. Nemenyi,
 * Distribution-free multiple comparisons, PhD thesis, Princeton (1963), as in J. Demšar, Statistical comparisons of
 * classifiers over multiple data sets, JMLR 7 (2006) 1-30, section 3.2.2: q √(k(k+1)/6N), with the quantile of the
 * studentised range for infinitely many degrees of freedom, over √2, as q.
 */
import { studentisedRangeQuantile } from '../numeric/studentised-range.ts';

/**
 * The approximation keeps its level from so many contestants and tasks on; with 2 contestants it needs more
 * tasks.
 */
export const fewestRanked = { contestants: 3, tasks: 5 };

/**
 * Ranks on average over the tasks that differ by this much or more differ with that confidence, all pairs at
 * once.
 */
export function criticalDifference(contestants: number, tasks: number, confidence = 0.95): number {
  const q = studentisedRangeQuantile(confidence, contestants) / Math.SQRT2;
  return q * Math.sqrt((contestants * (contestants + 1)) / (6 * tasks));
}
