/** Curves over cost: one line a contestant, its median over seeds in a band of quartiles, or every seed by itself. */
import type { CustomSeriesOption, LineSeriesOption } from 'echarts';
import type { CostAxis, Curve, ReportTask } from '../data.ts';
import { escapeHtml } from '../escape.ts';
import { type BandPoint, bandOf, costGrid, type SeedLine } from './bands.ts';
import {
  type ChartOption,
  costAxisAt,
  type Drawing,
  endLabel,
  endLabels,
  frame,
  leftAxis,
  legend,
  legendHeight,
  tooltip,
  tooltipTable,
} from './frame.ts';
import { styleOf, type Theme } from './theme.ts';
import { costText } from './ticks.ts';
import type { Scale, View } from './view.ts';

/** What is drawn over cost. */
export interface Measure {
  readonly name: string;
  readonly scale: Scale;
  readonly missing: 'unknown' | 'worst';
  readonly write: (value: number) => string;
  /** Where the vertical axis begins; left out where the values say. */
  readonly from?: number;
  readonly to?: number;
  /** On a logarithmic axis, values below are drawn there. */
  readonly floor?: number;
  /** Levels to compare with, each with a word. */
  readonly levels?: readonly { readonly at: number; readonly label: string }[];
}

/** One line of the chart. */
export interface Group {
  readonly name: string;
  /** Of its contestant in the tournament, which gives colour, line and symbol. */
  readonly place: number;
  /** Drawn thin, beside the contestant's own line. */
  readonly second?: boolean;
  readonly lines: readonly SeedLine[];
}

export interface Size {
  readonly height: number;
  /** Names stand at the ends of the lines too. */
  readonly endLabels: boolean;
}

/** Below the plot there is room for the axis and its name. */
const BOTTOM = 48;

/** The cost of each point of a curve. */
export function costsOf(curve: Curve, axis: CostAxis): readonly number[] {
  if (axis !== 'steps') return curve[axis];
  return curve.updates.map((updates, index) => updates + curve.evaluations[index]!);
}

/** What a contestant's trials tell, as lines over that cost; trials that tell nothing are left out. */
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
  groups: readonly Group[],
  measure: Measure,
  view: View,
  theme: Theme,
  size: Size,
): Drawing {
  const grid = costGrid(
    groups.flatMap(({ lines }) => lines),
    view.costScale,
  );
  const bands = groups.map(({ lines }) => bandOf(lines, grid, view.costScale, measure.missing));
  const names = groups.map(({ name }) => name);
  const top = legendHeight(names, view.width) + 29;
  const values = view.spread === 'bands' ? bands.flatMap(valuesOf) : groups.flatMap(seedValues);
  const [low, high] = limits(values, measure);
  const clamp = (value: number): number =>
    Math.min(high, Math.max(measure.scale === 'log' ? low : -Number.MAX_VALUE, value));
  const share = (value: number): number =>
    measure.scale === 'log'
      ? Math.log(high / value) / Math.log(high / low)
      : (high - value) / (high - low || 1);
  const ends = bands.map((band) => {
    const last = band.at(-1)?.median ?? null;
    return last === null ? null : Math.min(1, Math.max(0, share(clamp(last))));
  });
  const labels =
    size.endLabels && view.spread === 'bands'
      ? endLabels(names, ends, size.height - BOTTOM, view.width)
      : { room: 14, shifts: null };
  const series = groups.flatMap((group, index) =>
    view.spread === 'bands'
      ? bandSeries(
          group,
          bands[index]!,
          clamp,
          theme,
          endLabel(group.name, labels.shifts?.[index], theme),
          index === 0 ? measure : null,
        )
      : seedSeries(group, clamp, view, theme, index === 0 ? measure : null),
  );
  return {
    height: size.height + top,
    option: {
      ...frame(theme),
      legend: legend(names, theme),
      grid: { left: 62, right: labels.room, top, bottom: BOTTOM },
      tooltip: {
        ...tooltip(theme),
        ...(view.spread === 'bands'
          ? { trigger: 'axis', formatter: bandTooltip(groups, bands, measure, view) }
          : { trigger: 'item', formatter: seedTooltip(measure, view) }),
      },
      xAxis: costAxisAt(view.axis, view.costScale, [grid[0] ?? 0, grid.at(-1) ?? 1], theme),
      yAxis: leftAxis({ name: measure.name, scale: measure.scale, low, high, write: measure.write }, theme),
      series,
    },
  };
}

function valuesOf(band: readonly BandPoint[]): number[] {
  return band.flatMap(({ median, low, high }) => [median, low, high].filter((value) => value !== null));
}

function seedValues({ lines }: Group): number[] {
  return lines.flatMap(({ y }) => y.filter((value) => value !== null));
}

function limits(values: readonly number[], measure: Measure): [number, number] {
  const { scale, floor } = measure;
  const levels = (measure.levels ?? []).map(({ at }) => at);
  const usable = [...values, ...levels].filter((value) => scale === 'linear' || value > 0);
  let low = usable.length === 0 ? 0.1 : usable.reduce((a, b) => Math.min(a, b));
  let high = usable.length === 0 ? 1 : usable.reduce((a, b) => Math.max(a, b));
  if (scale === 'log') {
    if (floor !== undefined) low = Math.max(low, floor);
    // A decade at least, or there would be too few ticks to read.
    const widen = Math.sqrt(Math.max(1, 10 / (high / low)));
    return [floor !== undefined && values.some((value) => value < floor) ? floor : low / widen, high * widen];
  }
  const margin = 0.04 * (high - low) || Math.abs(high) || 1;
  low = measure.from ?? low - margin;
  high = measure.to ?? high + margin;
  return [low, high];
}

