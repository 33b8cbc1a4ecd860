/** Room for a drawing, and what all drawings share. */
import { axisNumber } from '../../lab/axis.ts';
import type { LabAxis } from '../../lab/figure.ts';
import type { Axis } from '../charts/chart.ts';
import {
  type Colours,
  contestantSign,
  contestantStyle,
  faint,
  hasSigns,
  type Style,
} from '../terminal/styles.ts';
import { type Line, line, lineWidth, span } from '../terminal/text.ts';
import { wrapped } from '../terminal/wrapped.ts';

export interface Space {
  /** Width in columns. */
  readonly width: number;
  readonly colours: Colours;
}

/** Rows of a chart, axes included. */
export const chartRows = ({ width }: Space): number => (width < 100 ? 14 : 18);

export const terminalAxis = (axis: LabAxis, [from, to]: readonly [number, number]): Axis => ({
  scale: { from, to, log: axis.scale === 'log' },
  ...(axis.whole === true ? { whole: true } : {}),
  write: (value) => axisNumber(axis, value),
});

/** Name of the vertical axis above a plot, and of the horizontal one below it. */
export const nameAbove = ({ name }: LabAxis, { width }: Space): Line[] =>
  wrapped(`↑ ${name}`, width).map((text) => line(text, faint));
export const nameBelow = ({ name }: LabAxis, { width }: Space): Line[] =>
  wrapped(`→ ${name}`, width).map((text) => line(text, faint));

/** Style and letter of a line or a row, by the index of its colour. */
export const styleOf = (colour: number): Style => contestantStyle(colour);
export const signOf = (place: number): string => contestantSign(place);

/** True where letters stand along lines, since colours do not tell them apart. */
export const isSigned = ({ colours }: Space, lines: number): boolean => hasSigns(colours) && lines > 1;

export interface LegendEntry {
  readonly mark: string;
  readonly style?: Style;
  readonly text: string;
}

/** Legend in the fewest lines; an entry that is wider than a line is wrapped, none is cut. */
export function legendLines(entries: readonly LegendEntry[], { width }: Space): Line[] {
  const lines: Line[] = [];
  for (const { mark, style, text } of entries) {
    const entry: Line = [span(mark, style), span(` ${text}`)];
    const last = lines.at(-1);
    if (last !== undefined && lineWidth(last) + 2 + lineWidth(entry) <= width) {
      lines[lines.length - 1] = [...last, span('  '), ...entry];
    } else if (lineWidth(entry) <= width) lines.push(entry);
    else {
      const [first = '', ...rest] = wrapped(text, width, ' '.repeat(mark.length + 1));
      lines.push([span(mark, style), span(` ${first.trimStart()}`)], ...rest.map((one) => line(one)));
    }
  }
  return lines;
}
