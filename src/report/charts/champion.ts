/**
 * A champion on one test sequence, step by step: what goes in, how its hidden units answer, what it says and what
 * would have been right, on one axis of time.
 */
import type { LineSeriesOption, ScatterSeriesOption } from 'echarts';
import type { TaskShape } from '../../../tasks/define-task.ts';
import type { ChampionTrace, Specimen, Specimens } from '../data.ts';
import { escapeHtml } from '../escape.ts';
import { type Cell, cellsSeries, levelOf } from './cells.ts';
import { axis, type Drawing, frame, tooltipTable } from './frame.ts';
import { ramp, styleOf, type Theme } from './theme.ts';
import { compact, linearTicks } from './ticks.ts';
import type { View } from './view.ts';

const LEVELS = 25;
/** Outputs that are drawn as lines at most, and rows of names that are written out. */
const LINES = 4;
const GAP = 34;
/** The same for all nets, so that figures that stand side by side have their strips at one height. */
const HIDDEN = 160;

interface Strip {
  readonly title: string;
  readonly height: number;
  readonly rows: number;
  /** Rows are values on an axis and not cells. */
  readonly limits?: readonly [number, number];
  readonly names: readonly string[] | null;
  readonly cells: readonly Cell[];
  readonly colours: readonly string[];
  readonly series: readonly (LineSeriesOption | ScatterSeriesOption)[];
  readonly probe: (step: number, row: number) => readonly (readonly [string, string])[];
}

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
    hiddenStrip(specimen, trace, number, theme),
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
    // Of an inverse axis the start is above.
    nameLocation: limits === undefined ? 'start' : 'end',
    nameGap: 8,
    nameTextStyle: { color: theme.text, fontSize: 12, align: 'left', fontWeight: 600 },
    axisTick: { show: false },
    axisLine: { show: false },
    splitLine: { show: false },
  };
}

const shorten = (name: string): string => (name.length > 13 ? `${name.slice(0, 12)}…` : name);

function square(step: number, row: number, level: number): Cell {
  return { left: step - 0.5, right: step + 0.5, bottom: row - 0.5, top: row + 0.5, level };
}

function inputStrip({ symbols, dense, shown }: Specimen, shape: TaskShape, theme: Theme): Strip {
  const { inputs } = shape;
  const rows = symbols === null ? (dense?.[0]?.length ?? 1) : inputs.size;
  const names = Array.from({ length: rows }, (_, row) => inputName(shape, row));
  const most = Math.max(...(dense ?? []).flat().map(Math.abs), 1e-9);
  const cells =
    symbols === null
      ? (dense ?? []).flatMap((vector, step) =>
          vector.map((value, row) => square(step, row, levelOf((value / most + 1) / 2, LEVELS))),
        )
      : symbols.map((symbol, step) => square(step, symbol, LEVELS - 1));
  return {
    title: symbols === null ? `input, ±${compact(most)}` : 'input symbol',
    height: Math.max(24, Math.min(150, 14 * rows)),
    rows,
    names,
    cells,
    colours: symbols === null ? ramp(theme.signed, LEVELS) : ramp([theme.line, theme.text], LEVELS),
    series: [],
    probe: (step, row) =>
      step >= shown
        ? []
        : symbols === null
          ? [[`input ${names[row]}`, compact(dense?.[step]?.[row] ?? 0)]]
          : [['input', names[symbols[step]!] ?? '']],
  };
}

const inputName = ({ inputNames }: TaskShape, row: number): string => inputNames?.[row] ?? String(row + 1);

function hiddenStrip({ shown }: Specimen, trace: ChampionTrace, number: number, theme: Theme): Strip {
  const states = statesOf(trace, number);
  const cells = states.flatMap((row, step) =>
    row.map((state, unit) => square(step, unit, levelOf((state / trace.scale + 1) / 2, LEVELS))),
  );
  const rest = trace.hidden > trace.shown ? ` (${trace.shown} of ${trace.hidden})` : '';
  return {
    title: `hidden units${rest}, −${compact(trace.scale)} to ${compact(trace.scale)}`,
    height: HIDDEN,
    rows: trace.shown,
    names: trace.shown <= 16 ? Array.from({ length: trace.shown }, (_, unit) => String(unit + 1)) : null,
    cells,
    colours: ramp(theme.signed, LEVELS),
    series: [],
    probe: (step, unit) =>
      step >= shown ? [] : [[`hidden unit ${unit + 1}`, (states[step]?.[unit] ?? 0).toFixed(2)]],
  };
}

