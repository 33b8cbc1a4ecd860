/**
 * HTML tables, each with a button that copies it. In the page its heads sort it, and a note tells of columns outside
 * the window (`client/tables.ts`).
 */
import { breakable } from './breakable.ts';
import { Html, html } from './markup.ts';

export interface Cell {
  readonly text: string;
  /** Content that is shown in place of the text. */
  readonly html?: Html;
  /** Value that is copied in place of the text: the number in full. */
  readonly value?: number | string | null;
  /** Sort key, where it is not the value that is copied; null comes last. */
  readonly sort?: number | null;
  readonly strong?: boolean;
}

export interface TableColumn<Row> {
  readonly head: string;
  readonly number?: boolean;
  /** Keys with which the column is hidden and shown. */
  readonly of?: readonly string[];
  cell(row: Row): Cell | string;
}

export interface TableGiven<Row> {
  /** Id, unique in the page. */
  readonly id: string;
  readonly title: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly note?: string;
  /** Mark by which a row of a live table is known when others have come before it. */
  key?(row: Row): string;
  /** Keys with which a row is hidden and shown. */
  of?(row: Row): readonly string[];
}

/** HTML of a table. The first column heads its rows. A wide table scrolls by itself and not the page. */
export function table<Row>({ id, title, columns, rows, note, key, of }: TableGiven<Row>): Html {
  const head = columns.map(
    ({ head: text, number, of: keys }) =>
      html`<th scope="col"${classOf(number)}${keyed(keys)}>${breakable(text)}</th>`,
  );
  const body = rows.map(
    (row) =>
      html`<tr${key === undefined ? null : html` data-key="${key(row)}"`}${keyed(of?.(row))}>${columns.map((column, index) => cellOf(column, row, index === 0))}</tr>`,
  );
  return html`<div class="table" id="${id}">
<div class="bar"><h4 id="${id}-title">${title}</h4><button type="button" class="copy" data-copy="${id}" aria-label="Copy table: ${title}">Copy table</button></div>
<p class="scroll-hint" hidden>Scroll sideways for more columns.</p>
<div class="scroller"><div class="scroll" role="region" aria-labelledby="${id}-title" tabindex="0"><table aria-labelledby="${id}-title">
<thead><tr>${head}</tr></thead>
<tbody>${body}</tbody>
</table></div></div>${note === undefined || note === '' ? null : html`<p class="note">${note}</p>`}
</div>`;
}

function cellOf<Row>(column: TableColumn<Row>, row: Row, heads: boolean): Html {
  const given = column.cell(row);
  const { text, html: own, value, sort, strong }: Cell = typeof given === 'string' ? { text: given } : given;
  const shown = own ?? (heads ? breakable(text) : column.number === true ? inParts(text) : text);
  const content = strong === true ? html`<strong>${shown}</strong>` : shown;
  const copied =
    value === undefined || String(value) === text ? null : html` data-value="${value === null ? '' : value}"`;
  const sorted = sort === undefined ? null : html` data-sort="${sort === null ? '' : sort}"`;
  return heads
    ? html`<th scope="row"${copied}${sorted}${keyed(column.of)}>${content}</th>`
    : html`<td${classOf(column.number)}${copied}${sorted}${keyed(column.of)}>${content}</td>`;
}

/** Text or HTML of a cell such as `12.3 % (10.1 to 15.0)`: a number and its interval may stand below each other. */
const inParts = (text: string): string | Html =>
  text.includes(' (') ? html`${text.split(/ (?=\()/).map((part) => html`<span>${part}</span> `)}` : text;

const keyed = (keys: readonly string[] | undefined): Html | null =>
  keys === undefined || keys.length === 0 ? null : html` data-of="${keys.join(' ')}"`;

const classOf = (number: boolean | undefined): Html | null =>
  number === true ? new Html(' class="number"') : null;
