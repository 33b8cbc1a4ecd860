/** Tables of a tuning: a row a search with its best candidate so far; and the best candidates of one search. */
import { type Criterion, showsError } from '../../tournament/spec/criterion.ts';
import type { CandidateStanding, SearchStanding } from '../../watch/tuning-standing.ts';
import { compact, share } from '../../words/numbers.ts';
import { shortenedNames } from '../../words/shortened-names.ts';
import { bar } from '../charts/marks.ts';
import { contestantSign, contestantStyle, faint, good, type Style, strong } from '../terminal/styles.ts';
import { cut, fit, type Line, type Span, span, widthOf } from '../terminal/text.ts';

interface Column<Row> {
  readonly head: string;
  readonly width: number;
  readonly side: 'left' | 'right';
  /** Priority of a column that may be dropped, the lowest first; a column without one stays. */
  readonly rank?: number;
  cell(row: Row): readonly [string, (Style | undefined)?];
}

const LEAST_NAME = 6;
const LEAST_BAR = 9;
const MOST_BAR = 40;

/**
 * Table of the searches, its head first.
 * @param chosen index of the search whose candidates are shown beneath, which is marked
 */
export function searchLines(
  searches: readonly SearchStanding[],
  chosen: number,
  width: number,
  criterion: Criterion,
): Line[] {
  const columns = fitting(searchColumns(searches, criterion), width - 2 - LEAST_NAME - 1 - LEAST_BAR - 1);
  const used = columns.reduce((sum, column) => sum + column.width + 1, 0) + 2;
  const names = searches.map(({ contestant }) => contestant);
  const longest = Math.max('contestant'.length, ...names.map(widthOf));
  const flexible = Math.max(LEAST_NAME + LEAST_BAR, width - used - 1);
  const nameWidth = Math.max(LEAST_NAME, Math.min(longest, flexible - LEAST_BAR));
  const barWidth = Math.max(0, Math.min(MOST_BAR, flexible - nameWidth));
  const short = shortenedNames(names, nameWidth, widthOf);
  const heads = columns.map(({ head, width: wide, side }) => fit(head, wide, side)).join(' ');
  const head = `  ${fit('contestant', nameWidth)} ${heads} ${'work'}`;
  return [
    [span(head, faint)],
    ...searches.map((search): Line => {
      const style = contestantStyle(search.index);
      const isChosen = search.index === chosen;
      return [
        span(`${contestantSign(search.index)} `, { ...style, weight: 'strong' }),
        span(fit(short[search.index]!, nameWidth), isChosen ? { ...strong, reversed: true } : strong),
        ...columns.flatMap((column) => [span(' '), cellOf(column, search)]),
        span(' '),
        ...bar(search.progress, Math.max(0, barWidth - 5), style),
        span(`${Math.floor(100 * search.progress)}%`.padStart(Math.min(5, barWidth))),
      ];
    }),
  ];
}

const cellOf = <Row>({ width, side, cell }: Column<Row>, row: Row): Span => {
  const [text, style] = cell(row);
  return span(fit(text, width, side), style);
};

/** Drops columns, the lowest rank first, until the others fit. */
function fitting<Row>(columns: readonly Column<Row>[], width: number): readonly Column<Row>[] {
  const used = columns.reduce((sum, column) => sum + column.width + 1, 0);
  const lowest = Math.min(...columns.map(({ rank }) => rank ?? Number.POSITIVE_INFINITY));
  if (used <= width || !Number.isFinite(lowest)) return columns;
  return fitting(
    columns.filter(({ rank }) => rank !== lowest),
    width,
  );
}

