/**
 * Part of the document that follows the HTML of the server. Of new HTML only what differs is replaced, so that the
 * reader's focus, open details, sorted tables and drawn charts stay as they are.
 */
import { parts } from '../../report/client/parts.ts';
import { sortAgain } from '../../report/client/tables.ts';

export interface RegionHooks {
  /** Wires an element that has come. */
  adopt(element: Element): void;
  /** Lets go of an element that goes. */
  drop(element: Element): void;
}

/** Elements whose children are compared one by one; others are replaced as a whole. */
const CONTAINERS = 'main, section, div, figure, details, ul, ol, dl, table, tbody, tr, nav';
/** Elements whose inside is the client's own, or is wired as a whole. */
const LEAVES = '.legend, .controls, .chart, .film';

export class Region {
  readonly #element: Element;
  readonly #hooks: RegionHooks;
  /** Copy of what the server has sent, which the client's own changes do not touch. */
  #told: Element;
  /** Element of the document, by the one of the copy. */
  readonly #shown = new WeakMap<Element, Element>();
  /** Tables whose rows have been put in the server's order. */
  readonly #changed = new Set<HTMLTableElement>();

  /**
   * Region of an element that is as the server has sent it: nothing in it has been wired yet.
   * @param hooks are called for each element that is replaced
   */
  constructor(element: Element, hooks: RegionHooks) {
    this.#element = element;
    this.#hooks = hooks;
    this.#told = element.cloneNode(true) as Element;
    this.#pair(this.#told, element);
  }

  /** Follows new content of the element: an element like it, or its HTML. */
  follow(given: Element | string): void {
    const next = elementOf(given);
    if (next !== null) this.#told = this.#follow(this.#told, next);
  }

  /** Follows new HTML of a part, known by its id. */
  followPart(id: string, html: string): void {
    const told = this.#told.querySelector(`#${id}`);
    const next = elementOf(html);
    if (told === null || next === null) return;
    told.replaceWith(this.#follow(told, next));
  }

  #follow(told: Element, next: Element): Element {
    const live = this.#shown.get(told);
    if (live === undefined || next.isEqualNode(told)) return told;
    const focused = focusOf(this.#element);
    const added: Element[] = [];
    keepingPlace(this.#element, () => {
      this.#sync(told, next, live, added);
      for (const element of added) this.#hooks.adopt(element);
      for (const table of this.#changed) sortAgain(table);
      this.#changed.clear();
    });
    focused();
    return next;
  }

  #sync(told: Element, next: Element, live: Element, added: Element[]): void {
    this.#shown.set(next, live);
    for (const { name, value } of next.attributes)
      if (told.getAttribute(name) !== value) live.setAttribute(name, value);
    for (const { name } of told.attributes) if (!next.hasAttribute(name)) live.removeAttribute(name);
    const before = keyed(told);
    const wanted = [...keyed(next)].map(([key, child]): Element => {
      const former = before.get(key);
      before.delete(key);
      const shown = former && this.#shown.get(former);
      if (former === undefined || shown === undefined) return this.#made(child, added);
      if (former.isEqualNode(child) || isSameDrawing(former, child)) {
        this.#pairAgain(former, child);
        return shown;
      }
      if (isWords(former) && isWords(child) && former.tagName === child.tagName) {
        this.#sync(former, child, shown, added);
        shown.textContent = child.textContent;
        return shown;
      }
      if (isContainer(former) && isContainer(child) && hasSameHead(former, child)) {
        this.#sync(former, child, shown, added);
        return shown;
      }
      this.#hooks.drop(shown);
      const made = this.#made(child, added);
      shown.replaceWith(made);
      return made;
    });
    for (const former of before.values()) {
      const shown = this.#shown.get(former);
      if (shown === undefined) continue;
      this.#hooks.drop(shown);
      shown.remove();
    }
    if (live instanceof HTMLTableSectionElement) this.#changed.add(live.parentElement as HTMLTableElement);
    let at = live.firstElementChild;
    for (const element of wanted) {
      if (element === at) at = at.nextElementSibling;
      else live.insertBefore(element, at);
    }
  }

