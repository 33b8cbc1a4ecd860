/**
 * Chart of success rates: one row a contestant, the share of trials that solved the task in its 95 % Wilson interval.
 */
import type { Interval } from '../../statistics/wilson.ts';
import type { ReportData } from '../data.ts';
import { escapeHtml } from '../escape.ts';
import { isShown } from '../keys.ts';
import { bottomAxis, type Drawing, emptyDrawing, frame, rowsAxis, tooltip, tooltipTable } from './frame.ts';
import { styleOf, type Theme } from './theme.ts';
import { percentTick } from './ticks.ts';
import type { View } from './view.ts';

export interface SuccessRow {
  readonly name: string;
  readonly solved: number;
  readonly finished: number;
  readonly solvedInterval: Interval;
}

/** Heights of a row and the axis, and width of the label, in pixels. */
const ROW = 34;
const AXIS = 56;

export function successIntervals(
  all: readonly SuccessRow[],
  data: ReportData,
  view: View,
  theme: Theme,
): Drawing {
  const places = data.contestants.map(({ name }) => name);
  const rows = all.filter(({ name }) => isShown({ place: places.indexOf(name) }, view.hidden));
  if (rows.length === 0) return emptyDrawing(AXIS, theme);
  const longest = Math.max(...rows.map(({ name }) => name.length), 1);
  const left = Math.min(0.4 * view.width, 24 + 7.5 * longest);
  const shareOf = (row: SuccessRow): number => (row.finished === 0 ? 0 : row.solved / row.finished);
  return {
    height: ROW * rows.length + AXIS,
    option: {
      ...frame(theme),
      grid: { left, right: 92, top: 8, bottom: 48 },
      tooltip: {
        ...tooltip(theme),
        trigger: 'item',
        formatter: ({ dataIndex }: { dataIndex: number }) => {
          const { name, solved, finished, solvedInterval } = rows[dataIndex]!;
          return tooltipTable(escapeHtml(name), [
            ['solved', `${solved} of ${finished}`],
            ['95 % interval', `${percentTick(solvedInterval.low)} to ${percentTick(solvedInterval.high)}`],
          ]);
        },
      },
      xAxis: bottomAxis(
        {
          name: 'share of trials that solved the task',
          scale: 'linear',
          low: 0,
          high: 1,
          write: percentTick,
          ticks: view.width < 500 ? [0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1],
        },
        theme,
      ),
      yAxis: rowsAxis(
        rows.map(({ name }) => name),
        left,
        theme,
      ),
      series: [
        {
          type: 'custom',
          name: '95 % interval',
          data: rows.map(({ finished, solvedInterval: { low, high } }, index) =>
            finished === 0 ? [index, 0, 0] : [index, low, high],
          ),
          encode: { x: [1, 2], y: 0 },
          z: 2,
          renderItem: (
            { dataIndex }: { dataIndex: number },
            api: { coord(point: number[]): number[] },
          ): object | undefined => {
            const { name, finished, solvedInterval } = rows[dataIndex]!;
            if (finished === 0) return;
            const [from, y] = api.coord([solvedInterval.low, dataIndex]) as [number, number];
            const [to] = api.coord([solvedInterval.high, dataIndex]) as [number, number];
            const { colour } = styleOf(places.indexOf(name), theme);
            const style = { stroke: colour, lineWidth: 2.5, fill: 'none' };
            const path = `M${from} ${y - 6}V${y + 6}M${from} ${y}H${to}M${to} ${y - 6}V${y + 6}`;
            return { type: 'path', shape: { pathData: path }, style };
          },
        },
        {
          type: 'scatter',
          name: 'solved',
          z: 3,
          data: rows.map((row, index) => {
            const { colour, symbol } = styleOf(places.indexOf(row.name), theme);
            return {
              value: [shareOf(row), index],
              symbol,
              symbolSize: row.finished === 0 ? 0 : 13,
              itemStyle: { color: colour, opacity: 1, borderColor: theme.ground, borderWidth: 1.5 },
            };
          }),
        },
        {
          type: 'scatter',
          name: 'count',
          silent: true,
          symbolSize: 0,
          data: rows.map(({ solved, finished }, index) => ({
            value: [1, index],
            label: {
              show: true,
              position: 'right',
              distance: 14,
              color: theme.text,
              formatter: finished === 0 ? 'none finished' : `${solved} of ${finished}`,
            },
          })),
        },
      ],
    },
  };
}
