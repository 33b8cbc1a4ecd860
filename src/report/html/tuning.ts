/** Section on a tuning: the best settings of each contestant, the figures, and every candidate. */
import { optionText } from '../../options/written.ts';
import { wilsonInterval } from '../../statistics/wilson.ts';
import { type Criterion, measureHead, showsError, valueOfScore } from '../../tournament/spec/criterion.ts';
import { IMPORTANCE, READ_IMPORTANCE } from '../../words/reading.ts';
import type { ReportData } from '../data.ts';
import type { Figure, Group } from '../figures/figure.ts';
import { groupControls } from '../figures/group-controls.ts';
import { contestantKey } from '../keys.ts';
import type { ReportCandidate, ReportSearch, ReportTuning } from '../tuning/reported.ts';
import { bestOf, planText, settingsText } from '../tuning/words.ts';
import { amount, count, interval, measured, share } from './cells.ts';
import { controlsHtml, figureHtml } from './figure.ts';
import { contestantEntry, legendHtml } from './legend.ts';
import { type Html, html } from './markup.ts';
import { type Cell, type TableColumn, table } from './table.ts';

const INTRODUCTIONS: Readonly<Partial<Record<Group, Html>>> = {
  importance: html`<p>${IMPORTANCE}</p>
<p class="reading"><b>How to read them.</b> ${READ_IMPORTANCE}</p>
`,
};

const EXTENT = { seeds: [], sequences: 0 };

/** Criteria of the tasks, by which tables choose their columns. */
const criteriaOf = ({ spec }: ReportData): readonly Criterion[] =>
  spec.tasks.map(({ facts }) => facts.success);

export function tuningSection(data: ReportData, figures: readonly Figure[]): Html | null {
  const { tuning } = data;
  if (tuning === undefined) return null;
  const criteria = criteriaOf(data);
  const extent = { ...EXTENT, withError: criteria.some(showsError) };
  const mine = figures.filter(({ section }) => section === 'tuning');
  const groups = [...Map.groupBy(mine, ({ group }) => group)].map(([group, some]) => {
    const controls = group === null ? null : controlsHtml(`tuning-${group}`, groupControls[group], extent);
    return html`${group === null ? null : (INTRODUCTIONS[group] ?? null)}<div class="group">${controls}<div class="figures">${some.map((figure) => figureHtml(figure, extent, 3))}</div></div>
`;
  });
  return html`<section id="tuning"><h2>Tuning</h2>
${legendHtml(tuning.searches.map(({ contestant, place }) => contestantEntry(contestant, place)))}<p>${planText(tuning)} Of each contestant the first candidate has the settings of the script.</p>
${bestTable(tuning)}
${groups}${tuning.searches.map(untold)}${tuning.searches.map((search) => candidatesTable(search, criteria))}<p class="note">The sections below show the best candidate of each contestant alone; every trial is in the run file.</p></section>
`;
}

/** Reason why the importance of a contestant's settings is not shown. */
const untold = ({ contestant, importance: { reason } }: ReportSearch): Html | null =>
  reason === null
    ? null
    : html`<p class="none">${contestant}: ${reason}.</p>
`;

function bestTable({ searches }: ReportTuning): Html {
  const of =
    <Value>(read: (candidate: ReportCandidate, search: ReportSearch) => Value, none: Value) =>
    (search: ReportSearch): Value => {
      const best = bestOf(search);
      return best === null ? none : read(best, search);
    };
  const none: Cell = { text: '–', value: null };
  return table<ReportSearch>({
    id: 'tuning-best',
    title: 'Best settings found',
    rows: searches,
    of: ({ place }) => [contestantKey(place)],
    columns: [
      { head: 'Contestant', cell: ({ contestant }) => contestant },
      { head: 'Best settings', cell: of((best, search) => bestWords(best, search), '–') },
      { head: 'Solved', number: true, cell: of(solvedCell, none) },
      { head: '95 % interval', number: true, cell: of(intervalCell, none) },
      { head: 'MACs to solve', number: true, cell: of(({ macsToSolve }) => amount(macsToSolve), none) },
      { head: 'MACs spent in tuning', number: true, cell: ({ macs }) => amount(macs) },
      {
        head: 'Candidates',
        number: true,
        cell: ({ candidates }) => {
          const ended = candidates.filter(({ rank }) => rank !== null).length;
          return {
            text: ended < candidates.length ? `${ended} of ${candidates.length}` : String(ended),
            value: ended,
          };
        },
      },
    ],
    note: 'Best settings: the searched settings of the best candidate, the best in the order of a verdict. Interval: Wilson, 95 %, of one candidate’s trials, which does not know that it is the best of many. MACs to solve: median over tuning seeds.',
  });
}

