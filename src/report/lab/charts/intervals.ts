/** Values with intervals, one row each. */
import { axisLimits, valueNumber } from '../../../lab/axis.ts';
import type { LabInterval, LabIntervals } from '../../../lab/figure.ts';
import { wrap } from '../../../words/text.ts';
import { bottomAxis, type Drawing, frame, rowsAxis, tooltip, tooltipTable } from '../../charts/frame.ts';
import { styleOf, type Theme } from '../../charts/theme.ts';
import { escapeHtml } from '../../escape.ts';
import { given } from './axes.ts';

const ROW = 32;
const AXIS = 50;
/** Room for the texts of values at the right, where the chart is wide. */
const TEXT = 190;
const WIDE = 620;

export function intervalsChart(drawing: LabIntervals, width: number, theme: Theme): Drawing {
  const { x, rows, levels = [] } = drawing;
  const values = rows.flatMap(({ value, interval }) => [value, ...(interval ?? [])]);
  const ends = axisLimits(x, [...values, ...levels.map(({ at }) => at)], 0.04);
  const longest = Math.max(1, ...rows.map(({ name }) => name.length));
  const left = Math.min(0.4 * width, 24 + 7.5 * longest);
  const right = width < WIDE ? 16 : TEXT;
  const named = wrap(x.name, Math.max(16, Math.floor((width - left - right) / 6.6)));
  const top = levels.length === 0 ? 8 : 26;
  const isShown = (at: number): boolean => Number.isFinite(at) && (x.scale === 'linear' || at > 0);
  return {
    height: ROW * rows.length + AXIS + top + 15 * (named.length - 1),
    option: {
      ...frame(theme),
      grid: { left, right, top, bottom: AXIS - 8 + 15 * (named.length - 1) },
      tooltip: {
        ...tooltip(theme),
        trigger: 'item',
        formatter: ({ dataIndex }: { dataIndex: number }) => said(rows[dataIndex]!, drawing),
      },
      xAxis: {
        ...bottomAxis({ ...given(x, ends), name: named.join('\n') }, theme),
        nameTextStyle: { color: theme.faint, fontSize: 12, lineHeight: 15, verticalAlign: 'top' },
        nameGap: 26,
      },
      yAxis: rowsAxis(
        rows.map(({ name }) => name),
        left,
        theme,
      ),
      series: [
        {
          type: 'custom',
          name: 'interval',
          data: rows.map(({ interval }, index) => [
            index,
            interval?.[0] ?? ends[0],
            interval?.[1] ?? ends[0],
          ]),
          encode: { x: [1, 2], y: 0 },
          clip: true,
          z: 2,
          renderItem: (
            { dataIndex }: { dataIndex: number },
            api: { coord(point: number[]): number[] },
          ): object | undefined => {
            const { interval, colour } = rows[dataIndex]!;
            if (interval === null || !isShown(interval[1])) return;
            const low = isShown(interval[0]) ? interval[0] : ends[0];
            const [from, y] = api.coord([low, dataIndex]) as [number, number];
            const [to] = api.coord([interval[1], dataIndex]) as [number, number];
            const style = {
              stroke: styleOf(colour ?? dataIndex, theme).colour,
              lineWidth: 2.5,
              fill: 'none',
            };
            return {
              type: 'path',
              shape: { pathData: `M${from} ${y - 6}V${y + 6}M${from} ${y}H${to}M${to} ${y - 6}V${y + 6}` },
              style,
            };
          },
        },
        {
          type: 'scatter',
          name: 'value',
          z: 3,
          data: rows.map(({ value, colour }, index) => {
            const style = styleOf(colour ?? index, theme);
            const shown = value !== null && isShown(value);
            return {
              value: [shown ? value : ends[0], index],
              symbol: style.symbol,
              symbolSize: shown ? 12 : 0,
              itemStyle: { color: style.colour, opacity: 1, borderColor: theme.ground, borderWidth: 1.5 },
            };
          }),
          markLine: {
            silent: true,
            symbol: 'none',
            precision: -1,
            lineStyle: { color: theme.faint, type: [2, 3], width: 1.2 },
            data: levels.map(({ name, at }) => ({
              xAxis: at,
              label: { formatter: name, position: 'start', color: theme.text, fontSize: 11 },
            })),
          },
        },
        ...(width < WIDE
          ? []
          : [
              {
                type: 'scatter',
                name: 'text',
                silent: true,
                symbolSize: 0,
                data: rows.map((row, index) => ({
                  value: [ends[1], index],
                  label: {
                    show: true,
                    position: 'right',
                    distance: 12,
                    color: theme.text,
                    formatter: valueText(row, drawing),
                  },
                })),
              },
            ]),
      ],
    },
  };
}

/** `0.52 (0.40 to 0.61)`. */
export function valueText({ value, interval }: LabInterval, { x }: LabIntervals): string {
  const shown = value === null ? 'none' : valueNumber(x, value);
  return interval === null
    ? shown
    : `${shown} (${valueNumber(x, interval[0])} to ${valueNumber(x, interval[1])})`;
}

const said = (row: LabInterval, drawing: LabIntervals): string =>
  tooltipTable(escapeHtml(row.name), [
    ['value', valueText(row, drawing)],
    ...(row.note === undefined ? [] : [['note', escapeHtml(row.note)] as const]),
  ]);
