/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** Script of the server's pages: the list of runs, a run, a comparison. */
import { dataInside, type PageData, ReportPage } from '../../report/client/page.ts';
import type { ListData } from '../runs-page.ts';
import { showRuns } from './runs.ts';

const data = dataInside() as PageData | ListData;
if (data.format === 'genoprop.runs/1') showRuns();
else new ReportPage(data).adopt(document);
