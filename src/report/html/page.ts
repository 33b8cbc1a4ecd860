/** The HTML document of a report: one file, with its style, its script and its data inside. */
import type { ReportData } from '../data.ts';
import { scriptJson } from '../escape.ts';
import { type Figure, figuresOf } from '../figures.ts';
import { figureHtml } from './figure.ts';
import { contestantEntry, legendHtml, paletteCss } from './legend.ts';
import { Html, html } from './markup.ts';
import { methods } from './methods.ts';
import { comparisonsTable, matrixTable, overallTable } from './result-tables.ts';
import { settingsSections } from './settings.ts';
import { type SectionLink, sectionsOf, taskSection } from './task-section.ts';
import { heading, titleOf } from './verdict.ts';

/** Script and style, as they stand in the page. */
export interface Assets {
  readonly script: string;
  readonly style: string;
}

/** By which a file is known again as a report. */
export const generator = (version: string): string => `genoprop ${version} report`;

export function renderPage(data: ReportData, { script, style }: Assets): string {
  const figures = figuresOf(data);
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="${generator(data.genoprop)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:">
<title>${titleOf(data)} – genoprop report</title>
<link rel="icon" href="data:,">
<style>${new Html(style)}${new Html(paletteCss)}</style>
</head>
<body>
<a class="skip" href="#verdict">To the verdict</a>
<div class="page">
<nav aria-label="Contents">${contents(data, figures)}${themeSwitch}</nav>
<main>
${heading(data)}${overallSection(data, figures)}${data.tasks.map((_, task) => taskSection(data, task, figures))}${methods}${settingsSections(data)}${numbers(data)}</main>
</div>
<script type="application/json" id="data">${new Html(scriptJson(data))}</script>
<script>${new Html(script.replaceAll('</script', '<\\/script'))}</script>
</body>
</html>
`;
  return page.text;
}

const themeSwitch = html`<fieldset class="theme"><legend>Colours</legend><span class="segments">${(
  [
    ['auto', 'Auto'],
    ['light', 'Light'],
    ['dark', 'Dark'],
  ] as const
).map(
  ([value, text]) =>
    html`<label><input type="radio" name="theme" value="${value}"${value === 'auto' ? html` checked` : null}><span>${text}</span></label>`,
)}</span></fieldset>`;

/** Of more tasks than these the contents name no sections, or they would need contents themselves. */
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
    { id: 'methods', text: 'How it works' },
    { id: 'repeat', text: 'Repeat it' },
    { id: 'settings', text: 'Settings' },
    { id: 'numbers', text: 'The numbers' },
  ];
  return html`<details class="contents" open><summary>Contents</summary><ul>
<li>${link({ id: 'verdict', text: 'Verdict' })}</li>
${alone ? null : html`<li>${link({ id: 'overall', text: 'Over all tasks' })}</li>`}${tasks}
${last.map((one) => html`<li>${link(one)}</li>`)}
</ul></details>`;
}

function overallSection(data: ReportData, figures: readonly Figure[]): Html | null {
  const { overall } = data;
  if (overall === null) return null;
  const extent = { seeds: 0, sequences: 0 };
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

function numbers({ left }: ReportData): Html {
  return html`<section id="numbers"><h2>The numbers</h2>
<p>Everything that this page draws is in the file itself.</p>
<ul class="downloads">
<li><a href="#numbers" data-download="trials.csv" download="trials.csv">trials.csv</a> one row a trial</li>
<li><a href="#numbers" data-download="curves.csv" download="curves.csv">curves.csv</a> one row a validation</li>
<li><a href="#numbers" data-download="report.json" download="report.json">report.json</a> all of it, settings, pictures and champions’ states too</li>
</ul>
${left.length === 0 ? null : html`<p>To keep this file small, some was left out of its curves and pictures; the run file holds everything.</p><ul>${left.map((one) => html`<li>${one}</li>`)}</ul>`}
<noscript><p class="banner">The charts, the switches and these downloads need JavaScript; the tables do not.</p></noscript></section>
`;
}
