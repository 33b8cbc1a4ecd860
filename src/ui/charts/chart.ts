/** Line chart of braille dots: curves, axes with round numbers, and a level to reach. */

import { faint, good, type Style } from '../terminal/styles.ts';
import { type Line, span, widthOf } from '../terminal/text.ts';
import { BrailleCanvas } from './braille.ts';
import { place, type Scale, ticks } from './scale.ts';

export type Point = readonly [x: number, y: number];

export interface Curve {
  /** Points by rising x. A point with a NaN is a gap. */
  readonly points: readonly Point[];
  readonly style: Style;
  /** Letter at the curve's end, by which it is known without colours. */
  readonly sign?: string;
  /** Dotted line: only every `stride`-th dot is drawn. Default 1. */
  readonly stride?: number;
}

export interface Axis {
  readonly scale: Scale;
  /** True for an axis that shows whole numbers only. */
  readonly whole?: true;
  /** Text of a number on the axis, with its unit. */
  write(value: number): string;
}

export interface Chart {
  /** Size in columns and rows, axes included. */
  readonly width: number;
  readonly height: number;
  readonly x: Axis;
  readonly y: Axis;
  /** Curves; later ones are drawn over earlier ones. */
  readonly curves: readonly Curve[];
  /** A horizontal line, such as the success criterion. */
  readonly level?: number | undefined;
  /** True for signs along the curves too, for terminals without colours. */
  readonly signed?: boolean;
}

/** Fewest rows for a line between the dots and the numbers of the x axis. */
const ROWS_WITH_RULE = 7;

export function chartLines(chart: Chart): Line[] {
  return framedLines(chart, (columns, rows) => {
    const canvas = new BrailleCanvas(columns, rows);
    for (const curve of chart.curves) drawCurve(canvas, chart, curve);
    if (chart.level !== undefined) drawLevel(canvas, chart.y.scale, chart.level);
    for (const [index, curve] of chart.curves.entries()) sign(canvas, chart, curve, index);
    return canvas.lines();
  });
}

/** Two axes around a plot. */
export type Frame = Pick<Chart, 'width' | 'height' | 'x' | 'y'>;

/**
 * Axes with round numbers around a plot.
 * @param plot lines of a plot of that many columns and rows
 */
export function framedLines(frame: Frame, plot: (columns: number, rows: number) => readonly Line[]): Line[] {
  const ruled = frame.height >= ROWS_WITH_RULE;
  const rows = Math.max(1, frame.height - (ruled ? 2 : 1));
  const labels = yLabels(frame, rows);
  const margin = Math.max(...labels.map((label) => widthOf(label)));
  const columns = Math.max(2, frame.width - margin - 1);
  const marks = xMarks(frame.x, columns);
  const drawn = plot(columns, rows).map((dots, row) => [
    span(`${labels[row]!.padStart(margin)}${labels[row] === '' ? '│' : '┤'}`, faint),
    ...dots,
  ]);
  const rule = Array.from({ length: columns }, (_, column) =>
    marks.some((mark) => mark.column === column) ? '┬' : '─',
  );
  return [
    ...drawn,
    ...(ruled ? [[span(`${' '.repeat(margin)}└${rule.join('')}`, faint)]] : []),
    [span(xLabels(marks, margin + 1, frame.width), faint)],
  ];
}

/** Numbers beside the y axis, `[row]`; empty for a row without one. */
function yLabels({ y }: Frame, rows: number): string[] {
  const labels = new Array<string>(rows).fill('');
  for (const value of ticks(y.scale, Math.max(2, Math.ceil(rows / 3)))) {
    labels[cellRow(y.scale, value, rows)] = y.write(value);
  }
  return labels;
}

const dotRow = (scale: Scale, value: number, height: number): number =>
  Math.round((1 - place(scale, value)) * (height - 1));
const cellRow = (scale: Scale, value: number, rows: number): number => dotRow(scale, value, 4 * rows) >> 2;

function drawCurve(canvas: BrailleCanvas, { x, y }: Chart, { points, style, stride }: Curve): void {
  let before: readonly [number, number] | null = null;
  for (const [cost, value] of points) {
    const column = place(x.scale, cost) * (canvas.width - 1);
    if (Number.isNaN(column) || Number.isNaN(value)) {
      before = null;
      continue;
    }
    const at = [Math.round(column), dotRow(y.scale, value, canvas.height)] as const;
    if (before === null) canvas.dot(...at, style);
    else if (at[0] !== before[0] || at[1] !== before[1]) {
      canvas.stroke(...before, ...at, style, stride);
    }
    before = at;
  }
}

/** Draws the level into free cells, so that curves stay whole. */
function drawLevel(canvas: BrailleCanvas, scale: Scale, value: number): void {
  const row = cellRow(scale, value, canvas.rows);
  for (let column = 0; column < canvas.columns; column++) {
    if (canvas.isFree(column, row)) canvas.letter(column, row, '╌', good);
  }
}

const COLUMNS_BETWEEN_SIGNS = 18;

/** Puts the curve's letter at its end and at places along the curve, a cell above or below where one is taken. */
function sign(canvas: BrailleCanvas, chart: Chart, curve: Curve, index: number): void {
  if (curve.sign === undefined) return;
  const drawn = curve.points.filter(([cost, value]) => !Number.isNaN(cost) && !Number.isNaN(value));
  const last = drawn.at(-1);
  if (last === undefined) return;
  const cellOf = ([cost, value]: Point) => ({
    column: Math.round(place(chart.x.scale, cost) * (canvas.width - 1)) >> 1,
    row: cellRow(chart.y.scale, value, canvas.rows),
  });
  const put = (column: number, row: number): void => {
    const near = [0, -1, 1, -2, 2, -3, 3].map((away) => row + away);
    const free = near.find((one) => canvas.holds(column, one) && !canvas.hasSign(column, one));
    if (free !== undefined) canvas.sign(column, free, curve.sign!, { ...curve.style, weight: 'strong' });
  };
  const end = cellOf(last);
  put(Math.min(end.column + 1, canvas.columns - 1), end.row);
  if (!chart.signed) return;
  let next = (index * 5) % COLUMNS_BETWEEN_SIGNS;
  for (const [at, point] of drawn.entries()) {
    const to = cellOf(point);
    const from = cellOf(drawn[Math.max(0, at - 1)]!);
    for (; next <= to.column && next < end.column - 2; next += COLUMNS_BETWEEN_SIGNS) {
      const way = to.column === from.column ? 1 : (next - from.column) / (to.column - from.column);
      if (way >= 0) put(next, Math.round(from.row + way * (to.row - from.row)));
    }
  }
}

interface Mark {
  readonly column: number;
  readonly label: string;
}

function xMarks(axis: Axis, columns: number): Mark[] {
  const width = Math.max(6, ...ticks(axis.scale, 4).map((value) => widthOf(axis.write(value)))) + 3;
  const values = ticks(axis.scale, Math.max(1, Math.floor(columns / width)));
  return values
    .filter((value) => !axis.whole || Number.isInteger(value))
    .map((value) => ({
      column: Math.round(place(axis.scale, value) * (2 * columns - 1)) >> 1,
      label: axis.write(value),
    }));
}

/** Numbers under their marks; a number that would run into the one before is left out. */
function xLabels(marks: readonly Mark[], margin: number, width: number): string {
  let text = '';
  for (const { column, label } of marks) {
    const wide = widthOf(label);
    const from = Math.max(0, Math.min(margin + column - (wide >> 1), width - wide));
    if (text !== '' && from < text.length + 1) continue;
    text = text.padEnd(from) + label;
  }
  return text;
}
