/** Heat map with its scale of colours, and paths over it. */
import type { LineSeriesOption, ScatterSeriesOption } from 'echarts';
import { axisNumber, valueNumber } from '../../../lab/axis.ts';
import type { LabHeat, LabLine } from '../../../lab/figure.ts';
import { cellEdges, type HeatScale, heatScale } from '../../../lab/grid.ts';
import { wrap } from '../../../words/text.ts';
import { type Cell, cellsSeries, levelOf } from '../../charts/cells.ts';
import { axis, type ChartOption, type Drawing, frame, legend, tooltipTable } from '../../charts/frame.ts';
import { ramp, styleOf, type Theme } from '../../charts/theme.ts';
import { linearTicks, logTicks } from '../../charts/ticks.ts';
import { escapeHtml } from '../../escape.ts';
import { AROUND, axes } from './axes.ts';
import { legendMarks } from './lines.ts';

const LEVELS = 48;
/** Height of the scale of colours with its numbers and its name, in pixels. */
const SCALE = { top: 22, bar: 12, below: 34 } as const;
/** Most height and least width of a cell with a number in it. */
const ROW = { most: 30, least: 12 } as const;
const WRITTEN = 38;

export function heatChart(drawing: LabHeat, width: number, theme: Theme): Drawing {
  const sides = sidesOf(drawing, width);
  const shades = heatScale(drawing);
  const colours = ramp(drawing.value.scale === 'diverging' ? theme.signed : theme.rising, LEVELS);
  const named = wrap(drawing.value.name, Math.max(16, Math.floor((width - 8) / 6.6)));
  const scaleTop = SCALE.top + 15 * (named.length - 1);
  const over = drawing.over ?? [];
  const shown =
    over.length === 0
      ? { legend: [], height: 0 }
      : legend(
          over.map(({ name }) => name),
          theme,
          width,
          { from: { bottom: 0 }, row: 20 },
        );
  const { xAxis, yAxis, top, bottom } = axes(
    sides.x,
    sides.y,
    [sides.across.ends, sides.up.ends],
    width,
    theme,
  );
  const above = scaleTop + SCALE.bar + SCALE.below;
  const plotTop = above + top - 6;
  const slant = sides.slant;
  const height = plotTop + sides.height + bottom + slant + shown.height;
  return {
    height,
    probes: [(x, y) => said(x, y, drawing, sides), () => null],
    option: {
      ...frame(theme),
      legend: legendMarks(shown.legend, over),
      tooltip: { show: false },
      grid: [
        { left: sides.left, right: AROUND.right, top: plotTop, bottom: bottom + slant + shown.height },
        {
          left: sides.left,
          width: Math.min(320, width - sides.left - AROUND.right),
          top: scaleTop,
          height: SCALE.bar,
        },
      ],
      xAxis: [sideAxis(xAxis, sides.across, slant), scaleAxis(drawing, shades, named, theme, sides.left)],
      yAxis: [
        {
          ...sideAxis(yAxis, sides.up, 0),
          splitLine: { show: false },
          nameTextStyle: nameAt(yAxis, sides.left),
        },
        { gridIndex: 1, type: 'value', min: 0, max: 1, show: false },
      ],
      series: [
        cellsSeries(cellsOf(drawing, sides, shades), colours, {
          name: 'cells',
          bleed: 0.6,
          xAxisIndex: 0,
          yAxisIndex: 0,
        }),
        cellsSeries(scaleCells(shades, drawing), colours, { name: 'scale', xAxisIndex: 1, yAxisIndex: 1 }),
        ...numbersOf(drawing, sides, shades, colours, width),
        ...over.flatMap((one, index) => pathSeries(one, index, theme)),
      ] as ChartOption[],
    },
  };
}

const nameAt = (made: ChartOption, left: number): ChartOption => ({
  ...(made.nameTextStyle as object),
  padding: [0, 0, 0, 8 - left],
});

interface Side {
  /** Edges of the cells. */
  readonly edges: readonly number[];
  readonly ends: readonly [number, number];
  readonly names: readonly string[] | null;
  /** True for rows whose first stands on top. */
  readonly isInverse: boolean;
}

interface Sides {
  readonly across: Side;
  readonly up: Side;
  readonly x: LabHeat['x'];
  readonly y: LabHeat['y'];
  readonly left: number;
  /** Height of the plot, and of slanted names below it. */
  readonly height: number;
  readonly slant: number;
}

