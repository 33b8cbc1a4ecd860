/** Race of a run, as HTML: its state, a table a task with a row a contestant, the running trials, the last events. */
import { contestantEntry, swatch } from '../report/html/legend.ts';
import { type Html, html } from '../report/html/markup.ts';
import { type Cell, type TableColumn, table } from '../report/html/table.ts';
import type { RunState } from '../store/run-state.ts';
import {
  type Criterion,
  goalText,
  measureHead,
  reachedText,
  showsError,
  valueOfScore,
} from '../tournament/spec/criterion.ts';
import type { TournamentSpec } from '../tournament/spec/tournament.ts';
import type { Standing, TrialStanding } from '../tournament/standing.ts';
import { inOrderOfLead, type Racer, racers } from '../watch/racing.ts';
import type { Watched } from '../watch/watched-run.ts';
import { brief, percent, quantity } from '../words/numbers.ts';
import { counted } from '../words/text.ts';
import { shortTime } from '../words/time.ts';

export interface RaceGiven extends Watched {
  /** Spec of the contestants that are shown: of a tuning the best candidates alone. */
  readonly shown: TournamentSpec;
  /** Last sign of the run's player and its time, ISO 8601; null where there is none. */
  readonly heard: { readonly what: string; readonly at: string | null };
  /** True where its player has paused it. */
  readonly isPaused: boolean;
}

/** Most running trials and events that are listed. */
const MOST = { running: 8, news: 8 };
/** Most characters of an event. */
const NEWS_CHARACTERS = 400;

export function raceSection(given: RaceGiven): Html {
  const { spec, shown, story, news, state, heard, isPaused } = given;
  const standing = state === 'running' ? given.standing : atRest(given.standing);
  const tasks = shown.tasks.map(({ label, facts }, task) =>
    raceTable({
      ...{ task, label, criterion: facts.success, alone: shown.tasks.length === 1 },
      keyed: spec.tuning === undefined,
      racers: racers(shown, standing, story, label, isPaused),
    }),
  );
  const running = [...standing.values()].filter(({ state: now }) => now === 'running');
  return html`<section id="race" class="race"><div class="race-bar"><h2>Race</h2><p class="state" role="status" id="race-state">${stateWords(state, standing, isPaused)}</p><p class="heard" id="race-heard">${
    state !== 'running' || heard.at === null
      ? null
      : html`${heard.what} <time datetime="${heard.at}" data-ago>at ${heard.at.slice(11, 19)} UTC</time>`
  }</p>${
    state === 'running'
      ? html`<button type="button" class="hold" data-hold aria-pressed="false" hidden>Hold the picture</button>`
      : null
  }</div>
<p class="connection" role="status"></p>
${tasks}${runningTrials(running, spec)}${
  news.length === 0
    ? null
    : html`<div class="news" id="race-news"><h3>Last events</h3><ul>${news.slice(0, MOST.news).map(({ text }) => html`<li>${cut(text)}</li>`)}</ul></div>`
}</section>
`;
}

/** Trials of a run that nobody plays: those that were under way have stopped. */
const atRest = (standing: Standing): Standing =>
  new Map(
    [...standing].map(([id, trial]) => {
      const isUnderWay = trial.state === 'running';
      return [id, isUnderWay ? { ...trial, state: 'stopped' } : trial] as const;
    }),
  );

const cut = (text: string): string =>
  text.length <= NEWS_CHARACTERS ? text : `${text.slice(0, NEWS_CHARACTERS - 1)}…`;

/** True of a trial that has come to its end; one that was stopped goes on when the run is resumed. */
const hasEnded = ({ result, state }: TrialStanding): boolean => result !== null && state !== 'stopped';

function stateWords(state: RunState, standing: Standing, isPaused: boolean): string {
  const trials = [...standing.values()];
  const ended = trials.filter(hasEnded).length;
  const running = trials.filter((trial) => trial.state === 'running').length;
  const all = `${ended} of ${counted(trials.length, 'trial')} ended`;
  if (state === 'done') return `done: all ${counted(trials.length, 'trial')} ended`;
  if (state === 'running') return `${isPaused ? 'paused' : 'running'}: ${all}, ${running} under way`;
  return `${state}: ${all}`;
}

interface TableOf {
  readonly task: number;
  readonly label: string;
  /** True where there is no other task. */
  readonly alone: boolean;
  readonly criterion: Criterion;
  readonly racers: readonly Racer[];
  /** True where contestants have their keys and colours; candidates of a tuning have none. */
  readonly keyed: boolean;
}

