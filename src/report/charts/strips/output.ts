/**
 * Strips of a net's outputs after every step, with marks where the task scores them: probabilities as cells, numbers as
 * lines.
 */
import type { TaskShape } from '../../../tasks/define-task.ts';
import type { ChampionTrace, Specimen } from '../../data.ts';
import { levelOf } from '../cells.ts';
import { ramp, styleOf, type Theme } from '../theme.ts';
import { compact } from '../ticks.ts';
import { LEVELS, type Strip, square } from './strip.ts';

/** Most outputs that are drawn as lines. */
const LINES = 4;

export function outputStrip(
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
    // A sequence that the reader wrote has no right answer.
    title: `answer, probability 0 to 1${right.length === 0 ? '' : '; ○ what is right'}`,
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
