/** Frame common to all charts: axes, legend, tooltip, in the colours of the theme. */
import { shortenedNames } from '../../words/shortened-names.ts';
import type { CostAxis } from '../data.ts';
import type { Theme } from './theme.ts';
import { compact, costName, costTick, linearTicks, logTicks, tickLabels } from './ticks.ts';
import type { Scale, View } from './view.ts';

/** Option of ECharts. Its own types do not allow options put together from parts. */
export type ChartOption = Readonly<Record<string, unknown>>;

/** Chart, ready to be drawn. */
export interface Drawing {
  readonly option: ChartOption;
  /** Height in pixels. */
  readonly height: number;
  /** Tooltips of heat maps at the pointer's position, as HTML: one function for each grid that has any. */
  readonly probes?: readonly ((x: number, y: number) => string | null)[];
  /** Drawing in SVG that takes the place of the chart. */
  readonly svg?: string;
  /** True for a chart in which everything is hidden. */
  readonly empty?: true;
}

/** Empty chart of contestants that are all hidden. ECharts cannot place axes that nothing is drawn on. */
export const emptyDrawing = (height: number, theme: Theme): Drawing => ({
  height,
  option: frame(theme),
  empty: true,
});

export const fontFamily =
  '-apple-system, Segoe UI, Roboto, Helvetica Neue, Liberation Sans, Arial, sans-serif';

export function frame(theme: Theme): ChartOption {
  return {
    animation: false,
    backgroundColor: 'transparent',
    textStyle: { fontFamily, color: theme.text, fontSize: 12 },
  };
}

export function tooltip(theme: Theme): ChartOption {
  return {
    confine: true,
    backgroundColor: theme.ground,
    borderColor: theme.line,
    textStyle: { color: theme.text, fontSize: 12, fontFamily },
    extraCssText: 'box-shadow: 0 2px 10px rgba(0,0,0,.18); font-variant-numeric: tabular-nums;',
    axisPointer: { lineStyle: { color: theme.faint, type: 'dashed' }, label: { show: false } },
  };
}

export interface Legend {
  /** Part of the chart's option. */
  readonly legend: readonly ChartOption[];
  /** Height in pixels. */
  readonly height: number;
}

/** Width of a legend's line and symbol before a name, and of the gap after it, in pixels. */
const ICON = 34;
const AROUND = 24;

/**
 * Legend in columns of one width, so that no name can run into another or into the chart below; a name that is wider
 * than the chart is cut.
 */
export function legend(
  names: readonly string[],
  theme: Theme,
  width: number,
  { from = { top: 0 }, left = 0, row = 22, font = 12 }: LegendPlace = {},
): Legend {
  const room = Math.max(80, width - left);
  const longest = Math.max(...names.map((name) => name.length), 1);
  const wide = Math.min(room, ICON + AROUND + Math.ceil(0.62 * font * longest));
  const short = shortenedNames(names, Math.max(1, Math.floor((wide - ICON - AROUND + 6) / (0.62 * font))));
  const columns = Math.max(1, Math.floor(room / wide));
  const rows = Math.ceil(names.length / columns);
  const vertical = (index: number): ChartOption => {
    const at = Math.floor(index / columns);
    return 'top' in from ? { top: from.top + row * at } : { bottom: from.bottom + row * (rows - 1 - at) };
  };
  return {
    height: row * rows,
    legend: names.map((name, index) => ({
      data: [name],
      left: left + wide * (index % columns),
      ...vertical(index),
      padding: 3,
      itemWidth: ICON,
      itemHeight: 9,
      formatter: () => short[index]!,
      textStyle: {
        color: theme.text,
        fontSize: font,
        width: wide - ICON - AROUND + 6,
        overflow: 'truncate',
      },
      inactiveColor: theme.line,
    })),
  };
}

interface LegendPlace {
  readonly from?: { readonly top: number } | { readonly bottom: number };
  readonly left?: number;
  /** Height of a row, and of a letter. */
  readonly row?: number;
  readonly font?: number;
}

/** Legend of a chart that stands alone; in the page the names above it are buttons, and it has none. */
export const ownLegend = (names: readonly string[], theme: Theme, view: View): Legend =>
  view.legend ? legend(names, theme, view.width) : { legend: [], height: 0 };

interface Axis {
  readonly name: string;
  readonly scale: Scale;
  readonly low: number;
  readonly high: number;
  readonly write?: (value: number) => string;
  readonly ticks?: readonly number[];
}

/** Axis between two values, with ticks of our own. */
export function axis({ name, scale, low, high, write = compact, ticks }: Axis, theme: Theme): ChartOption {
  const places = ticks ?? (scale === 'log' ? logTicks(low, high) : linearTicks(low, high));
  return {
    type: scale === 'log' ? 'log' : 'value',
    min: low,
    max: high,
    name,
    nameTextStyle: { color: theme.faint, fontSize: 12 },
    axisLine: { show: true, lineStyle: { color: theme.faint } },
    // Lines across the plot stand at these places too, even where the ticks themselves do not show.
    axisTick: { show: true, customValues: [...places], lineStyle: { color: theme.faint } },
    axisLabel: {
      color: theme.faint,
      customValues: [...places],
      formatter: tickLabels(places, write),
      hideOverlap: true,
    },
    splitLine: { show: true, lineStyle: { color: theme.line, width: 1 } },
    axisPointer: { label: { show: false } },
  };
}

