/** Table of the race: the columns that fit the width, and their cells. */
import { type Criterion, showsError, showsLoss, valueOfScore } from '../../tournament/spec/criterion.ts';
import type { Racer } from '../../watch/racing.ts';
import { brief, compact, share, trimmed } from '../../words/numbers.ts';
import { shortenedNames } from '../../words/shortened-names.ts';
import { shortTime } from '../../words/time.ts';
import { bar, gauge, trialMarks } from '../charts/marks.ts';
import { log10 } from '../charts/scale.ts';
import { bad, contestantSign, contestantStyle, faint, good, type Style, strong } from '../terminal/styles.ts';
import { fit, type Line, type Span, span, widthOf } from '../terminal/text.ts';

export interface Column {
  readonly head: string;
  readonly width: number;
  readonly side: 'left' | 'right';
  /** Priority of a column that may be dropped, the lowest first; a column without one stays. */
  readonly rank?: number;
  /** Cell, as wide as the column. */
  cell(racer: Racer): readonly Span[];
}

/** Column of texts. */
function textColumn(
  { head, width, side, rank }: Pick<Column, 'head' | 'width' | 'side' | 'rank'>,
  write: (racer: Racer) => readonly [string, (Style | undefined)?],
): Column {
  return {
    head,
    width,
    side,
    ...(rank === undefined ? {} : { rank }),
    cell(racer) {
      const [text, style] = write(racer);
      return [span(fit(text, width, side), style)];
    },
  };
}

/** Fewest columns of the terminal for all columns of the table. */
const WIDE = 110;
/** Most trials that are marked one by one; more are counted. */
const MARKED_TRIALS = 8;
const LEAST_NAME = 4;
const LEAST_BAR = 9;

export function columnsFor(width: number, racers: readonly Racer[], criterion: Criterion): Column[] {
  const columns = fittingColumns(middleColumns(width >= WIDE, racers, criterion), width);
  const used = columns.reduce((sum, column) => sum + column.width + 1, 0) + 'A '.length;
  const flexible = Math.max(LEAST_NAME + LEAST_BAR, width - used - 1);
  const longest = Math.max(10, ...racers.map(({ name }) => widthOf(name)));
  // The name takes the width that it needs, but leaves the bar a share.
  const nameWidth = Math.max(LEAST_NAME, Math.min(longest, Math.floor(flexible * 0.6), flexible - LEAST_BAR));
  const progress = progressColumn(Math.min(width >= WIDE ? 48 : 24, flexible - nameWidth));
  const sign = textColumn({ head: '', width: 1, side: 'left' }, ({ index }) => [
    contestantSign(index),
    { ...contestantStyle(index), weight: 'strong' },
  ]);
  const head = nameWidth < 'contestant'.length ? 'name' : 'contestant';
  const names = racers.map((racer) => racer.name);
  const short = shortenedNames(names, nameWidth, widthOf);
  const name = textColumn({ head, width: nameWidth, side: 'left' }, (racer) => [
    short[names.indexOf(racer.name)] ?? racer.name,
    racer.running > 0 ? strong : undefined,
  ]);
  const left = columns.filter(({ head }) => head === 'left');
  return [sign, name, ...columns.filter(({ head }) => head !== 'left'), progress, ...left];
}

/** Drops columns until name and bar have room. */
function fittingColumns(columns: readonly Column[], width: number): readonly Column[] {
  const used = columns.reduce((sum, column) => sum + column.width + 1, 0) + 'A '.length;
  const lowest = Math.min(...columns.map(({ rank }) => rank ?? Number.POSITIVE_INFINITY));
  if (used + LEAST_NAME + 1 + LEAST_BAR <= width || !Number.isFinite(lowest)) return columns;
  return fittingColumns(
    columns.filter(({ rank }) => rank !== lowest),
    width,
  );
}

