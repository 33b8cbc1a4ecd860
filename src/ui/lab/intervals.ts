/** Values with intervals, one row each: `msgd  ├───●──┤   0.52 (0.40 to 0.61)`. */
import { axisLimits, axisNumber, valueNumber } from '../../lab/axis.ts';
import type { LabInterval, LabIntervals } from '../../lab/figure.ts';
import { place, type Scale, ticks } from '../charts/scale.ts';
import { faint, good } from '../terminal/styles.ts';
import { fillLine, type Line, line, type Span, span, widthOf } from '../terminal/text.ts';
import { wrapped } from '../terminal/wrapped.ts';
import { levelEntries } from './lines.ts';
import { legendLines, nameBelow, type Space, styleOf, terminalAxis } from './space.ts';

export function intervalLimits({ x, rows, levels = [] }: LabIntervals): readonly [number, number] {
  const values = rows.flatMap(({ value, interval }) => [value, ...(interval ?? [])]);
  return axisLimits(x, [...values, ...levels.map(({ at }) => at)], 0.04);
}

/** Most of the width that names may take, and least columns of the bars. */
const MOST_NAMES = 0.35;
const LEAST_BARS = 16;

export function intervalLines(drawing: LabIntervals, space: Space): Line[] {
  const { x, rows, levels = [] } = drawing;
  const axis = terminalAxis(x, intervalLimits(drawing));
  const texts = rows.map((row) => valueText(row, drawing));
  const longest = Math.max(0, ...rows.map(({ name }) => widthOf(name)));
  const names = Math.min(longest, Math.max(8, Math.floor(MOST_NAMES * space.width)));
  const written = Math.max(0, ...texts.map((text) => widthOf(text)));
  const beside = space.width - names - written - 4;
  const isBeside = beside >= LEAST_BARS;
  const bars = isBeside ? beside : space.width - names - 2;
  const shown = rows.flatMap((row, index) => {
    const [first = '', ...rest] = wrapped(row.name, names);
    const bar = barOf(
      row,
      axis.scale,
      bars,
      levels.map(({ at }) => at),
      index,
    );
    const head: Line = [...fillLine([span(first)], names), span('  '), ...bar];
    const more = rest.map((one) => line(one));
    if (isBeside) return [[...head, span('  '), span(texts[index]!)], ...more, ...noteLines(row, space)];
    return [
      head,
      ...more,
      ...wrapped(texts[index]!, space.width, '    ').map((one) => line(one)),
      ...noteLines(row, space),
    ];
  });
  return [
    ...shown,
    [span(`${' '.repeat(names + 2)}${ruler(axis.scale, bars, (value) => axisNumber(x, value))}`, faint)],
    ...nameBelow(x, space),
    ...legendLines(levelEntries(levels, { x }), space),
  ];
}

/** `0.52 (0.40 to 0.61)`; `none` where there is no value. */
function valueText({ value, interval }: LabInterval, { x }: LabIntervals): string {
  const write = (number: number): string => valueNumber(x, number);
  const shown = value === null ? 'none' : write(value);
  return interval === null ? shown : `${shown} (${write(interval[0])} to ${write(interval[1])})`;
}

const noteLines = ({ note }: LabInterval, { width }: Space): Line[] =>
  note === undefined ? [] : wrapped(note, width, '    ').map((one) => line(one, faint));

function barOf(
  { value, interval, colour }: LabInterval,
  scale: Scale,
  width: number,
  levels: readonly number[],
  index: number,
): Span[] {
  const cells = new Array<string>(width).fill(' ');
  const isShown = (at: number): boolean => Number.isFinite(at) && !(scale.log && at <= 0);
  const column = (at: number): number => Math.round(place(scale, at) * (width - 1));
  for (const level of levels) if (isShown(level)) cells[column(level)] = '╎';
  const marks = cells.map((cell) => span(cell, good));
  const style = styleOf(colour ?? index);
  const put = (at: number, character: string): void => {
    marks[at] = span(character, style);
  };
  if (interval?.every(isShown)) {
    const [from, to] = [column(interval[0]), column(interval[1])];
    for (let at = from; at <= to; at++) put(at, '─');
    put(from, '├');
    put(to, '┤');
  }
  if (value !== null && isShown(value)) put(column(value), '●');
  return marks;
}

/** Round numbers below the bars, each under its place; one that would run into the one before is left out. */
export function ruler(scale: Scale, width: number, write: (value: number) => string): string {
  let text = '';
  for (const value of ticks(scale, Math.max(2, Math.floor(width / 12)))) {
    const label = write(value);
    const at = Math.round(place(scale, value) * (width - 1));
    const from = Math.max(0, Math.min(at - (label.length >> 1), width - label.length));
    if (text === '' || from > text.length) text = text.padEnd(from) + label;
  }
  return text;
}
