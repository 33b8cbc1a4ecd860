/** Page of a report of one run. */
import type { ReportData } from '../data.ts';
import { scriptJson } from '../escape.ts';
import type { Figure } from '../figures/figure.ts';
import { figuresOf } from '../figures.ts';
import { labSection } from '../lab/section.ts';
import { type Assets, type DocumentParts, documentHtml, type LinkedAssets } from './document.ts';
import { figureHtml } from './figure.ts';
import { contestantEntry, legendHtml } from './legend.ts';
import { type Html, html } from './markup.ts';
import { methodsSection } from './methods.ts';
import { comparisonsTable, matrixTable, overallTable } from './result-tables.ts';
import { sensitivitySection } from './sensitivity.ts';
import { settingsSections } from './settings.ts';
import { type SectionLink, sectionsOf, taskSection } from './task-section.ts';
import { titleOf } from './title.ts';
import { tuningSection } from './tuning.ts';
import { heading } from './verdict.ts';

export type { Assets };

/** Parts of a page that a server gives and that goes on with the run. */
export interface LiveParts extends Required<Pick<DocumentParts, 'links' | 'stream'>> {
  /** Race, between the title and the verdict. */
  readonly race: Html;
}

/**
 * Page of a report.
 * @param live left out for a file
 */
export function renderPage(data: ReportData, assets: Assets | LinkedAssets, live?: LiveParts): string {
  const figures = figuresOf(data);
  return documentHtml(
    {
      title: titleOf(data),
      genoprop: data.genoprop,
      ...(live === undefined ? {} : { links: live.links, stream: live.stream }),
      contents: contents(data, figures),
      main: html`${heading(data, live?.race)}${tuningSection(data, figures)}${overallSection(data, figures)}${sensitivitySection(data, figures)}${data.tasks.map((_, task) => taskSection(data, task, figures))}${labSection(data)}${methodsSection(data)}${settingsSections(data)}${numbers(data)}`,
      json: scriptJson(data),
    },
    assets,
  );
}

/** Most tasks whose sections the contents name; with more, the contents would need contents themselves. */
const MOST_OPENED = 6;

function contents(data: ReportData, figures: readonly Figure[]): Html {
  const link = ({ id, text }: SectionLink): Html => html`<a href="#${id}">${text}</a>`;
  const alone = data.tasks.length === 1;
  const tasks = data.tasks.map(({ label }, task) => {
    const inner = sectionsOf(data, task, figures);
    if (alone) return inner.map((one) => html`<li>${link(one)}</li>`);
    return html`<li>${link({ id: `task-${task + 1}`, text: label })}${
      data.tasks.length > MOST_OPENED
        ? null
        : html`<ul>${inner.map((one) => html`<li>${link(one)}</li>`)}</ul>`
    }</li>`;
  });
  const last: readonly SectionLink[] = [
    ...((data.lab ?? []).length === 0 ? [] : [{ id: 'lab', text: 'Lab' }]),
    { id: 'methods', text: 'How it works' },
    { id: 'repeat', text: 'Repeat it' },
    { id: 'settings', text: 'Settings' },
    { id: 'numbers', text: 'The numbers' },
  ];
  const swept = figures.some(({ section }) => section === 'sensitivity');
  const tuned = data.tuning !== undefined;
  return html`<li>${link({ id: 'verdict', text: tuned ? 'What was found' : 'Verdict' })}</li>
${tuned ? html`<li>${link({ id: 'tuning', text: 'Tuning' })}</li>` : null}${alone ? null : html`<li>${link({ id: 'overall', text: 'Over all tasks' })}</li>`}${swept ? html`<li>${link({ id: 'sensitivity', text: 'Sensitivity' })}</li>` : null}${tasks}
${last.map((one) => html`<li>${link(one)}</li>`)}`;
}

function overallSection(data: ReportData, figures: readonly Figure[]): Html | null {
  const { overall } = data;
  if (overall === null) return null;
  const extent = { seeds: [], sequences: 0 };
  return html`<section id="overall"><h2>Over all tasks</h2>
${legendHtml(data.contestants.map(({ name }, place) => contestantEntry(name, place)))}${matrixTable(data)}
${overallTable(data, overall)}
${comparisonsTable(
  data,
  'overall-comparisons',
  overall.comparisons.map((one) => ({
    ...one,
    probability: one.improvement,
    over: one.tasks < data.tasks.length ? `over ${one.tasks} of ${data.tasks.length} tasks` : null,
  })),
  'Mean over tasks of the probability that a trial of the first goes better, with a 95 % interval; p of van Elteren’s test, the tasks its strata, with Holm’s correction, – with too few seeds.',
)}<div class="figures">${figures
    .filter(({ section }) => section === 'overall')
    .map((figure) => figureHtml(figure, extent, 3))}</div></section>
`;
}

function numbers({ left, tuning }: ReportData): Html {
  return html`<section id="numbers"><h2>The numbers</h2>
<p>Everything that this page draws, to download.</p>
<ul class="downloads">
<li><a href="#numbers" data-download="trials.csv" download="trials.csv">trials.csv</a> one row a trial</li>
<li><a href="#numbers" data-download="curves.csv" download="curves.csv">curves.csv</a> one row a validation</li>
${
  tuning === undefined
    ? null
    : html`<li><a href="#numbers" data-download="candidates.csv" download="candidates.csv">candidates.csv</a> one row a candidate of the tuning</li>
`
}<li><a href="#numbers" data-download="report.json" download="report.json">report.json</a> all of it, settings, pictures and champions’ states too</li>
</ul>
${left.length === 0 ? null : html`<p>To keep this file small, some was left out of its curves and pictures; the run file holds everything.</p><ul>${left.map((one) => html`<li>${one}</li>`)}</ul>`}
<noscript><p class="banner">The charts, the switches and these downloads need JavaScript; the tables do not.</p></noscript></section>
`;
}
