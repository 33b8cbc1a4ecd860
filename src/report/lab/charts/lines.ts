/** Lines, points, intervals and levels of a figure. */
import type { CustomSeriesOption, LineSeriesOption, ScatterSeriesOption } from 'echarts';
import { axisLimits, valueNumber } from '../../../lab/axis.ts';
import type { LabAxis, LabLevel, LabLine, LabLines } from '../../../lab/figure.ts';
import { type ChartOption, type Drawing, frame, legend, tooltip, tooltipTable } from '../../charts/frame.ts';
import { styleOf, type Theme } from '../../charts/theme.ts';
import { escapeHtml } from '../../escape.ts';
import { AROUND, axes } from './axes.ts';

const HEIGHT = 300;
/** Points of a line that carry its symbol. */
const SYMBOLS_ON_A_LINE = 8;
/** Most rows of a tooltip. */
const MOST_ROWS = 14;

type Series = LineSeriesOption | ScatterSeriesOption | CustomSeriesOption;

export function linesChart(drawing: LabLines, width: number, theme: Theme): Drawing {
  const { x, y, lines, levels = [] } = drawing;
  const ends = [xEnds(drawing), yEnds(drawing)] as const;
  const { xAxis, yAxis, bottom, ...around } = axes(x, y, ends, width, theme);
  // Names of vertical levels stand between the axis's name and the plot.
  const heights = levelHeights(drawing, ends[0], width);
  const top = around.top + (heights.length === 0 ? 0 : LEVEL * (1 + Math.max(...heights)));
  const names = lines.map(({ name }) => name);
  const shown =
    names.length === 0 || (names.length === 1 && names[0] === y.name)
      ? { legend: [], height: 0 }
      : legend(names, theme, width, { from: { bottom: 0 }, row: 20 });
  return {
    height: HEIGHT + top + bottom - AROUND.top - AROUND.bottom + shown.height,
    option: {
      ...frame(theme),
      legend: legendMarks(shown.legend, lines),
      grid: { left: AROUND.left, right: AROUND.right, top, bottom: bottom + shown.height },
      tooltip: {
        ...tooltip(theme),
        trigger: 'axis',
        formatter: (hovered: readonly Hovered[]) => said(hovered, drawing),
      },
      xAxis,
      yAxis,
      series: [
        ...lines.flatMap((one, index) => lineSeries(one, index, drawing, theme)),
        levelSeries(levels, heights, drawing, theme),
      ],
    },
  };
}

/** Legend in which points have a mark of their own size, not one as wide as a line. */
export const legendMarks = (made: readonly ChartOption[], lines: readonly LabLine[]): ChartOption[] =>
  made.map((one, index) =>
    lines[index]?.mark === 'points'
      ? { ...one, left: (one.left as number) + 12, itemWidth: 10, itemHeight: 10 }
      : one,
  );

const xEnds = ({ x, lines, levels = [] }: LabLines): readonly [number, number] =>
  axisLimits(
    x,
    [
      ...lines.flatMap(({ points }) => points.map(([at]) => at)),
      ...levels.flatMap(({ at, axis }) => (axis === 'x' ? [at] : [])),
    ],
    lines.every(({ mark }) => mark === 'points') ? 0.03 : 0,
  );

const yEnds = ({ y, lines, levels = [] }: LabLines): readonly [number, number] =>
  axisLimits(
    y,
    [
      ...lines.flatMap(({ points, band = [] }) => [
        ...points.map(([, value]) => value),
        ...band.flatMap((both) => both ?? []),
      ]),
      ...levels.flatMap(({ at, axis }) => (axis === 'y' ? [at] : [])),
    ],
    0.04,
  );

const isOn = ({ scale }: LabAxis, value: number | null | undefined): value is number =>
  value !== null && value !== undefined && Number.isFinite(value) && (scale === 'linear' || value > 0);

