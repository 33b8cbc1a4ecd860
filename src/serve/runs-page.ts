/** Page with the list of runs. */
import { documentHtml, type LinkedAssets } from '../report/html/document.ts';
import { type Html, html } from '../report/html/markup.ts';
import { type TableColumn, table } from '../report/html/table.ts';
import { day } from '../report/html/words.ts';
import { counted } from '../words/text.ts';
import type { ListedRun, Listing } from './run-table.ts';

/** Data inside the page of the list, which tell its script what page it is. */
export interface ListData {
  readonly format: 'genoprop.runs/1';
}

export function runsPage(
  listing: Listing,
  {
    places,
    genoprop,
    assets,
  }: { readonly places: string; readonly genoprop: string; readonly assets: LinkedAssets },
): string {
  const data: ListData = { format: 'genoprop.runs/1' };
  return documentHtml(
    {
      title: 'Runs',
      skip: 'To the runs',
      genoprop,
      contents: null,
      main: html`<section id="verdict" class="lead"><p class="kicker">genoprop serve ${places}</p>
<h1>Runs</h1>
<p class="connection" role="status"></p>
<div class="finder" hidden><label>Filter <input type="search" id="filter" autocomplete="off" spellcheck="false"></label><button type="button" id="compare" title="Choose two runs or more by their marks" disabled>Compare chosen runs</button><span class="said" role="status"></span></div></section>
${runsSection(listing)}<footer class="foot"><p><a href="/playground">Playground</a>: breed and train nets in this browser.</p></footer>`,
      json: JSON.stringify(data),
    },
    assets,
  );
}

const columns: readonly TableColumn<ListedRun>[] = [
  {
    head: 'Run',
    cell: ({ id, path }) => ({
      text: path,
      value: path,
      html: html`<span class="pick"><input type="checkbox" data-pick="${id}" aria-label="Choose ${path} to compare" hidden><a href="/run/${id}">${fileName(path)}</a></span>`,
    }),
  },
  { head: 'State', cell: ({ state, counts }) => stateWords(state, counts.failed) },
  {
    head: 'Trials ended',
    number: true,
    cell: ({ counts }) => ({
      text: `${counts.finished} of ${counts.planned}`,
      value: counts.planned === 0 ? 0 : counts.finished / counts.planned,
    }),
  },
  { head: 'Winner', cell: ({ winner, tuned }) => (tuned ? 'a tuning' : (winner ?? '–')) },
  { head: 'Task', cell: ({ tasks }) => few(tasks, 'task') },
  { head: 'Contestants', cell: ({ contestants }) => few(contestants, 'contestant') },
  { head: 'Made', cell: ({ created }) => ({ text: day(created), value: created }) },
];

/** Section with the list, which is sent again whenever it has changed. */
export function runsSection({ runs, faults }: Listing): Html {
  return html`<section id="runs">${
    runs.length === 0
      ? html`<p class="none">There are no runs here yet. A duel keeps its run in the folder runs, and appears here by itself: <code>npx genoprop duel</code>.</p>`
      : table({
          id: 'runs-table',
          title: counted(runs.length, 'run'),
          columns,
          rows: runs,
          key: ({ id }) => id,
        })
  }${
    faults.length === 0
      ? null
      : html`<h2 class="minor">Files that cannot be read</h2><ul class="faults">${faults.map((fault) => html`<li>${fault}</li>`)}</ul>`
  }</section>
`;
}

const stateWords = (state: ListedRun['state'], failed: number): string =>
  failed === 0 ? state : `${state}, ${failed} failed`;

const fileName = (path: string): string => path.replace(/^.*[/\\]/, '').replace(/(\.run)?\.sqlite$/i, '');

/** Names, or their number where they would take much room. */
const few = (names: readonly string[], noun: string): string =>
  names.length > 3 ? counted(names.length, noun) : names.join(', ');
