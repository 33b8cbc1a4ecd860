/** Tooltips of charts over cost. */
import { escapeHtml } from '../escape.ts';
import type { BandPoint } from './bands.ts';
import { tooltipTable } from './frame.ts';
import type { Group, Measure } from './measure.ts';
import { costText } from './ticks.ts';
import type { View } from './view.ts';

interface Hovered {
  readonly seriesName?: string;
  readonly seriesType?: string;
  readonly dataIndex: number;
  readonly value: unknown;
}

export function bandTooltip(
  groups: readonly Group[],
  bands: readonly BandPoint[][],
  measure: Measure,
  view: View,
): (hovered: Hovered | Hovered[]) => string {
  return (hovered) => {
    const lines = (Array.isArray(hovered) ? hovered : [hovered]).filter((one) => one.seriesType === 'line');
    const x = (lines[0]?.value as number[] | undefined)?.[0];
    if (x === undefined) return '';
    const rows = lines.flatMap(({ seriesName, dataIndex }) => {
      const group = groups.findIndex(({ name }) => name === seriesName);
      const point = bands[group]?.[dataIndex];
      if (point === undefined) return [];
      const { median, low, high, seeds } = point;
      const value = median === null ? 'not finite' : measure.write(median);
      const quartiles =
        seeds > 1 && low !== null && high !== null
          ? ` (${measure.write(low)} to ${measure.write(high)}, ${seeds} seeds)`
          : '';
      return [[escapeHtml(seriesName ?? ''), escapeHtml(`${value}${quartiles}`)] as const];
    });
    return tooltipTable(escapeHtml(costText(view.axis, x)), rows);
  };
}

export function seedTooltip(measure: Measure, view: View): (hovered: Hovered | Hovered[]) => string {
  return (hovered) => {
    const one = Array.isArray(hovered) ? hovered[0]! : hovered;
    const [cost, value] = one.value as [number, number | null];
    const shown = value === null ? 'not finite' : measure.write(value);
    return tooltipTable(escapeHtml(costText(view.axis, cost)), [
      [escapeHtml(one.seriesName ?? ''), escapeHtml(shown)],
    ]);
  };
}
