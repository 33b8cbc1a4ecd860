/** HTML page that compares several runs: their verdicts, one table a task, charts where tasks are the same. */
import { stateText } from '../../session/run-lines.ts';
import { faultTexts, incompleteNote, lacksTests, lacksTrials } from '../../statistics/missing.ts';
import type { VerdictRow } from '../../statistics/verdict-types.ts';
import { measureHead } from '../../tournament/spec/criterion.ts';
import type { ReportData } from '../data.ts';
import { scriptJson } from '../escape.ts';
import type { Figure } from '../figures/figure.ts';
import { amount, estimatedShare, estimatedValue, markedIf } from '../html/cells.ts';
import type { Assets, LinkedAssets } from '../html/document.ts';
import { documentHtml } from '../html/document.ts';
import { figureHtml } from '../html/figure.ts';
import { contestantEntry, legendHtml, runEntry } from '../html/legend.ts';
import { type Html, html } from '../html/markup.ts';
import { type Cell, type TableColumn, table } from '../html/table.ts';
import { titleOf } from '../html/title.ts';
import { inTwo } from '../html/verdict.ts';
import { budgetWords, day } from '../html/words.ts';
import { contestantKey, runKey } from '../keys.ts';
import { machinesOf, type Remark, runRemarks, taskRemarks } from './comparable.ts';
import { type ComparisonData, contestantsOf, letterOf, type SharedTask, tasksOf } from './comparison.ts';
import { comparisonFigures } from './figures.ts';
import { differingSettings } from './settings.ts';

/** Parts of a comparison that a server gives. */
export interface LiveComparison {
  readonly links: Html;
  /** Addresses of the runs' own pages, in the order of the runs. */
  readonly pages: readonly string[];
}

/**
 * Page of a comparison.
 * @param live left out for a file
 */
export function renderComparison(
  data: ComparisonData,
  assets: Assets | LinkedAssets,
  live?: LiveComparison,
): string {
  const tasks = tasksOf(data);
  const figures = comparisonFigures(data);
  const title = `${data.runs.length} runs compared`;
  const links = [
    { id: 'verdict', text: 'The verdicts' },
    { id: 'comparable', text: 'What may be compared' },
    { id: 'side-by-side', text: 'Side by side' },
    ...tasks.flatMap(({ label, runs }, index) =>
      runs.length < 2 ? [] : [{ id: `task-${index + 1}`, text: label }],
    ),
    { id: 'runs', text: 'The runs' },
    { id: 'numbers', text: 'The numbers' },
  ];
  return documentHtml(
    {
      title,
      ...(live === undefined ? {} : { links: live.links }),
      genoprop: data.genoprop,
      contents: html`${links.map(({ id, text }) => html`<li><a href="#${id}">${text}</a></li>`)}`,
      main: html`${verdicts(data, title, live?.pages)}
<section id="comparable"><h2>What may be compared</h2>
${remarksHtml(runRemarks(data, tasks))}</section>
${sideBySide(data, tasks)}${tasks.map((task, index) => taskHtml(data, task, index, figures))}${runsTable(data)}
${numbers(data)}`,
      json: scriptJson(data),
    },
    assets,
  );
}

function verdicts({ runs }: ComparisonData, title: string, pages?: readonly string[]): Html {
  return html`<section id="verdict" class="lead">
<p class="kicker">genoprop comparison</p>
<h1>${title}</h1>
${runs.map((report, run) => verdictHtml(report, run, pages?.[run]))}</section>
`;
}

function verdictHtml(report: ReportData, run: number, page: string | undefined): Html {
  const { head, rest } = inTwo(report);
  const { winner, state, counts, file } = report;
  const who = winner === null ? head : `${winner} wins`;
  return html`<h2 class="run">${letterOf(run)}: ${titleOf(report)}</h2>
<p class="from">${page === undefined ? file : html`<a href="${page}">${file}</a>`}</p>
${state === 'done' ? null : html`<p class="banner" role="note">This run is not over: ${stateText(state, counts, file).replaceAll('`', '')}.</p>`}
<div class="verdict${winner === null ? '' : ' won'}"><p class="who">${who}</p><p>${rest}</p></div>
`;
}

