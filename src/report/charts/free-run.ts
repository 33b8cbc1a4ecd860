/**
 * Chart of free runs: the pattern that a net is to go on with, the champions' outputs over it, and for how many steps
 * each keeps to it. Steps are counted from the end of the washout, where the net begins to read its own outputs.
 */
import type { LineSeriesOption } from 'echarts';
import type { ChampionTrace, Specimen } from '../data.ts';
import { escapeHtml } from '../escape.ts';
import { followed } from '../followed.ts';
import { isShown } from '../keys.ts';
import {
  axis,
  bottomAxis,
  type Drawing,
  emptyDrawing,
  frame,
  ownLegend,
  rowsAxis,
  tooltip,
  tooltipTable,
} from './frame.ts';
import { styleOf, type Theme } from './theme.ts';
import { compact, linearTicks } from './ticks.ts';
import type { View } from './view.ts';

/** Contestant with its champion's outputs. */
export interface Runner {
  readonly name: string;
  /** Index among all contestants. */
  readonly place: number;
  readonly trace: ChampionTrace;
}

/** Most channels that are drawn. */
const CHANNELS = 3;
const HEIGHT = 150;
const ROW = 22;
/** Least width for a text beside a channel's name. */
const WIDE = 560;
const GAP = 38;

/**
 * Draws the test sequence of the view.
 * @param washout steps whose inputs are given
 * @param names of the channels
 */
export function freeRunChart(
  specimen: Specimen,
  runners: readonly Runner[],
  { washout, names }: { readonly washout: number; readonly names: readonly string[] },
  view: View,
  theme: Theme,
): Drawing {
  const shown = runners.filter((runner) => isShown(runner, view.hidden));
  const channels = names.slice(0, CHANNELS);
  const rows = ROW * Math.max(1, shown.length);
  const plots = (HEIGHT + GAP) * channels.length;
  if (shown.length === 0) return emptyDrawing(plots + rows + 70, theme);
  const number = Math.min(view.sequence, shown[0]!.trace.outputs.length - 1);
  const { legend, height: legendHeight } = ownLegend(
    [PATTERN, ...shown.map(({ name }) => name)],
    theme,
    view,
  );
  const last = specimen.shown - washout + 1;
  const first = Math.max(1 - washout, -Math.ceil(0.4 * last));
  const left = Math.min(130, Math.max(48, 16 + 7 * Math.max(...shown.map(({ name }) => name.length))));
  const top = (index: number) => legendHeight + 26 + index * (HEIGHT + GAP);
  const grids = [
    ...channels.map((_, index) => ({ left, right: 14, top: top(index), height: HEIGHT })),
    { left, right: 14, top: top(channels.length), height: rows },
  ];
  const steps = { scale: 'linear', low: first, high: last, ticks: linearTicks(first, last) } as const;
  const lengths = shown.map(({ trace }) => followed(specimen, trace.outputs[number] ?? []));
  return {
    height: top(channels.length) + rows + 52,
    option: {
      ...frame(theme),
      legend,
      grid: grids,
      tooltip: {
        ...tooltip(theme),
        trigger: 'axis',
        formatter: (hovered: { seriesName: string; value: [number, number] }[]) => {
          const lines = hovered.filter(({ seriesName }) => seriesName !== KEEPS);
          if (lines.length === 0) return '';
          return tooltipTable(
            `step ${lines[0]!.value[0]}`,
            lines.map(({ seriesName, value }) => [escapeHtml(seriesName), compact(value[1])]),
          );
        },
      },
      xAxis: grids.map((_, index) =>
        index === channels.length
          ? { ...bottomAxis({ ...steps, name: 'steps after the washout' }, theme), gridIndex: index }
          : {
              ...axis({ ...steps, name: '' }, theme),
              gridIndex: index,
              axisLabel: { show: false },
              splitLine: { show: false },
              axisLine: { show: false },
              axisTick: { show: false },
            },
      ),
      yAxis: [
        ...channels.map((name, index) => ({ ...valueAxis(name, specimen, index, theme), gridIndex: index })),
        {
          ...rowsAxis(
            shown.map(({ name }) => name),
            left,
            theme,
          ),
          axisLine: { show: false, onZero: false },
          gridIndex: channels.length,
        },
      ],
      series: [
        ...channels.flatMap((_, channel) => [
          patternLine(
            specimen,
            { washout, channel, first, named: channel === 0 && view.width >= WIDE },
            theme,
          ),
          ...shown.map((runner) =>
            outputLine(runner, number, { washout, channel, shown: specimen.shown }, theme),
          ),
        ]),
        ...shown.map(({ place }, row) =>
          lengthLine({ row, place, steps: lengths[row]!, last, grid: channels.length }, theme),
        ),
      ],
    },
  };
}

