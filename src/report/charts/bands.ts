/** Bands over several seeds: the median and quartiles of their curves at each of many costs. */
import { sampleQuantile } from '../../statistics/bootstrap.ts';
import type { Scale } from './view.ts';

/** Curve of one seed, by rising x. */
export interface SeedLine {
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
  /** True for a trial that has ended by itself: from then on its last value stands. */
  readonly ended: boolean;
}

export interface BandPoint {
  readonly x: number;
  readonly median: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Number of seeds in the band. */
  readonly seeds: number;
}

const POINTS = 160;

/** Grid of costs, evenly spread over the scale, from the least positive x (log) or from 0 (linear) to the greatest. */
export function costGrid(lines: readonly SeedLine[], scale: Scale): number[] {
  const costs = lines.flatMap((line) => line.x).filter((x) => x > 0);
  if (costs.length === 0) return [];
  const high = costs.reduce((a, b) => Math.max(a, b));
  const low = scale === 'log' ? costs.reduce((a, b) => Math.min(a, b)) : 0;
  if (low === high) return [high];
  return Array.from({ length: POINTS }, (_, index) => {
    const share = index / (POINTS - 1);
    if (index === POINTS - 1) return high;
    return scale === 'log' ? low * (high / low) ** share : share * high;
  });
}

/**
 * Band of several seeds' curves over a grid of costs.
 * @param missing meaning of a null in a curve: unknown, or a value beyond all others (the loss of a search that
 * exploded)
 */
export function bandOf(
  lines: readonly SeedLine[],
  grid: readonly number[],
  scale: Scale,
  missing: 'unknown' | 'worst',
): BandPoint[] {
  return grid.flatMap((x) => {
    const values = lines.flatMap((line) => valueAt(line, x, scale, missing) ?? []).sort((a, b) => a - b);
    // A band over the few seeds that have come furthest would show those seeds and not the contestant.
    if (values.length === 0 || 2 * values.length < lines.length) return [];
    const quantile = (share: number): number | null => {
      const value = sampleQuantile(values, share);
      return Number.isFinite(value) ? value : null;
    };
    return [{ x, median: quantile(0.5), low: quantile(0.25), high: quantile(0.75), seeds: values.length }];
  });
}

/**
 * Value of a curve at x: between two validations on the straight line; null before the first and, of a trial under way,
 * after the last.
 */
function valueAt(line: SeedLine, x: number, scale: Scale, missing: 'unknown' | 'worst'): number | null {
  const read = (index: number): number | null =>
    line.y[index] ?? (missing === 'worst' ? Number.POSITIVE_INFINITY : null);
  const last = line.x.length - 1;
  if (last < 0 || x < line.x[0]!) return null;
  if (x >= line.x[last]!) return line.ended || x === line.x[last] ? read(last) : null;
  let above = 1;
  while (line.x[above]! <= x) above++;
  const [from, to] = [read(above - 1), read(above)];
  if (from === null || to === null) return null;
  if (!Number.isFinite(from) || !Number.isFinite(to)) return Number.POSITIVE_INFINITY;
  const [left, right] = [line.x[above - 1]!, line.x[above]!];
  const share =
    scale === 'log' && left > 0 ? Math.log(x / left) / Math.log(right / left) : (x - left) / (right - left);
  return from + share * (to - from);
}
