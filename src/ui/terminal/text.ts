/** Lines of styled text with known width, the material of all panels. */
import stringWidth from 'string-width';
import { printable } from '../../words/printable.ts';
import { type Colours, type Style, sequences } from './styles.ts';

export interface Span {
  readonly text: string;
  readonly style?: Style | undefined;
}

/** One row of the screen. */
export type Line = readonly Span[];

/** Span of text. Characters of foreign texts (names, messages) that would act on the terminal are escaped. */
export const span = (text: string, style?: Style): Span => ({ text: shown(text), style });
export const line = (text: string, style?: Style): Line => [span(text, style)];
export const blank: Line = [];

const PRINTABLE = /^[\x20-\x7e\u2500-\u259f\u2800-\u28ff]*$/;

const shown = (text: string): string => (PRINTABLE.test(text) ? text : printable(text));

/** Columns that a text takes on a terminal. */
export function widthOf(text: string): number {
  return PRINTABLE.test(text) ? text.length : stringWidth(text);
}

export const lineWidth = (spans: Line): number => spans.reduce((sum, { text }) => sum + widthOf(text), 0);

/** Text in exactly that many columns: padded with spaces, or cut with an ellipsis. */
export function fit(text: string, width: number, side: 'left' | 'right' = 'left'): string {
  const fitting = cut(shown(text), width);
  const room = ' '.repeat(Math.max(0, width - widthOf(fitting)));
  return side === 'left' ? fitting + room : room + fitting;
}

/** Text in at most that many columns. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  if (width <= 0) return '';
  let kept = '';
  let columns = 0;
  for (const character of text) {
    const wide = widthOf(character);
    if (columns + wide > width - 1) break;
    kept += character;
    columns += wide;
  }
  return `${kept}…`.padEnd(kept.length + 1 + Math.max(0, width - 1 - columns));
}

/** Line in at most that many columns. */
export function cutLine(spans: Line, width: number): Line {
  if (lineWidth(spans) <= width) return spans;
  const kept: Span[] = [];
  let room = width;
  for (const one of spans) {
    if (room <= 0) break;
    const text = cut(one.text, room);
    kept.push({ ...one, text });
    room -= widthOf(text);
  }
  return kept;
}

/** Line padded with spaces to exactly that many columns. */
export function fillLine(spans: Line, width: number): Line {
  const cutToWidth = cutLine(spans, width);
  return [...cutToWidth, span(' '.repeat(Math.max(0, width - lineWidth(cutToWidth))))];
}

/** Left and right text with a gap between them; the right one is cut first, then the left. */
export function ends(left: Line, right: Line, width: number): Line {
  const room = width - lineWidth(left) - lineWidth(right);
  if (room >= 1) return [...left, span(' '.repeat(room)), ...right];
  const rest = width - lineWidth(left) - 1;
  return rest >= 8 ? [...left, span(' '), ...cutLine(right, rest)] : cutLine(left, width);
}

/** Lines side by side with `gap` columns between them; the columns have these widths. */
export function beside(
  left: readonly Line[],
  leftWidth: number,
  right: readonly Line[],
  gap: number,
): readonly Line[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, row) => [
    ...fillLine(left[row] ?? blank, leftWidth),
    span(' '.repeat(gap)),
    ...(right[row] ?? blank),
  ]);
}

/** Text and control sequences of a line, for a terminal with that many colours. */
export function paintLine(spans: Line, colours: Colours): string {
  let painted = '';
  let ending = '';
  let before: Style | undefined;
  for (const { text, style } of spans) {
    if (text === '') continue;
    if (style !== before) {
      const [begin, end] = style === undefined ? ['', ''] : sequences(style, colours);
      painted += ending + begin;
      ending = end;
      before = style;
    }
    // A span that was not made by `span` is escaped too; its width counted no more characters.
    painted += shown(text);
  }
  return painted + ending;
}