function sidesOf({ x, y, columns, rows, columnNames, rowNames }: LabHeat, width: number): Sides {
  const across = sideOf(columns, x.scale, columnNames, false);
  const up = sideOf(rows, y.scale, rowNames, true);
  const longest = Math.max(0, ...(rowNames ?? []).map((name) => name.length));
  const left = rowNames === undefined ? AROUND.left : Math.min(0.36 * width, 18 + 7 * longest);
  const plot = width - left - AROUND.right;
  const widest = Math.max(0, ...(columnNames ?? []).map((name) => name.length));
  const isSlanted = columnNames !== undefined && 7 * widest + 6 > plot / columns.length;
  const flat = width < 500 ? 300 : 400;
  return {
    ...{ across, up, left },
    x: columnNames === undefined ? x : { ...x, scale: 'linear' },
    y: rowNames === undefined ? y : { ...y, scale: 'linear' },
    height:
      rowNames === undefined
        ? flat
        : Math.max(
            60,
            Math.min(900, rows.length * Math.max(ROW.least, Math.min(ROW.most, 900 / rows.length))),
          ),
    slant: isSlanted ? Math.min(90, Math.ceil(5 * Math.min(widest, MOST_SLANTED))) : 0,
  };
}

const MOST_SLANTED = 18;

function sideOf(
  centres: readonly number[],
  scale: LabHeat['x']['scale'],
  names: readonly string[] | undefined,
  isUp: boolean,
): Side {
  const edges =
    names === undefined
      ? cellEdges(centres, scale)
      : Array.from({ length: centres.length + 1 }, (_, index) => index - 0.5);
  return {
    edges,
    ends: [edges[0]!, edges.at(-1)!],
    names: names ?? null,
    isInverse: isUp && names !== undefined,
  };
}

/** Axis of a side, with its names in place of numbers. */
function sideAxis(made: ChartOption, { names, isInverse }: Side, slant: number): ChartOption {
  if (names === null) return made;
  const places = names.map((_, index) => index);
  const cut = (text: string): string =>
    text.length > MOST_SLANTED && slant > 0 ? `${text.slice(0, MOST_SLANTED - 1)}…` : text;
  return {
    ...made,
    inverse: isInverse,
    ...(isInverse ? { nameLocation: 'start' } : { nameGap: 26 + slant }),
    axisTick: { show: false },
    axisLabel: {
      ...(made.axisLabel as object),
      customValues: places,
      formatter: (value: number) => cut(names[Math.round(value)] ?? ''),
      hideOverlap: true,
      ...(slant > 0 ? { rotate: 40 } : {}),
    },
    splitLine: { show: false },
  };
}

/** Axis below the scale of colours, its name above it. */
function scaleAxis(
  { value: { scale } }: LabHeat,
  { low, high }: HeatScale,
  named: readonly string[],
  theme: Theme,
  left: number,
): ChartOption {
  const isLog = scale === 'log';
  const ends: [number, number] = low === high ? [low, low + (Math.abs(low) || 1)] : [low, high];
  const ticks = isLog ? logTicks(...ends) : linearTicks(...ends);
  const made = axis(
    {
      name: '',
      scale: isLog ? 'log' : 'linear',
      low: ends[0],
      high: ends[1],
      write: (value) => axisNumber({}, value),
      ticks,
    },
    theme,
  );
  return {
    ...made,
    gridIndex: 1,
    position: 'bottom',
    axisLine: { show: false, onZero: false },
    splitLine: { show: false },
    name: named.join('\n'),
    nameLocation: 'start',
    nameGap: 0,
    nameTextStyle: {
      color: theme.faint,
      fontSize: 12,
      lineHeight: 15,
      align: 'left',
      verticalAlign: 'bottom',
      padding: [0, 0, SCALE.bar + 6, 8 - left],
    },
  };
}

function cellsOf({ values, columns, rows }: LabHeat, { across, up }: Sides, { share }: HeatScale): Cell[] {
  return rows.flatMap((_, row) =>
    columns.flatMap((_column, column): Cell[] => {
      const at = share(values[row * columns.length + column] ?? null);
      if (at === null) return [];
      return [
        {
          left: across.edges[column]!,
          right: across.edges[column + 1]!,
          bottom: up.edges[row]!,
          top: up.edges[row + 1]!,
          level: levelOf(at, LEVELS),
        },
      ];
    }),
  );
}

