/** Lines, points, intervals and levels of a figure as a chart of braille dots. */
import { axisLimits, valueNumber } from '../../lab/axis.ts';
import type { LabLevel, LabLine, LabLines } from '../../lab/figure.ts';
import { BrailleCanvas } from '../charts/braille.ts';
import { framedLines } from '../charts/chart.ts';
import { place, type Scale } from '../charts/scale.ts';
import { good, type Style } from '../terminal/styles.ts';
import type { Line } from '../terminal/text.ts';
import {
  chartRows,
  isSigned,
  type LegendEntry,
  legendLines,
  nameAbove,
  nameBelow,
  type Space,
  signOf,
  styleOf,
  terminalAxis,
} from './space.ts';

export function linesLines(drawing: LabLines, space: Space): Line[] {
  const { lines, levels = [] } = drawing;
  const x = terminalAxis(drawing.x, xLimits(drawing));
  const y = terminalAxis(drawing.y, yLimits(drawing));
  const signed = isSigned(space, lines.length);
  const plot = (columns: number, rows: number): Line[] => {
    const canvas = new BrailleCanvas(columns, rows);
    const at = onCanvas(canvas, x.scale, y.scale);
    for (const [index, one] of lines.entries()) drawBand(canvas, at, one, colourOf(one, index));
    for (const [index, one] of lines.entries()) drawLine(canvas, at, one, index, signed);
    for (const level of levels) drawLevel(canvas, x.scale, y.scale, level);
    return canvas.lines();
  };
  return [
    ...nameAbove(drawing.y, space),
    ...framedLines({ width: space.width, height: chartRows(space), x, y }, plot),
    ...nameBelow(drawing.x, space),
    ...legendLines([...lineEntries(lines, signed), ...levelEntries(levels, drawing)], space),
  ];
}

export const xLimits = ({ x, lines, levels = [] }: LabLines): readonly [number, number] =>
  axisLimits(x, [
    ...lines.flatMap(({ points }) => points.map(([at]) => at)),
    ...levels.flatMap(({ at, axis }) => (axis === 'x' ? [at] : [])),
  ]);

export const yLimits = ({ y, lines, levels = [] }: LabLines): readonly [number, number] =>
  axisLimits(
    y,
    [
      ...lines.flatMap(({ points, band = [] }) => [
        ...points.map(([, value]) => value),
        ...band.flatMap((ends) => ends ?? []),
      ]),
      ...levels.flatMap(({ at, axis }) => (axis === 'y' ? [at] : [])),
    ],
    0.04,
  );

const colourOf = ({ colour }: LabLine, index: number): Style => styleOf(colour ?? index);

type Dot = readonly [column: number, row: number];
/** Dot of a point; null where it has no place. */
type Place = (x: number, y: number | null | undefined) => Dot | null;

function onCanvas(canvas: BrailleCanvas, x: Scale, y: Scale): Place {
  const isOn = ({ from, to, log }: Scale, value: number): boolean =>
    Number.isFinite(value) &&
    (!log || value > 0) &&
    value >= from - 1e-9 * (to - from) &&
    value <= to + 1e-9 * (to - from);
  return (across, up) => {
    if (up === null || up === undefined || !Number.isFinite(up) || (y.log && up <= 0) || !isOn(x, across))
      return null;
    // Values beyond the upper or the lower end stand at the end.
    return [
      Math.round(place(x, across) * (canvas.width - 1)),
      Math.round((1 - place(y, up)) * (canvas.height - 1)),
    ];
  };
}

/** Ends of the intervals as two dotted lines. */
function drawBand(canvas: BrailleCanvas, at: Place, { points, band = [] }: LabLine, style: Style): void {
  for (const end of [0, 1] as const) {
    stroke(
      canvas,
      points.map(([x], index) => at(x, band[index]?.[end])),
      style,
      4,
    );
  }
}

function stroke(canvas: BrailleCanvas, dots: readonly (Dot | null)[], style: Style, stride: number): void {
  let before: Dot | null = null;
  for (const dot of dots) {
    if (dot !== null) {
      if (before === null) canvas.dot(...dot, style);
      else canvas.stroke(...before, ...dot, style, stride);
    }
    before = dot;
  }
}

const COLUMNS_BETWEEN_SIGNS = 16;

function drawLine(canvas: BrailleCanvas, at: Place, drawn: LabLine, index: number, signed: boolean): void {
  const style = colourOf(drawn, index);
  const dots = drawn.points.map(([x, y]) => at(x, y));
  if (drawn.mark === 'points') {
    for (const dot of dots) {
      if (dot !== null) canvas.letter(dot[0] >> 1, dot[1] >> 2, signed ? signOf(index) : '•', style);
    }
    return;
  }
  stroke(canvas, drawn.mark === 'steps' ? stepped(dots) : dots, style, drawn.mark === 'dashed' ? 3 : 1);
  if (!signed) return;
  // Letters along the line; each line begins elsewhere.
  let next = (index * 5) % COLUMNS_BETWEEN_SIGNS;
  const last = dots.findLast((dot) => dot !== null);
  for (const dot of dots) {
    if (dot === null) continue;
    const [column, row] = [dot[0] >> 1, dot[1] >> 2];
    if (dot !== last && column < next) continue;
    if (!canvas.hasSign(column, row)) canvas.sign(column, row, signOf(index), { ...style, weight: 'strong' });
    while (next <= column) next += COLUMNS_BETWEEN_SIGNS;
  }
}

/** Corners of a line that keeps each value until the next. */
function stepped(dots: readonly (Dot | null)[]): (Dot | null)[] {
  return dots.flatMap((dot, index) => {
    const before = dots[index - 1];
    return dot === null || before === null || before === undefined
      ? [dot]
      : [[dot[0], before[1]] as const, dot];
  });
}

/** Draws the level into free cells, so that lines stay whole. */
function drawLevel(canvas: BrailleCanvas, x: Scale, y: Scale, { axis, at }: LabLevel): void {
  const scale = axis === 'x' ? x : y;
  if (at < scale.from || at > scale.to) return;
  const share = place(scale, at);
  if (axis === 'y') {
    const row = Math.round((1 - share) * (canvas.height - 1)) >> 2;
    for (let column = 0; column < canvas.columns; column++) {
      if (canvas.isFree(column, row)) canvas.letter(column, row, '╌', good);
    }
  } else {
    const column = Math.round(share * (canvas.width - 1)) >> 1;
    for (let row = 0; row < canvas.rows; row++) {
      if (canvas.isFree(column, row)) canvas.letter(column, row, '╎', good);
    }
  }
}

export const lineEntries = (lines: readonly LabLine[], signed: boolean): LegendEntry[] =>
  lines.map((one, index) => {
    const stroke = one.mark === 'points' ? '•' : one.mark === 'dashed' ? '╌╌' : '──';
    const mark = !signed
      ? stroke
      : one.mark === 'points'
        ? signOf(index)
        : `${stroke[0]}${signOf(index)}${stroke[0]}`;
    return { mark, style: colourOf(one, index), text: one.name };
  });

export const levelEntries = (
  levels: readonly LabLevel[],
  { x, y }: Pick<LabLines, 'x'> & Partial<Pick<LabLines, 'y'>>,
): LegendEntry[] =>
  levels.map(({ name, at, axis }) => ({
    mark: axis === 'x' ? '╎' : '╌',
    style: good,
    text: `${name} (${valueNumber(axis === 'x' ? x : (y ?? x), at)})`,
  }));
