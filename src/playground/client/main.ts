/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** Script of the playground: it takes over the duel that the boot script has begun, and draws it. */
import { FigurePage } from '../../report/client/figure-page.ts';
import { championFigures } from '../../report/figures/champions.ts';
import type { Control, Figure } from '../../report/figures/figure.ts';
import { filmFigures } from '../../report/figures/films.ts';
import { graphFigures } from '../../report/figures/graphs.ts';
import { insideFigures } from '../../report/figures/inside.ts';
import { resultFigures } from '../../report/figures/results.ts';
import { controlsHtml, type Extent } from '../../report/html/figure.ts';
import { contestantEntry, legendHtml } from '../../report/html/legend.ts';
import { html } from '../../report/html/markup.ts';
import { table } from '../../report/html/table.ts';
import { titleOf } from '../../report/html/title.ts';
import { contestantKey } from '../../report/keys.ts';
import { repetitionsOf } from '../../tournament/spec/repetitions.ts';
import { fragmentOf, readFragment } from '../fragment.ts';
import type { Wish } from '../messages.ts';
import { pageData } from '../page-data.ts';
import { workersFor } from '../schedule.ts';
import type { Change, Duel, State } from '../session.ts';
import { newsOf } from '../trial-words.ts';
import { drawCards, updateCards } from './cards.ts';
import { byId, fill, onClick, say } from './elements.ts';
import { FigureList } from './figure-list.ts';
import { browserName, offerFiles } from './files.ts';
import { Films } from './films.ts';
import { Nets } from './nets.ts';
import { Settings } from './settings.ts';
import { takeOver } from './shared.ts';
import { World } from './world.ts';

/** Milliseconds between two drawings, and for which a chart is left as it is after the pointer has moved over it. */
const BETWEEN = 250;
const LOOKING = 1500;
/** Width of the window in pixels up to which what is folded is folded at first. */
const NARROW = '(max-width: 760px)';

const { session, hash: begunWith } = takeOver();
const page = new FigurePage([]);
const lists = {
  results: new FigureList('figures-results', page),
  inside: new FigureList('figures-inside', page),
  nets: new FigureList('figures-nets', page),
  films: new FigureList('figures-films', page),
};
let isStale = false;
const stale = (): void => {
  isStale = true;
};
const settings = new Settings(session, (wish) => void play(wish, true));
const nets = new Nets(session, { changed: stale, adopt: (part) => page.adopt(part) });
const films = new Films(session, stale);
const world = new World(session);
let controls = readFragment(location.hash).controls;
let hide = readFragment(location.hash).hide;

// What is under way.

/** Begins a duel and writes it into the address. */
async function play(wish: Wish, isNew: boolean): Promise<void> {
  if (!(await session.begin(wish))) return;
  writeFragment(isNew);
}

/** @param isNew true for an entry of its own in the browser's history */
function writeFragment(isNew: boolean): void {
  const { duel } = session.state;
  if (duel === null) return;
  const hash = fragmentOf({
    wish: duel.plan.wish,
    controls: page.switches.chosen,
    hide: duel.plan.contestants.flatMap(({ name }, place) =>
      page.hiding.hidden.has(contestantKey(place)) ? [name] : [],
    ),
    background: byId<HTMLInputElement>('background').checked,
  });
  if (hash === location.hash) return;
  history[isNew ? 'pushState' : 'replaceState'](null, '', location.pathname + location.search + hash);
}

/** Another address: its duel, or the line that says what is wrong with it. */
async function readAddress(): Promise<void> {
  const fragment = readFragment(location.hash);
  ({ controls, hide } = fragment);
  const background = byId<HTMLInputElement>('background');
  background.checked = fragment.background;
  session.goOnInBackground(fragment.background);
  await session.begin(fragment.wish, { clears: true });
}

// Parts of the page.

function showDuel(duel: Duel): void {
  const { plan } = duel;
  const { words, notes } = plan;
  const task = plan.spec.tasks[0]!;
  say(byId('title'), titleOf(pageData(duel, null, { specimens: null, films: [], graphs: [] })));
  document.title = `${byId('title').textContent} – genoprop playground`;
  fill(
    byId('about'),
    html`The task: ${words.task}. ${words.length} Solved: ${words.solved}.${words.chance === null ? null : html` Chance: ${words.chance}.`} Budget: ${words.budget}.${notes.map((note) => html` Note: ${note}.`)}`,
  );
  drawCards(plan);
  say(byId('command'), plan.commandLine);
  fill(
    byId('legend-curves'),
    legendHtml(plan.contestants.map(({ name }, place) => contestantEntry(name, place))) ?? html``,
  );
  page.adopt(byId('legend-curves'));
  const repetitions = repetitionsOf(plan.spec);
  fill(
    byId('controls-inside'),
    controlsHtml('inside', ['seed', 'axis', 'costScale'], { seeds: repetitions, sequences: 0 }) ?? html``,
  );
  page.adopt(byId('controls-inside'));
  offerFiles(session);
  settings.show(plan.wish);
  applyView(duel);
  const isEpisodes = task.facts.shape.episode !== undefined;
  byId('episodes').hidden = !isEpisodes;
  void nets.begin(duel);
  world.end();
  if (isEpisodes) beginEpisodes(duel, 1);
  showVerdict(null);
}