/** So many points of a line carry its symbol. */
const SYMBOLS_ON_A_LINE = 8;

function bandSeries(
  { name, place, second = false }: Group,
  band: readonly BandPoint[],
  clamp: (value: number) => number,
  theme: Theme,
  label: ChartOption,
  levels: Measure | null,
): (LineSeriesOption | CustomSeriesOption)[] {
  const { colour, dash, symbol } = styleOf(place, theme);
  const every = Math.max(1, Math.floor(band.length / SYMBOLS_ON_A_LINE));
  // Each contestant begins elsewhere, so that the symbols of lines that run together do not hide each other.
  const phase = Math.floor((every * (place % 4)) / 4);
  const line: LineSeriesOption = {
    type: 'line',
    name,
    data: band.map(({ x, median }, index) => ({
      value: [x, median === null ? null : clamp(median)] as [number, number],
      ...(!second && index % every === phase ? {} : { symbol: 'none' }),
    })),
    symbol,
    symbolSize: 7,
    showAllSymbol: true,
    itemStyle: { color: colour },
    lineStyle: {
      color: colour,
      width: second ? 1.2 : 2.2,
      type: second ? [1, 2] : (dash as number[]),
    },
    emphasis: { disabled: true },
    z: 3,
    ...label,
    ...(levels === null ? {} : { markLine: levelLines(levels, theme) }),
  };
  const drawn = band.filter(({ low, high }) => low !== null && high !== null);
  const area: CustomSeriesOption = {
    type: 'custom',
    name,
    data: drawn.map(({ x, low, high }) => [x, clamp(low!), clamp(high!)]),
    encode: { x: 0, y: [1, 2] },
    clip: true,
    silent: true,
    z: 1,
    itemStyle: { color: colour },
    renderItem: (parameters, api) => {
      if (parameters.dataIndexInside !== 0) return;
      const upper = drawn.map(({ x, high }) => api.coord([x, clamp(high!)]));
      const lower = drawn.map(({ x, low }) => api.coord([x, clamp(low!)]));
      return {
        type: 'polygon',
        shape: { points: [...upper, ...lower.reverse()] },
        style: { fill: colour, opacity: theme.dark ? 0.2 : 0.14 },
        silent: true,
      };
    },
  };
  return second || drawn.length < 2 ? [line] : [line, area];
}

function seedSeries(
  { name, place, lines, second = false }: Group,
  clamp: (value: number) => number,
  view: View,
  theme: Theme,
  levels: Measure | null,
): LineSeriesOption[] {
  const { colour, dash, symbol } = styleOf(place, theme);
  return lines.map(({ x, y }, index) => ({
    type: 'line',
    name,
    data: x.flatMap((cost, point) => {
      const value = y[point] ?? null;
      const drawable = view.costScale === 'linear' || cost > 0;
      return drawable ? [[cost, value === null ? null : clamp(value), index]] : [];
    }) as unknown as [number, number][],
    symbol,
    symbolSize: 4,
    showSymbol: !second && x.length <= 120,
    itemStyle: { color: colour },
    lineStyle: {
      color: colour,
      width: 1,
      opacity: second ? 0.5 : 0.8,
      type: second ? [1, 2] : (dash as number[]),
    },
    emphasis: { focus: 'self', lineStyle: { width: 2.5 } },
    triggerEvent: 'line',
    z: 3,
    ...(levels === null || index > 0 ? {} : { markLine: levelLines(levels, theme) }),
  }));
}

function levelLines({ levels = [] }: Measure, theme: Theme): NonNullable<LineSeriesOption['markLine']> {
  return {
    silent: true,
    symbol: 'none',
    lineStyle: { color: theme.faint, type: [2, 3], width: 1 },
    label: { position: 'insideStartTop', color: theme.faint, fontSize: 11, distance: [4, 9] },
    data: levels.map(({ at, label }) => ({ yAxis: at, label: { formatter: label } })),
  };
}

interface Hovered {
  readonly seriesName?: string;
  readonly seriesType?: string;
  readonly dataIndex: number;
  readonly value: unknown;
}

function bandTooltip(
  groups: readonly Group[],
  bands: readonly BandPoint[][],
  measure: Measure,
  view: View,
): (hovered: Hovered | Hovered[]) => string {
  return (hovered) => {
    const lines = (Array.isArray(hovered) ? hovered : [hovered]).filter((one) => one.seriesType === 'line');
    const x = (lines[0]?.value as number[] | undefined)?.[0];
    if (x === undefined) return '';
    const rows = lines.flatMap(({ seriesName, dataIndex }) => {
      const group = groups.findIndex(({ name }) => name === seriesName);
      const point = bands[group]?.[dataIndex];
      if (point === undefined) return [];
      const { median, low, high, seeds } = point;
      const value = median === null ? 'not finite' : measure.write(median);
      const quartiles =
        seeds > 1 && low !== null && high !== null
          ? ` (${measure.write(low)} to ${measure.write(high)}, ${seeds} seeds)`
          : '';
      return [[escapeHtml(seriesName ?? ''), escapeHtml(`${value}${quartiles}`)] as const];
    });
    return tooltipTable(escapeHtml(costText(view.axis, x)), rows);
  };
}

function seedTooltip(measure: Measure, view: View): (hovered: Hovered | Hovered[]) => string {
  return (hovered) => {
    const one = Array.isArray(hovered) ? hovered[0]! : hovered;
    const [cost, value] = one.value as [number, number | null];
    const shown = value === null ? 'not finite' : measure.write(value);
    return tooltipTable(escapeHtml(costText(view.axis, cost)), [
      [escapeHtml(one.seriesName ?? ''), escapeHtml(shown)],
    ]);
  };
}
