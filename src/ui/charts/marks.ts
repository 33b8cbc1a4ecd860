/** Small pictures of numbers: sparklines, histograms, bars, and a trial's state in one character. */
import type { TrialStanding } from '../../tournament/standing.ts';
import { bad, faint, good, type Style } from '../terminal/styles.ts';
import { type Line, type Span, span } from '../terminal/text.ts';

const EIGHTHS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const BLOCKS = [' ', ...EIGHTHS];

/** Sparkline: the values as blocks between the least and the greatest of them; values that are not finite are gaps. */
export function sparkline(values: readonly number[], width: number): string {
  const shown = resample(values, width);
  const finite = shown.filter(Number.isFinite);
  const least = Math.min(...finite);
  const span = Math.max(...finite) - least;
  return shown
    .map((value) => {
      if (!Number.isFinite(value)) return ' ';
      return EIGHTHS[span > 0 ? Math.min(7, Math.floor((8 * (value - least)) / span)) : 3]!;
    })
    .join('');
}

/** At most `count` of the values: the last of each group of neighbours. */
export function resample<T>(values: readonly T[], count: number): T[] {
  if (values.length <= count) return [...values];
  return Array.from(
    { length: count },
    (_, index) => values[Math.ceil(((index + 1) * values.length) / count) - 1]!,
  );
}

/**
 * Histogram as columns of blocks, `rows` high and `wide` characters each, top row first. Counts above 0 always show.
 */
export function histogram(counts: readonly number[], rows: number, wide: number): string[] {
  const most = Math.max(1, ...counts);
  return Array.from({ length: rows }, (_, row) =>
    counts
      .map((count) => {
        const eighths = count === 0 ? 0 : Math.max(1, Math.round((8 * rows * count) / most));
        const inRow = Math.max(0, Math.min(8, eighths - 8 * (rows - 1 - row)));
        return BLOCKS[inRow]!.repeat(wide);
      })
      .join(''),
  );
}

const PARTS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of `width` characters, filled in steps of an eighth. */
export function bar(share: number, width: number, style?: Style): Span[] {
  const eighths = Math.round(8 * width * Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0)));
  const filled = '█'.repeat(eighths >> 3) + PARTS[eighths % 8]!;
  return [span(filled, style), span('·'.repeat(width - filled.length), faint)];
}

const TRIAL_MARKS: Readonly<Record<TrialStanding['state'], readonly [string, Style]>> = {
  waiting: ['·', faint],
  running: ['▸', {}],
  solved: ['✓', good],
  budget: ['–', faint],
  exploded: ['✗', bad],
  stopped: ['□', faint],
  failed: ['!', bad],
};

/** Marks of trials, one character each; an ellipsis stands for those that do not fit. */
export function trialMarks(trials: readonly Pick<TrialStanding, 'state' | 'result'>[], width: number): Line {
  const shown = trials.length > width ? trials.slice(0, Math.max(0, width - 1)) : trials;
  const spans = shown.map(({ state, result }) => {
    // Solved on the validation set but not on the test set.
    const mark = state === 'solved' && result?.solved === false ? TRIAL_MARKS.budget : TRIAL_MARKS[state];
    return span(...mark);
  });
  return trials.length > width ? [...spans, span('…', faint)] : spans;
}

export const TRIAL_MARKS_MEANING = '✓ solved  – out of budget  ✗ exploded  ! failed  ▸ running  · waiting';

/**
 * Position of an error between all wrong (left) and nothing wrong (right), logarithmic, with the success criterion as a
 * mark: `────●──┊──`.
 * @param place 0 to 1 of the error, and of the criterion
 */
export function gauge(place: number | null, criterion: number, width: number, style?: Style): Span[] {
  const at = (share: number): number => Math.round(share * (width - 1));
  const cells = Array.from({ length: width }, (_, column) => (column === at(criterion) ? '┊' : '─'));
  if (place === null) return [span(cells.join(''), faint)];
  const point = at(place);
  return [
    span(cells.slice(0, point).join(''), faint),
    span('●', style),
    span(cells.slice(point + 1).join(''), faint),
  ];
}
