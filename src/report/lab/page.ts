/** Page of a view of the lab: one file with its style, its script and its findings inside. */
import type { LabView } from '../../lab/view.ts';
import { allowedValues } from '../../options/allowed-values.ts';
import { describeOptions } from '../../options/describe.ts';
import { optionText } from '../../options/written.ts';
import { printableLines } from '../../words/printable.ts';
import { shellWord } from '../../words/text.ts';
import { scriptJson } from '../escape.ts';
import { type Assets, documentHtml } from '../html/document.ts';
import { type Html, html } from '../html/markup.ts';
import { table } from '../html/table.ts';
import { readableData } from '../readable-data.ts';
import type { LabData, LabPageData } from './data.ts';
import { figureId } from './figures.ts';
import { factsHtml, figuresHtml, saysHtml } from './html.ts';
import { layoutsOf } from './layout.ts';

/** HTML of the page. The same findings give the same bytes. */
export function labPage(
  view: Pick<LabView, 'name' | 'summary' | 'about' | 'options'>,
  found: LabData,
  assets: Assets,
): string {
  const data: LabPageData = readableData(
    { ...found, layouts: layoutsOf(found.figures) },
    // Texts of nodes have several lines.
    printableLines,
  );
  const { figures, says, facts, layouts } = data;
  const title = `${view.name}: ${view.summary}`;
  return documentHtml(
    {
      title,
      kind: 'lab',
      genoprop: data.genoprop,
      contents: html`<li><a href="#verdict">What is found</a></li>
${figures.map(
  (figure) => html`<li><a href="#${figureId(view.name, figure)}">${figure.title}</a></li>
`,
)}${LINKS.map(([id, text]) => html`<li><a href="#${id}">${text}</a></li>`)}`,
      main: html`<section id="verdict" class="lead">
<p class="kicker">genoprop lab</p>
<h1>${title}</h1>
${saysHtml(says)}${factsHtml(facts)}</section>
<section id="figures">${figuresHtml({ view: view.name, figures, layouts })}</section>
<section id="about"><h2>How it is computed</h2>
<p>${view.about}</p></section>
<section id="repeat"><h2>Repeat it</h2>
<p>The same command gives the same findings, with any number of workers. It wants genoprop ${data.genoprop}.</p>
<div class="command"><pre tabindex="0" role="region" aria-label="The command that repeats it"><code id="command">${commandOf(view, data)}</code></pre><button type="button" class="copy" data-copy="command" aria-label="Copy the command">Copy</button></div>
${optionsTable(view, data)}</section>
<section id="numbers"><h2>The numbers</h2>
<p>Everything that this page draws is in the file itself.</p>
<ul class="downloads"><li><a href="#numbers" data-download="lab.json" download="${view.name}.json">${view.name}.json</a> all of it</li></ul>
<noscript><p class="banner">The charts, their switches and the download need JavaScript; the tables do not.</p></noscript></section>
`,
      json: scriptJson(data),
    },
    assets,
  );
}

const LINKS: readonly (readonly [id: string, text: string])[] = [
  ['about', 'How it is computed'],
  ['repeat', 'Repeat it'],
  ['numbers', 'The numbers'],
];

/** Command line that gives these findings again, with the options that are not their defaults. */
function commandOf({ name, options }: Pick<LabView, 'name' | 'options'>, data: LabData): string {
  const set = describeOptions(options).flatMap((option) => {
    const value = data.options[option.name];
    return JSON.stringify(value) === JSON.stringify(option.default)
      ? []
      : ['--set', shellWord(`${option.name}=${optionText(value)}`)];
  });
  return [
    ...['npx', 'genoprop', 'lab', name],
    ...(data.run === null ? [] : [shellWord(data.run)]),
    ...set,
    ...data.contestants.flatMap((one) => ['--contestant', shellWord(one)]),
  ].join(' ');
}

function optionsTable({ options }: Pick<LabView, 'options'>, data: LabData): Html | null {
  const rows = describeOptions(options);
  if (rows.length === 0) return null;
  return table({
    ...{ id: 'options', title: 'Options', rows },
    columns: [
      { head: 'Option', cell: ({ name }) => name },
      { head: 'Value', cell: ({ name }) => optionText(data.options[name]) },
      { head: 'Default', cell: (option) => optionText(option.default) },
      { head: 'Allowed', cell: allowedValues },
      { head: 'Meaning', cell: ({ meaning }) => meaning },
    ],
  });
}