/** List of remarks, those on invalid comparisons first. */
function remarksHtml(remarks: readonly Remark[]): Html {
  const list = (title: string, mine: readonly Remark[]): Html | null =>
    mine.length === 0
      ? null
      : html`<p class="task-verdict">${title}</p><ul class="methods">${mine.map(({ text }) => html`<li>${text}</li>`)}</ul>`;
  return html`${list(
    'May not be compared:',
    remarks.filter(({ may }) => !may),
  )}${list(
    'May be compared:',
    remarks.filter(({ may }) => may),
  )}`;
}

/** Table of contestants by task and run: the number of trials that solved it. */
function sideBySide(data: ComparisonData, tasks: readonly SharedTask[]): Html {
  const names = contestantsOf(data);
  const columns = tasks.flatMap(({ runs }) => runs);
  return html`<section id="side-by-side"><h2>Side by side</h2>
${legendOf(data)}${table<string>({
  id: 'overview',
  title: 'Solved, by task and run',
  rows: names,
  of: (name) => [contestantKey(names.indexOf(name))],
  columns: [
    { head: 'Contestant', cell: (name) => name },
    ...columns.map(
      ({ run, choice, task }): TableColumn<string> => ({
        head: `${choice.label} (${letterOf(run)})`,
        number: true,
        of: [runKey(run)],
        cell: (name) => solvedCell(task.verdict.rows.find((row) => row.name === name)),
      }),
    ),
  ],
  note: 'Trials that solved the task, of those that finished (* where that are fewer than planned); – where the contestant did not take part. Columns of one task stand side by side where its sequences are the same.',
})}</section>
`;
}

const NONE: Cell = { text: '–', value: null };

const solvedCell = (row: VerdictRow | undefined): Cell =>
  row === undefined
    ? NONE
    : markedIf(lacksTrials(row), {
        text: `${row.solved} of ${row.finished}`,
        sort: row.finished === 0 ? null : row.solved / row.finished,
      });

/** Note on the marks and on failed trials, run by run; empty where no trial is missing. */
function missingNote(runs: SharedTask['runs']): string {
  return runs
    .flatMap(({ run, task: { verdict } }) => {
      const faults = faultTexts(verdict.rows);
      const failed = faults.length === 0 ? [] : [`failed: ${faults.join('; ')}`];
      const texts = [incompleteNote(verdict.rows) ?? [], ...failed].flat();
      return texts.length === 0 ? [] : [` Run ${letterOf(run)}: ${texts.join('; ')}.`];
    })
    .join('');
}

const legendOf = (data: ComparisonData): Html | null =>
  legendHtml(
    [
      ...contestantsOf(data).map((name, place) => contestantEntry(name, place, 0)),
      ...data.runs.map((_, run) => runEntry(`run ${letterOf(run)}`, run)),
    ],
    'contestants and runs',
  );

