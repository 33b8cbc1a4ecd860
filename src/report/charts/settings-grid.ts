/**
 * Small multiples of a search: each searched setting against the outcome of each candidate, one panel a setting. All
 * panels have one vertical axis.
 */
import type { Dimension } from '../../options/space.ts';
import { optionText } from '../../options/written.ts';
import { escapeHtml } from '../escape.ts';
import type { ReportCandidate, ReportSearch, Tried } from '../tuning/reported.ts';
import {
  bottomAxis,
  type ChartOption,
  type Drawing,
  emptyDrawing,
  frame,
  leftAxis,
  tooltip,
  tooltipTable,
} from './frame.ts';
import { type OutcomeAxis, outcomeAxis } from './outcome-axis.ts';
import { styleOf, type Theme } from './theme.ts';
import { compact } from './ticks.ts';
import type { Outcome, View } from './view.ts';

const PLOT = 118;
const LEFT = 66;
const RIGHT = 12;
const GAP = 20;
const TOP = 28;
/** Pixels below a plot, for the ticks and the setting's name. */
const BELOW = 50;
/** Least width of a plot in pixels. */
const NARROWEST = 120;
const MOST_COLUMNS = 4;

/**
 * Chart of one search's candidates.
 * @param place index of its contestant in the page
 */
export function settingsGrid(
  search: ReportSearch,
  place: number,
  outcome: Outcome,
  view: View,
  theme: Theme,
): Drawing {
  const dimensions = Object.entries(search.space);
  const played = search.candidates.filter(({ ended }) => ended > 0);
  if (dimensions.length === 0 || played.length === 0) return emptyDrawing(PLOT + BELOW, theme);
  const room = view.width - LEFT - RIGHT;
  const columns = Math.max(
    1,
    Math.min(MOST_COLUMNS, dimensions.length, Math.floor((room + GAP) / (NARROWEST + GAP))),
  );
  const width = (room - GAP * (columns - 1)) / columns;
  const rows = Math.ceil(dimensions.length / columns);
  const vertical = outcomeAxis(played, outcome);
  const spots = dimensions.map(([, dimension]) => spotsOf(dimension));
  const slants = dimensions.map(([, dimension]) => slantOf(dimension, width));
  const heights = Array.from(
    { length: rows },
    (_, row) => TOP + PLOT + BELOW + Math.max(...slants.slice(row * columns, (row + 1) * columns)),
  );
  const topOf = (row: number): number => heights.slice(0, row).reduce((sum, height) => sum + height, TOP);
  return {
    height: topOf(rows) - TOP,
    option: {
      ...frame(theme),
      tooltip: { ...tooltip(theme), trigger: 'item' },
      grid: dimensions.map((_, index) => ({
        left: LEFT + (index % columns) * (width + GAP),
        width,
        top: topOf(Math.floor(index / columns)),
        height: PLOT,
      })),
      xAxis: dimensions.map(([name], index) => {
        const made = bottomAxis({ name, ...spots[index]!.axis(width) }, theme);
        return {
          ...made,
          gridIndex: index,
          nameGap: 30 + slants[index]!,
          nameTextStyle: { color: theme.text, fontSize: 12 },
          // All choices are named, even where they are dense.
          axisLabel: {
            ...(made.axisLabel as object),
            hideOverlap: dimensions[index]![1].kind === 'range',
            ...(slants[index]! > 0 ? { rotate: SLANT } : {}),
          },
        };
      }),
      yAxis: dimensions.map((_, index) => verticalAxis(vertical, index, columns, theme)),
      series: dimensions.map(([name], index) =>
        panelSeries(search, played, name, spots[index]!, vertical, index, place, theme),
      ),
    },
  };
}

/** Places of a setting's values along the axis. */
interface Spots {
  axis(width: number): Pick<Parameters<typeof bottomAxis>[0], 'scale' | 'low' | 'high' | 'ticks' | 'write'>;
  /** Place of a value; null of one that the axis does not have. */
  at(value: Tried, sample: number): number | null;
}

function spotsOf(dimension: Dimension): Spots {
  return dimension.kind === 'range' ? rangeSpots(dimension) : choiceSpots(dimension.values);
}

function rangeSpots({ from, to, scale }: Extract<Dimension, { kind: 'range' }>): Spots {
  const isLog = scale === 'log' && from > 0;
  // Candidates at an end of the range stand inside the plot.
  const [low, high] = isLog
    ? [from / (to / from) ** 0.05, to * (to / from) ** 0.05]
    : [from - 0.05 * (to - from), to + 0.05 * (to - from)];
  return {
    axis: () => ({
      scale: isLog ? 'log' : 'linear',
      low,
      high,
      write: compact,
      ...(isLog && to / from < 30 ? { ticks: [from, Math.sqrt(from * to), to] } : {}),
    }),
    at: (value) => (typeof value === 'number' && value >= low && value <= high ? value : null),
  };
}

