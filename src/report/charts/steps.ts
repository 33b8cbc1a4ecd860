/** Charts of step functions: cost to solve as Kaplan and Meier estimate it, and performance profiles. */
import type { LineSeriesOption } from 'echarts';
import { escapeHtml } from '../escape.ts';
import { isShown } from '../keys.ts';
import {
  bottomAxis,
  type ChartOption,
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
import { styleOf, type Theme } from './theme.ts';
import { percentTick } from './ticks.ts';
import type { Scale, View } from './view.ts';

export interface StepCurve {
  readonly name: string;
  /** Index of its contestant in the tournament. */
  readonly place: number;
  /** Index of its run, where several runs are compared. */
  readonly run?: number;
  /** Steps by rising x: from `x` on the share is `share`, up to the next step. */
  readonly steps: readonly { readonly x: number; readonly share: number }[];
  /** Costs at which trials were given up unsolved. */
  readonly censored: readonly number[];
}

export interface StepAxis {
  readonly name: string;
  readonly scale: Scale;
  readonly low: number;
  readonly high: number;
  readonly write: (value: number) => string;
  /** Noun that the share is of. */
  readonly of: string;
}

/** Heights of the plot, and of the axis below it, in pixels. */
const PLOT = 210;
const BOTTOM = 48;

export function stepCurves(
  all: readonly StepCurve[],
  horizontal: StepAxis,
  view: View,
  theme: Theme,
): Drawing {
  const curves = all.filter((curve) => isShown(curve, view.hidden));
  if (curves.length === 0) return emptyDrawing(PLOT + BOTTOM, theme);
  const names = curves.map(({ name }) => name);
  const ends = curves.map(({ steps }) => 1 - (steps.at(-1)?.share ?? 0));
  const labels = endLabels(names, ends, PLOT, view.width);
  const ended = endNames(names);
  const { legend, height: legendHeight } = ownLegend(names, theme, view);
  const top = legendHeight + 29;
  return {
    height: PLOT + BOTTOM + top,
    option: {
      ...frame(theme),
      legend,
      grid: { left: 62, right: labels.room, top, bottom: BOTTOM },
      tooltip: {
        ...tooltip(theme),
        trigger: 'item',
        formatter: (hovered: { seriesName: string; value: [number, number] }) =>
          tooltipTable(escapeHtml(hovered.seriesName), [
            [`by ${escapeHtml(horizontal.write(hovered.value[0]))}`, percentTick(hovered.value[1])],
          ]),
      },
      xAxis: bottomAxis(horizontal, theme),
      yAxis: leftAxis(
        {
          name: horizontal.of,
          scale: 'linear',
          low: 0,
          high: 1,
          write: percentTick,
          ticks: [0, 0.25, 0.5, 0.75, 1],
        },
        theme,
      ),
      series: curves.flatMap((curve, index) =>
        seriesOf(curve, horizontal, theme, endLabel(ended[index]!, labels.shifts?.[index], theme)),
      ),
    },
  };
}

function seriesOf(
  { name, place, run, steps, censored }: StepCurve,
  { low, high, scale }: StepAxis,
  theme: Theme,
  label: ChartOption,
): (LineSeriesOption | object)[] {
  const { colour, dash, symbol } = styleOf(place, theme, run);
  const shareAt = (x: number): number => steps.findLast((step) => step.x <= x)?.share ?? 0;
  const inner = steps.filter(({ x }) => x > low);
  const points = [
    [low, shareAt(low)],
    ...inner.map(({ x, share }) => [x, share]),
    [high, steps.at(-1)?.share ?? 0],
  ];
  const line: LineSeriesOption = {
    type: 'line',
    name,
    step: 'end',
    data: points.map((value, index) => ({
      value: value as [number, number],
      ...(index > 0 && index < points.length - 1 ? {} : { symbol: 'none' }),
    })),
    symbol,
    symbolSize: 8,
    showAllSymbol: true,
    itemStyle: { color: colour },
    lineStyle: { color: colour, width: 2.2, type: dash as number[] },
    emphasis: { disabled: true },
    triggerEvent: 'line',
    z: 3,
    ...label,
  };
  const given = censored.filter((x) => x >= low && x <= high && (scale === 'linear' || x > 0));
  const marks = {
    type: 'scatter',
    name,
    symbol: 'path://M-1,-6h2v12h-2z',
    symbolSize: [2, 12],
    itemStyle: { color: colour },
    data: given.map((x) => [x, shareAt(x)]),
    z: 4,
  };
  return given.length === 0 ? [line] : [line, marks];
}