/** Switches and hidden contestants of the address. */
function applyView(duel: Duel): void {
  const keys = new Map(duel.plan.contestants.map(({ name }, place) => [name, contestantKey(place)]));
  page.hiding.set(hide.flatMap((name) => keys.get(name) ?? []));
  const all = new Set([...page.switches.chosen.keys(), ...controls.keys()]);
  for (const control of all) page.switches.choose(control as Control, controls.get(control) ?? null);
}

function beginEpisodes(duel: Duel, start: number): void {
  byId<HTMLInputElement>('start').value = String(start);
  films.begin(duel, start);
  const [trial] = duel.plan.trials;
  if (trial !== undefined) void world.begin(trial, start);
}

function showVerdict(state: State | null): void {
  const summary = state?.duel?.summary ?? null;
  const place = byId('verdict');
  place.hidden = summary === null;
  if (summary === null) {
    fill(byId('verdict-rows'), html``);
    return;
  }
  const { trials } = state!.duel!;
  const isOver = trials.every(({ state: one }) => one === 'ended' || one === 'failed');
  const { winner } = summary.summary;
  place.classList.toggle('won', winner !== null);
  const seeds = new Set(trials.map(({ spec }) => spec.repetition)).size;
  say(
    byId('verdict-head'),
    `${winner === null ? 'No winner' : `${winner} wins`}${isOver ? '' : ' so far'}, after ${seeds === 1 ? 'one seed' : `${seeds} seeds`}`,
  );
  const text = winner === null ? summary.text : summary.text.replace(`${winner} wins: `, '');
  say(byId('verdict-text'), text.startsWith(winner ?? '') ? text : text[0]!.toUpperCase() + text.slice(1));
  fill(
    byId('verdict-rows'),
    table({
      ...{ id: 'rows', title: 'Contestants, best first' },
      columns: summary.heads.map(({ text, isNumber }, column) => ({
        ...{ head: text, number: isNumber },
        cell: ({ cells, isWinner }: (typeof summary.rows)[number]) => ({
          text: cells[column] ?? '',
          strong: isWinner && column === 0,
        }),
      })),
      rows: summary.rows,
      note: summary.remarks.map((remark) => `${remark[0]!.toUpperCase()}${remark.slice(1)}.`).join(' '),
    }),
  );
  page.adopt(byId('verdict-rows'));
}

function showOrders({ isPaused, isAway, duel, lacks }: State): void {
  // Without a duel there is nothing to show but the settings.
  for (const id of ['contestants', 'curves', 'inside', 'keep']) byId(id).hidden = duel === null;
  if (duel === null) for (const id of ['ask', 'episodes', 'example']) byId(id).hidden = true;
  const isOver = duel?.trials.every(({ state }) => state === 'ended' || state === 'failed') ?? true;
  const pause = byId<HTMLButtonElement>('pause');
  say(pause, isPaused ? 'Go on' : 'Pause');
  for (const id of ['pause', 'one']) byId<HTMLButtonElement>(id).disabled = isOver || lacks !== null;
  for (const id of ['again', 'next', 'five'])
    byId<HTMLButtonElement>(id).disabled = duel === null || lacks !== null;
  if (isAway) say(byId('status'), 'The trials stand still while this tab is hidden.');
}

function showLines({ refused, lacks }: State): void {
  for (const [id, text] of [
    ['wrong', refused],
    ['lack', lacks],
  ] as const) {
    byId(id).hidden = text === null;
    say(byId(id), text ?? '');
  }
}

// Figures.

function drawFigures(): void {
  const { duel, offer } = session.state;
  if (duel === null) return;
  const data = pageData(duel, offer, { specimens: nets.specimens, films: films.films, graphs: nets.graphs });
  const isOne = duel.plan.spec.seeds === 1;
  const results = resultFigures(data, 0).filter(({ id }) => !isOne || !/-(success|solved)$/.test(id));
  const ordered = [
    ...results.filter(({ id }) => !id.endsWith('-success')),
    ...results.filter(({ id }) => id.endsWith('-success')),
  ];
  // Without the descriptions of measures, which come with the offer, they would be drawn under other names.
  const inside = offer === null ? [] : insideFigures(data, 0);
  const figures: Readonly<Record<keyof typeof lists, readonly Figure[]>> = {
    results: duel.summary === null ? ordered.filter(({ id }) => !id.endsWith('-success')) : ordered,
    ...{ inside, nets: [...championFigures(data, 0), ...graphFigures(data, 0)], films: filmFigures(data, 0) },
  };
  page.show(Object.values(figures).flat());
  const extent: Extent = { seeds: repetitionsOf(duel.plan.spec), sequences: 0 };
  for (const [name, list] of Object.entries(lists))
    list.show(data, figures[name as keyof typeof lists], extent);
  byId('starts').hidden = films.films.length > 0 && films.films[0]!.starts === 1;
  byId('no-curves').hidden = !lists.results.isEmpty;
  byId('no-inside').hidden = !lists.inside.isEmpty;
  byId('controls-inside').hidden = lists.inside.isEmpty;
  redraw();
}