/** Names of series that are no contestant's. */
const PATTERN = 'the pattern';
const KEEPS = 'keeps to it';

/** Bar in a contestant's row, as long as its run keeps to the pattern. */
function lengthLine(
  { row, place, steps, last, grid }: Readonly<Record<'row' | 'place' | 'steps' | 'last' | 'grid', number>>,
  theme: Theme,
): LineSeriesOption {
  const { colour } = styleOf(place, theme);
  return {
    type: 'line',
    name: KEEPS,
    xAxisIndex: grid,
    yAxisIndex: grid,
    data: [
      { value: [0, row], symbol: 'none' },
      {
        value: [steps, row],
        label: {
          show: true,
          position: steps > 0.6 * last ? 'left' : 'right',
          formatter: steps >= last ? `all ${last} steps` : counted(steps),
          color: theme.text,
          backgroundColor: theme.ground,
          padding: [1, 3],
          distance: steps > 0.6 * last ? 0 : 4,
          fontSize: 11,
        },
      },
    ],
    // A label hangs at a symbol.
    symbol: 'circle',
    symbolSize: 1,
    showSymbol: true,
    silent: true,
    itemStyle: { color: colour },
    lineStyle: { color: colour, width: 8, opacity: 0.8, cap: 'butt' },
  };
}

const counted = (steps: number): string => (steps === 1 ? '1 step' : `${steps} steps`);

interface Channel {
  readonly washout: number;
  readonly channel: number;
}

/** Line of the pattern: its given values up to step 0, the targets from step 1 on. */
function patternLine(
  { dense, targets }: Specimen,
  { washout, channel, first, named }: Channel & { readonly first: number; readonly named: boolean },
  theme: Theme,
): LineSeriesOption {
  const given = (dense ?? []).slice(0, washout).map((row, step) => [step + 1 - washout, row[channel]!]);
  const right = targets
    .filter(({ step }) => step >= washout - 1)
    .map(({ step, values }) => [step + 2 - washout, values[channel]!]);
  return {
    type: 'line',
    name: PATTERN,
    xAxisIndex: channel,
    yAxisIndex: channel,
    data: [...given.filter(([step]) => step! >= first), ...right] as [number, number][],
    showSymbol: false,
    silent: true,
    itemStyle: { color: theme.faint },
    lineStyle: { color: theme.faint, width: 5, opacity: 0.45 },
    markLine: {
      silent: true,
      symbol: 'none',
      lineStyle: { color: theme.faint, type: [2, 3], width: 1 },
      label: {
        show: named,
        position: 'end',
        color: theme.faint,
        fontSize: 11,
        formatter: 'free from here',
      },
      data: [{ xAxis: 0 }],
    },
  };
}

/** Line of a champion's outputs from the end of the washout on. */
function outputLine(
  { name, place, trace }: Runner,
  number: number,
  { washout, channel, shown }: Channel & { readonly shown: number },
  theme: Theme,
): LineSeriesOption {
  const { colour, dash } = styleOf(place, theme);
  const outputs = (trace.outputs[number] ?? []).slice(washout - 1, shown);
  return {
    type: 'line',
    name,
    xAxisIndex: channel,
    yAxisIndex: channel,
    data: outputs.map((row, ahead) => [ahead + 1, row[channel]!]),
    showSymbol: false,
    silent: true,
    itemStyle: { color: colour },
    lineStyle: { color: colour, width: 1.6, type: dash as number[] },
    z: 3,
  };
}

/** Axis a third beyond the pattern's range: a run that leaves it is cut off there. */
function valueAxis(name: string, { dense, targets }: Specimen, channel: number, theme: Theme) {
  const values = [
    ...(dense ?? []).map((row) => row[channel]!),
    ...targets.map((target) => target.values[channel]!),
  ];
  const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const greatest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const margin = (greatest - least) / 3 || 1;
  const [low, high] = [least - margin, greatest + margin];
  const ticks = linearTicks(low, high);
  return {
    ...axis({ name, scale: 'linear', low, high, ticks }, theme),
    nameLocation: 'end',
    nameGap: 8,
    nameTextStyle: { color: theme.text, fontSize: 12, align: 'left', fontWeight: 600 },
    // Lines across the plot stand at the places of the ticks, which do not show.
    axisTick: { show: false, customValues: [...ticks] },
    axisLine: { show: false, onZero: false },
  };
}
