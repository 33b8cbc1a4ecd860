/** Sentences on the screen: over several lines where they are long, left out where they do not fit, and never cut. */
import { wrap } from '../../words/format.ts';
import type { Style } from './styles.ts';
import { type Line, line, lineWidth, span, widthOf } from './text.ts';

/** A sentence begins with a capital, a digit or a sign, so that `et al.` ends none. */
export const sentencesOf = (text: string): string[] =>
  text.split(/(?<=[.!?])\s+(?![a-z])/).filter((one) => one !== '');

/** A text in lines of at most `width` columns; a word that is wider goes on in the next line. */
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

/** The first of the lines that fits; empty where none does. */
export const firstFitting = (candidates: readonly Line[], width: number): Line =>
  candidates.find((one) => lineWidth(one) <= width) ?? [];

/** As many of the parts as fit, from the first on. */
export function fittingParts(parts: Line, width: number): Line {
  const kept = [...parts];
  while (kept.length > 0 && lineWidth(kept) > width) kept.pop();
  return kept;
}

/** Pieces that belong together each, with two spaces between them, in as few lines as there must be. */
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
 * Lines that somebody else has wrapped, as many as fit: a table may end anywhere, prose only where a sentence does.
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

/** A line of two ends; the right one is left out where there is no room for it. */
export function bothEnds(left: Line, right: Line, width: number): Line {
  const room = width - lineWidth(left) - lineWidth(right);
  return right.length > 0 && room >= 1 ? [...left, span(' '.repeat(room)), ...right] : left;
}
