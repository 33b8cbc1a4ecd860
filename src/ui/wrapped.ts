/** A sentence over several lines. */
import { wrap } from '../words/format.ts';
import type { Style } from './styles.ts';
import { cut, type Line, line } from './text.ts';

/** At most `most` lines of at most `width` columns, each after a space; the last one is cut where that is too few. */
export function sentenceLines(text: string, width: number, most: number, style?: Style): Line[] {
  if (text === '' || most <= 0) return [];
  const lines = wrap(text, width - 1, ' ');
  if (lines.length <= most) return lines.map((one) => line(one, style));
  const rest = lines.slice(most - 1).map((one) => one.trim());
  return [...lines.slice(0, most - 1), cut(` ${rest.join(' ')}`, width - 1)].map((one) => line(one, style));
}
