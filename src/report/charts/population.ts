/**
 * Chart of a population's losses over cost: at each validation, the distribution of its members between the best and
 * the worst.
 */
import type { CustomSeriesOption, LineSeriesOption } from 'echarts';
import { quantity } from '../../words/numbers.ts';
import type { CostAxis, PopulationPicture, ReportTask } from '../data.ts';
import { escapeHtml } from '../escape.ts';
import { type Cell, cellsSeries, levelOf } from './cells.ts';
import { costAxisAt, type Drawing, frame, leftAxis, tooltipTable } from './frame.ts';
import { pictured } from './lag.ts';
import { ramp, type Theme } from './theme.ts';
import { compact, costText } from './ticks.ts';
import type { View } from './view.ts';

const LEVELS = 16;
const ROWS = 56;

/** @param name of the vertical axis, with the unit where it is known */
export function populationChart(
  task: ReportTask,
  contestant: string,
  view: View,
  theme: Theme,
  name = 'training loss',
): Drawing {
  const trial = pictured(task, contestant, view.seed, 'population');
  const { costs, picture } = drawable(trial?.population, view);
  const low = Math.min(...finite(picture.least), Number.MAX_VALUE);
  const high = highest(picture);
  if (costs.length === 0) return { height: 60, option: frame(theme) };
  const scale = low > 0 && high / low > 8 ? 'log' : 'linear';
  const rows = rowEdges(low, high === low ? low + 1e-9 : high, scale);
  const edges = columnEdges(costs, view.costScale);
  const shares = picture.counts.map((_, column) => sharesOf(picture, column, rows));
  const most = Math.max(...shares.flat(), 1e-9);
  const colours = ramp(theme.rising, LEVELS);
  const cells = shares.flatMap((column, x) =>
    column.flatMap((share, y): Cell[] =>
      share <= 0
        ? []
        : [
            {
              left: edges[x]!,
              right: edges[x + 1]!,
              bottom: rows[y]!,
              top: rows[y + 1]!,
              level: levelOf(Math.sqrt(share / most), LEVELS),
            },
          ],
    ),
  );
  const line = (name: string, y: PopulationPicture['least'], dash: 'solid' | number[]): LineSeriesOption => ({
    type: 'line',
    name,
    data: costs.map((x, index) => [x, y[index] ?? null]) as number[][],
    showSymbol: false,
    lineStyle: { color: theme.dark ? '#ffb347' : '#d55e00', width: 1.8, type: dash },
    itemStyle: { color: theme.dark ? '#ffb347' : '#d55e00' },
    emphasis: { disabled: true },
    silent: true,
    z: 3,
  });
  return {
    height: 340,
    probes: [
      (x, y) => {
        const column = edges.findLastIndex((edge) => edge <= x);
        const row = rows.findLastIndex((edge) => edge <= y);
        const count = shares[column]?.[row];
        if (count === undefined) return null;
        const at = (name: string, series: PopulationPicture['least']) =>
          [name, series[column] === null ? '–' : compact(series[column]!)] as const;
        return tooltipTable(escapeHtml(costText(view.axis, costs[column]!)), [
          [`members with a loss of ${compact(rows[row]!)} to ${compact(rows[row + 1]!)}`, quantity(count)],
          at('best', picture.least),
          at('median', picture.median),
          at('worst', picture.greatest),
        ]);
      },
    ],
    option: {
      ...frame(theme),
      tooltip: { show: false },
      legend: {
        data: ['best', 'median'],
        top: 0,
        left: 0,
        itemWidth: 34,
        itemHeight: 9,
        textStyle: { color: theme.text, fontSize: 12 },
      },
      grid: { left: 62, right: 14, top: 54, bottom: 48 },
      xAxis: costAxisAt(view.axis, view.costScale, [edges[0]!, edges.at(-1)!], theme),
      yAxis: {
        ...leftAxis({ name, scale, low: rows[0]!, high: rows.at(-1)! }, theme),
        splitLine: { show: false },
      },
      series: [
        cellsSeries(cells, colours, { name: 'members', xAxisIndex: 0, yAxisIndex: 0 }) as CustomSeriesOption,
        line('best', picture.least, 'solid'),
        line('median', picture.median, [6, 4]),
      ],
    },
  };
}

const finite = (column: PopulationPicture['least']): number[] => column.filter((value) => value !== null);

/**
 * Greatest loss of the axis. The few worst of the first members, far above all others, would leave no room for the rest
 * of the search.
 */
function highest({ median, greatest }: PopulationPicture): number {
  const worst = finite(greatest).sort((a, b) => a - b);
  return Math.max(...finite(median), worst[Math.floor(0.9 * (worst.length - 1))] ?? 0);
}

function costsOn(axis: CostAxis, picture: PopulationPicture): readonly number[] {
  return axis === 'steps' ? picture.evaluations : picture[axis];
}

const EMPTY: PopulationPicture = {
  macs: [],
  seconds: [],
  evaluations: [],
  least: [],
  median: [],
  greatest: [],
  counts: [],
};

/** Columns with members, at costs that the axis can show. */
function drawable(picture: PopulationPicture = EMPTY, view: View) {
  const costs = costsOn(view.axis, picture);
  const kept = costs.flatMap((cost, index) =>
    (cost > 0 || view.costScale === 'linear') && picture.least[index] !== null ? [index] : [],
  );
  // Two validations at one cost (in seconds, of a coarse clock) would make a column without width.
  const distinct = kept.filter((index, place) => place === 0 || costs[index]! > costs[kept[place - 1]!]!);
  const pick = <Value>(values: readonly Value[]): Value[] => distinct.map((index) => values[index]!);
  return {
    costs: pick(costs),
    picture: {
      ...picture,
      least: pick(picture.least),
      median: pick(picture.median),
      greatest: pick(picture.greatest),
      counts: pick(picture.counts),
    },
  };
}

/** Edges of columns, half-way between two validations. */
function columnEdges(costs: readonly number[], scale: View['costScale']): number[] {
  const between = costs.slice(1).map((cost, index) => {
    const before = costs[index]!;
    return scale === 'log' ? Math.sqrt(cost * before) : (cost + before) / 2;
  });
  const first = costs[0]!;
  const last = costs.at(-1)!;
  return [first, ...between, last > first ? last : first * 1.1 + 1e-9];
}

function rowEdges(low: number, high: number, scale: 'log' | 'linear'): number[] {
  return Array.from({ length: ROWS + 1 }, (_, row) => {
    const share = row / ROWS;
    return scale === 'log' ? low * (high / low) ** share : low + share * (high - low);
  });
}

/** Number of members in each row, a bin's members spread evenly over it. */
function sharesOf(picture: PopulationPicture, column: number, rows: readonly number[]): number[] {
  const least = picture.least[column]!;
  const span = picture.greatest[column]! - least;
  const counts = picture.counts[column]!;
  const shares = new Array<number>(rows.length - 1).fill(0);
  for (const [bin, count] of counts.entries()) {
    if (count === 0) continue;
    const from = least + (span * bin) / counts.length;
    const to = least + (span * (bin + 1)) / counts.length;
    for (let row = 0; row < shares.length; row++) {
      const [bottom, top] = [rows[row]!, rows[row + 1]!];
      const isLast = row === shares.length - 1;
      if (to === from) {
        if (from >= bottom && (from < top || isLast)) shares[row]! += count;
        if (from >= bottom && (from < top || isLast)) break;
      } else {
        const overlap = Math.min(top, to) - Math.max(bottom, from);
        if (overlap > 0) shares[row]! += (count * overlap) / (to - from);
      }
    }
  }
  return shares;
}
