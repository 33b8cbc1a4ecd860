/**
 * Chart of a champion on one test sequence, step by step: inputs, hidden states, outputs and targets, on one axis of
 * time.
 */
import type { TaskShape } from '../../tasks/define-task.ts';
import type { Specimen, Specimens } from '../data.ts';
import { escapeHtml } from '../escape.ts';
import { cellsSeries } from './cells.ts';
import { axis, type Drawing, frame, tooltipTable } from './frame.ts';
import { hiddenStrips } from './strips/hidden.ts';
import { inputStrip } from './strips/input.ts';
import { outputStrip } from './strips/output.ts';
import { inputName, type Strip } from './strips/strip.ts';
import type { Theme } from './theme.ts';
import { compact, linearTicks } from './ticks.ts';
import type { View } from './view.ts';

/** Pixels between strips. */
const GAP = 34;

export function championChart(
  specimens: Specimens,
  contestant: string,
  shape: TaskShape,
  view: View,
  theme: Theme,
): Drawing {
  const trace = specimens.champions.find((one) => one.contestant === contestant)!;
  const number = Math.min(view.sequence, specimens.sequences.length - 1);
  const specimen = specimens.sequences[number]!;
  const strips = [
    inputStrip(specimen, shape, theme),
    ...hiddenStrips(specimen, trace, number, theme),
    outputStrip(specimen, trace, number, shape, theme),
  ];
  const left = leftRoom(strips);
  const tops: number[] = [];
  let next = 24;
  for (const strip of strips) {
    tops.push(next);
    next += strip.height + GAP;
  }
  const stepAxis = (index: number) => ({
    ...axis(
      {
        name: index === strips.length - 1 ? 'time step' : '',
        scale: 'linear',
        low: -0.5,
        high: specimen.shown - 0.5,
        write: (value) => String(value + 1),
        ticks: stepTicks(specimen.shown),
      },
      theme,
    ),
    gridIndex: index,
    nameLocation: 'middle',
    nameGap: 26,
    splitLine: { show: false },
    axisLine: { show: index === strips.length - 1, onZero: false, lineStyle: { color: theme.faint } },
    ...(index === strips.length - 1 ? {} : { axisLabel: { show: false }, axisTick: { show: false } }),
  });
  return {
    height: next + 14,
    probes: strips.map((strip) => probeOf(strip, specimen, shape)),
    option: {
      ...frame(theme),
      tooltip: { show: false },
      grid: strips.map(({ height }, index) => ({ left, right: 12, top: tops[index]!, height })),
      xAxis: strips.map((_, index) => stepAxis(index)),
      yAxis: strips.map((strip, index) => ({ ...rowAxis(strip, theme), gridIndex: index })),
      series: strips.flatMap(({ title, cells, colours, series }, index) => {
        const place = { xAxisIndex: index, yAxisIndex: index };
        return [
          ...(cells.length === 0 ? [] : [cellsSeries(cells, colours, { name: title, ...place })]),
          ...series.map((one) => ({ ...one, ...place })),
        ];
      }),
    },
  };
}

function stepTicks(shown: number): number[] {
  // Steps are counted from 1, as people do.
  return linearTicks(1, shown)
    .filter((tick) => Number.isInteger(tick))
    .map((tick) => tick - 1);
}

function leftRoom(strips: readonly Strip[]): number {
  const longest = Math.max(...strips.flatMap(({ names }) => (names ?? []).map((name) => name.length)), 4);
  return Math.min(110, 16 + 7 * longest);
}

function rowAxis({ title, rows, names, limits, height }: Strip, theme: Theme) {
  const [low, high] = limits ?? [-0.5, rows - 0.5];
  const every = names === null ? rows : Math.ceil((12 * rows) / height);
  const ticks =
    limits === undefined
      ? Array.from({ length: rows }, (_, row) => row).filter((row) => names !== null && row % every === 0)
      : linearTicks(low, high).filter((_, index, all) => all.length < 5 || index % 2 === 0);
  return {
    ...axis(
      {
        name: title,
        scale: 'linear',
        low,
        high,
        ticks,
        write: (value) => (limits === undefined ? shorten(names?.[value] ?? '') : compact(value)),
      },
      theme,
    ),
    inverse: limits === undefined,
    // The start of an inverse axis is above.
    nameLocation: limits === undefined ? 'start' : 'end',
    nameGap: 8,
    nameTextStyle: { color: theme.text, fontSize: 12, align: 'left', fontWeight: 600 },
    axisTick: { show: false },
    axisLine: { show: false },
    splitLine: { show: false },
  };
}

const shorten = (name: string): string => (name.length > 13 ? `${name.slice(0, 12)}…` : name);

function probeOf(strip: Strip, specimen: Specimen, shape: TaskShape) {
  return (x: number, y: number): string | null => {
    const step = Math.round(x);
    const row = strip.limits === undefined ? Math.round(y) : 0;
    if (step < 0 || step >= specimen.shown || row < 0 || row >= strip.rows) return null;
    const symbol = specimen.symbols?.[step];
    const input = symbol === undefined ? '' : `, input ${inputName(shape, symbol)}`;
    const rows = strip
      .probe(step, row)
      .map(([name, value]) => [escapeHtml(name), escapeHtml(value)] as const);
    return tooltipTable(escapeHtml(`step ${step + 1}${input}`), rows);
  };
}