/** Draws charts of former data, but for one that the reader looks into. */
const redraw = (): void =>
  page.redrawStale((chart) => chart.matches(':hover') && performance.now() - movedAt < LOOKING);

let movedAt = Number.NEGATIVE_INFINITY;
addEventListener(
  'pointermove',
  () => {
    movedAt = performance.now();
  },
  { passive: true },
);

/** Draws what has changed, unless nobody can see it or something is selected. */
function step(): void {
  if (document.hidden || getSelection()?.isCollapsed === false) return;
  world.refresh();
  if (!isStale) {
    redraw();
    return;
  }
  isStale = false;
  const { duel } = session.state;
  if (duel !== null) {
    updateCards(duel);
    nets.follow(duel);
    if (!byId('episodes').hidden) films.follow(duel);
  }
  drawFigures();
}

// What the session tells.

function hear(change: Change, state: State): void {
  stale();
  if (change.what === 'duel') {
    if (state.duel !== null) showDuel(state.duel);
    showLines(state);
    showOrders(state);
    return;
  }
  if (change.what === 'trial') {
    const news = newsOf(change.trial, state.duel?.plan.spec.seeds ?? 1);
    if (news !== null) say(byId('status'), news);
    if (state.duel !== null) updateCards(state.duel);
    showOrders(state);
  }
  if (change.what === 'paused') showOrders(state);
  if (change.what === 'summary') showVerdict(state);
  if (change.what === 'refused' || change.what === 'lacks') {
    showLines(state);
    showOrders(state);
  }
  if (change.what === 'offer' && state.duel !== null) settings.show(state.duel.plan.wish);
  if (change.what === 'offer' && state.duel === null && state.offer !== null)
    settings.show(state.offer.opening);
}

// What the reader does.

onClick('pause', () => (session.state.isPaused ? session.goOn() : session.pause()));
onClick('one', () => session.oneValidation());
onClick('again', () => void session.again());
onClick('next', () => void session.nextSeed().then(() => writeFragment(true)));
onClick('five', () => void session.seeds(5).then(() => writeFragment(true)));
byId('background').addEventListener('change', ({ target }) => {
  session.goOnInBackground((target as HTMLInputElement).checked);
  writeFragment(false);
});
const goTo = (start: number): void => {
  const { duel } = session.state;
  if (duel !== null && Number.isSafeInteger(start) && start >= 1) beginEpisodes(duel, start);
};
byId('start').addEventListener('change', ({ target }) => goTo(Number((target as HTMLInputElement).value)));
const startNow = (): number => Number(byId<HTMLInputElement>('start').value);
onClick('start-before', () => goTo(startNow() - 1));
onClick('start-after', () => goTo(startNow() + 1));
onClick('copy-link', () => {
  const button = byId('copy-link');
  const say_ = (text: string): void => {
    say(button, text);
    setTimeout(() => say(button, 'Copy link'), 1600);
  };
  navigator.clipboard.writeText(location.href).then(
    () => say_('Copied'),
    () => say_('Copy the address of this page'),
  );
});

// The address holds the duel, so this link must not change it.
document.querySelector('a.skip')!.addEventListener('click', (event) => {
  event.preventDefault();
  byId('contestants').focus();
});

page.adopt(document);
page.followView(() => {
  controls = page.switches.chosen;
  writeFragment(false);
});
if (matchMedia(NARROW).matches)
  for (const fold of document.querySelectorAll<HTMLDetailsElement>('details.fold')) fold.open = false;
for (const fold of document.querySelectorAll('details.fold')) fold.addEventListener('toggle', stale);
byId<HTMLInputElement>('background').checked = readFragment(location.hash).background;
if (location.protocol === 'file:')
  say(
    byId('link-words'),
    'The address holds all settings and what is shown; it works on this machine alone, for the page is a file.',
  );
say(
  byId('machine'),
  `${browserName()}, ${navigator.hardwareConcurrency} cores: at most ${workersFor(navigator.hardwareConcurrency || 2, Number.POSITIVE_INFINITY)} trials at once, each in a web worker.`,
);

session.follow(hear);
const { state } = session;
// The address may have changed while this script was loaded.
if (location.hash !== begunWith) void readAddress();
else if (state.duel !== null) {
  showDuel(state.duel);
  writeFragment(false);
} else {
  const begun = (change: Change): void => {
    if (change.what === 'duel' && location.hash.length < 2) writeFragment(false);
  };
  session.follow(begun);
}
if (state.duel !== null && state.duel.summary !== null) showVerdict(state);
showLines(state);
showOrders(state);
addEventListener('hashchange', () => void readAddress());
setInterval(step, BETWEEN);
