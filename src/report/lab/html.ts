/** HTML of what a view has found: its paragraph, its facts, its figures with their choices. */
import { choiceText, firstDrawing, firstIndex, placesOf } from '../../lab/choices.ts';
import type { LabChoice, LabFigure, LabIntervals, LabTable } from '../../lab/figure.ts';
import type { LabFindings } from '../../lab/view.ts';
import { light } from '../charts/theme.ts';
import { firstView } from '../charts/view.ts';
import { breakable } from '../html/breakable.ts';
import { type Html, html } from '../html/markup.ts';
import { table } from '../html/table.ts';
import { valueText } from './charts/intervals.ts';
import { type Drawn, figureId, labFigures } from './figures.ts';

/** Most characters of a paragraph that is shown whole. */
const MOST_SAID = 1000;
/** Characters of a longer one after which the rest is folded, at the end of a sentence. */
const SAID_FIRST = 600;

/** Paragraph of the findings; the rest of a long one is opened by the reader. */
export function saysHtml(says: string): Html {
  const [first, rest] = inTwo(says);
  return html`<div class="verdict says"><p>${first}</p>${rest === '' ? null : html`<details><summary>The rest of what is found</summary><p>${rest}</p></details>`}</div>
`;
}

function inTwo(says: string): [first: string, rest: string] {
  if (says.length <= MOST_SAID) return [says, ''];
  const end = says.slice(SAID_FIRST).search(/[.!?] /);
  if (end < 0) return [says, ''];
  const cut = SAID_FIRST + end + 1;
  return [says.slice(0, cut), says.slice(cut + 1)];
}

export const factsHtml = (facts: LabFindings['facts']): Html | null =>
  facts.length === 0
    ? null
    : html`<dl class="facts">${facts.map(([label, text]) => html`<div><dt>${label}</dt><dd>${text}</dd></div>`)}</dl>
`;

/** @param level of the headings: 3 in a page of the view, 4 in a report */
export function figuresHtml(drawn: Drawn, level: 3 | 4 = 3): Html {
  const charts = new Map(labFigures(drawn).map((figure) => [figure.id, figure]));
  return html`<div class="figures">${drawn.figures.map((figure) => {
    const id = figureId(drawn.view, figure);
    const width = figure.half === true ? 460 : 920;
    const height = charts.get(id)?.draw({ ...firstView, width }, light).height ?? null;
    return figureHtml(figure, id, height, level);
  })}</div>
`;
}

/** @param height of the chart in pixels, kept free for it; null of a figure of tables */
function figureHtml(figure: LabFigure, id: string, height: number | null, level: 3 | 4): Html {
  const { title, shows, reading, half, choices = [], drawings } = figure;
  const first = firstIndex(figure);
  const isTable = drawings[first]!.kind === 'table';
  const heading =
    level === 3
      ? html`<h3 id="${id}-title">${breakable(title)}</h3>`
      : html`<h4 id="${id}-title">${breakable(title)}</h4>`;
  const bar =
    height === null
      ? null
      : html`<div class="bar">${heading}<a class="save" href="#${id}" data-save="${id}" download="${id}.svg" aria-label="SVG of the chart: ${title}">SVG</a></div>
`;
  const chart =
    height === null
      ? null
      : html`<div class="chart" data-chart="${id}" style="height:${height}px" role="img" aria-labelledby="${id}-title" aria-describedby="${id}-caption"${isTable ? html` hidden` : null}></div>
`;
  const tables = drawings.map((drawing, index) =>
    drawing.kind === 'table'
      ? html`<div data-drawing="${index}"${index === first ? null : html` hidden`}>${tableHtml(drawing, `${id}-table-${index}`, drawings.length === 1 ? title : `${title}: ${choiceText(figure, index)}`)}</div>
`
      : null,
  );
  return html`<figure id="${id}"${half === true ? html` class="half"` : null}>
${bar}${choices.length === 0 ? null : controlsHtml(figure, choices, id)}${chart}${tables}<figcaption id="${id}-caption"><p>${shows}</p>${reading === undefined ? null : html`<p class="reading"><b>How to read it.</b> ${reading}</p>`}</figcaption>${rowsHtml(figure, id)}
</figure>
`;
}