  #made(next: Element, added: Element[]): Element {
    const made = document.importNode(next, true);
    this.#pair(next, made);
    added.push(made);
    return made;
  }

  #pair(told: Element, live: Element): void {
    this.#shown.set(told, live);
    for (const [index, child] of [...told.children].entries()) this.#pair(child, live.children[index]!);
  }

  /** Pairs an equal copy with what its former shows. */
  #pairAgain(former: Element, next: Element): void {
    const shown = this.#shown.get(former);
    if (shown !== undefined) this.#shown.set(next, shown);
    for (const [index, child] of [...next.children].entries())
      this.#pairAgain(former.children[index]!, child);
  }
}

const elementOf = (given: Element | string): Element | null =>
  typeof given === 'string'
    ? new DOMParser().parseFromString(given, 'text/html').body.firstElementChild
    : given;

/** Children by what tells them apart: their id or key, else their kind and their place among those of one kind. */
function keyed(parent: Element): Map<string, Element> {
  const counts = new Map<string, number>();
  return new Map(
    [...parent.children].map((child) => {
      const own = child.id || (child as HTMLElement).dataset.key;
      if (own) return [own, child];
      const kind = `${child.tagName} ${child.className}`;
      const count = counts.get(kind) ?? 0;
      counts.set(kind, count + 1);
      return [`${kind} ${count}`, child];
    }),
  );
}

const isContainer = (element: Element): boolean =>
  element.matches(CONTAINERS) &&
  !element.matches(LEAVES) &&
  [...element.childNodes].every(
    (node) => node.nodeType !== Node.TEXT_NODE || node.textContent?.trim() === '',
  );

/** True for an element of text alone, which is written anew in its place, so that it is spoken where it is live. */
const isWords = (element: Element): boolean =>
  element.childElementCount === 0 && !element.matches('button, input, select, option, a, canvas, svg');

/** True for places of the same drawing, which the page itself draws. */
const isSameDrawing = (one: Element, other: Element): boolean =>
  one instanceof HTMLElement &&
  other instanceof HTMLElement &&
  one.matches('.chart, .film') &&
  one.dataset.chart === other.dataset.chart &&
  one.dataset.film === other.dataset.film &&
  one.querySelector('input')?.max === other.querySelector('input')?.max;

/** True but for tables with other columns, whose heads the client has changed. */
const hasSameHead = (one: Element, other: Element): boolean => {
  if (!one.matches('.table, table')) return true;
  const heads = [one, other].map((table) => table.querySelector('thead'));
  return heads[0]?.isEqualNode(heads[1] ?? null) === true;
};

/** Remembers the focus; the result gives it back to what stands in the place of what had it. */
function focusOf(region: Element): () => void {
  const focused = document.activeElement;
  if (focused === null || !region.contains(focused)) return () => {};
  const place = focused.closest('[id]');
  const sign = signOf(focused);
  return () => {
    if (focused.isConnected || place === null) return;
    const now = place.id === '' ? null : document.getElementById(place.id);
    const same = parts<HTMLElement>(now ?? region, focused.tagName).find((one) => signOf(one) === sign);
    (same ?? (now instanceof HTMLElement ? now : undefined))?.focus({ preventScroll: true });
  };
}

const signOf = (element: Element): string =>
  ['id', 'href', 'value', 'data-toggle', 'data-control', 'data-show', 'data-pick', 'aria-label']
    .map((name) => element.getAttribute(name) ?? '')
    .concat(element.textContent?.trim() ?? '')
    .join('|');

/** Changes the region, and keeps in its place what the reader sees at the top of the window. */
function keepingPlace(region: Element, change: () => void): void {
  const seen = [...region.querySelectorAll('section, figure, .table, p')].find((element) => {
    const { bottom, top } = element.getBoundingClientRect();
    return bottom > 0 && top > -200;
  });
  const before = seen?.getBoundingClientRect().top;
  change();
  if (seen === undefined || before === undefined || !seen.isConnected || scrollY === 0) return;
  const moved = seen.getBoundingClientRect().top - before;
  if (Math.abs(moved) >= 1) scrollBy({ top: moved, behavior: 'instant' });
}
