/**
 * Chart of average ranks over tasks, 1 the best, with the critical difference below which Nemenyi's test tells none
 * apart.
 */
import type { OverallVerdict } from '../../statistics/summary.ts';
import type { ReportData } from '../data.ts';
import { escapeHtml } from '../escape.ts';
import { isShown } from '../keys.ts';
import { bottomAxis, type Drawing, emptyDrawing, frame, rowsAxis, tooltip, tooltipTable } from './frame.ts';
import { styleOf, type Theme } from './theme.ts';
import type { View } from './view.ts';

export function averageRanks(overall: OverallVerdict, data: ReportData, view: View, theme: Theme): Drawing {
  const places = data.contestants.map(({ name }) => name);
  const rows = overall.rows
    .filter(
      ({ averageRank, name }) =>
        averageRank !== null && isShown({ place: places.indexOf(name) }, view.hidden),
    )
    .sort((a, b) => a.averageRank! - b.averageRank!);
  if (rows.length === 0) return emptyDrawing(56, theme);
  const longest = Math.max(...rows.map(({ name }) => name.length), 1);
  const left = Math.min(0.4 * view.width, 24 + 7.5 * longest);
  // The critical difference is measured from the best of all, even where that one is hidden.
  const best = Math.min(...overall.rows.flatMap(({ averageRank }) => averageRank ?? []));
  const difference = overall.ranks?.criticalDifference ?? 0;
  return {
    height: 34 * rows.length + 56,
    option: {
      ...frame(theme),
      grid: { left, right: 60, top: 8, bottom: 48 },
      tooltip: {
        ...tooltip(theme),
        trigger: 'item',
        formatter: ({ dataIndex }: { dataIndex: number }) =>
          tooltipTable(escapeHtml(rows[dataIndex]!.name), [
            ['average rank', rows[dataIndex]!.averageRank!.toFixed(2)],
          ]),
      },
      xAxis: bottomAxis(
        {
          name: 'average rank over tasks (1 is best)',
          scale: 'linear',
          low: 0.8,
          high: places.length + 0.2,
          ticks: places.map((_, index) => index + 1),
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
          type: 'scatter',
          name: 'average rank',
          data: rows.map(({ name, averageRank }, index) => {
            const { colour, symbol } = styleOf(places.indexOf(name), theme);
            return {
              value: [averageRank, index],
              symbol,
              symbolSize: 13,
              itemStyle: { color: colour, opacity: 1, borderColor: theme.ground, borderWidth: 1.5 },
              label: {
                show: true,
                position: 'right',
                color: theme.text,
                formatter: averageRank!.toFixed(2),
              },
            };
          }),
          ...(difference > 0
            ? {
                markArea: {
                  silent: true,
                  itemStyle: { color: theme.faint, opacity: 0.13 },
                  data: [[{ xAxis: best }, { xAxis: Math.min(places.length + 0.2, best + difference) }]],
                },
              }
            : {}),
        },
      ],
    },
  };
}
