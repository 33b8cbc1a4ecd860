/** Pages and files by address. None of them writes, and none of them reads a file that an address names. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { builtAssets as reportAssets } from '../report/assets.ts';
import { comparisonOf, MOST_RUNS } from '../report/compare/comparison.ts';
import { renderComparison } from '../report/compare/page.ts';
import type { ReportData } from '../report/data.ts';
import { type Html, html } from '../report/html/markup.ts';
import { renderPage } from '../report/html/page.ts';
import { version } from '../version.ts';
import type { ServedAssets } from './assets.ts';
import type { Collector } from './collector.ts';
import type { Followers } from './followers.ts';
import type { Address } from './guard.ts';
import type { ListWatch } from './list-watch.ts';
import { type Answer, htmlAnswer, jsonAnswer, sentencePage, write } from './pages.ts';
import { playgroundAnswer } from './playground.ts';
import type { RunTable } from './run-table.ts';
import { runsPage } from './runs-page.ts';
import { MOST_STREAMS, type Stream, type Streams } from './streams.ts';

export interface Served {
  readonly table: RunTable;
  readonly collector: Collector;
  readonly assets: ServedAssets;
  readonly streams: Streams;
  readonly list: ListWatch;
  readonly followers: Followers;
  /** Command that shows the run again, of a server that ends with its run. */
  readonly again: string | undefined;
}

export async function respond(
  { path, query }: Address,
  request: IncomingMessage,
  response: ServerResponse,
  served: Served,
): Promise<void> {
  const [, first = '', id = '', what = '', ...rest] = path.split('/');
  if (path === '/events') return stream(request, response, served, (opened) => served.list.join(opened));
  if (path === '/') {
    await served.table.refresh();
    const { listing, places } = served.table;
    const only = served.table.only();
    if (only !== null) return write(response, redirect(`/run/${only}`));
    return write(
      response,
      htmlAnswer(runsPage(listing, { places, genoprop: version(), assets: served.assets.linked })),
    );
  }
  const asset = served.assets.byPath.get(path);
  if (asset !== undefined) {
    return write(response, {
      type: asset.type,
      body: asset.text,
      headers: { 'Cache-Control': 'private, max-age=31536000, immutable' },
    });
  }
  if (path === '/compare') return write(response, await comparison(query.getAll('run'), served));
  if (first === 'playground' && what === '') return write(response, playgroundAnswer(id) ?? nothing());
  if (first === 'run' && rest.length === 0) {
    const file = await served.table.pathOf(id);
    if (file !== null) {
      if (what === 'events') {
        const { headers } = request;
        const since = headers['last-event-id'] ?? query.get('since');
        const follower = served.followers.of(file);
        return stream(request, response, served, (opened) => follower.join(opened, String(since ?? '')));
      }
      const answer = await runAnswer(what, { id, file }, served);
      if (answer !== null) return write(response, answer);
    }
  }
  write(response, nothing());
}

const redirect = (to: string): Answer => ({
  ...{ status: 302, type: 'text/plain; charset=utf-8', body: '' },
  headers: { Location: to },
});

const nothing = (): Answer => htmlAnswer(sentencePage('Not found', 'There is nothing at this address.'), 404);

/** Opens a stream and lets it join what it is of, until its reader goes. */
function stream(
  request: IncomingMessage,
  response: ServerResponse,
  { streams }: Served,
  join: (opened: Stream) => () => void,
): void {
  if (request.method === 'HEAD') {
    write(response, { type: 'text/event-stream', body: '' });
    return;
  }
  let leave = (): void => {};
  const opened = streams.open(request, response, () => leave());
  if (opened !== null) {
    leave = join(opened);
    return;
  }
  const said = `More than ${MOST_STREAMS} pages are open; close some.`;
  write(response, htmlAnswer(sentencePage('Too many pages', said), 503));
}

/** Page that compares runs, as `genoprop report` of several writes it. */
async function comparison(ids: readonly string[], { table, collector, assets }: Served): Promise<Answer> {
  const chosen = [...new Set(ids)];
  if (chosen.length < 2 || chosen.length > MOST_RUNS) {
    const said = `A comparison is of 2 to ${MOST_RUNS} runs; choose them in the list.`;
    return htmlAnswer(sentencePage('Nothing to compare', said), 400);
  }
  const reports: ReportData[] = [];
  for (const id of chosen) {
    const file = await table.pathOf(id);
    if (file === null) return nothing();
    reports.push(await collector.report(file));
  }
  return htmlAnswer(
    renderComparison(comparisonOf(reports), assets.linked, {
      links: home,
      pages: chosen.map((id) => `/run/${id}`),
    }),
  );
}

const home = html`<p class="home"><a href="/">All runs</a></p>`;

interface Found {
  readonly id: string;
  readonly file: string;
}

async function runAnswer(
  what: string,
  { id, file }: Found,
  { table, collector, assets, followers, again }: Served,
): Promise<Answer | null> {
  if (what === '') {
    // The race first: what happens while the data are read is told once more.
    const { race, since } = followers.of(file).now();
    const stream = { address: `/run/${id}/events`, since, ...(again === undefined ? {} : { again }) };
    const report = await collector.report(file);
    const links = linksOf(id, table.only() === null);
    return htmlAnswer(renderPage(report, assets.linked, { links, race, stream }));
  }
  const data = await collector.report(file);
  if (what === 'data') return jsonAnswer(data);
  if (what !== 'report') return null;
  return {
    ...htmlAnswer(renderPage(data, reportAssets())),
    headers: { 'Content-Disposition': `attachment; filename="${reportName(file)}"` },
  };
}

const linksOf = (id: string, hasList: boolean): Html =>
  html`<p class="home">${hasList ? html`<a href="/">All runs</a>` : null}<a href="/run/${id}/report" download>Save as a file</a></p>`;

/** Name of the report's file: `night.html`, in letters that need no escape in a header. */
const reportName = (file: string): string =>
  `${file
    .replace(/^.*[/\\]/, '')
    .replace(/(\.run)?\.sqlite$/i, '')
    .replaceAll(/[^A-Za-z0-9._-]/g, '-')}.html`;
