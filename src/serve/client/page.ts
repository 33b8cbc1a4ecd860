/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** Script of the server's pages: the list of runs, a run, a comparison. */
import { dataInside, type PageData, ReportPage } from '../../report/client/page.ts';
import type { ListData } from '../runs-page.ts';
import { followFragment } from './fragment.ts';
import { followLive } from './live.ts';
import { showRuns } from './runs.ts';

const data = dataInside() as PageData | ListData;
if (data.format === 'genoprop.runs/1') showRuns();
else {
  const page = new ReportPage(data);
  const { stream: address, since, again } = document.body.dataset;
  // What follows the server is copied before anything is wired.
  if (address !== undefined && since !== undefined) followLive(page, { address, since, again });
  page.adopt(document);
  followFragment(page);
}
