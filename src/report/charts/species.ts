/** Chart of a population's species over cost: members of each, stacked, the oldest species at the bottom. */
import type { LineSeriesOption } from 'echarts';
import { quantity } from '../../words/numbers.ts';
import type { ReportTask, SpeciesPicture } from '../data.ts';
import { escapeHtml } from '../escape.ts';
import { costAxisAt, type Drawing, frame, leftAxis, tooltipTable } from './frame.ts';
import { pictured } from './lag.ts';
import type { Theme } from './theme.ts';
import { costText } from './ticks.ts';
import type { View } from './view.ts';

export function speciesChart(task: ReportTask, contestant: string, view: View, theme: Theme): Drawing {
  const picture = pictured(task, contestant, view.seed, 'species')?.species;
  const { costs, sizes, generations } = drawable(picture, view);
  if (picture === undefined || costs.length === 0) return { height: 60, option: frame(theme) };
  const tops = sizes.map(cumulative);
  const members = Math.max(1, ...tops.map((top) => top.at(-1)!));
  const areas = picture.ids.map(
    (id, species): LineSeriesOption => ({
      type: 'line',
      name: `species ${id}`,
      data: costs.map((cost, at) => [cost, tops[at]![species]!]),
      showSymbol: false,
      lineStyle: { width: 0 },
      areaStyle: { color: colourOf(id, theme), opacity: 1, origin: 'start' },
      emphasis: { disabled: true },
      silent: true,
    }),
  );
  return {
    height: 300,
    probes: [
      (x, y) => {
        const at = nearest(costs, x, view.costScale === 'log');
        const species = tops[at]?.findIndex((top) => y < top) ?? -1;
        if (species < 0 || y < 0) return null;
        const generation = generations[at] ?? null;
        return tooltipTable(escapeHtml(costText(view.axis, costs[at]!)), [
          ['species', String(picture.ids[species])],
          ['members', quantity(sizes[at]![species]!)],
          ['species in all', String(sizes[at]!.filter((size) => size > 0).length)],
          ['generation', generation === null ? '–' : String(generation)],
        ]);
      },
    ],
    option: {
      ...frame(theme),
      tooltip: { show: false },
      grid: { left: 62, right: 14, top: 30, bottom: 48 },
      xAxis: costAxisAt(view.axis, view.costScale, limitsOf(costs), theme),
      yAxis: {
        ...leftAxis({ name: 'members', scale: 'linear', low: 0, high: members }, theme),
        splitLine: { show: false },
      },
      // An area reaches down to the axis, so the next lower one is drawn over it.
      series: areas.toReversed(),
    },
  };
}

/** Colour of a species, the same as long as it lives. Neighbours by number differ. */
const colourOf = (id: number, { palette }: Theme): string => palette[id % palette.length]!;

function cumulative(sizes: readonly number[]): number[] {
  let sum = 0;
  return sizes.map((size) => {
    sum += size;
    return sum;
  });
}

const limitsOf = (costs: readonly number[]): [number, number] => {
  const [first, last] = [costs[0]!, costs.at(-1)!];
  return [first, last > first ? last : first * 1.1 + 1e-9];
};

/** Index of the cost beside x; by ratios on a logarithmic axis. */
function nearest(costs: readonly number[], x: number, byRatio: boolean): number {
  const after = costs.findIndex((cost) => cost >= x);
  if (after < 0) return costs.length - 1;
  if (after === 0) return 0;
  const [left, right] = [costs[after - 1]!, costs[after]!];
  const middle = byRatio ? Math.sqrt(left * right) : (left + right) / 2;
  return x < middle ? after - 1 : after;
}

/** Validations at rising costs that the axis can show. */
function drawable(picture: SpeciesPicture | undefined, { axis, costScale }: View) {
  const costs = picture === undefined ? [] : axis === 'steps' ? picture.evaluations : picture[axis];
  const shown = costs.flatMap((cost, at) => (cost > 0 || costScale === 'linear' ? [at] : []));
  const kept = shown.filter((at, place) => place === 0 || costs[at]! > costs[shown[place - 1]!]!);
  return {
    costs: kept.map((at) => costs[at]!),
    sizes: kept.map((at) => picture!.sizes[at]!),
    generations: kept.map((at) => picture!.generation[at]),
  };
}
