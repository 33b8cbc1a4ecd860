/** Legend of a section: a button a contestant, which hides and shows it in all charts and tables of the page. */
import { dark, light, type Style, styleOf, type Theme } from '../charts/theme.ts';
import { contestantKey, runKey } from '../keys.ts';
import { breakable } from './breakable.ts';
import { Html, html } from './markup.ts';

export interface LegendEntry {
  readonly key: string;
  readonly name: string;
  readonly style: Style;
  /** Number of its colour in the palette; null for an entry without one. */
  readonly colour: number | null;
}

/**
 * Entry of a contestant.
 * @param run of a comparison, where the dash tells runs apart, 0: a whole line
 */
export const contestantEntry = (name: string, place: number, run?: 0): LegendEntry => ({
  key: contestantKey(place),
  name,
  style: styleOf(place, light, run),
  colour: place % light.palette.length,
});

/** Entry of a run among several: known by its dash, in no contestant's colour. */
export const runEntry = (name: string, run: number): LegendEntry => ({
  key: runKey(run),
  name,
  style: { ...styleOf(0, light, run), symbol: 'none' },
  colour: null,
});

/**
 * HTML of the legend.
 * @param of noun of the buttons, in the plural: `contestants`
 */
export function legendHtml(entries: readonly LegendEntry[], of = 'contestants'): Html | null {
  if (entries.length === 0) return null;
  const all =
    entries.length < 3
      ? null
      : html`<span class="tools"><button type="button" data-show="all">Show all</button><button type="button" data-show="none">Hide all</button></span>`;
  return html`<div class="legend" role="group" aria-label="Show and hide ${of}" hidden><div class="chips">${entries.map(
    ({ key, name, style, colour }) =>
      html`<button type="button" class="chip" aria-pressed="true" data-toggle="${key}">${swatch(style, colour)}<span>${breakable(name)}</span></button>`,
  )}${all}</div></div>
`;
}

/** Line and symbol as charts draw them. */
export function swatch({ dash, symbol }: Style, colour: number | null): Html {
  const dashes = typeof dash === 'string' ? '' : ` stroke-dasharray="${dash.join(' ')}"`;
  const ink = colour === null ? 'currentColor' : `var(--contestant-${colour + 1})`;
  const line = `<path d="M1 7H33" fill="none" stroke="currentColor" stroke-width="2.2"${dashes}/>`;
  const mark =
    symbol === 'none' ? '' : `<path transform="translate(17 7)" d="${outline(symbol)}" fill="currentColor"/>`;
  return new Html(
    `<svg class="swatch" style="color:${ink}" width="34" height="14" viewBox="0 0 34 14" aria-hidden="true">${line}${mark}</svg>`,
  );
}

/** Symbols that ECharts knows by name, as paths around the origin. */
const NAMED: Readonly<Record<string, string>> = {
  circle: 'M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z',
  triangle: 'M0-5L5 4.5H-5z',
  rect: 'M-4.2-4.2h8.4v8.4h-8.4z',
  diamond: 'M0-5.5L5.5 0L0 5.5L-5.5 0z',
};

const outline = (symbol: string): string => NAMED[symbol] ?? symbol.replace(/^path:\/\//, '');

const variables = ({ palette }: Theme): string =>
  palette.map((colour, index) => `--contestant-${index + 1}:${colour};`).join('');

/** Style sheet of the contestants' colours, on light and on dark ground. */
export const paletteCss = `:root{${variables(light)}}
@media (prefers-color-scheme:dark){:root:not([data-theme="light"]){${variables(dark)}}}
:root[data-theme="dark"]{${variables(dark)}}
@media print{:root,:root[data-theme="dark"],:root:not([data-theme="light"]){${variables(light)}}}`;
