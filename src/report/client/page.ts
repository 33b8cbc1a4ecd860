/** Page of a report in the browser: its figures, its contents and its downloads, from the data inside it. */
import { type ComparisonData, letterOf } from '../compare/comparison.ts';
import { comparisonFigures } from '../compare/figures.ts';
import type { ReportData } from '../data.ts';
import type { Figure } from '../figures/figure.ts';
import { figuresOf } from '../figures.ts';
import type { LabPageData } from '../lab/data.ts';
import { labFigures } from '../lab/figures.ts';
import { candidatesCsv } from './candidates-csv.ts';
import { followChoices } from './choices.ts';
import { followContents } from './contents.ts';
import { curvesCsv, trialsCsv } from './csv.ts';
import { FigurePage } from './figure-page.ts';
import { offer } from './offer.ts';
import { parts } from './parts.ts';
import { browserMemory } from './theme.ts';

export type PageData = ReportData | ComparisonData | LabPageData;

/** Data inside the document. */
export const dataInside = (): unknown => JSON.parse(document.getElementById('data')!.textContent ?? '{}');

export class ReportPage extends FigurePage {
  #data: PageData;
  readonly #followContents = followContents();

  constructor(data: PageData) {
    super(figuresIn(data), browserMemory);
    this.#data = data;
    followChoices((figure, drawing) => this.chooseDrawing(figure, drawing));
  }

  get data(): PageData {
    return this.#data;
  }

  override adopt(root: Element | Document): void {
    super.adopt(root);
    for (const link of parts<HTMLAnchorElement>(root, 'a[data-download]')) {
      offer(link, () => filesOf(this.#data)[link.dataset.download ?? '']?.() ?? null);
    }
    this.#followContents();
  }

  /**
   * Takes other data of the same page. Charts of it are redrawn by `redrawStale`.
   * @returns ids of its figures, in order
   */
  update(data: PageData): readonly string[] {
    this.#data = data;
    const figures = figuresIn(data);
    this.show(figures);
    return figures.map(({ id }) => id);
  }
}

function figuresIn(data: PageData): readonly Figure[] {
  if (data.format === 'genoprop.comparison/1') return comparisonFigures(data);
  return data.format === 'genoprop.lab/1' ? labFigures(data) : figuresOf(data);
}

type Files = Readonly<Record<string, () => Blob>>;

const csvFiles = (report: ReportData, before = ''): Files => ({
  [`${before}trials.csv`]: () => new Blob([trialsCsv(report)], { type: 'text/csv' }),
  [`${before}curves.csv`]: () => new Blob([curvesCsv(report)], { type: 'text/csv' }),
});

const asJson = (value: unknown): Blob =>
  new Blob([JSON.stringify(value, null, 1)], { type: 'application/json' });

/** Files that the page offers, by name. */
function filesOf(data: PageData): Files {
  if (data.format === 'genoprop.comparison/1') {
    const runs = data.runs.map((report, run) => csvFiles(report, `${letterOf(run)}-`));
    return Object.assign({ 'comparison.json': () => asJson(data) }, ...runs);
  }
  if (data.format === 'genoprop.lab/1') {
    const { layouts: _, ...found } = data;
    return { 'lab.json': () => asJson(found) };
  }
  return {
    ...csvFiles(data),
    'candidates.csv': () => new Blob([candidatesCsv(data)], { type: 'text/csv' }),
    'report.json': () => asJson(data),
  };
}
