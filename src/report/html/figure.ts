/** HTML of a figure: a head with the switches that change it, the place where the client draws it, its caption. */
import { light } from '../charts/theme.ts';
import { firstView } from '../charts/view.ts';
import type { ChampionFilm } from '../data.ts';
import type { Control, Figure, FigureTable } from '../figures/figure.ts';
import { breakable } from './breakable.ts';
import { type Html, html } from './markup.ts';
import { table } from './table.ts';

interface Choice {
  readonly value: string;
  readonly text: string;
}

/** Names and choices of the switches; the first choice is the initial one. */
const switches: Readonly<
  Record<Exclude<Control, 'seed' | 'sequence'>, { name: string; choices: readonly Choice[] }>
> = {
  measure: {
    name: 'Show',
    choices: [
      { value: 'error', text: 'Error' },
      { value: 'loss', text: 'Loss' },
    ],
  },
  axis: {
    name: 'Cost in',
    choices: [
      { value: 'macs', text: 'MACs' },
      { value: 'seconds', text: 'Seconds' },
      { value: 'steps', text: 'Updates / evaluations' },
    ],
  },
  costScale: {
    name: 'Cost axis',
    choices: [
      { value: 'log', text: 'Log' },
      { value: 'linear', text: 'Linear' },
    ],
  },
  valueScale: {
    name: 'Error axis',
    choices: [
      { value: 'linear', text: 'Linear' },
      { value: 'log', text: 'Log' },
    ],
  },
  outcome: {
    name: 'Outcome',
    choices: [
      { value: 'cost', text: 'MACs to solve' },
      { value: 'wrong', text: 'Wrong' },
      { value: 'solved', text: 'Solved' },
    ],
  },
  spread: {
    name: 'Seeds',
    choices: [
      { value: 'bands', text: 'Median, quartiles' },
      { value: 'seeds', text: 'Each' },
    ],
  },
};

/** Seeds and sequences to choose from. */
export interface Extent {
  /** Repetitions that have pictures. */
  readonly seeds: readonly number[];
  readonly sequences: number;
  /** False where no task is judged by the share answered wrong, which is then no choice. Default: true. */
  readonly withError?: boolean;
}

/**
 * HTML of a figure.
 * @param level of the heading: 3 under a section, 4 under a task's section
 */
export function figureHtml(figure: Figure, extent: Extent, level: 3 | 4): Html {
  const { id, title, shows, reading, controls, half, of, table: rows, film } = figure;
  const heading =
    level === 3
      ? html`<h3 id="${id}-title">${breakable(title)}</h3>`
      : html`<h4 id="${id}-title">${breakable(title)}</h4>`;
  return html`<figure id="${id}"${half ? html` class="half"` : null}${of === undefined ? null : html` data-of="${of}"`}>
<div class="bar">${heading}${film === undefined ? html`<a class="save" href="#${id}" data-save="${id}" download="${id}.svg" aria-label="SVG of the chart: ${title}">SVG</a>` : null}</div>
${controlsHtml(id, controls, extent)}${film === undefined ? html`<div class="chart" data-chart="${id}" style="height:${heightOf(figure)}px" role="img" aria-labelledby="${id}-title" aria-describedby="${id}-caption"></div>` : filmHtml(id, film)}
<figcaption id="${id}-caption"><p>${shows}</p>${reading === undefined ? null : html`<p class="reading"><b>How to read it.</b> ${reading}</p>`}</figcaption>${rows === undefined ? null : tableHtml(id, title, rows)}
</figure>
`;
}

/** Player of an episode: a canvas, its text and its controls. */
const filmHtml = (
  id: string,
  { at, recorded }: ChampionFilm,
): Html => html`<div class="film" data-film="${id}"><canvas role="img" aria-labelledby="${id}-title" aria-describedby="${id}-caption"></canvas><p class="film-text"></p>
<div class="film-controls"><button type="button">Play</button><label>Step <input type="range" min="0" max="${at.length - 1}" value="0"></label><output>1 of ${recorded}</output></div></div>`;

/** Rows of a figure, to be opened below it. */
function tableHtml(id: string, title: string, { summary, head, rows }: FigureTable): Html {
  return html`<details class="all long"><summary>${summary}</summary>
${table({
  ...{ id: `${id}-rows`, title: `${title}: ${summary.toLowerCase()}` },
  columns: head.map((name, column) => ({ head: name, cell: (row: readonly string[]) => row[column]! })),
  rows,
})}</details>`;
}

/** Height of the drawn figure, reserved so that the page does not move when it is drawn. */
const heightOf = (figure: Figure): number =>
  figure.draw({ ...firstView, width: figure.half ? 460 : 920 }, light).height;

/**
 * HTML of switches.
 * @param scope tells the page's switches of one kind apart; they all show the same choice
 */
export function controlsHtml(scope: string, controls: readonly Control[], extent: Extent): Html | null {
  const shown = controls.flatMap((control) => {
    if (control === 'seed')
      return extent.seeds.length > 1 ? [select(scope, 'seed', 'Seed', extent.seeds, extent.seeds)] : [];
    if (control === 'sequence') {
      const indices = Array.from({ length: extent.sequences }, (_, index) => index);
      const numbers = indices.map((index) => index + 1);
      return extent.sequences > 1 ? [select(scope, 'sequence', 'Test sequence', indices, numbers)] : [];
    }
    return [segments(scope, control, extent)];
  });
  return shown.length === 0 ? null : html`<div class="controls">${shown}</div>\n`;
}

function segments(
  scope: string,
  control: keyof typeof switches,
  { withError = true }: Pick<Extent, 'withError'>,
): Html {
  const { name, choices: all } = switches[control];
  const choices = all.filter(({ value }) => withError || value !== 'wrong');
  return html`<fieldset><legend>${name}</legend><span class="segments">${choices.map(
    ({ value, text }, index) =>
      html`<label><input type="radio" name="${scope}-${control}" data-control="${control}" value="${value}"${
        index === 0 ? html` checked` : null
      }><span>${text}</span></label>`,
  )}</span></fieldset>`;
}

/** List to choose from, with buttons for the one before and the one after. */
function select(
  scope: string,
  control: 'seed' | 'sequence',
  name: string,
  values: readonly number[],
  shown: readonly number[],
): Html {
  const id = `${scope}-${control}`;
  return html`<span class="stepper"><label for="${id}">${name}</label><button type="button" data-step="-1" data-of="${control}" aria-label="${name} before">‹</button><select id="${id}" data-control="${control}">${values.map(
    (value, index) => html`<option value="${value}">${shown[index]!}</option>`,
  )}</select><button type="button" data-step="1" data-of="${control}" aria-label="Next ${name.toLowerCase()}">›</button></span>`;
}
