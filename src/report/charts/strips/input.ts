/** Strips of a net's inputs: the symbol of each step, or the numbers of its input vector. */
import type { TaskShape } from '../../../tasks/define-task.ts';
import type { Specimen } from '../../data.ts';
import { levelOf } from '../cells.ts';
import { ramp, type Theme } from '../theme.ts';
import { compact } from '../ticks.ts';
import { inputName, LEVELS, type Strip, square } from './strip.ts';

export function inputStrip({ symbols, dense, shown }: Specimen, shape: TaskShape, theme: Theme): Strip {
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
