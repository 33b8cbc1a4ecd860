/** Real tables, each with a button that copies it. */
import { Html, html } from './markup.ts';

export interface Cell {
  readonly text: string;
  /** What is copied in its place: the number in full. */
  readonly value?: number | string | null;
  readonly strong?: boolean;
}

export interface TableColumn<Row> {
  readonly head: string;
  readonly number?: boolean;
  cell(row: Row): Cell | string;
}

export interface TableGiven<Row> {
  /** Unique in the page. */
  readonly id: string;
  readonly title: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly note?: string;
}

/** The first column heads its rows. A wide table scrolls by itself and not the page. */
export function table<Row>({ id, title, columns, rows, note }: TableGiven<Row>): Html {
  const head = columns.map(({ head: text, number }) => html`<th scope="col"${classOf(number)}>${text}</th>`);
  const body = rows.map(
    (row) => html`<tr>${columns.map((column, index) => cellOf(column, row, index === 0))}</tr>`,
  );
  return html`<div class="table" id="${id}">
<div class="bar"><h4 id="${id}-title">${title}</h4><button type="button" class="copy" data-copy="${id}" aria-label="Copy table: ${title}">Copy table</button></div>
<div class="scroll" role="region" aria-labelledby="${id}-title" tabindex="0"><table aria-labelledby="${id}-title">
<thead><tr>${head}</tr></thead>
<tbody>${body}</tbody>
</table></div>${note === undefined || note === '' ? null : html`<p class="note">${note}</p>`}
</div>`;
}

function cellOf<Row>(column: TableColumn<Row>, row: Row, heads: boolean): Html {
  const given = column.cell(row);
  const { text, value, strong }: Cell = typeof given === 'string' ? { text: given } : given;
  const content = strong === true ? html`<strong>${text}</strong>` : text;
  const copied =
    value === undefined || String(value) === text ? null : html` data-value="${value === null ? '' : value}"`;
  return heads
    ? html`<th scope="row"${copied}>${content}</th>`
    : html`<td${classOf(column.number)}${copied}>${content}</td>`;
}

const classOf = (number: boolean | undefined): Html | null =>
  number === true ? new Html(' class="number"') : null;