function bestWords(best: ReportCandidate, search: ReportSearch): string {
  const text = settingsText(search, best);
  const asGiven = search.changed.length === 0;
  return asGiven ? `${text} (as the script gives them)` : text;
}

const solvedCell = ({ solved, ended }: ReportCandidate): Cell => ({
  text: `${solved} of ${ended}`,
  sort: ended === 0 ? null : solved / ended,
});

function intervalCell({ solved, ended }: ReportCandidate): Cell {
  if (ended === 0) return { text: '–' };
  const whole = wilsonInterval(solved, ended);
  return { text: interval(whole), sort: whole.low };
}

/** Column of the score of a run's only task; none where that is judged by its error. */
function scoreColumn([success, ...others]: readonly Criterion[]): TableColumn<ReportCandidate>[] {
  if (success?.measure === undefined || others.length > 0) return [];
  const cell = ({ score }: ReportCandidate): Cell =>
    measured(typeof score === 'number' ? valueOfScore(success, score) : null);
  return [{ head: `Test ${measureHead(success.measure, success.unit)}`, number: true, cell }];
}

function candidatesTable(search: ReportSearch, criteria: readonly Criterion[]): Html {
  const { contestant, candidates, place, space } = search;
  const staged = candidates.some(({ share: part }) => part < 1);
  const columns: TableColumn<ReportCandidate>[] = [
    { head: 'Candidate', cell: ({ name }) => ({ text: name, strong: name === search.best }) },
    { head: 'Place', number: true, cell: ({ rank }) => count(rank) },
    ...Object.keys(space).map(
      (name): TableColumn<ReportCandidate> => ({
        head: name,
        cell: ({ settings }) => settingCell(settings[name] ?? null),
      }),
    ),
    { head: 'Solved', number: true, cell: solvedCell },
    { head: 'MACs to solve', number: true, cell: ({ macsToSolve }) => amount(macsToSolve) },
    ...scoreColumn(criteria),
    ...(criteria.some(showsError)
      ? [{ head: 'Test wrong', number: true, cell: ({ wrong }: ReportCandidate) => share(wrong) }]
      : []),
    { head: 'MACs', number: true, cell: ({ macs }) => amount(macs) },
    ...(staged
      ? [{ head: 'Share of the budget', number: true, cell: (one: ReportCandidate) => share(one.share) }]
      : []),
  ];
  return html`<details class="all long" data-of="${contestantKey(place)}"><summary>All ${candidates.length} candidates of ${contestant}</summary>
${table<ReportCandidate>({
  id: `tuning-candidates-table-${place + 1}`,
  title: `Candidates of ${contestant}`,
  rows: inOrder(candidates),
  columns,
  note: 'Best first. –: the setting has no effect beside the others, or the candidate has no such result.',
})}</details>
`;
}

/** Candidates by rank, those without one last, in the order of sampling. */
const inOrder = (candidates: readonly ReportCandidate[]): ReportCandidate[] =>
  [...candidates].sort((a, b) => (a.rank ?? Number.MAX_VALUE) - (b.rank ?? Number.MAX_VALUE));

function settingCell(value: string | number | boolean | null): Cell {
  if (value === null) return { text: '–', value: null };
  if (typeof value !== 'number') return { text: optionText(value) };
  return { text: String(Number(value.toPrecision(4))), value };
}
