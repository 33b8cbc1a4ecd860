/** Species of a population over its generations, stacked: a column a validation, a letter a species. */

import type { Moment, SpeciesMoment } from '../../watch/story.ts';
import { share } from '../../words/numbers.ts';
import { resample } from '../charts/marks.ts';
import type { Area } from '../model/layout.ts';
import { contestantStyle, faint } from '../terminal/styles.ts';
import { type Line, type Span, span } from '../terminal/text.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const LABEL = 'species ';

/** Letter of a species: the same as long as it lives. */
const letterOf = (id: number): string => LETTERS[id % LETTERS.length]!;

/** Moments that tell of species. */
export const speciesIn = (history: readonly Moment[]): SpeciesMoment[] =>
  history.flatMap(({ species }) => (species === undefined || species.ids.length === 0 ? [] : [species]));

/** Bands of the species, the oldest at the bottom, over the generations. */
export function speciesLines(history: readonly Moment[], { width, height }: Area): Line[] {
  const told = speciesIn(history);
  const rows = Math.min(MOST_ROWS, height - 1);
  const room = Math.min(MOST_COLUMNS, width - LABEL.length - 1);
  if (rows < 2 || room < 4 || told.length === 0) return [];
  const columns = resample(told, room).map((one) => bandOf(one, rows));
  const last = told.at(-1)!;
  const greatest = Math.max(...last.sizes) / last.sizes.reduce((a, b) => a + b, 0);
  const from = `generation ${told[0]!.generation}`;
  const to = `${last.generation}: ${last.ids.length} species, greatest ${share(greatest).trim()}`;
  const gap = Math.max(2, columns.length - from.length - to.length);
  return [
    ...Array.from(
      { length: rows },
      (_, row): Line => [
        span(row === 0 ? LABEL : ' '.repeat(LABEL.length), faint),
        ...spansOf(columns.map((band) => band[row]!)),
      ],
    ),
    [span(`${' '.repeat(LABEL.length)}${from}${' '.repeat(gap)}${to}`.slice(0, width), faint)],
  ];
}

const MOST_ROWS = 10;
const MOST_COLUMNS = 100;

/** Species in each row of a column, top row first: that at the middle of the row. */
function bandOf({ ids, sizes }: SpeciesMoment, rows: number): number[] {
  const members = sizes.reduce((a, b) => a + b, 0);
  return Array.from({ length: rows }, (_, row) => {
    const at = ((rows - row - 0.5) / rows) * members;
    let sum = 0;
    const place = sizes.findIndex((size) => {
      sum += size;
      return at < sum;
    });
    return ids[place] ?? ids.at(-1)!;
  });
}

/** Letters in the colours of their species, neighbours of one species in one span. */
function spansOf(ids: readonly number[]): Span[] {
  const spans: Span[] = [];
  for (let begin = 0; begin < ids.length; ) {
    let end = begin + 1;
    while (end < ids.length && ids[end] === ids[begin]) end++;
    const id = ids[begin]!;
    spans.push(span(letterOf(id).repeat(end - begin), contestantStyle(id)));
    begin = end;
  }
  return spans;
}
