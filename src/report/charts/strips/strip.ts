/** Strip of a champion's figure: rows over the time steps, as cells or as lines. */
import type { LineSeriesOption, ScatterSeriesOption } from 'echarts';
import type { TaskShape } from '../../../tasks/define-task.ts';
import type { Cell } from '../cells.ts';

/** Number of colours of a strip's cells. */
export const LEVELS = 25;

export interface Strip {
  readonly title: string;
  readonly height: number;
  readonly rows: number;
  /** Limits of the vertical axis, for rows that are values and not cells. */
  readonly limits?: readonly [number, number];
  readonly names: readonly string[] | null;
  readonly cells: readonly Cell[];
  readonly colours: readonly string[];
  readonly series: readonly (LineSeriesOption | ScatterSeriesOption)[];
  readonly probe: (step: number, row: number) => readonly (readonly [string, string])[];
}

/** Cell of a row at a step. */
export function square(step: number, row: number, level: number): Cell {
  return { left: step - 0.5, right: step + 0.5, bottom: row - 0.5, top: row + 0.5, level };
}

export const inputName = ({ inputNames }: TaskShape, row: number): string =>
  inputNames?.[row] ?? String(row + 1);
