/**
 * Figures of a section. A figure comes as soon as it has something to show, and stays where it is while its data grow;
 * each has its numbers as a table below it.
 */
import type { FigurePage } from '../../report/client/figure-page.ts';
import type { ReportData } from '../../report/data.ts';
import type { Figure } from '../../report/figures/figure.ts';
import { type Extent, figureHtml } from '../../report/html/figure.ts';
import { html } from '../../report/html/markup.ts';
import { table } from '../../report/html/table.ts';
import { unbroken } from '../../report/html/unbroken.ts';
import { numbersOf } from '../numbers.ts';
import { byId, elementOf, fill } from './elements.ts';

/** Most rows of a table of numbers; the CSV file has all. */
const MOST_ROWS = 1000;

/** Figure with the page's data of now, from which its numbers are read. */
interface Shown {
  readonly element: HTMLElement;
  /** HTML without the caption: where it changes, the figure is made anew. */
  readonly frame: string;
  caption: string;
}

export class FigureList {
  readonly #container: HTMLElement;
  readonly #page: FigurePage;
  readonly #shown = new Map<string, Shown>();
  #data: ReportData | null = null;
  #figures: readonly Figure[] = [];

  constructor(id: string, page: FigurePage) {
    this.#container = byId(id);
    this.#page = page;
  }

  get isEmpty(): boolean {
    return this.#shown.size === 0;
  }

  /** Shows these figures, in their order. The page must know them already. */
  show(data: ReportData, figures: readonly Figure[], extent: Extent): void {
    this.#data = data;
    this.#figures = figures;
    const wanted = new Set(figures.map(({ id }) => id));
    for (const [id, shown] of this.#shown) if (!wanted.has(id)) this.#remove(id, shown);
    let before: HTMLElement | null = null;
    for (const figure of figures) {
      const element = this.#place(figure, extent);
      const next: ChildNode | null = before === null ? this.#container.firstChild : before.nextSibling;
      if (next !== element) this.#container.insertBefore(element, next);
      before = element;
    }
  }

  #place(figure: Figure, extent: Extent): HTMLElement {
    const made = unbroken(figureHtml(figure, extent, 3));
    const caption = /<figcaption[\s\S]*<\/figcaption>/.exec(made.text)?.[0] ?? '';
    // The height that is reserved before a chart is drawn is no reason to draw it anew.
    const frame = made.text.replace(caption, '').replace(/style="height:\d+px"/, '');
    const former = this.#shown.get(figure.id);
    if (former !== undefined && former.frame === frame) {
      if (former.caption !== caption) {
        former.element.querySelector('figcaption')!.outerHTML = caption;
        former.caption = caption;
      }
      return former.element;
    }
    if (former !== undefined) this.#remove(figure.id, former);
    const element = elementOf(made);
    if (figure.film === undefined && figure.table === undefined) element.append(this.#numbers(figure));
    this.#shown.set(figure.id, { element, frame, caption });
    this.#container.append(element);
    this.#page.adopt(element);
    return element;
  }

  #remove(id: string, { element }: Shown): void {
    this.#page.drop(element);
    element.remove();
    this.#shown.delete(id);
  }

  /** Button that opens the numbers, as they are when it is pressed. */
  #numbers({ id, title }: Figure): HTMLElement {
    const details = elementOf(
      html`<details class="all long numbers"><summary>Numbers of the chart</summary><div></div></details>`,
    ) as HTMLDetailsElement;
    details.addEventListener('toggle', () => {
      const place = details.querySelector<HTMLElement>('div')!;
      const figure = this.#figures.find((one) => one.id === id);
      const rows = details.open && figure && this.#data ? numbersOf(this.#data, figure) : null;
      if (rows === null) {
        fill(place, html``);
        return;
      }
      const shown = rows.rows.slice(-MOST_ROWS);
      const left = rows.rows.length - shown.length;
      fill(
        place,
        table({
          ...{ id: `${id}-numbers`, title: `Numbers: ${title}` },
          columns: rows.head.map((head, column) => ({
            head,
            cell: (row: readonly string[]) => row[column]!,
          })),
          rows: shown,
          ...(left === 0
            ? {}
            : { note: `The first ${left} rows are left out; curves.csv has all validations.` }),
        }),
      );
      this.#page.adopt(place);
    });
    return details;
  }
}
