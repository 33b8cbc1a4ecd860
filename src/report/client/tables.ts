/** Tables that sort by a click on a head, and that say so where columns lie outside the window. */

/** Sort orders: rising, falling, and the report's own. */
const ORDERS = ['ascending', 'descending', 'none'] as const;
type Order = (typeof ORDERS)[number];

/** Sorting of tables that can be sorted. */
const sorting = new WeakMap<HTMLTableElement, () => void>();

/** Sorts a table as its reader has chosen, after its rows have been put in the report's own order. */
export const sortAgain = (table: HTMLTableElement): void => sorting.get(table)?.();

/** @param least rows of a table that can be sorted */
export function sortOnClick(table: HTMLTableElement, least = 2): void {
  const body = table.tBodies[0];
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
  if (body === undefined || body.rows.length < least) return;
  let given = [...body.rows];
  let chosen: (() => void) | null = null;
  sorting.set(table, () => {
    given = [...body.rows];
    chosen?.();
  });
  for (const [column, head] of heads.entries()) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'sort';
    button.append(...head.childNodes);
    head.append(button);
    head.setAttribute('aria-sort', 'none');
    button.addEventListener('click', () => {
      const order = ORDERS[(ORDERS.indexOf(head.getAttribute('aria-sort') as Order) + 1) % ORDERS.length]!;
      for (const other of heads) other.setAttribute('aria-sort', other === head ? order : 'none');
      chosen = order === 'none' ? null : () => body.append(...sorted(given, column, order));
      if (chosen === null) body.append(...given);
      else chosen();
    });
  }
}

/** Rows in the order of a column. Empty cells come last in either order. Equal rows keep the report's order. */
function sorted(
  rows: readonly HTMLTableRowElement[],
  column: number,
  order: Order,
): readonly HTMLTableRowElement[] {
  const keyed = rows.map((row) => ({ row, key: keyOf(row.cells[column]) }));
  const direction = order === 'ascending' ? 1 : -1;
  return keyed
    .sort((a, b) => {
      if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
      return direction * compare(a.key, b.key);
    })
    .map(({ row }) => row);
}

function keyOf(cell: HTMLTableCellElement | undefined): string | number | null {
  const text = (cell?.dataset.sort ?? cell?.dataset.value ?? cell?.textContent ?? '').trim();
  if (text === '' || text === '–') return null;
  const number = Number(text);
  return Number.isNaN(number) ? text : number;
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), 'en', { numeric: true });
}

/** Shows that a table scrolls: shadows at the sides with more, a sentence, and a tab stop only where it is of use. */
export function sayWhereItScrolls(table: HTMLElement): void {
  const scroll = table.querySelector<HTMLElement>('.scroll');
  const hint = table.querySelector<HTMLElement>('.scroll-hint');
  if (scroll === null || hint === null) return;
  const look = (): void => {
    const more = scroll.scrollWidth - scroll.clientWidth;
    const sides = [
      ...(scroll.scrollLeft > 1 ? ['left'] : []),
      ...(scroll.scrollLeft < more - 1 ? ['right'] : []),
    ];
    scroll.parentElement!.dataset.more = more > 1 ? sides.join(' ') : '';
    hint.hidden = more <= 1;
    if (more > 1) scroll.tabIndex = 0;
    else scroll.removeAttribute('tabindex');
  };
  scroll.addEventListener('scroll', look, { passive: true });
  const watch = new ResizeObserver(look);
  watch.observe(scroll);
  for (const child of scroll.children) watch.observe(child);
  look();
}