function middleColumns(isWide: boolean, racers: readonly Racer[], criterion: Criterion): Column[] {
  const seeds = Math.max(1, ...racers.map(({ trials }) => trials.length));
  const digits = String(seeds).length;
  const done = textColumn(
    { head: 'done', width: Math.max(4, digits * 2 + 1), side: 'right', rank: 4 },
    ({ finished, trials }) => [`${finished}/${trials.length}`],
  );
  const solvedColumn = textColumn(
    { head: isWide ? 'solved' : '', width: isWide ? 6 : digits + 1, side: 'right', rank: 5 },
    ({ solved }) => (solved === 0 ? ['-', faint] : [`${solved}✓`, good]),
  );
  const counts = [done, solvedColumn];
  const marks = marksColumn(seeds, isWide ? 24 : MARKED_TRIALS);
  return [
    textColumn({ head: 'state', width: 13, side: 'left', rank: 6 }, ({ activity }) => [
      activity,
      activityStyle(activity),
    ]),
    ...(isWide ? [marks, ...counts] : seeds <= MARKED_TRIALS ? [marks] : counts),
    ...measureColumn(criterion, isWide),
    ...(showsError(criterion)
      ? [
          textColumn({ head: 'wrong', width: 6, side: 'right' }, ({ best }: Racer) => [
            best === null ? '-' : share(best.error),
          ]),
        ]
      : []),
    textColumn({ head: '', width: 1, side: 'left' }, ({ meets }) => [meets ? '✓' : ' ', good]),
    ...(isWide && criterion.measure === undefined ? [gaugeColumn(criterion.error)] : []),
    ...(showsLoss(criterion)
      ? [
          textColumn({ head: 'loss', width: 6, side: 'right', rank: 2 }, ({ best }: Racer) => [
            best === null ? '-' : brief(best.loss),
          ]),
        ]
      : []),
    textColumn({ head: 'MACs', width: 6, side: 'right', rank: 3 }, ({ macs }) => [
      macs === 0 ? '-' : compact(macs),
    ]),
    textColumn({ head: 'left', width: 6, side: 'right', rank: 1 }, ({ left }) => [shortTime(left), faint]),
  ];
}

/** Column of the measure that the task is judged by, where it is not the share wrong. */
function measureColumn(criterion: Criterion, isWide: boolean): Column[] {
  if (criterion.measure === undefined) return [];
  const { measure } = criterion;
  const width = Math.max(6, Math.min(isWide ? 20 : 10, widthOf(measure)));
  const value = ({ best }: Racer): string =>
    best?.score === undefined ? '-' : brief(valueOfScore(criterion, best.score));
  return [textColumn({ head: measure, width, side: 'right' }, (racer) => [value(racer)])];
}

function marksColumn(seeds: number, most: number): Column {
  const shown = Math.min(seeds, most);
  const width = Math.max('trials'.length, shown);
  return {
    head: 'trials',
    width,
    side: 'left',
    rank: 4,
    cell: ({ trials }) => [
      ...trialMarks(trials, shown),
      span(' '.repeat(width - Math.min(trials.length, shown))),
    ],
  };
}

function progressColumn(width: number): Column {
  return {
    head: 'budget',
    width,
    side: 'left',
    cell: ({ progress, index }) => [
      ...bar(progress, Math.max(0, width - 5), contestantStyle(index)),
      span(`${Math.floor(100 * progress)}%`.padStart(Math.min(5, width))),
    ],
  };
}

/** Column of the error on a logarithmic scale, worst at the left, with the criterion as a mark. */
function gaugeColumn(criterion: number): Column {
  const width = 14;
  // One decade beyond the criterion, and never less than two in all.
  const decades = Math.max(2, 1 - log10(criterion));
  const place = (error: number): number =>
    error <= 0 ? 1 : Math.max(0, Math.min(1, -log10(Math.min(1, error)) / decades));
  return {
    head: gaugeHead(width, place(criterion), criterion),
    width,
    side: 'left',
    cell: ({ best, meets, index }) =>
      gauge(
        best === null || !Number.isFinite(best.error) ? null : place(best.error),
        place(criterion),
        width,
        meets ? good : contestantStyle(index),
      ),
  };
}

/** Head of the gauge: all wrong at the left, and the criterion above its mark. */
function gaugeHead(width: number, criterionPlace: number, criterion: number): string {
  const label = trimmed(share(criterion));
  const at = Math.round(criterionPlace * (width - 1)) - (label.length >> 1);
  const from = Math.max(0, Math.min(at, width - label.length));
  return from < 5 ? label.padStart(from + label.length) : '100%'.padEnd(from) + label;
}

export const headOf = (columns: readonly Column[]): Line => [
  span(columns.map(({ head, width, side }) => fit(head, width, side)).join(' '), faint),
];

export const rowOf = (columns: readonly Column[], racer: Racer): Line =>
  columns.flatMap((column, index) => [...(index === 0 ? [] : [span(' ')]), ...column.cell(racer)]);

function activityStyle(activity: Racer['activity']): Style | undefined {
  if (activity === 'solved') return good;
  if (activity === 'exploded' || activity === 'failed') return bad;
  return ['waiting', 'out of budget', 'stopped', 'done'].includes(activity) ? faint : undefined;
}