/** Golden ratio's fraction, whose multiples spread candidates of one value evenly beside each other. */
const GOLDEN = 0.618_033_988_749_895;
const LETTER = 6.8;

function choiceSpots(values: readonly (string | number | boolean)[]): Spots {
  const texts = values.map(optionText);
  return {
    axis: (width) => {
      const room = fits(texts, width) ? LONGEST : MOST_SLANTED;
      return {
        scale: 'linear',
        low: -0.5,
        high: texts.length - 0.5,
        ticks: texts.map((_, index) => index),
        write: (index) => shortened(texts[index] ?? '', room),
      };
    },
    at: (value, sample) => {
      const index = value === null ? -1 : texts.indexOf(optionText(value));
      return index < 0 ? null : index + 0.5 * (((sample * GOLDEN) % 1) - 0.5);
    },
  };
}

/** True where all texts have room beside each other along an axis of that width. */
const fits = (texts: readonly string[], width: number): boolean =>
  LETTER * Math.max(...texts.map(({ length }) => length)) + 4 <= width / texts.length;

/** Angle of values that have no room beside each other, in degrees. */
const SLANT = 38;
/** Longest text of a value, in characters: level, and slanted. */
const LONGEST = 40;
const MOST_SLANTED = 14;

/** Height in pixels that slanted values take below level ones; 0 where they are level. */
function slantOf(dimension: Dimension, width: number): number {
  if (dimension.kind === 'range') return 0;
  const texts = dimension.values.map(optionText);
  if (fits(texts, width)) return 0;
  const longest = Math.min(MOST_SLANTED, Math.max(...texts.map(({ length }) => length)));
  return Math.ceil(0.62 * LETTER * longest);
}

const shortened = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1)}…`;

function verticalAxis(vertical: OutcomeAxis, index: number, columns: number, theme: Theme): ChartOption {
  const made = leftAxis({ ...vertical, name: index === 0 ? vertical.name : '' }, theme);
  const shows = index % columns === 0;
  return {
    ...made,
    gridIndex: index,
    axisLabel: { ...(made.axisLabel as object), show: shows },
    // The axis's name keeps its own place, whatever the first value is.
    axisLine: { show: false, onZero: false },
  };
}

function panelSeries(
  { best, candidates }: ReportSearch,
  played: readonly ReportCandidate[],
  setting: string,
  spots: Spots,
  vertical: OutcomeAxis,
  index: number,
  place: number,
  theme: Theme,
): object {
  const { colour } = styleOf(place, theme);
  const drawn = played.flatMap((candidate) => {
    const x = spots.at(candidate.settings[setting] ?? null, candidates.indexOf(candidate));
    const y = vertical.at(candidate);
    return x === null || y === null ? [] : [{ candidate, x, y }];
  });
  return {
    type: 'scatter',
    xAxisIndex: index,
    yAxisIndex: index,
    clip: false,
    data: drawn.map(({ candidate, x, y }) => {
      const isBest = candidate.name === best;
      const isFirst = candidate === candidates[0];
      const isHollow = vertical.isBeyond(candidate);
      return {
        value: [x, y],
        symbol: isBest ? STAR : isFirst ? 'rect' : 'circle',
        symbolSize: isBest ? 16 : isFirst ? 8 : 6.5,
        z: isBest ? 5 : isFirst ? 4 : 3,
        itemStyle: {
          color: isHollow ? theme.ground : colour,
          borderColor: isBest || isFirst ? theme.text : isHollow ? colour : theme.ground,
          borderWidth: isBest || isFirst ? 1.4 : isHollow ? 1.2 : 0.5,
          opacity: isBest || isFirst ? 1 : 0.75,
        },
      };
    }),
    tooltip: {
      formatter: ({ dataIndex }: { dataIndex: number }) =>
        candidateTooltip(drawn[dataIndex]!.candidate, setting),
    },
  };
}

/** Five-pointed star around the origin. */
const STAR = 'path://M0,-10L2.9,-3.6L9.5,-3.1L4.5,1.4L6,8.1L0,4.5L-6,8.1L-4.5,1.4L-9.5,-3.1L-2.9,-3.6z';

function candidateTooltip(candidate: ReportCandidate, setting: string): string {
  const { name, settings, solved, ended, macsToSolve, wrong } = candidate;
  return tooltipTable(escapeHtml(name), [
    [escapeHtml(setting), escapeHtml(optionText(settings[setting]))],
    ['solved', `${solved} of ${ended}`],
    ...(macsToSolve === null ? [] : [['MACs to solve', compact(macsToSolve)] as const]),
    ...(wrong === null ? [] : [['test wrong', `${compact(100 * wrong)} %`] as const]),
  ]);
}
