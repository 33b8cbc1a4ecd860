/** Ends of the vertical axis of a chart over cost, so that most of its values can be told apart. */
import { readableEnds } from '../../statistics/readable-ends.ts';
import type { Group, Measure } from './measure.ts';
import { measureTick } from './ticks.ts';

export interface ValueLimits {
  readonly low: number;
  readonly high: number;
  /** Lines on values beyond the limits. */
  readonly beyond: readonly string[];
}

/**
 * Limits of the axis.
 * @param values that are drawn: those of the groups' seeds, or of their bands
 */
export function valueLimits(
  values: readonly number[],
  groups: readonly Group[],
  measure: Measure,
): ValueLimits {
  const { scale, floor } = measure;
  const levels = (measure.levels ?? []).map(({ at }) => at);
  const usable = [...values, ...levels].filter((value) => scale === 'linear' || value > 0);
  if (scale === 'linear') return linearLimits(usable, groups, measure);
  let low = usable.length === 0 ? 0.1 : usable.reduce((a, b) => Math.min(a, b));
  const high = usable.length === 0 ? 1 : usable.reduce((a, b) => Math.max(a, b));
  if (floor !== undefined) low = Math.max(low, floor);
  // A decade at least, or there would be too few ticks to read.
  const widen = Math.sqrt(Math.max(1, 10 / (high / low)));
  const isBelow = floor !== undefined && values.some((value) => value < floor);
  return { low: isBelow ? floor : low / widen, high: high * widen, beyond: [] };
}

function linearLimits(usable: readonly number[], groups: readonly Group[], measure: Measure): ValueLimits {
  const { from, to, worse, levels = [] } = measure;
  const raw = groups.flatMap(seedValues);
  const ends = readableEnds(raw, [...levels.map(({ at }) => at), ...keptOf(groups, worse)]);
  const within = usable.filter((value) => ends === null || (value >= ends.low && value <= ends.high));
  const [least, most] = within.length === 0 ? [0.1, 1] : [lowest(within), highest(within)];
  const margin = 0.04 * (most - least) || Math.abs(most) || 1;
  const beyond = (sign: string, value: number | null | undefined, fixed: number | undefined): string[] =>
    value === null || value === undefined || fixed !== undefined
      ? []
      : [`${sign} beyond the axis, up to ${measureTick(value)}`];
  return {
    low: from ?? least - margin,
    high: to ?? most + margin,
    beyond: [...beyond('▲', ends?.beyondHigh, to), ...beyond('▼', ends?.beyondLow, from)],
  };
}

/** Values that stay within the axis: all at its better end, or, where that is unknown, the last ones. */
function keptOf(groups: readonly Group[], worse: Measure['worse']): number[] {
  const raw = groups.flatMap(seedValues);
  if (raw.length === 0) return [];
  if (worse !== undefined) return [worse === 'high' ? lowest(raw) : highest(raw)];
  return groups.flatMap(({ lines }) => lines.flatMap(({ y }) => y.findLast((value) => value !== null) ?? []));
}

const lowest = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b));
const highest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b));

/** Values of all seeds of a group. */
export const seedValues = ({ lines }: Group): number[] =>
  lines.flatMap(({ y }) => y.filter((value) => value !== null));
