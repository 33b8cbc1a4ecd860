/**
 * Figures of a page in the browser: charts and films, drawn as they come near the window, the reader's view of them, and
 * the switches, legends and tables beside them. Parts of the page can be replaced (`adopt`, `drop`), and the figures too
 * (`show`), as a live page does.
 */
import { firstView, type View } from '../charts/view.ts';
import type { Control, Figure } from '../figures/figure.ts';
import { groupControls } from '../figures/group-controls.ts';
import { PageChart } from './chart.ts';
import { copyOnClick } from './copy.ts';
import { FilmPlayer } from './film.ts';
import { Hiding } from './hiding.ts';
import { offer } from './offer.ts';
import { parts } from './parts.ts';
import { Switches } from './switches.ts';
import { sayWhereItScrolls, sortOnClick } from './tables.ts';
import { followTheme, isDark, type ThemeMemory } from './theme.ts';

/** Distance in pixels from the window at which a chart is drawn. */
const AHEAD = 600;
/** Width of a printed page. */
const PRINTED = 680;

export class FigurePage {
  readonly switches: Switches;
  readonly hiding: Hiding;
  #figures: ReadonlyMap<string, Figure>;
  #view: View = firstView;
  readonly #charts = new Map<string, PageChart>();
  readonly #films = new Map<string, FilmPlayer>();
  /** Charts and films near the window. */
  readonly #inSight = new Set<Element>();
  readonly #near: IntersectionObserver;
  #printing = false;
  #viewChanged: () => void = () => {};