/** Horizontal axis, named below its middle. */
export function bottomAxis(given: Axis, theme: Theme): ChartOption {
  const made = axis(given, theme);
  return { ...made, nameLocation: 'middle', nameGap: 28, splitLine: { show: false } };
}

/** Vertical axis, named above its upper end. */
export function leftAxis(given: Axis, theme: Theme): ChartOption {
  const made = axis(given, theme);
  return {
    ...made,
    nameLocation: 'end',
    nameGap: 10,
    nameTextStyle: { color: theme.faint, fontSize: 12, align: 'left' },
    axisLine: { show: false },
    axisTick: { ...(made.axisTick as object), show: false },
  };
}

export function costAxisAt(
  cost: CostAxis,
  scale: Scale,
  [low, high]: readonly [number, number],
  theme: Theme,
): ChartOption {
  return bottomAxis(
    { name: costName[cost], scale, low, high, write: (value) => costTick(cost, value) },
    theme,
  );
}

/** Table of a tooltip: a bold head, then rows of a mark, a name and a value. All but the mark is escaped already. */
export function tooltipTable(
  head: string,
  rows: readonly (readonly [name: string, value: string])[],
): string {
  const cells = rows.map(
    ([name, value]) =>
      `<tr><td style="padding-right:14px">${name}</td><td style="text-align:right">${value}</td></tr>`,
  );
  return `<div style="font-weight:600;margin-bottom:3px">${head}</div><table style="border-spacing:0">${cells.join('')}</table>`;
}

/** Names at the ends of lines: their width, and the shift of each so that none covers another. */
export interface EndLabels {
  /** Width to the right of the plot, in pixels. */
  readonly room: number;
  /** Shift of each line's label, in pixels downwards; null where there is no label. */
  readonly shifts: readonly (number | null)[] | null;
}

const LABEL_HEIGHT = 15;

/**
 * Places the names at the ends of lines.
 * @param ends end of each line, from 0 at the top of the plot to 1 at its bottom; null where it has no end
 * @param height of the plot in pixels
 */
export function endLabels(
  names: readonly string[],
  ends: readonly (number | null)[],
  height: number,
  width: number,
): EndLabels {
  if (width < 560 || names.length * LABEL_HEIGHT > height) return { room: 14, shifts: null };
  const placed = ends
    .flatMap((end, index) => (end === null ? [] : [{ index, at: end * height, y: end * height }]))
    .sort((a, b) => a.at - b.at);
  for (let place = 1; place < placed.length; place++) {
    placed[place]!.y = Math.max(placed[place]!.y, placed[place - 1]!.y + LABEL_HEIGHT);
  }
  // Labels below the plot move back up, and push those above them.
  let floor = height - 6;
  for (const label of placed.toReversed()) {
    label.y = Math.min(label.y, floor);
    floor = label.y - LABEL_HEIGHT;
  }
  const shifts = names.map((_, index) => {
    const label = placed.find((one) => one.index === index);
    return label === undefined ? null : label.y - label.at;
  });
  return { room: 18 + 7 * Math.max(...names.map((name) => Math.min(LONGEST_LABEL, name.length))), shifts };
}

/** Names beside an axis, shortened to so many pixels and still different. */
export const axisNames = (names: readonly string[], pixels: number): string[] =>
  shortenedNames(names, Math.max(2, Math.floor((pixels - 12) / 7.5)));

/** Axis of named rows from top to bottom: `left` pixels beside the plot hold the names. */
export const rowsAxis = (names: readonly string[], left: number, theme: Theme): ChartOption => ({
  type: 'category',
  data: axisNames(names, left - 12),
  inverse: true,
  axisLine: { show: false },
  axisTick: { show: false },
  axisLabel: { color: theme.text, fontSize: 13, width: left - 12, overflow: 'truncate' },
});

/** Longest name at the end of a line, in characters. */
const LONGEST_LABEL = 24;

/** Names for the ends of lines: shortened and still different. */
export const endNames = (names: readonly string[]): string[] => shortenedNames(names, LONGEST_LABEL);

/**
 * Part of a line series that names the line at its end.
 * @param shown one of `endNames`
 */
export function endLabel(shown: string, shift: number | null | undefined, theme: Theme): ChartOption {
  if (shift === null || shift === undefined) return {};
  return {
    endLabel: {
      show: true,
      formatter: () => shown,
      color: theme.text,
      fontSize: 12,
      distance: 6,
      offset: [0, shift],
    },
  };
}
