/**
 * Ends of a linear axis on which most values can still be told apart. One hopeless value, such as the error of a net
 * before its first update, would otherwise press all others into one line.
 */

/** Share of the axis into which more than half of the values would be pressed. */
const PRESSED = 1e-3;
/** Extent of a cut axis, in extents of the half of the values at its other end. */
const EXTENTS = 10;

export interface ReadableEnds {
  /** Least and greatest value to show. */
  readonly low: number;
  readonly high: number;
  /** Least value where values below `low` are left out, greatest where some above `high` are; null otherwise. */
  readonly beyondLow: number | null;
  readonly beyondHigh: number | null;
}

/**
 * Ends for these values, of which those that are not finite are passed over; null where there are no others. An end is
 * cut where half of the values, with their distance from 0, would take up less than a thousandth of the axis.
 * @param keep values that are shown in any case
 */
export function readableEnds(values: readonly number[], keep: readonly number[] = []): ReadableEnds | null {
  const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
  if (sorted.length === 0) return null;
  const [least, greatest] = [sorted[0]!, sorted.at(-1)!];
  const kept = keep.filter(Number.isFinite);
  const high = kept.reduce((a, b) => Math.max(a, b), upperEnd(sorted));
  const low = kept.reduce((a, b) => Math.min(a, b), -upperEnd(sorted.map((value) => -value).sort()));
  return {
    ...{ low, high },
    beyondLow: least < low ? least : null,
    beyondHigh: greatest > high ? greatest : null,
  };
}

/** Greatest of the ascending values that is shown. */
function upperEnd(sorted: Float64Array): number {
  const [least, greatest] = [sorted[0]!, sorted.at(-1)!];
  const median = sorted[(sorted.length - 1) >> 1]!;
  const extent = Math.max(median - least, Math.abs(median));
  // Halves, for the whole may exceed the greatest number.
  if (extent === 0 || greatest / 2 - least / 2 <= extent / 2 / PRESSED) return greatest;
  return sorted.findLast((value) => value <= least + EXTENTS * extent)!;
}
