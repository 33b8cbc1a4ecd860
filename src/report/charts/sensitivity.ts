/**
 * Charts over the values of a swept option or setting: the share of trials that solved the task in its 95 % Wilson
 * interval, and the MACs per success with theirs; beside each other, or below each other in a narrow window.
 */
import type { Interval } from '../../statistics/wilson.ts';
import { escapeHtml } from '../escape.ts';
import type { Sweep, SweepGroup, SweepPoint } from '../sensitivity.ts';
import {
  bottomAxis,
  type ChartOption,
  type Drawing,
  frame,
  leftAxis,
  legend,
  tooltip,
  tooltipTable,
} from './frame.ts';
import { styleOf, type Theme } from './theme.ts';
import { compact, percentTick } from './ticks.ts';
import type { View } from './view.ts';

const PLOT = 200;
const LEFT = 62;
/** Width in pixels below which the two plots stand below each other. */
const NARROW = 620;
const LETTER = 6.6;

interface Panel {
  readonly axis: ChartOption;
  read(point: SweepPoint): { readonly value: number | null; readonly interval: Interval | null };
}

export function sensitivityChart(sweep: Sweep, view: View, theme: Theme): Drawing {
  const names = sweep.groups.map(({ name }) => name);
  const { legend: entries, height: legendHeight } =
    names.length > 1 ? legend(names, theme, view.width) : { legend: [], height: 0 };
  const beside = view.width >= NARROW;
  const plotWidth = beside ? view.width / 2 - LEFT - 14 : view.width - LEFT - 14;
  const longest = Math.max(...sweep.values.map((value) => value.length));
  const slanted = sweep.values.length * (LETTER * longest + 10) > plotWidth;
  const bottom = slanted ? 44 + Math.min(90, 0.7 * LETTER * longest) : 48;
  const top = legendHeight + 32;
  const below = top + PLOT + bottom + 32;
  const panels = [sharePanel(theme), costPanel(sweep, theme)];
  const spots = spread(sweep.groups.length);
  return {
    height: (beside ? top + PLOT : below + PLOT) + bottom,
    option: {
      ...frame(theme),
      legend: entries,
      tooltip: { ...tooltip(theme), trigger: 'item' },
      grid: panels.map((_, index) =>
        beside
          ? { left: LEFT + (index * view.width) / 2, width: plotWidth, top, height: PLOT }
          : { left: LEFT, right: 14, top: index === 0 ? top : below, height: PLOT },
      ),
      xAxis: panels.map((_, index) => ({ ...valueAxis(sweep, slanted, bottom, theme), gridIndex: index })),
      // The axis's name keeps its own place, whatever the first value is.
      yAxis: panels.map(({ axis }, index) => ({
        ...axis,
        gridIndex: index,
        axisLine: { show: false, onZero: false },
      })),
      series: panels.flatMap((panel, index) =>
        sweep.groups.flatMap((group, place) => seriesOf(sweep, group, panel, index, spots[place]!, theme)),
      ),
    },
  };
}

/** Offsets of groups at every value, so that no whisker hides another. */
function spread(groups: number): number[] {
  const step = Math.min(0.14, 0.6 / groups);
  return Array.from({ length: groups }, (_, group) => step * (group - (groups - 1) / 2));
}

function valueAxis({ name, values }: Sweep, slanted: boolean, bottom: number, theme: Theme): ChartOption {
  const ticks = values.map((_, index) => index);
  const given = { name, scale: 'linear', low: -0.5, high: values.length - 0.5, ticks } as const;
  const made = bottomAxis({ ...given, write: (index: number) => values[index] ?? '' }, theme);
  const label = made.axisLabel as object;
  // All values are named, even where they are dense.
  const axisLabel = { ...label, hideOverlap: false, ...(slanted ? { rotate: 38 } : {}) };
  return { ...made, nameGap: bottom - 20, axisLabel };
}