function tableHtml({ head, rows }: LabTable, id: string, title: string): Html {
  const isNumber = head.map((_, column) => rows.every((row) => typeof (row[column] ?? 0) === 'number'));
  return table({
    ...{ id, title, rows },
    columns: head.map((name, column) => ({
      head: name,
      number: isNumber[column]!,
      cell: (row: LabTable['rows'][number]) => {
        const cell = row[column] ?? null;
        if (cell === null) return { text: '–', value: null };
        return typeof cell === 'number' ? { text: String(cell).replace('-', '−'), value: cell } : cell;
      },
    })),
  });
}

/** Values of a figure of intervals as rows to read, also without a script. */
function rowsHtml(figure: LabFigure, id: string): Html | null {
  const drawing = firstDrawing(figure);
  if (drawing.kind !== 'intervals' || figure.drawings.length > 1) return null;
  const hasNotes = drawing.rows.some(({ note }) => note !== undefined);
  type Row = LabIntervals['rows'][number];
  return html`<details class="all long"><summary>The values as a table</summary>
${table<Row>({
  ...{ id: `${id}-rows`, title: `${figure.title}: values`, rows: drawing.rows },
  columns: [
    { head: 'name', cell: ({ name }) => name },
    { head: drawing.x.name, cell: (row) => ({ text: valueText(row, drawing), value: row.value }) },
    ...(hasNotes ? [{ head: 'note', cell: ({ note }: Row) => note ?? '' }] : []),
  ],
})}</details>`;
}

/** Most letters of all values of a choice that stand beside each other as buttons; more are a list. */
const MOST_LETTERS = 34;

function controlsHtml(figure: LabFigure, choices: readonly LabChoice[], id: string): Html {
  const places = placesOf(figure, firstIndex(figure));
  const made = choices.map((choice, index) => {
    const { values, isOrdered } = choice;
    const given = { choice, id: `${id}-choice-${index}`, place: places[index]!, index };
    if (isOrdered === true) return slider(given);
    const letters = values.reduce((sum, value) => sum + value.length + 3, 0);
    return letters > MOST_LETTERS ? list(given) : buttons(given);
  });
  return html`<div class="controls" data-choices="${id}">${made}</div>
`;
}

interface Given {
  readonly choice: LabChoice;
  readonly id: string;
  readonly place: number;
  readonly index: number;
}

const common = ({ choice: { name, values }, index }: Given): Html =>
  html` data-choice="${index}" data-count="${values.length}" data-name="${name}"`;

const slider = (given: Given): Html => {
  const { choice, id, place } = given;
  const { name, values } = choice;
  return html`<span class="slider"><label for="${id}">${name}</label><input type="range" id="${id}" min="0" max="${values.length - 1}" value="${place}" autocomplete="off" aria-valuetext="${values[place]!}" data-values="${JSON.stringify(values)}"${common(given)}><output for="${id}">${values[place]!}</output></span>`;
};

const buttons = (given: Given): Html => {
  const { choice, id, place } = given;
  const { name, values } = choice;
  return html`<fieldset${common(given)}><legend>${name}</legend><span class="segments">${values.map(
    (value, at) =>
      html`<label><input type="radio" name="${id}" value="${at}" autocomplete="off"${at === place ? html` checked` : null}><span>${value}</span></label>`,
  )}</span></fieldset>`;
};

const list = (given: Given): Html => {
  const { choice, id, place } = given;
  const { name, values } = choice;
  return html`<span class="stepper"><label for="${id}">${name}</label><select id="${id}" autocomplete="off"${common(given)}>${values.map(
    (value, at) => html`<option value="${at}"${at === place ? html` selected` : null}>${value}</option>`,
  )}</select></span>`;
};
