/** Result of a tuning for people: of each contestant the best settings, the others behind them, and what mattered. */
import type { CensoredEstimate } from '../statistics/best-of.ts';
import type { Estimate } from '../statistics/bootstrap.ts';
import type { TrialOutcome } from '../tournament/earlier-session.ts';
import { measureHead, measureText, showsError, valueOfScore } from '../tournament/spec/criterion.ts';
import type { TournamentSpec } from '../tournament/spec/tournament.ts';
import { NOTHING_PROVEN } from '../tournament/tuning/summarise-tuning.ts';
import { tuningSummary } from '../tournament/tuning/tuning-summary.ts';
import type { CandidateSummary, SearchSummary } from '../tournament/tuning/tuning-summary-types.ts';
import { percent, quantity } from '../words/numbers.ts';
import { table } from '../words/table.ts';
import { counted, wrap } from '../words/text.ts';
import { paint, type Surface } from './terminal.ts';

type Extent = Pick<Surface, 'columns' | 'colours'>;

/** Candidates that are shown of each contestant, and settings that mattered. */
const MOST_SHOWN = 5;
/** Numbers of candidates for which the expected best is shown; the number of all comes last. */
const SHOWN_NUMBERS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192];

/** Tables of all searches, and a sentence on their worth. */
export function tuningLines(
  spec: TournamentSpec,
  results: ReadonlyMap<string, TrialOutcome>,
  surface: Extent,
): string[] {
  const summary = tuningSummary(spec, results)!;
  const { strong } = paint(surface.colours);
  const columns = resultColumns(spec);
  const unfinished = summary.isComplete ? [] : ['The tuning has not come to its end.'];
  return [
    ...summary.searches.flatMap((search) => [...searchLines(search, columns, surface), '']),
    ...wrap([...unfinished, NOTHING_PROVEN].join(' '), surface.columns - 1).map(strong),
  ];
}

/** Column of candidates' results on the tests. */
interface ResultColumn {
  readonly head: string;
  readonly cell: (candidate: CandidateSummary) => string;
}

/** Median share wrong, and the median score of a single task that has one. */
function resultColumns({ tasks }: TournamentSpec): ResultColumn[] {
  const { success } = tasks[0]!.facts;
  return [
    ...(tasks.length === 1 && success.measure !== undefined
      ? [
          {
            head: `median ${measureHead(success.measure, success.unit)}`,
            cell: ({ medianScore }: CandidateSummary) =>
              measureText(typeof medianScore === 'number' ? valueOfScore(success, medianScore) : null),
          },
        ]
      : []),
    ...(tasks.some(({ facts }) => showsError(facts.success))
      ? [{ head: 'median wrong', cell: ({ medianError }: CandidateSummary) => percent(medianError) }]
      : []),
  ];
}

function searchLines(search: SearchSummary, columns: readonly ResultColumn[], surface: Extent): string[] {
  const { contestant, order, candidates, trials, spentMacs } = search;
  const { strong } = paint(surface.colours);
  const spent = `${counted(candidates, 'setting')}, ${counted(trials, 'trial')}, ${quantity(spentMacs, 'MAC')} spent`;
  if (order.length === 0) return [strong(`${contestant}: ${spent}`)];
  return [
    ...wrap(`${contestant}: ${spent}`, surface.columns - 1).map(strong),
    ...candidateLines(search, columns, surface),
    ...bestOfLines(search, surface),
    ...importanceLines(search, surface),
  ];
}

/** Best candidates, and the one with the script's settings wherever it stands. */
function candidateLines(
  { order, contestant }: SearchSummary,
  columns: readonly ResultColumn[],
  surface: Extent,
): string[] {
  const { faint, strong } = paint(surface.colours);
  const rows = order
    .map((one, index) => ({ one, place: index + 1 }))
    .filter(({ one, place }) => place <= MOST_SHOWN || one.name === `${contestant}#1`);
  const staged = order.some(({ share }) => share < 1);
  const cells = rows.map(({ one, place }) => [
    String(place),
    one.name.slice(one.name.lastIndexOf('#')),
    `${one.solved} of ${one.trials}`,
    ...columns.map(({ cell }) => cell(one)),
    one.medianMacs === null ? '-' : quantity(one.medianMacs),
    ...(staged ? [`${Math.round(100 * one.share)} %`] : []),
  ]);
  const head = [
    '',
    'nr.',
    'solved',
    ...columns.map(({ head }) => head),
    'MACs to solve',
    ...(staged ? ['budget'] : []),
  ];
  const [first, ...lines] = table(
    [head, ...cells],
    head.map(() => 'right'),
  );
  const indent = ' '.repeat(first!.length + 2);
  return [
    faint(`${first}  settings other than written`),
    ...lines.flatMap((line, index) => {
      const { one, place } = rows[index]!;
      const [beside = '', ...rest] = wrap(settingsText(one), surface.columns - 1, indent);
      const text = `${line.padEnd(indent.length)}${beside.trimStart()}`;
      return [place === 1 ? strong(text) : text, ...rest];
    }),
  ];
}

const settingsText = ({ changed }: CandidateSummary): string =>
  changed.length === 0 ? 'as written' : changed.join(' ');

/** Expected best of n settings drawn at random, for some n: what a smaller search would have given. */
function bestOfLines({ bestOf, bestOfRemark, candidates }: SearchSummary, surface: Extent): string[] {
  const shown = bestOf.filter(({ n }) => SHOWN_NUMBERS.includes(n) || n === candidates);
  if (shown.length === 0) return [];
  const rows = shown.map(({ n, solved, macs }) => [
    String(n),
    percent(solved.value),
    rangeText(solved, (share) => (100 * share).toFixed(0), ' %'),
    costText(macs.value),
    rangeText(macs, costText, ''),
  ]);
  const remark = bestOfRemark === null ? [] : wrap(`(${bestOfRemark})`, surface.columns - 1, '  ');
  return [
    ...inner(
      ['best of', 'solved', '95 % interval', 'MACs to solve', '95 % interval'],
      rows,
      'right',
      surface,
    ),
    ...remark.map(paint(surface.colours).faint),
  ];
}

const costText = (macs: number | null): string => (macs === null ? 'unsolved' : quantity(macs));

function rangeText(
  { value, low, high }: CensoredEstimate | Estimate,
  write: (one: number) => string,
  unit: string,
): string {
  if (value === null || low === null) return '-';
  return `${write(low)} to ${high === null ? 'unsolved' : `${write(high)}${unit}`}`;
}

function importanceLines({ importance: { settings, reason } }: SearchSummary, surface: Extent): string[] {
  if (settings.length === 0) return wrap(`what mattered is not known: ${reason}`, surface.columns - 1, '  ');
  const rows = settings
    .slice(0, MOST_SHOWN)
    .map(({ setting, importance, low, high, best }) => [
      setting,
      importance.toFixed(2),
      `${low.toFixed(2)} to ${high.toFixed(2)}`,
      best,
    ]);
  return inner(['what mattered', 'importance', '95 % interval', 'best values'], rows, 'left', surface);
}

/** Table further in, after a blank line. */
function inner(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  align: 'left' | 'right',
  surface: Extent,
): string[] {
  const [first, ...lines] = table(
    [head, ...rows],
    head.map(() => align),
  );
  return ['', paint(surface.colours).faint(`  ${first}`), ...lines.map((line) => `  ${line}`)];
}