function taskHtml(
  data: ComparisonData,
  shared: SharedTask,
  index: number,
  figures: readonly Figure[],
): Html | null {
  if (shared.runs.length < 2) return null;
  // The score that the task is judged by alone, where it is.
  const own = shared.runs[0]!.task.verdict.rows[0]?.measure;
  const score = own?.alone ? own : undefined;
  const names = contestantsOf(data).filter((name) =>
    shared.runs.some(({ report }) => report.contestants.some((one) => one.name === name)),
  );
  const places = contestantsOf(data);
  const column =
    (head: string, read: (row: SharedTask['runs'][number]['task']['verdict']['rows'][number]) => Cell) =>
    ({ run, task }: SharedTask['runs'][number]): TableColumn<string> => ({
      head: `${head} (${letterOf(run)})`,
      number: true,
      of: [runKey(run)],
      cell: (name) => {
        const row = task.verdict.rows.find((one) => one.name === name);
        return row === undefined ? NONE : read(row);
      },
    });
  return html`<section id="task-${index + 1}" class="task"><h2>${shared.label}</h2>
${legendOf(data)}${remarksHtml(taskRemarks(shared))}
${table<string>({
  id: `task-${index + 1}-contestants`,
  title: 'Contestants',
  rows: names,
  of: (name) => [contestantKey(places.indexOf(name))],
  columns: [
    { head: 'Contestant', cell: (name) => name },
    ...shared.runs.map(column('Solved', solvedCell)),
    ...shared.runs.map(
      score === undefined
        ? column('Test wrong', (row) => markedIf(lacksTests(row), estimatedShare(row.testError)))
        : column(`Test ${score.name}`, (row) => markedIf(lacksTests(row), scoreCell(row))),
    ),
    ...shared.runs.map(
      column('MACs to solve', (row) => markedIf(lacksTrials(row), amount(row.medianMacsToSolve))),
    ),
  ],
  note: `Test ${score === undefined ? 'wrong' : measureHead(score.name, score.unit)}: interquartile mean over trials, with a 95 % bootstrap interval where trials differ. MACs to solve: median (Kaplan and Meier), where half of the trials solved it.${missingNote(shared.runs)}`,
})}
<div class="figures">${figures
    .filter(({ task }) => task === index)
    .map((figure) => figureHtml(figure, { seeds: [], sequences: 0 }, 3))}</div></section>
`;
}

/** Interquartile mean of the score; scores of a measure that should be high are negated. */
function scoreCell({ measure }: VerdictRow): Cell {
  if (!measure?.mean) return estimatedValue(null);
  const { value, low, high } = measure.mean;
  const mean = measure.higherIsBetter
    ? { value: -value, low: high === null ? null : -high, high: low === null ? null : -low }
    : { value, low, high };
  return estimatedValue(mean);
}

function runsTable(data: ComparisonData): Html {
  const { runs, made, genoprop } = data;
  return html`<section id="runs"><h2>The runs</h2>
${table<readonly [ReportData, number]>({
  id: 'runs-table',
  title: 'Where they come from',
  rows: runs.map((report, run) => [report, run] as const),
  of: ([, run]) => [runKey(run)],
  columns: [
    { head: 'Run', cell: ([, run]) => letterOf(run) },
    { head: 'Trials ended', number: true, cell: ([{ counts }]) => `${counts.finished} of ${counts.planned}` },
    { head: 'Seeds', number: true, cell: ([{ spec }]) => String(spec.seeds) },
    { head: 'Seed', number: true, cell: ([{ spec }]) => String(spec.seed) },
    { head: 'Budget', cell: ([{ spec }]) => budgetWords(spec.budget) },
    { head: 'Device', cell: ([{ spec }]) => spec.device },
    { head: 'Machine', cell: ([report]) => machinesOf(report).join('; ') },
    { head: 'Begun', cell: ([{ sessions }]) => day(sessions[0]!.created) },
    { head: 'genoprop', cell: ([{ sessions }]) => sessions[0]!.genoprop },
    { head: 'File', cell: ([{ file }]) => file },
  ],
  note: `This page: ${day(made)}, genoprop ${genoprop}. All settings, and what goes on inside the searches, are in the report of each run: genoprop report RUN.`,
})}${differingSettings(data)}</section>
`;
}

function numbers({ runs }: ComparisonData): Html {
  const link = (name: string, text: string): Html =>
    html`<li><a href="#numbers" data-download="${name}" download="${name}">${name}</a> ${text}</li>`;
  return html`<section id="numbers"><h2>The numbers</h2>
<p>Everything that this page draws, to download.</p>
<ul class="downloads">
${runs.map((_, run) => html`${link(`${letterOf(run)}-trials.csv`, `one row a trial of ${letterOf(run)}`)}${link(`${letterOf(run)}-curves.csv`, `one row a validation of ${letterOf(run)}`)}`)}${link('comparison.json', 'all of it, settings too')}
</ul>
<noscript><p class="banner">The charts, the switches and these downloads need JavaScript; the tables do not.</p></noscript></section>
`;
}