function searchColumns(searches: readonly SearchStanding[], criterion: Criterion): Column<SearchStanding>[] {
  const digits = String(Math.max(...searches.map(({ candidates }) => candidates))).length;
  const ofBest =
    (read: (best: CandidateStanding) => readonly [string, (Style | undefined)?]) =>
    ({ order: [best] }: SearchStanding): readonly [string, (Style | undefined)?] =>
      best === undefined ? ['-', faint] : read(best);
  const best = Math.max('best'.length, ...searches.map(({ order }) => widthOf(tag(order[0]?.name ?? ''))));
  const staged = searches.some(({ rounds }) => rounds > 1);
  return [
    ...(staged
      ? [
          {
            head: 'round',
            width: 5,
            side: 'right' as const,
            rank: 4,
            cell: ({ round, rounds }: SearchStanding) => [`${round}/${rounds}`] as const,
          },
        ]
      : []),
    {
      head: 'ended',
      width: Math.max('ended'.length, 2 * digits + 1),
      side: 'right',
      cell: ({ ended, candidates }) => [`${ended}/${candidates}`],
    },
    {
      head: 'run',
      width: 3,
      side: 'right',
      rank: 1,
      cell: ({ running }) => [running === 0 ? '-' : String(running), running === 0 ? faint : undefined],
    },
    {
      head: 'MACs',
      width: 6,
      side: 'right',
      rank: 2,
      cell: ({ macs }) => [macs === 0 ? '-' : compact(macs)],
    },
    { head: 'best', width: best, side: 'right', rank: 5, cell: ofBest(({ name }) => [tag(name)]) },
    { head: 'solved', width: 6, side: 'right', cell: ofBest(solvedCell) },
    { head: 'to solve', width: 8, side: 'right', rank: 6, cell: ofBest(costCell) },
    ...(showsError(criterion)
      ? [
          {
            head: 'wrong',
            width: 6,
            side: 'right' as const,
            rank: 3,
            cell: ofBest(({ wrong }) => [wrong === null ? '-' : share(wrong)]),
          },
        ]
      : []),
  ];
}

const solvedCell = ({ solved, ended }: CandidateStanding): readonly [string, (Style | undefined)?] => [
  `${solved}/${ended}${solved > 0 ? '✓' : ' '}`,
  solved > 0 ? good : undefined,
];

const costCell = ({ macsToSolve }: CandidateStanding): readonly [string] => [
  macsToSolve === null ? '-' : compact(macsToSolve),
];

/** Number of a candidate, `#17`; its whole name where it has none. */
export const tag = (name: string): string => /#\d+$/.exec(name)?.[0] ?? name;

/** Best candidates of a search, one a row with its changed settings, as many of ten as fit. */
export function candidateLines(
  { order, index }: SearchStanding,
  width: number,
  most: number,
  criterion: Criterion,
): Line[] {
  const rows = order.slice(0, Math.min(MOST_CANDIDATES, most));
  const name = Math.max(2, ...rows.map((one) => widthOf(tag(one.name))));
  const withError = showsError(criterion);
  const head = `    ${fit('', name)} ${fit('solved', 7, 'right')} ${fit('to solve', 8, 'right')} ${withError ? fit('wrong', 6, 'right') : ''}  settings`;
  const lines = rows.map((one, place): Line => {
    const [solved, style] = solvedCell(one);
    const left: Span[] = [
      span(`${String(place + 1).padStart(3)} `, faint),
      span(
        fit(tag(one.name), name),
        place === 0 ? { ...contestantStyle(index), weight: 'strong' } : undefined,
      ),
      span(` ${fit(solved, 7, 'right')}`, style),
      span(` ${fit(costCell(one)[0], 8, 'right')}`),
      ...(withError
        ? [span(` ${fit(one.wrong === null ? '-' : share(one.wrong), 6, 'right')}`)]
        : [span(' ')]),
    ];
    const used = left.reduce((sum, { text }) => sum + widthOf(text), 0) + 2;
    const settings = one.changed.length === 0 ? 'as the script has them' : one.changed.join(' ');
    return [...left, span(`  ${cut(settings, Math.max(0, width - used))}`)];
  });
  return [[span(head, faint)], ...lines];
}

export const MOST_CANDIDATES = 10;
