/** Brief race: a few lines above another panel. */

import { type Criterion, valueOfScore } from '../../tournament/spec/criterion.ts';
import type { Racer } from '../../watch/racing.ts';
import type { Best } from '../../watch/story.ts';
import { brief, share } from '../../words/numbers.ts';
import { shortenedNames } from '../../words/shortened-names.ts';
import { bar } from '../charts/marks.ts';
import { contestantSign, contestantStyle, faint, good, strong } from '../terminal/styles.ts';
import { fit, type Line, span, widthOf } from '../terminal/text.ts';

/** Cells of contestants, as many beside each other as fit: letter, name, best error, progress. */
export function briefRaceLines(
  racers: readonly Racer[],
  width: number,
  height: number,
  criterion?: Criterion,
): Line[] {
  const reached = ({ error, score }: Best): string =>
    criterion?.alone && score !== undefined ? brief(valueOfScore(criterion, score)) : share(error);
  const perRow = Math.max(1, Math.min(racers.length, Math.floor(width / 38)));
  const cellWidth = Math.floor(width / perRow) - 2;
  const nameWidth = Math.max(4, cellWidth - 23);
  const names = shortenedNames(
    racers.map(({ name }) => name),
    nameWidth,
    widthOf,
  );
  const most = perRow * height;
  const cells = racers.slice(0, racers.length > most ? most - 1 : most).map((racer, place): Line => {
    const { index, best, meets, progress } = racer;
    const style = contestantStyle(index);
    return [
      span(`${contestantSign(index)} `, { ...style, weight: 'strong' }),
      span(fit(names[place]!, nameWidth), racer.running > 0 ? strong : undefined),
      span(` ${(best === null ? '-' : reached(best)).padStart(6)}`),
      span(meets ? ' ✓ ' : '   ', good),
      ...bar(progress, 6, style),
      span(`${Math.floor(100 * progress)}%`.padStart(5)),
      span('  '),
    ];
  });
  if (racers.length > most) cells.push([span(`and ${racers.length - most + 1} more`, faint)]);
  return Array.from({ length: Math.ceil(cells.length / perRow) }, (_, row) =>
    cells.slice(row * perRow, (row + 1) * perRow).flat(),
  );
}

/** Rows of the brief race. */
export const briefRows = (contestants: number, width: number): number =>
  Math.ceil(contestants / Math.max(1, Math.min(contestants, Math.floor(width / 38))));