function raceTable({ task, label, alone, criterion, racers: all, keyed }: TableOf): Html {
  const ahead = inOrderOfLead([...all]);
  const goal =
    criterion.measure === undefined ? `solved at ${goalText(criterion)}` : `solved by ${goalText(criterion)}`;
  return table({
    id: `race-${task + 1}`,
    title: alone ? `By lead; ${goal}` : `${label}: ${goal}`,
    rows: [...ahead, ...all.filter((racer) => !ahead.includes(racer))],
    key: ({ index }) => String(index),
    columns: columnsOf(criterion, keyed),
  });
}

const NONE = '–';

function columnsOf(criterion: Criterion, keyed: boolean): TableColumn<Racer>[] {
  const { measure } = criterion;
  return [
    { head: 'Contestant', cell: ({ name, index }) => nameCell(name, index, keyed) },
    number('Solved', ({ solved }) => ({ text: String(solved) })),
    ...(measure === undefined
      ? []
      : [
          number(`Best ${measureHead(measure, criterion.unit)}`, ({ best }) =>
            valued(best?.score === undefined ? null : valueOfScore(criterion, best.score), brief),
          ),
        ]),
    ...(showsError(criterion)
      ? [number('Best, wrong', ({ best }) => valued(best?.error ?? null, percent))]
      : []),
    { head: 'State', cell: ({ activity }) => activity },
    {
      head: 'Budget',
      cell: ({ progress, name }) => ({
        text: percent(progress),
        value: progress,
        html: html`<span class="spent"><progress max="1" value="${progress.toFixed(3)}" aria-label="Budget of ${name} that is spent"></progress> ${Math.floor(100 * progress)} %</span>`,
      }),
    },
    number('Ended', ({ trials }) => {
      const ended = trials.filter(hasEnded).length;
      return { text: `${ended} of ${trials.length}`, value: ended };
    }),
    number('MACs to solve', ({ macsToSolve }) => valued(macsToSolve, quantity)),
    number('MACs', ({ macs }) => valued(macs === 0 ? null : macs, quantity)),
    number('At most left', ({ left }) => valued(left, shortTime)),
  ];
}

const number = (head: string, cell: (racer: Racer) => Cell): TableColumn<Racer> => ({
  ...{ head, number: true },
  cell,
});

const valued = (value: number | null, write: (value: number) => string): Cell =>
  value === null || Number.isNaN(value) ? { text: NONE, value: null } : { text: write(value), value };

/** Name with a button that hides and shows the contestant in the whole page, and one that shows it alone. */
function nameCell(name: string, index: number, keyed: boolean): Cell {
  if (!keyed) return { text: name, value: name };
  const { key, style, colour } = contestantEntry(name, index);
  return {
    text: name,
    value: name,
    html: html`<span class="chips racer"><button type="button" class="chip" aria-pressed="true" data-toggle="${key}" title="Hide or show in all figures and tables">${swatch(style, colour)}<span>${name}</span></button><button type="button" class="only" data-only="${key}" aria-label="Show ${name} only">only</button></span>`,
  };
}

function runningTrials(running: readonly TrialStanding[], spec: TournamentSpec): Html | null {
  if (running.length === 0) return null;
  const listed = running.slice(0, MOST.running).map((trial) => {
    const place = spec.contestants.findIndex(({ name }) => name === trial.contestant);
    const { style, colour } = contestantEntry(trial.contestant, Math.max(0, place));
    return html`<li data-key="${trial.id}"><span class="who">${spec.tuning === undefined ? swatch(style, colour) : null} ${spec.tasks.length > 1 ? `${trial.task}, ` : ''}${trial.contestant} seed ${trial.repetition}</span> <span>${percent(trial.spent)} of its budget, ${latestWords(trial, spec)}</span></li>`;
  });
  const more = running.length - MOST.running;
  return html`<div class="running" id="race-running"><h3>Running trials</h3><ul>${listed}${more <= 0 ? null : html`<li data-key="more">and ${more} more</li>`}</ul></div>
`;
}

function latestWords({ task, latest, machine }: TrialStanding, { tasks }: TournamentSpec): string {
  const on = machine === null ? '' : `, on ${machine}`;
  if (latest === null) return `no validation yet${on}`;
  const criterion = tasks.find(({ label }) => label === task)!.facts.success;
  const { validationError: error, validationScore: score, validationLoss: loss } = latest;
  const own = criterion.measure === undefined ? [] : [reachedText(criterion, { error, score })];
  const wrong = showsError(criterion) ? [`${percent(error)} wrong`] : [];
  return `${[...own, ...wrong, `loss ${brief(loss)}`].join(', ')}${on}`;
}