const sharePanel = (theme: Theme): Panel => ({
  axis: leftAxis(
    {
      name: 'trials that solved the task',
      scale: 'linear',
      low: 0,
      high: 1,
      write: percentTick,
      ticks: [0, 0.25, 0.5, 0.75, 1],
    },
    theme,
  ),
  read: ({ solved, finished, interval }) =>
    finished === 0 ? { value: null, interval: null } : { value: solved / finished, interval },
});

function costPanel({ groups }: Sweep, theme: Theme): Panel {
  const all = groups.flatMap(({ points }) =>
    points.flatMap(({ expected, expectedInterval }) =>
      expected === null ? [] : [expected, expectedInterval!.low, expectedInterval!.high],
    ),
  );
  const positive = all.filter((value) => value > 0);
  const low = positive.length === 0 ? 1 : Math.min(...positive);
  const high = positive.length === 0 ? 10 : Math.max(...positive);
  // A decade at least, or there would be too few ticks to read.
  const widen = Math.max(1.15, Math.sqrt(10 / (high / low)));
  return {
    axis: leftAxis(
      {
        name: positive.length === 0 ? 'MACs per success: none solved it' : 'MACs per success',
        scale: 'log',
        low: low / widen,
        high: high * widen,
        write: compact,
      },
      theme,
    ),
    read: ({ expected, expectedInterval }) => ({ value: expected, interval: expectedInterval }),
  };
}

function seriesOf(
  sweep: Sweep,
  group: SweepGroup,
  panel: Panel,
  index: number,
  spot: number,
  theme: Theme,
): object[] {
  const { colour, dash, symbol } = styleOf(group.place, theme);
  const axes = { xAxisIndex: index, yAxisIndex: index };
  const told = group.points.flatMap((point, place) => {
    const { value, interval } = panel.read(point);
    return value === null ? [] : [{ x: place + spot, value, interval, point }];
  });
  const say = ({ dataIndex }: { dataIndex: number }): string =>
    tooltipOf(sweep, group, told[dataIndex]!.point);
  return [
    {
      type: 'line',
      name: group.name,
      ...axes,
      data: told.map(({ x, value }) => [x, value]),
      symbol,
      symbolSize: 10,
      showAllSymbol: true,
      itemStyle: { color: colour, borderColor: theme.ground, borderWidth: 1 },
      lineStyle: { color: colour, width: 1.4, type: dash },
      emphasis: { disabled: true },
      tooltip: { formatter: say },
      z: 3,
    },
    {
      type: 'custom',
      name: group.name,
      ...axes,
      data: told.map(({ x, value, interval }) => [x, interval?.low ?? value, interval?.high ?? value]),
      encode: { x: 0, y: [1, 2] },
      itemStyle: { color: colour },
      tooltip: { formatter: say },
      z: 2,
      renderItem: (
        { dataIndex }: { dataIndex: number },
        api: { coord(point: number[]): number[] },
      ): object | undefined => {
        const { x, interval } = told[dataIndex]!;
        if (interval === null) return;
        const [across, from] = api.coord([x, interval.low]) as [number, number];
        const [, to] = api.coord([x, interval.high]) as [number, number];
        const path = `M${across - 5} ${from}H${across + 5}M${across} ${from}V${to}M${across - 5} ${to}H${across + 5}`;
        return {
          type: 'path',
          shape: { pathData: path },
          style: { stroke: colour, lineWidth: 2, fill: 'none' },
        };
      },
    },
  ];
}

function tooltipOf({ name }: Sweep, group: SweepGroup, point: SweepPoint): string {
  const { value, solved, finished, interval, median, expected, expectedInterval } = point;
  return tooltipTable(escapeHtml(`${group.name}, ${name}=${value}`), [
    ['solved', `${solved} of ${finished}`],
    ['95 % interval', `${percentTick(interval.low)} to ${percentTick(interval.high)}`],
    ...(median === null ? [] : [['median MACs to solve', compact(median)] as const]),
    ...(expected === null ? [] : [['MACs per success', compact(expected)] as const]),
    ...(expectedInterval === null
      ? []
      : [
          ['95 % interval', `${compact(expectedInterval.low)} to ${compact(expectedInterval.high)}`] as const,
        ]),
  ]);
}
