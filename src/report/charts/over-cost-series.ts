/** Series of a chart over cost: lines and bands. */
import type { CustomSeriesOption, LineSeriesOption } from 'echarts';
import type { BandPoint } from './bands.ts';
import type { ChartOption } from './frame.ts';
import type { Group } from './measure.ts';
import { styleOf, type Theme } from './theme.ts';
import type { View } from './view.ts';

/** Level to compare with. */
export interface Level {
  readonly at: number;
  readonly label: string;
  /** True near the upper end of the axis, where the label stands below the line. */
  readonly isHigh: boolean;
}

/** Number of points of a line that carry its symbol. */
const SYMBOLS_ON_A_LINE = 8;

/** Median of a contestant's seeds as a line, in a band of their quartiles. */
export function bandSeries(
  { name, place, run, second = false }: Group,
  band: readonly BandPoint[],
  clamp: (value: number) => number,
  theme: Theme,
  label: ChartOption,
  levels: readonly Level[] | null,
  write: (value: number) => string,
): (LineSeriesOption | CustomSeriesOption)[] {
  const { colour, dash, symbol } = styleOf(place, theme, run);
  const known = band.filter(({ median }) => median !== null);
  const isPoint = known.length === 1;
  const every = Math.max(1, Math.floor(band.length / SYMBOLS_ON_A_LINE));
  // Each contestant begins elsewhere, so that the symbols of lines that run together do not hide each other.
  const phase = Math.floor((every * (place % 4)) / 4);
  const line: LineSeriesOption = {
    type: 'line',
    name,
    data: band.map(({ x, median }, index) => ({
      value: [x, median === null ? null : clamp(median)] as [number, number],
      ...(isPoint && median !== null ? pointed(write(median), colour, theme) : {}),
      ...(isPoint || (!second && index % every === phase) ? {} : { symbol: 'none' }),
      ...beyondMark(median, clamp),
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

/** Mark of a value that is drawn at the end of the axis, since it lies beyond. */
function beyondMark(value: number | null, clamp: (value: number) => number) {
  if (value === null || clamp(value) === value) return {};
  return { symbol: 'triangle', symbolSize: 7, ...(clamp(value) > value ? { symbolRotate: 180 } : {}) };
}

/** Mark of a value that stands alone, which is no line: larger, and with the value beside it. */
const pointed = (text: string, color: string, { ground }: Theme) => ({
  symbolSize: 10,
  label: {
    ...{ show: true, position: 'left' as const, formatter: text, color, fontSize: 11 },
    // Lines of the grid behind it would strike it through.
    ...{ backgroundColor: ground, padding: [1, 3] },
  },
});

/** Most seeds of which values that stand alone are written beside their marks. */
const MOST_WRITTEN = 3;

/** Lines of a contestant's seeds, one each. */
export function seedSeries(
  { name, place, run, lines, second = false }: Group,
  clamp: (value: number) => number,
  view: View,
  theme: Theme,
  symbols: boolean,
  levels: readonly Level[] | null,
  write: (value: number) => string,
): LineSeriesOption[] {
  const { colour, dash, symbol } = styleOf(place, theme, run);
  return lines.map(({ x, y }, index) => {
    const isDrawable = (cost: number): boolean => view.costScale === 'linear' || cost > 0;
    const drawn = x.flatMap((cost, point) => (isDrawable(cost) ? [[cost, y[point] ?? null] as const] : []));
    const alone = drawn.filter(([, value]) => value !== null);
    const isPoint = alone.length === 1;
    const { label, symbolSize } = pointed(isPoint ? write(alone[0]![1]!) : '', colour, theme);
    return {
      type: 'line',
      name,
      data: drawn.map(([cost, value]) => [cost, value === null ? null : clamp(value), index]) as unknown as [
        number,
        number,
      ][],
      symbol,
      symbolSize: isPoint ? symbolSize : 4,
      ...(isPoint && lines.length <= MOST_WRITTEN ? { label } : {}),
      showSymbol: isPoint || (!second && symbols),
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
    };
  });
}

function levelLines(levels: readonly Level[], theme: Theme): NonNullable<LineSeriesOption['markLine']> {
  return {
    silent: true,
    symbol: 'none',
    lineStyle: { color: theme.faint, type: [2, 3], width: 1 },
    label: { position: 'insideStartTop', color: theme.faint, fontSize: 11, distance: [4, 9] },
    data: levels.map(({ at, label, isHigh }) => ({
      yAxis: at,
      // Above the upper end of the axis stands its name.
      label: { formatter: label, ...(isHigh ? { position: 'insideStartBottom' as const } : {}) },
    })),
  };
}
