/**
 * Holm's correction for several comparisons at once: S. Holm, A simple sequentially rejective multiple test procedure,
 * Scandinavian Journal of Statistics 6 (1979) 65-70. Valid whatever the dependence between the tests.
 */

/**
 * Adjusted p values in the order given: rejecting where an adjusted p is at most α keeps the probability
 * of any false rejection at most α. The i-th smallest of k is multiplied by k - i + 1, then made monotone.
 */
export function holmAdjust(pValues: readonly number[]): number[] {
  const ascending = pValues.map((_, index) => index).sort((a, b) => pValues[a]! - pValues[b]! || a - b);
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  for (const [smaller, index] of ascending.entries()) {
    largest = Math.max(largest, Math.min(1, pValues[index]! * (pValues.length - smaller)));
    adjusted[index] = largest;
  }
  return adjusted;
}
