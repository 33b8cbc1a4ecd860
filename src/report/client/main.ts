/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** Script of a report's page: draws its charts and wires its switches, buttons and links. */
import { firstView, type View } from '../charts/view.ts';
import { type ComparisonData, letterOf } from '../compare/comparison.ts';
import { comparisonFigures } from '../compare/figures.ts';
import type { ReportData } from '../data.ts';
import type { Control } from '../figures/figure.ts';
import { figuresOf, groupControls } from '../figures.ts';
import type { LabPageData } from '../lab/data.ts';
import { labFigures } from '../lab/figures.ts';
import { candidatesCsv } from './candidates-csv.ts';
import { PageChart } from './chart.ts';
import { followChoices } from './choices.ts';
import { copyOnClick } from './copy.ts';
import { curvesCsv, trialsCsv } from './csv.ts';
import { FilmPlayer } from './film.ts';
import { followLegends } from './hiding.ts';
import { followSwitches } from './switches.ts';
import { sayWhereItScrolls, sortOnClick } from './tables.ts';
import { followTheme, isDark } from './theme.ts';

/** Distance in pixels from the window at which a chart is drawn. */
const AHEAD = 600;
/** Width of a printed page. */
const PRINTED = 680;

const json = document.getElementById('data')!.textContent ?? '{}';
const data = JSON.parse(json) as ReportData | ComparisonData | LabPageData;
let view: View = firstView;

const figures =
  data.format === 'genoprop.comparison/1'
    ? comparisonFigures(data)
    : data.format === 'genoprop.lab/1'
      ? labFigures(data)
      : figuresOf(data);
const charts = figures.flatMap((figure) => {
  const element = document.querySelector<HTMLElement>(`[data-chart="${figure.id}"]`);
  return element === null ? [] : [new PageChart(figure, element)];
});

const films = figures.flatMap((figure) => {
  const element = document.querySelector<HTMLElement>(`[data-film="${figure.id}"]`);
  return element === null || figure.film === undefined ? [] : [new FilmPlayer(figure.film, element)];
});
const redrawFilms = (): void => {
  for (const film of films) if (film.isDrawn) film.draw(isDark());
};

const redraw = (which: (chart: PageChart) => boolean = () => true): void => {
  for (const chart of charts) if (chart.isDrawn && which(chart)) draw(chart);
};
/** Draws a chart. One whose contestant is hidden has no width; it is drawn when it is shown again. */
function draw(chart: PageChart): void {
  if (chart.element.clientWidth > 0) chart.draw(view, isDark());
}

/** True where the switch concerns the chart: figures follow the switches of their group as well as their own. */
const concerns = ({ figure: { controls, group } }: PageChart, control: Control): boolean =>
  controls.includes(control) || (group !== null && groupControls[group].includes(control));

followTheme(() => {
  redraw();
  redrawFilms();
});
followSwitches((changed, control) => {
  view = { ...changed, hidden: view.hidden, legend: view.legend, drawings: view.drawings };
  redraw((chart) => concerns(chart, control));
});

followLegends((hidden) => {
  view = { ...view, hidden };
  redraw();
  redrawFilms();
});
followChoices((figure, drawing) => {
  view = { ...view, drawings: { ...view.drawings, [figure]: drawing } };
  redraw(({ figure: { id } }) => id === figure);
});
for (const table of document.querySelectorAll<HTMLElement>('.table')) {
  sayWhereItScrolls(table);
  const [head] = table.getElementsByTagName('table');
  if (head) sortOnClick(head);
}

const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      const chart = charts.find(({ element }) => element === target);
      if (isIntersecting && chart && !chart.isDrawn) draw(chart);
      const film = films.find(({ element }) => element === target);
      if (isIntersecting && film && !film.isDrawn) film.draw(isDark());
    }
  },
  { rootMargin: `${AHEAD}px 0px` },
);
for (const { element } of [...charts, ...films]) near.observe(element);

let width = document.documentElement.clientWidth;
addEventListener('resize', () => {
  if (printing || document.documentElement.clientWidth === width) return;
  width = document.documentElement.clientWidth;
  redraw();
  redrawFilms();
});

let printing = false;
const print = (begins: boolean): void => {
  if (printing === begins) return;
  printing = begins;
  for (const chart of charts) {
    if (begins) chart.draw(view, false, chart.figure.half ? PRINTED / 2 - 12 : PRINTED);
    else draw(chart);
  }
  for (const film of films) film.draw(!begins && isDark());
};
addEventListener('beforeprint', () => print(true));
addEventListener('afterprint', () => print(false));
matchMedia('print').addEventListener('change', ({ matches }) => print(matches));

for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) copyOnClick(button);

const csvFiles = (report: ReportData, before = ''): [string, () => Blob][] => [
  [`${before}trials.csv`, () => new Blob([trialsCsv(report)], { type: 'text/csv' })],
  [`${before}curves.csv`, () => new Blob([curvesCsv(report)], { type: 'text/csv' })],
];
const asJson = (): Blob => new Blob([JSON.stringify(data, null, 1)], { type: 'application/json' });
function filesOf(): [string, () => Blob][] {
  if (data.format === 'genoprop.comparison/1') {
    const runs = data.runs.flatMap((report, run) => csvFiles(report, `${letterOf(run)}-`));
    return [...runs, ['comparison.json', asJson]];
  }
  if (data.format === 'genoprop.lab/1') {
    const { layouts: _, ...found } = data;
    return [['lab.json', () => new Blob([JSON.stringify(found, null, 1)], { type: 'application/json' })]];
  }
  return [
    ...csvFiles(data),
    ['candidates.csv', () => new Blob([candidatesCsv(data)], { type: 'text/csv' })],
    ['report.json', asJson],
  ];
}
const files: Readonly<Record<string, () => Blob>> = Object.fromEntries(filesOf());
const offer = (link: HTMLAnchorElement, make: () => Blob): void =>
  link.addEventListener('click', () => {
    const address = URL.createObjectURL(make());
    link.href = address;
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  });
for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-download]')) {
  const make = files[link.dataset.download ?? ''];
  if (make) offer(link, make);
}
for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-save]')) {
  const chart = charts.find(({ figure }) => figure.id === link.dataset.save);
  if (chart) offer(link, () => new Blob([chart.svg(view)], { type: 'image/svg+xml' }));
}

const contents = document.querySelector<HTMLDetailsElement>('details.contents');
// On a small screen the contents would fill it.
if (contents && innerWidth < 1000) contents.open = false;
const links = new Map(
  [...document.querySelectorAll<HTMLAnchorElement>('.contents a')].map((link) => [link.hash.slice(1), link]),
);
const reading = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      for (const link of links.values()) link.removeAttribute('aria-current');
      links.get(target.id)?.setAttribute('aria-current', 'true');
    }
  },
  { rootMargin: '-15% 0px -75% 0px' },
);
for (const id of links.keys()) {
  const section = document.getElementById(id);
  if (section) reading.observe(section);
}
