/** Median of costs of which some are only known to be above the budget. */

/** Median cost: the least by which half of the trials have solved the task, as in the verdict; infinite where fewer do. */
export function medianCost(costs: readonly number[]): number {
  const sorted = [...costs].sort((a, b) => (a < b ? -1 : Number(a > b)));
  return sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.POSITIVE_INFINITY;
}
