/** Pearson's χ² of counts against expected ones, in standard deviations above its mean (df = cells - 1). */
export function chiSquareExcess(counts: ArrayLike<number>, expected: readonly number[]): number {
  const statistic = expected.reduce((sum, mean, cell) => sum + (counts[cell]! - mean) ** 2 / mean, 0);
  const degrees = expected.length - 1;
  return (statistic - degrees) / Math.sqrt(2 * degrees);
}
