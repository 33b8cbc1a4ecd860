/** Chart of ‖∂E/∂h_t‖ against the lag T - t: one line a stage of training, of one contestant with one seed. */
import type { LineSeriesOption } from 'echarts';
import { quantity } from '../../words/numbers.ts';
import type { ReportTask, ReportTrial, Stage } from '../data.ts';
import { escapeHtml } from '../escape.ts';
import { bottomAxis, type Drawing, frame, leftAxis, legend, tooltip, tooltipTable } from './frame.ts';
import { ramp, symbols, type Theme } from './theme.ts';
import { compact } from './ticks.ts';
import type { View } from './view.ts';

/** Trial of that seed, or the nearest earlier one that has such a picture. */
export function pictured<Kind extends 'stages' | 'population' | 'species'>(
  task: ReportTask,
  contestant: string,
  seed: number,
  kind: Kind,
): (ReportTrial & Required<Pick<ReportTrial, Kind>>) | null {
  const told = task.trials.filter((trial) => trial.contestant === contestant && trial[kind] !== undefined);
  const found = told.findLast((trial) => trial.repetition <= seed) ?? told[0];
  return (found as (ReportTrial & Required<Pick<ReportTrial, Kind>>) | undefined) ?? null;
}

export function lagChart(task: ReportTask, contestant: string, view: View, theme: Theme): Drawing {
  const trial = pictured(task, contestant, view.seed, 'stages');
  const stages = trial?.stages ?? [];
  const colours = ramp(theme.stages, Math.max(2, stages.length));
  const longest = Math.max(1, ...stages.map(({ lags }) => lags.at(-1) ?? 0));
  const [low, high] = normLimits(task, view.seed);
  const names = legend(stages.map(stageName), theme, view.width, {
    from: { bottom: 0 },
    left: 50,
    row: 18,
    font: 11,
  });
  return {
    height: 274 + names.height,
    option: {
      ...frame(theme),
      legend: names.legend,
      grid: { left: 62, right: 14, top: 30, bottom: 56 + names.height },
      tooltip: {
        ...tooltip(theme),
        trigger: 'axis',
        formatter: (hovered: { seriesName: string; value: [number, number | null]; seriesIndex: number }[]) =>
          tooltipTable(
            `lag ${hovered[0]!.value[0]}`,
            hovered.map(({ seriesName, value }) => [
              escapeHtml(seriesName),
              value[1] === null ? '0' : compact(value[1]),
            ]),
          ),
      },
      xAxis: bottomAxis(
        { name: 'lag: steps before the end of the sequence', scale: 'linear', low: 0, high: longest },
        theme,
      ),
      yAxis: leftAxis({ name: '‖∂E/∂h‖', scale: 'log', low, high }, theme),
      series: stages.map((stage, index): LineSeriesOption => {
        const every = Math.max(1, Math.floor(stage.lags.length / 6));
        return {
          type: 'line',
          name: stageName(stage),
          data: stage.lags.map((lag, place) => ({
            value: [lag, clampedNorm(stage.norms[place] ?? null, low)] as [number, number],
            ...(place % every === index % every ? {} : { symbol: 'none' }),
          })),
          symbol: symbols[index % symbols.length]!,
          symbolSize: 6,
          showAllSymbol: true,
          itemStyle: { color: colours[index]! },
          lineStyle: { color: colours[index]!, width: 1.8 },
          emphasis: { disabled: true },
        };
      }),
    },
  };
}

/** Limits of the vertical axis, the same for all contestants with that seed, so that their charts compare. */
function normLimits(task: ReportTask, seed: number): [number, number] {
  const names = [...new Set(task.trials.map(({ contestant }) => contestant))];
  const norms = names
    .flatMap((name) => pictured(task, name, seed, 'stages') ?? [])
    .flatMap(({ stages = [] }) => stages.flatMap((stage) => stage.norms))
    .filter((norm) => norm !== null && norm > 0) as number[];
  if (norms.length === 0) return [0.1, 1];
  const high = norms.reduce((a, b) => Math.max(a, b));
  const low = norms.reduce((a, b) => Math.min(a, b));
  // Norms 15 powers of ten below the greatest have vanished, and would squeeze the rest.
  return [Math.max(low, high * 1e-15) / 1.3, Math.max(high, 10 * low) * 1.3];
}

const clampedNorm = (norm: number | null, low: number): number | null =>
  norm === null ? null : Math.max(norm, low);

const stageName = ({ macs, updates }: Stage): string =>
  `${quantity(updates)} ${updates === 1 ? 'update' : 'updates'}, ${quantity(macs)} MACs`;