/** `[step][unit]` of one sequence. */
export function statesOf({ states, shown, scale }: ChampionTrace, number: number): number[][] {
  const bytes = atob(states[number] ?? '');
  return Array.from({ length: Math.floor(bytes.length / Math.max(1, shown)) }, (_, step) =>
    Array.from(
      { length: shown },
      (_unit, unit) => (scale * (bytes.charCodeAt(step * shown + unit) - 128)) / 127,
    ),
  );
}

function outputStrip(
  specimen: Specimen,
  trace: ChampionTrace,
  number: number,
  shape: TaskShape,
  theme: Theme,
): Strip {
  const outputs = trace.outputs[number] ?? [];
  return shape.loss === 'squared' || shape.outputs === 1
    ? outputLines(specimen, outputs, shape, theme)
    : outputCells(specimen, outputs, shape, theme);
}

function outputCells(
  { targets, shown }: Specimen,
  outputs: ChampionTrace['outputs'][number],
  shape: TaskShape,
  theme: Theme,
): Strip {
  const rows = shape.outputs;
  const names = Array.from({ length: rows }, (_, row) => shape.outputNames?.[row] ?? String(row + 1));
  const right = targets.flatMap(({ step, values }) =>
    shape.loss === 'softmax'
      ? [[step, values[0]!]]
      : values.flatMap((value, row) => (value > 0.5 ? [[step, row]] : [])),
  );
  return {
    title: 'answer, probability 0 to 1; ○ what is right',
    height: Math.max(40, Math.min(170, 16 * rows)),
    rows,
    names,
    cells: outputs.flatMap((row, step) =>
      row.map((share, output) => square(step, output, levelOf(share, LEVELS))),
    ),
    colours: ramp(theme.rising, LEVELS),
    series: [
      {
        type: 'scatter',
        name: 'right',
        data: right,
        symbol: 'circle',
        symbolSize: Math.max(4, Math.min(10, 150 / Math.sqrt(Math.max(1, right.length)))),
        itemStyle: { color: 'transparent', borderColor: theme.dark ? '#ffb347' : '#d55e00', borderWidth: 2 },
        silent: true,
        z: 3,
      },
    ],
    probe: (step, row) => {
      if (step >= shown) return [];
      const target = targets.find((one) => one.step === step);
      const wanted =
        target === undefined
          ? 'not scored here'
          : shape.loss === 'softmax'
            ? (names[target.values[0]!] ?? '')
            : names.filter((_, output) => target.values[output]! > 0.5).join(', ') || 'none';
      return [
        [`answer ${names[row]}`, (outputs[step]?.[row] ?? 0).toFixed(3)],
        ['right', wanted],
      ];
    },
  };
}

function outputLines(
  { targets, shown }: Specimen,
  outputs: ChampionTrace['outputs'][number],
  shape: TaskShape,
  theme: Theme,
): Strip {
  const count = Math.min(shape.outputs, LINES);
  const names = Array.from({ length: count }, (_, row) => shape.outputNames?.[row] ?? `output ${row + 1}`);
  const all = [...outputs.flatMap((row) => row.slice(0, count)), ...targets.flatMap(({ values }) => values)];
  const usable = all.filter(Number.isFinite);
  const low = Math.min(0, ...usable);
  const high = Math.max(shape.loss === 'bernoulli' ? 1 : 0, ...usable, low + 1e-6);
  const margin = 0.06 * (high - low);
  const more = shape.outputs > count ? `, first ${count} of ${shape.outputs}` : '';
  return {
    title: `answer${more}; ○ what is right`,
    height: 120,
    rows: 1,
    limits: [low - margin, high + margin],
    names: null,
    cells: [],
    colours: [],
    series: Array.from({ length: count }, (_, output) => output).flatMap((output) => {
      const { colour, dash, symbol } = styleOf(output, theme);
      return [
        {
          type: 'line' as const,
          name: names[output]!,
          data: outputs.map((row, step) => [step, row[output]!]),
          showSymbol: false,
          lineStyle: { color: colour, width: 1.8, type: dash as number[] },
          silent: true,
        },
        {
          type: 'scatter' as const,
          name: `right ${names[output]}`,
          data: targets.map(({ step, values }) => [step, values[output]!]),
          symbol,
          symbolSize: 9,
          itemStyle: {
            color: 'transparent',
            borderColor: theme.dark ? '#ffb347' : '#d55e00',
            borderWidth: 2,
          },
          silent: true,
          z: 3,
        },
      ];
    }),
    probe: (step) => {
      if (step >= shown) return [];
      const target = targets.find((one) => one.step === step);
      return names.flatMap((name, output) => [
        [name, compact(outputs[step]?.[output] ?? 0)] as const,
        [
          `right${count > 1 ? ` ${name}` : ''}`,
          target === undefined ? 'not scored here' : compact(target.values[output]!),
        ] as const,
      ]);
    },
  };
}

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
