/** Charts of the best of n candidates: one line a search over the number of settings tried, in its 95 % band. */
import { escapeHtml } from '../escape.ts';
import { isShown } from '../keys.ts';
import {
  bottomAxis,
  type Drawing,
  emptyDrawing,
  endLabel,
  endLabels,
  endNames,
  frame,
  leftAxis,
  ownLegend,
  tooltip,
  tooltipTable,
} from './frame.ts';
import { bandSeries } from './over-cost-series.ts';
import type { Theme } from './theme.ts';
import { compact, percentTick } from './ticks.ts';
import type { View } from './view.ts';

export interface BestOfCurve {
  readonly name: string;
  /** Index of its contestant in the page. */
  readonly place: number;
  readonly points: readonly TriedPoint[];
}

/** Estimate for the best of so many candidates, with a 95 % interval; null stands for unsolved. */
export interface TriedPoint {
  readonly tried: number;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Vertical axis: the share solved from 0 to 1, or the cost to solve on a logarithmic scale. */
export type BestOfValue = 'solved' | 'macs';

const PLOT = 240;
const BOTTOM = 48;

const NAMES: Readonly<Record<BestOfValue, string>> = {
  solved: 'share solved by the best so far',
  macs: 'MACs to solve of the best so far',
};

export function bestOfChart(
  all: readonly BestOfCurve[],
  value: BestOfValue,
  view: View,
  theme: Theme,
): Drawing {
  const curves = all.filter((curve) => curve.points.length > 0 && isShown(curve, view.hidden));
  if (curves.length === 0) return emptyDrawing(PLOT + BOTTOM, theme);
  const names = curves.map(({ name }) => name);
  const [low, high] = value === 'solved' ? [0, 1] : costLimits(all.flatMap(({ points }) => points));
  const share = (y: number): number =>
    value === 'solved' ? 1 - y : Math.log(high / y) / Math.log(high / low);
  const clamp = (y: number): number => Math.min(high, Math.max(low, y));
  const ends = curves.map(({ points }) => {
    const last = points.at(-1)!.value;
    return last === null ? null : share(clamp(last));
  });
  const labels = endLabels(names, ends, PLOT, view.width);
  const ended = endNames(names);
  const { legend, height: legendHeight } = ownLegend(names, theme, view);
  const top = legendHeight + 29;
  const most = all
    .flatMap(({ points }) => points.map(({ tried }) => tried))
    .reduce((a, b) => Math.max(a, b), 2);
  const write = value === 'solved' ? percentTick : compact;
  return {
    height: PLOT + BOTTOM + top,
    option: {
      ...frame(theme),
      legend,
      grid: { left: 62, right: labels.room, top, bottom: BOTTOM },
      tooltip: {
        ...tooltip(theme),
        trigger: 'axis',
        formatter: (hovered: readonly { readonly axisValue: number }[]) =>
          tooltipAt(curves, hovered[0]?.axisValue ?? 1, write),
      },
      xAxis: bottomAxis(
        { name: 'settings tried', scale: 'log', low: 1, high: most, ticks: triedTicks(most) },
        theme,
      ),
      yAxis: leftAxis(
        {
          name: NAMES[value],
          scale: value === 'solved' ? 'linear' : 'log',
          low,
          high,
          write,
          ...(value === 'solved' ? { ticks: [0, 0.25, 0.5, 0.75, 1] } : {}),
        },
        theme,
      ),
      series: curves.flatMap(({ name, place, points }, index) =>
        bandSeries(
          { name, place, lines: [] },
          points.map((point) => ({
            x: point.tried,
            median: point.value,
            low: point.low,
            // A cost that may be that of an unsolved trial has no upper limit.
            high: point.high ?? (point.low === null ? null : high),
            seeds: 0,
          })),
          clamp,
          theme,
          endLabel(ended[index]!, labels.shifts?.[index], theme),
          null,
          write,
        ),
      ),
    },
  };
}

/** Limits of the cost axis: a decade at least, or there would be too few ticks to read. */
function costLimits(points: readonly TriedPoint[]): [number, number] {
  const all = points
    .flatMap(({ value, low, high }) => [value ?? 0, low ?? 0, high ?? 0])
    .filter((cost) => cost > 0);
  if (all.length === 0) return [1, 10];
  const low = all.reduce((a, b) => Math.min(a, b));
  const high = all.reduce((a, b) => Math.max(a, b));
  const widen = Math.max(1.1, Math.sqrt(10 / (high / low)));
  return [low / widen, high * widen];
}

/** Powers of two up to the greatest number, which is a tick too where it is far enough from the one before. */
function triedTicks(most: number): number[] {
  const ticks: number[] = [];
  for (let tick = 1; tick <= most; tick *= 2) ticks.push(tick);
  return most / ticks.at(-1)! > 1.4 ? [...ticks, most] : ticks;
}

function tooltipAt(curves: readonly BestOfCurve[], tried: number, write: (value: number) => string): string {
  const text = (value: number | null): string => (value === null ? 'unsolved' : write(value));
  const rows = curves.flatMap(({ name, points }) => {
    const point = points.findLast((one) => one.tried <= tried * 1.0001);
    if (point === undefined) return [];
    const { value, low, high } = point;
    return [[escapeHtml(name), `${text(value)} (${text(low)} to ${text(high)})`] as const];
  });
  return tooltipTable(`best of ${Math.round(tried)}`, rows);
}
