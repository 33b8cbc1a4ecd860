/** Charts over cost: one line a contestant, its median over seeds in a band of quartiles, or one line a seed. */
import type { CostAxis, Curve, ReportTask } from '../data.ts';
import { isShown } from '../keys.ts';
import { type BandPoint, bandOf, costGrid, type SeedLine } from './bands.ts';
import {
  costAxisAt,
  type Drawing,
  emptyDrawing,
  endLabel,
  endLabels,
  endNames,
  frame,
  leftAxis,
  ownLegend,
  tooltip,
} from './frame.ts';
import type { Group, Measure } from './measure.ts';
import { bandSeries, seedSeries } from './over-cost-series.ts';
import { bandTooltip, seedTooltip } from './over-cost-tooltips.ts';
import type { Theme } from './theme.ts';
import { seedValues, valueLimits } from './value-limits.ts';
import type { View } from './view.ts';

export interface Size {
  readonly height: number;
  /** True for names at the ends of the lines too. */
  readonly endLabels: boolean;
}

/** Pixels of the line on values beyond the axis. */
const BEYOND = 15;
/** Pixels that a level's label takes above its line. */
const LEVEL_LABEL = 20;
/** Pixels below the plot, for the axis and its name. */
const BOTTOM = 48;

/** Costs of a curve's points. */
export function costsOf(curve: Curve, axis: CostAxis): readonly number[] {
  if (axis !== 'steps') return curve[axis];
  return curve.updates.map((updates, index) => updates + curve.evaluations[index]!);
}

/** Values of a contestant's trials as lines over the cost; trials without values are left out. */
export function linesOf(
  task: ReportTask,
  contestant: string,
  axis: CostAxis,
  read: (curve: Curve) => readonly (number | null)[] | undefined,
): SeedLine[] {
  return task.trials.flatMap((trial) => {
    const y = trial.contestant === contestant ? read(trial.curve) : undefined;
    if (y === undefined || y.every((value) => value === null)) return [];
    return [{ x: costsOf(trial.curve, axis), y, ended: trial.state === 'finished' }];
  });
}

export function overCost(
  all: readonly Group[],
  measure: Measure,
  view: View,
  theme: Theme,
  size: Size,
): Drawing {
  // The cost axis stays unchanged when contestants are hidden.
  const grid = costGrid(
    all.flatMap(({ lines }) => lines),
    view.costScale,
  );
  const groups = all.filter((group) => isShown(group, view.hidden));
  if (groups.length === 0) return emptyDrawing(size.height, theme);
  const bands = groups.map(({ lines }) => bandOf(lines, grid, view.costScale, measure.missing));
  const names = groups.map(({ name }) => name);
  const ended = endNames(names);
  const { legend, height: legendHeight } = ownLegend(names, theme, view);
  const values = view.spread === 'bands' ? bands.flatMap(valuesOf) : groups.flatMap(seedValues);
  const { low, high, beyond } = valueLimits(values, groups, measure);
  const top = legendHeight + 29 + BEYOND * beyond.length;
  const clamp = (value: number): number => Math.min(high, Math.max(low, value));
  const share = (value: number): number =>
    measure.scale === 'log'
      ? Math.log(high / value) / Math.log(high / low)
      : (high - value) / (high - low || 1);
  const plot = size.height - BOTTOM;
  const levels = (measure.levels ?? []).map(({ at, label }) => ({
    ...{ at, label },
    isHigh: share(at) * plot < LEVEL_LABEL,
  }));
  const ends = bands.map((band) => {
    const last = band.at(-1)?.median ?? null;
    return last === null ? null : Math.min(1, Math.max(0, share(clamp(last))));
  });
  const labels =
    size.endLabels && view.spread === 'bands'
      ? endLabels(names, ends, plot, view.width)
      : { room: 14, shifts: null };
  const points = groups.flatMap(({ lines }) => lines).reduce((sum, { x }) => sum + x.length, 0);
  const series = groups.flatMap((group, index) =>
    view.spread === 'bands'
      ? bandSeries(
          group,
          bands[index]!,
          clamp,
          theme,
          endLabel(ended[index]!, labels.shifts?.[index], theme),
          index === 0 ? levels : null,
          measure.write,
        )
      : seedSeries(
          group,
          clamp,
          view,
          theme,
          points <= MOST_SYMBOLS,
          index === 0 ? levels : null,
          measure.write,
        ),
  );
  return {
    height: size.height + top,
    option: {
      ...frame(theme),
      legend,
      grid: { left: 62, right: labels.room, top, bottom: BOTTOM },
      tooltip: {
        ...tooltip(theme),
        ...(view.spread === 'bands'
          ? { trigger: 'axis', formatter: bandTooltip(groups, bands, measure, view) }
          : { trigger: 'item', formatter: seedTooltip(measure, view) }),
      },
      xAxis: costAxisAt(view.axis, view.costScale, costEnds(grid), theme),
      yAxis: leftAxis(
        { name: [measure.name, ...beyond].join('\n'), scale: measure.scale, low, high, write: measure.write },
        theme,
      ),
      series,
    },
  };
}

/** Ends of the cost axis; of a single cost some room on both sides, where ticks can stand. */
function costEnds(grid: readonly number[]): [number, number] {
  const [low, high] = [grid[0] ?? 0, grid.at(-1) ?? 1];
  return low === high ? [low / 4, 4 * high] : [low, high];
}

function valuesOf(band: readonly BandPoint[]): number[] {
  return band.flatMap(({ median, low, high }) => [median, low, high].filter((value) => value !== null));
}

/** Most points for symbols on the lines of seeds; with more there would be nothing but symbols. */
const MOST_SYMBOLS = 2000;