function scaleCells({ low, high }: HeatScale, { value: { scale } }: LabHeat): Cell[] {
  const [from, to] = low === high ? [low, low + (Math.abs(low) || 1)] : [low, high];
  const at = (level: number): number =>
    scale === 'log' ? from * (to / from) ** (level / LEVELS) : from + ((to - from) * level) / LEVELS;
  return Array.from({ length: LEVELS }, (_, level) => ({
    ...{ left: at(level), right: at(level + 1), bottom: 0, top: 1, level },
  }));
}

/** Numbers in the cells of a matrix, where there is room for them. */
function numbersOf(
  drawing: LabHeat,
  { across, up, left, height }: Sides,
  { share }: HeatScale,
  colours: readonly string[],
  width: number,
): ScatterSeriesOption[] {
  const { values, columns, rows } = drawing;
  if (across.names === null && up.names === null) return [];
  if ((width - left - AROUND.right) / columns.length < WRITTEN || height / rows.length < 16) return [];
  const middle = ({ edges }: Side, index: number): number => (edges[index]! + edges[index + 1]!) / 2;
  return [
    {
      type: 'scatter',
      name: 'numbers',
      silent: true,
      symbolSize: 0,
      data: values.flatMap((value, index) => {
        const at = share(value);
        if (value === null || at === null) return [];
        const ground = colours[levelOf(at, LEVELS)]!;
        return [
          {
            value: [middle(across, index % columns.length), middle(up, Math.floor(index / columns.length))],
            label: {
              show: true,
              position: 'inside' as const,
              formatter: valueNumber({}, value),
              fontSize: 11,
              color: isLight(ground) ? '#1d2127' : '#ffffff',
            },
          },
        ];
      }),
      z: 4,
    },
  ];
}

function isLight(colour: string): boolean {
  const [red, green, blue] = [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
  return 0.299 * red! + 0.587 * green! + 0.114 * blue! > 140;
}

/** Path over the grid: a line with a halo, a mark at its begin and a larger one at its end. */
function pathSeries(one: LabLine, index: number, theme: Theme): (LineSeriesOption | ScatterSeriesOption)[] {
  const { colour, symbol } = styleOf(one.colour ?? index, theme);
  const data = one.points.map(([x, y]) => [x, y] as [number, number]);
  const halo = theme.ground;
  if (one.mark === 'points') {
    return [
      {
        type: 'scatter',
        name: one.name,
        data: data.filter(([, y]) => y !== null),
        symbol,
        symbolSize: data.length > 60 ? 6 : 10,
        itemStyle: { color: colour, borderColor: halo, borderWidth: 1.2, opacity: 1 },
        silent: true,
        z: 5,
      },
    ];
  }
  const line = (width: number, color: string, z: number): LineSeriesOption => ({
    type: 'line',
    name: one.name,
    data: data.map((value, place) => ({
      value,
      ...(place === 0 || place === data.length - 1
        ? { symbolSize: place === 0 ? 7 : 12 }
        : { symbol: 'none' }),
    })),
    symbol,
    showAllSymbol: true,
    itemStyle: { color: colour, borderColor: halo, borderWidth: 1.2 },
    lineStyle: { color, width, type: one.mark === 'dashed' ? [6, 4] : 'solid' },
    emphasis: { disabled: true },
    silent: true,
    z,
  });
  // The line itself comes first, for the legend shows the mark of the first of one name.
  const below = { ...line(4.5, halo, 4), data, showSymbol: false, symbol: 'none' };
  return [line(2.2, colour, 5), below];
}

function said(x: number, y: number, drawing: LabHeat, { across, up }: Sides): string | null {
  const { columns, values, value } = drawing;
  const column = across.edges.findLastIndex((edge) => edge <= x);
  const row = up.edges.findLastIndex((edge) => edge <= y);
  if (column < 0 || row < 0 || column >= columns.length || row >= drawing.rows.length) return null;
  const found = values[row * columns.length + column] ?? null;
  const name = (side: Side, axisOf: LabHeat['x'], centres: readonly number[], at: number): string =>
    side.names?.[at] ?? valueNumber(axisOf, centres[at]!);
  return tooltipTable(escapeHtml(value.name), [
    ['', found === null ? 'none' : valueNumber({}, found)],
    [escapeHtml(drawing.x.name), escapeHtml(name(across, drawing.x, columns, column))],
    [escapeHtml(drawing.y.name), escapeHtml(name(up, drawing.y, drawing.rows, row))],
  ]);
}
