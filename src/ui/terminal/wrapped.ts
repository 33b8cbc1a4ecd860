/** Sentences on the screen: wrapped where they are long, left out where they do not fit, and never cut. */
import { wrap } from '../../words/text.ts';
import type { Style } from './styles.ts';
import { type Line, line, lineWidth, span, widthOf } from './text.ts';

/** Sentences of a text. A sentence begins with a capital, a digit or a sign, so that `et al.` ends none. */
export const sentencesOf = (text: string): string[] =>
  text.split(/(?<=[.!?])\s+(?![a-z])/).filter((one) => one !== '');

/** Text in lines of at most `width` columns; a word that is wider goes on in the next line. */
export function wrapped(text: string, width: number, indent = ''): string[] {
  return wrap(text, width, indent).flatMap((one) => {
    if (widthOf(one) <= width) return [one];
    const lines: string[] = [];
    let last = '';
    for (const character of one) {
      if (last.length > indent.length && widthOf(last + character) > width) {
        lines.push(last);
        last = indent;
      }
      last += character;
    }
    return [...lines, last];
  });
}

/** Whole sentences of the text, as many as fit on `most` lines of at most `width` columns, each after a space. */
export function sentenceLines(text: string, width: number, most: number, style?: Style): Line[] {
  const sentences = sentencesOf(text);
  for (let count = sentences.length; count > 0; count--) {
    const lines = wrapped(sentences.slice(0, count).join(' '), width - 1, ' ');
    if (lines.length <= most) return lines.map((one) => line(one, style));
  }
  return [];
}

/** First of the lines that fits; empty where none does. */
export const firstFitting = (candidates: readonly Line[], width: number): Line =>
  candidates.find((one) => lineWidth(one) <= width) ?? [];

/** Leading parts that fit. */
export function fittingParts(parts: Line, width: number): Line {
  const kept = [...parts];
  while (kept.length > 0 && lineWidth(kept) > width) kept.pop();
  return kept;
}

/** Pieces that must not be broken, with two spaces between them, in the fewest lines. */
export function pieceLines(pieces: readonly string[], width: number, style?: Style, indent = ''): Line[] {
  const lines: string[] = [];
  for (const piece of pieces) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(`${last}  ${piece}`) <= width)
      lines[lines.length - 1] = `${last}  ${piece}`;
    else lines.push(indent + piece);
  }
  return lines.every((one) => widthOf(one) <= width) ? lines.map((one) => line(one, style)) : [];
}

/**
 * Lines that were wrapped elsewhere, as many as fit: a table may end anywhere, prose only where a sentence does.
 * @param lines paragraphs and tables, with blank lines between them
 */
export function wholeSentences(lines: readonly Line[], most: number): readonly Line[] {
  if (lines.length <= most) return lines;
  const texts = lines.map((one) =>
    one
      .map(({ text }) => text)
      .join('')
      .trimEnd(),
  );
  // Columns stand two spaces apart, words do not.
  const mayEndAfter = (row: number): boolean => {
    const [here, next] = [texts[row]!, texts[row + 1] ?? ''];
    return next === '' || /[.!?]$/.test(here) || (/\S {2,}\S/.test(here) && /\S {2,}\S/.test(next));
  };
  for (let count = Math.max(0, most); count > 0; count--) {
    if (mayEndAfter(count - 1)) return lines.slice(0, count);
  }
  return [];
}

/** Line with text at both ends; the right one is left out where it does not fit. */
export function bothEnds(left: Line, right: Line, width: number): Line {
  const room = width - lineWidth(left) - lineWidth(right);
  return right.length > 0 && room >= 1 ? [...left, span(' '.repeat(room)), ...right] : left;
}