  /** @param memory of the reader's choice of colours; left out: the page forgets it */
  constructor(figures: readonly Figure[], memory?: ThemeMemory) {
    this.#figures = byId(figures);
    this.#near = new IntersectionObserver((entries) => this.#seen(entries), {
      rootMargin: `${AHEAD}px 0px`,
    });
    this.switches = new Switches((changed, control) => {
      this.#view = { ...this.#view, ...changed };
      this.#redraw((chart) => concerns(chart, control));
      this.#viewChanged();
    });
    this.hiding = new Hiding((hidden) => {
      this.#view = { ...this.#view, hidden };
      this.#redraw();
      this.#redrawFilms();
      this.#viewChanged();
    });
    followTheme(() => {
      this.#redraw();
      this.#redrawFilms();
    }, memory);
    this.#followWidth();
    this.#followPrinting();
  }

  get view(): View {
    return this.#view;
  }

  /** Calls back whenever the reader has set a switch, or has hidden or shown something. */
  followView(changed: () => void): void {
    this.#viewChanged = changed;
  }

  /** Chooses the drawing of a figure that has several. */
  chooseDrawing(figure: string, drawing: number): void {
    this.#view = { ...this.#view, drawings: { ...this.#view.drawings, [figure]: drawing } };
    this.#redraw(({ figure: { id } }) => id === figure);
  }

  /** Wires a part that has been added to the page: charts, films, switches, legends, tables, buttons and links. */
  adopt(root: Element | Document): void {
    for (const element of parts<HTMLElement>(root, '[data-chart]')) {
      const figure = this.#figures.get(element.dataset.chart!);
      if (figure === undefined) continue;
      this.#charts.set(figure.id, new PageChart(figure, element));
      this.#near.observe(element);
    }
    for (const element of parts<HTMLElement>(root, '[data-film]')) {
      const film = this.#figures.get(element.dataset.film!)?.film;
      if (film === undefined) continue;
      this.#films.set(element.dataset.film!, new FilmPlayer(film, element));
      this.#near.observe(element);
    }
    this.switches.adopt(root);
    this.hiding.adopt(root);
    for (const table of parts<HTMLElement>(root, '.table')) {
      sayWhereItScrolls(table);
      const [head] = table.getElementsByTagName('table');
      if (head) sortOnClick(head);
    }
    for (const button of parts<HTMLButtonElement>(root, 'button[data-copy]')) copyOnClick(button);
    for (const link of parts<HTMLAnchorElement>(root, 'a[data-save]')) {
      offer(link, () => {
        const chart = this.#charts.get(link.dataset.save ?? '');
        return chart === undefined ? null : new Blob([chart.svg(this.#view)], { type: 'image/svg+xml' });
      });
    }
  }

  /** Lets go of a part that leaves the page. */
  drop(root: Element): void {
    for (const element of parts<HTMLElement>(root, '[data-chart]')) {
      const chart = this.#charts.get(element.dataset.chart!);
      this.#forget(element);
      if (chart?.element !== element) continue;
      chart.end();
      this.#charts.delete(element.dataset.chart!);
    }
    for (const element of parts<HTMLElement>(root, '[data-film]')) {
      const film = this.#films.get(element.dataset.film!);
      this.#forget(element);
      if (film?.element !== element) continue;
      film.end();
      this.#films.delete(element.dataset.film!);
    }
  }

  /** Takes other figures of the same page. Charts of them are redrawn by `redrawStale`. */
  show(figures: readonly Figure[]): void {
    this.#figures = byId(figures);
    for (const chart of this.#charts.values()) {
      const figure = this.#figures.get(chart.figure.id);
      if (figure !== undefined) chart.show(figure);
    }
    for (const [id, player] of this.#films) {
      const film = this.#figures.get(id)?.film;
      if (film !== undefined) player.show(film);
    }
  }

  /**
   * Redraws charts in sight that show former data.
   * @param isBusy true for a chart that the reader is looking into, which is left as it is for now
   */
  redrawStale(isBusy: (element: Element) => boolean): void {
    for (const chart of this.#charts.values()) {
      if (chart.isStale && this.#inSight.has(chart.element) && !isBusy(chart.element)) this.#draw(chart);
    }
  }

  #seen(entries: readonly IntersectionObserverEntry[]): void {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) {
        this.#inSight.delete(target);
        continue;
      }
      this.#inSight.add(target);
      const { chart: id = '', film: filmId = '' } = (target as HTMLElement).dataset;
      const chart = this.#charts.get(id);
      if (chart && (!chart.isDrawn || chart.isStale)) this.#draw(chart);
      const film = this.#films.get(filmId);
      if (film && !film.isDrawn) film.draw(isDark());
    }
  }

  #forget(element: Element): void {
    this.#near.unobserve(element);
    this.#inSight.delete(element);
  }

  #redraw(which: (chart: PageChart) => boolean = () => true): void {
    for (const chart of this.#charts.values()) if (chart.isDrawn && which(chart)) this.#draw(chart);
  }

  #redrawFilms(): void {
    for (const film of this.#films.values()) if (film.isDrawn) film.draw(isDark());
  }

  /** Draws a chart. One whose contestant is hidden has no width; it is drawn when it is shown again. */
  #draw(chart: PageChart): void {
    if (chart.element.clientWidth > 0) chart.draw(this.#view, isDark());
  }

  #followWidth(): void {
    let width = document.documentElement.clientWidth;
    addEventListener('resize', () => {
      if (this.#printing || document.documentElement.clientWidth === width) return;
      width = document.documentElement.clientWidth;
      this.#redraw();
      this.#redrawFilms();
    });
  }

  #followPrinting(): void {
    const print = (begins: boolean): void => {
      if (this.#printing === begins) return;
      this.#printing = begins;
      for (const chart of this.#charts.values()) {
        if (begins) chart.draw(this.#view, false, chart.figure.half ? PRINTED / 2 - 12 : PRINTED);
        else this.#draw(chart);
      }
      for (const film of this.#films.values()) film.draw(!begins && isDark());
    };
    addEventListener('beforeprint', () => print(true));
    addEventListener('afterprint', () => print(false));
    matchMedia('print').addEventListener('change', ({ matches }) => print(matches));
  }
}

const byId = (figures: readonly Figure[]): ReadonlyMap<string, Figure> =>
  new Map(figures.map((figure) => [figure.id, figure]));

/** True where the switch concerns the chart: figures follow the switches of their group as well as their own. */
const concerns = ({ figure: { controls, group } }: PageChart, control: Control): boolean =>
  controls.includes(control) || (group !== null && groupControls[group].includes(control));