function lineSeries(one: LabLine, index: number, { x, y }: LabLines, theme: Theme): Series[] {
  const { colour, symbol } = styleOf(one.colour ?? index, theme);
  const points = one.points.map(([at, value], place): [number, number | null, number] => [
    at,
    isOn(y, value) && isOn(x, at) ? value : null,
    place,
  ]);
  if (one.mark === 'points') {
    return [
      {
        type: 'scatter',
        name: one.name,
        data: points.filter(([, value]) => value !== null) as [number, number, number][],
        symbol,
        symbolSize: points.length > 200 ? 4 : 7,
        itemStyle: { color: colour, opacity: points.length > 200 ? 0.6 : 0.9 },
        z: 4,
      },
      ...bandSeries(one, colour, y, theme),
    ];
  }
  const every = Math.max(1, Math.floor(points.length / SYMBOLS_ON_A_LINE));
  const phase = Math.floor((every * (index % 4)) / 4);
  const isDashed = one.mark === 'dashed';
  return [
    {
      type: 'line',
      name: one.name,
      data: points.map((value, place) => ({
        value: value as [number, number, number],
        ...(!isDashed && place % every === phase ? {} : { symbol: 'none' }),
      })),
      symbol,
      symbolSize: points.length === 1 ? 9 : 6,
      showAllSymbol: true,
      ...(one.mark === 'steps' ? { step: 'end' as const } : {}),
      itemStyle: { color: colour },
      lineStyle: { color: colour, width: isDashed ? 1.5 : 2, type: isDashed ? [6, 4] : 'solid' },
      emphasis: { disabled: true },
      z: 3,
    },
    // After the line, whose mark the legend shows.
    ...bandSeries(one, colour, y, theme),
  ];
}

/** Intervals around a line as an area; around points as bars. */
function bandSeries(
  { points, band = [], mark, name }: LabLine,
  colour: string,
  y: LabAxis,
  theme: Theme,
): Series[] {
  const drawn = points.flatMap(([at], index) => {
    const ends = band[index];
    return ends !== null && ends !== undefined && isOn(y, ends[1])
      ? [{ index, at, low: isOn(y, ends[0]) ? ends[0] : null, high: ends[1] }]
      : [];
  });
  if (drawn.length === 0) return [];
  const floor =
    y.low ?? (y.scale === 'log' ? Math.min(...drawn.map(({ low, high }) => low ?? high)) / 1e3 : 0);
  const rows = drawn.map(({ at, low, high }) => [at, low ?? floor, high]);
  return [
    {
      type: 'custom',
      name,
      data: rows,
      encode: { x: 0, y: [1, 2] },
      clip: true,
      silent: true,
      z: 1,
      itemStyle: { color: colour },
      renderItem: ({ dataIndex, dataIndexInside }, api) => {
        if (mark === 'points' || drawn.length === 1) {
          const [at, low, high] = rows[dataIndex] as [number, number, number];
          const [column, from] = api.coord([at, low]) as [number, number];
          const to = (api.coord([at, high]) as [number, number])[1];
          return {
            type: 'path',
            shape: { pathData: `M${column - 4} ${from}h8M${column} ${from}V${to}M${column - 4} ${to}h8` },
            style: { stroke: colour, lineWidth: 1.6, fill: 'none' },
            silent: true,
          };
        }
        if (dataIndexInside !== 0) return;
        const paths = runsOf(drawn.map(({ index }) => index)).map(([from, to]) => {
          const some = rows.slice(from, to);
          const corners = [
            ...some.map(([at, , high]) => api.coord([at!, high!])),
            ...some.map(([at, low]) => api.coord([at!, low!])).reverse(),
          ];
          return `M${corners.map(([across, down]) => `${across} ${down}`).join('L')}Z`;
        });
        return {
          type: 'path',
          shape: { pathData: paths.join('') },
          style: { fill: colour, opacity: theme.dark ? 0.22 : 0.15 },
          silent: true,
        };
      },
    },
  ];
}

