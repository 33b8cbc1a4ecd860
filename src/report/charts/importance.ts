/** Chart of settings' importance: one bar a setting, with its 95 % interval. */
import type { Importance } from '../../statistics/importance.ts';
import { escapeHtml } from '../escape.ts';
import { bottomAxis, type Drawing, emptyDrawing, frame, rowsAxis, tooltip, tooltipTable } from './frame.ts';
import { styleOf, type Theme } from './theme.ts';
import { percentTick } from './ticks.ts';
import type { View } from './view.ts';

/** Heights of a row and the axis in pixels. */
const ROW = 30;
const AXIS = 56;
const THICK = 12;

type Api = { coord(point: number[]): number[] };

/**
 * Chart of one search's settings.
 * @param place index of its contestant in the page
 */
export function importanceChart(
  rows: readonly Importance[],
  place: number,
  view: View,
  theme: Theme,
): Drawing {
  if (rows.length === 0) return emptyDrawing(AXIS, theme);
  const longest = Math.max(...rows.map(({ setting }) => setting.length), 1);
  const left = Math.min(0.42 * view.width, 24 + 7.5 * longest);
  const highest = rows.reduce((most, one) => Math.max(most, one.high), 0.05);
  const high = Math.ceil(highest * 10) / 10;
  const { colour } = styleOf(place, theme);
  return {
    height: ROW * rows.length + AXIS,
    option: {
      ...frame(theme),
      grid: { left, right: 22, top: 8, bottom: 48 },
      tooltip: {
        ...tooltip(theme),
        trigger: 'item',
        formatter: ({ dataIndex }: { dataIndex: number }) => {
          const { setting, importance, low, high: upper, best } = rows[dataIndex]!;
          return tooltipTable(escapeHtml(setting), [
            ['importance', percentTick(importance)],
            ['95 % interval', `${percentTick(low)} to ${percentTick(upper)}`],
            ['best on average', escapeHtml(best)],
          ]);
        },
      },
      xAxis: bottomAxis({ name: 'importance', scale: 'linear', low: 0, high, write: percentTick }, theme),
      yAxis: rowsAxis(
        rows.map(({ setting }) => setting),
        left,
        theme,
      ),
      series: [
        {
          type: 'custom',
          name: 'importance',
          data: rows.map((one, index) => [index, one.importance, one.low, one.high]),
          encode: { x: [1, 2, 3], y: 0 },
          renderItem: ({ dataIndex }: { dataIndex: number }, api: Api): object => {
            const { importance, ...interval } = rows[dataIndex]!;
            const [from, y] = api.coord([0, dataIndex]) as [number, number];
            const at = (x: number): number => api.coord([Math.min(high, Math.max(0, x)), dataIndex])[0]!;
            const [low, end] = [at(interval.low), at(interval.high)];
            return {
              type: 'group',
              children: [
                {
                  type: 'rect',
                  shape: {
                    x: from,
                    y: y - THICK / 2,
                    width: Math.max(1, at(importance) - from),
                    height: THICK,
                  },
                  style: { fill: colour, opacity: theme.dark ? 0.75 : 0.6 },
                },
                {
                  type: 'path',
                  shape: {
                    pathData: `M${low} ${y - 5}V${y + 5}M${low} ${y}H${end}M${end} ${y - 5}V${y + 5}`,
                  },
                  style: { stroke: theme.text, lineWidth: 1.5, fill: 'none' },
                },
              ],
            };
          },
        },
      ],
    },
  };
}
