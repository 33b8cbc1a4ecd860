/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** Script of a report's page: draws its charts and wires its switches, buttons and links. */
import { dataInside, type PageData, ReportPage } from './page.ts';

new ReportPage(dataInside() as PageData).adopt(document);
