/** Grids of heat maps: edges of their cells, and places of values on their scale of colours. */
import type { LabAxis, LabHeat } from './figure.ts';

/**
 * Edges of cells half-way between their centres, on a logarithmic axis by their ratio: one more than centres.
 * @param centres rising
 */
export function cellEdges(centres: readonly number[], scale: LabAxis['scale']): number[] {
  const isLog = scale === 'log' && centres.every((one) => one > 0);
  const between = centres.slice(1).map((one, index) => {
    const before = centres[index]!;
    return isLog ? Math.sqrt(one * before) : (one + before) / 2;
  });
  const [first, last] = [centres[0] ?? 0, centres.at(-1) ?? 0];
  if (between.length === 0) return isLog ? [first / 2, first * 2] : [first - 0.5, first + 0.5];
  const [low, high] = [between[0]!, between.at(-1)!];
  return isLog
    ? [(first * first) / low, ...between, (last * last) / high]
    : [2 * first - low, ...between, 2 * last - high];
}

export interface HeatScale {
  readonly low: number;
  readonly high: number;
  /** Place of a value on the scale, 0 to 1; null where it has none. Of a diverging scale zero is at a half. */
  share(value: number | null): number | null;
}

export function heatScale({ values, value: { scale } }: Pick<LabHeat, 'values' | 'value'>): HeatScale {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value === null || (scale === 'log' && value <= 0)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) [low, high] = scale === 'log' ? [0.1, 1] : [0, 1];
  if (scale === 'diverging') {
    high = Math.max(Math.abs(low), Math.abs(high)) || 1;
    low = -high;
  }
  const clamp = (share: number): number => Math.max(0, Math.min(1, share));
  return {
    ...{ low, high },
    share: (value) => {
      if (value === null || (scale === 'log' && value <= 0)) return null;
      if (low === high) return 0.5;
      return clamp(
        scale === 'log' ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low),
      );
    },
  };
}