/** Runs of neighbouring numbers, as places from and before. */
function runsOf(numbers: readonly number[]): [from: number, before: number][] {
  const runs: [number, number][] = [];
  for (const [place, number] of numbers.entries()) {
    const last = runs.at(-1);
    if (last !== undefined && numbers[place - 1] === number - 1) last[1] = place + 1;
    else runs.push([place, place + 1]);
  }
  return runs;
}

/** Height of a name of a vertical level, and width of a letter of it. */
const LEVEL = 14;
const LEVEL_LETTER = 6.2;

const levelName = ({ name, at, axis }: LabLevel, { x, y }: LabLines): string =>
  `${name} (${valueNumber(axis === 'x' ? x : y, at)})`;

const isVertical = ({ axis }: LabLevel): boolean => axis === 'x';

/** Rows above the plot, from 0, in which the names of the vertical levels stand without running into each other. */
function levelHeights(drawing: LabLines, [low, high]: readonly [number, number], width: number): number[] {
  const plot = width - AROUND.left - AROUND.right;
  const share = (at: number): number =>
    drawing.x.scale === 'log' ? Math.log(at / low) / Math.log(high / low) : (at - low) / (high - low);
  const taken: (readonly [from: number, to: number])[][] = [];
  return (drawing.levels ?? []).filter(isVertical).map((level) => {
    const half = (LEVEL_LETTER * levelName(level, drawing).length) / 2 + 4;
    const middle = plot * share(level.at);
    let row = 0;
    while (taken[row]?.some(([from, to]) => middle - half < to && middle + half > from)) row++;
    taken[row] = [...(taken[row] ?? []), [middle - half, middle + half]];
    return row;
  });
}

/** Levels over an empty series. */
function levelSeries(
  levels: readonly LabLevel[],
  heights: readonly number[],
  drawing: LabLines,
  theme: Theme,
): ChartOption {
  const vertical = levels.filter(isVertical);
  const placeOf = (level: LabLevel): ChartOption =>
    isVertical(level)
      ? { position: 'end', distance: 3 + LEVEL * heights[vertical.indexOf(level)]! }
      : { position: 'insideStartTop' };
  return {
    type: 'line',
    name: '',
    data: [],
    tooltip: { show: false },
    markLine: {
      silent: true,
      symbol: 'none',
      // Else small values are rounded to 0.
      precision: -1,
      lineStyle: { color: theme.faint, type: [2, 3], width: 1.2 },
      data: levels.map((level) => ({
        ...(isVertical(level) ? { xAxis: level.at } : { yAxis: level.at }),
        label: {
          formatter: levelName(level, drawing),
          ...placeOf(level),
          color: theme.text,
          fontSize: 11,
          backgroundColor: theme.ground,
          padding: [1, 3],
        },
      })),
    },
  };
}

interface Hovered {
  readonly seriesName: string;
  readonly seriesType: string;
  readonly value: readonly [number, number | null, number];
}

function said(hovered: readonly Hovered[], { x, y, lines }: LabLines): string {
  const shown = hovered.filter(({ seriesType, value }) => seriesType !== 'custom' && value[1] !== null);
  const [first] = shown;
  if (first === undefined) return '';
  const rows = shown.slice(0, MOST_ROWS).map(({ seriesName, value: [at, value, place] }) => {
    const ends = lines.find(({ name }) => name === seriesName)?.band?.[place] ?? null;
    const interval = ends === null ? '' : ` (${valueNumber(y, ends[0])} to ${valueNumber(y, ends[1])})`;
    const where = at === first.value[0] ? '' : ` at ${valueNumber(x, at)}`;
    return [escapeHtml(seriesName), `${valueNumber(y, value!)}${interval}${where}`] as const;
  });
  const more = shown.length - rows.length;
  return tooltipTable(escapeHtml(`${x.name}: ${valueNumber(x, first.value[0])}`), [
    ...rows,
    ...(more > 0 ? [[`and ${more} more`, ''] as const] : []),
  ]);
}
