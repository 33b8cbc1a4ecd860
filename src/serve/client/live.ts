/**
 * Live page of a run: the report, which goes on with its run. New validations are appended to the curves in sight at
 * most four times a second; the race comes as the server draws it; verdict and tables are fetched anew after a trial has
 * ended. Nothing moves while the reader drags, selects, or holds the picture.
 */
import type { ReportPage } from '../../report/client/page.ts';
import { parts } from '../../report/client/parts.ts';
import type { Curve, ReportData, ReportTrial } from '../../report/data.ts';
import type { Points } from '../followers.ts';
import { followOnly } from './only.ts';
import { Region } from './region.ts';
import { followStream, GONE } from './stream.ts';

/** Milliseconds between two drawings of the curves, and least between two pages. */
const BETWEEN = { drawings: 250, pages: 5000 };
/** Milliseconds after which the pictures that no points are appended to are fetched anew. */
const PICTURES_AGE = 20_000;
/** Milliseconds for which a chart is left as it is after the pointer has moved over it. */
const LOOKING = 1500;

export interface LiveStream {
  readonly address: string;
  /** Id after which it goes on. */
  readonly since: string;
  /** Command that shows the page again, of a server that ends with its run. */
  readonly again: string | undefined;
}

export function followLive(page: ReportPage, given: LiveStream): void {
  const main = document.querySelector('main')!;
  const contents = document.querySelector('.contents ul');
  const hooks = {
    adopt: (element: Element) => {
      page.adopt(element);
      adopt(element);
    },
    drop: (element: Element) => page.drop(element),
  };
  const regions = {
    main: new Region(main, hooks),
    contents: contents && new Region(contents, { adopt: () => page.adopt(contents), drop: () => {} }),
  };
  const reader = followReader();
  let data = page.data as ReportData;
  let points: Points['trials'][number][] = [];
  let race: string | null = null;
  /** Times at which the page was fetched, and from which on it is wanted anew. */
  let fetchedAt = performance.now();
  let wantedAt: number | null = null;
  let isFetching = false;
  let isHeld = false;
  let said = '';
  /** Last word of a server that ends; null where it goes on. */
  let last: string | null = null;
  /** True once the server has said that there is no more to come. */
  let isGone = false;

  const want = (at: number): void => {
    if (last !== null || isGone) return;
    wantedAt = Math.min(wantedAt ?? at, at);
  };
  const say = (text: string): void => {
    said = text;
    for (const place of document.querySelectorAll('#race .connection')) place.textContent = text;
  };
  const adopt = (root: Element | Document): void => {
    for (const button of parts<HTMLButtonElement>(root, '[data-hold]')) {
      button.hidden = false;
      button.setAttribute('aria-pressed', String(isHeld));
      button.addEventListener('click', () => {
        isHeld = !isHeld;
        button.setAttribute('aria-pressed', String(isHeld));
        if (!isHeld) step();
      });
    }
    followOnly(root, page.hiding);
    sayAges(root);
  };
  const step = (): void => {
    sayAges(document);
    if (document.hidden || isHeld || reader.isBusy()) return;
    if (race !== null) {
      regions.main.followPart('race', race);
      race = null;
      say(said);
    }
    if (points.length > 0) {
      data = withPoints(data, points);
      points = [];
      const drawn = page.update(data);
      // A figure that has something to show for the first time is in the next page.
      const isNew = drawn.some((id) => document.getElementById(id) === null);
      want(fetchedAt + (isNew ? BETWEEN.pages : PICTURES_AGE));
    }
    page.redrawStale(reader.looksInto);
    const now = performance.now();
    if (wantedAt !== null && now >= wantedAt && now - fetchedAt >= BETWEEN.pages && !isFetching) void renew();
  };
  const renew = async (): Promise<void> => {
    isFetching = true;
    wantedAt = null;
    const wasLast = last !== null;
    try {
      const answer = await fetch(location.pathname);
      const html = await answer.text();
      const next = new DOMParser().parseFromString(html, 'text/html');
      const json = next.getElementById('data')?.textContent;
      if (answer.ok && json) {
        data = JSON.parse(json) as ReportData;
        page.update(data);
        regions.main.follow(next.querySelector('main')!);
        const list = next.querySelector('.contents ul');
        if (list) regions.contents?.follow(list);
        say(said);
      } else if (!isGone) {
        const reason = next.querySelector('main p')?.textContent ?? answer.status;
        say(answer.status === 404 ? GONE : `The run cannot be shown anew: ${reason}`);
      }
    } catch {
      // The stream tells of a lost server.
    }
    fetchedAt = performance.now();
    isFetching = false;
    if (last === null) return;
    // A page that was under way when the last word came may lack the end.
    if (wasLast) leave(last);
    else void renew();
  };

  /** Ends the stream of a server that ends: what it has given stays. */
  const leave = (text: string): void => {
    stream.end(text);
    for (const link of document.querySelectorAll<HTMLElement>('.home')) link.hidden = true;
  };

  adopt(document);
  setInterval(step, BETWEEN.drawings);
  document.addEventListener('visibilitychange', step);
  const stream = followStream({
    ...{ ...given, say },
    events: ['race', 'points', 'stale', 'reset', 'gone', 'last'],
    heard(event, told) {
      if (event === 'race') race = (told as { readonly html: string }).html;
      if (event === 'points') points.push(...(told as Points).trials);
      if (event === 'stale') want(performance.now());
      if (event === 'gone') {
        isGone = true;
        wantedAt = null;
        say((told as { readonly text: string }).text);
        return true;
      }
      if (event === 'last') {
        last = (told as { readonly text: string }).text;
        // Whatever the reader does: there is no later.
        if (!isFetching) void renew();
      }
      if (event === 'reset') {
        points = [];
        fetchedAt = Number.NEGATIVE_INFINITY;
        want(performance.now());
      }
      return false;
    },
  });
}

/** Report with the points at the ends of their curves. Points that a curve has already are left out. */
export function withPoints(data: ReportData, points: Points['trials']): ReportData {
  const byTrial = Map.groupBy(points, ({ id }) => id);
  const after = (trial: ReportTrial): ReportTrial => {
    const own = byTrial.get(trial.id);
    return own === undefined
      ? trial
      : { ...trial, curve: own.reduce((curve, point) => joined(curve, point.curve), trial.curve) };
  };
  return {
    ...data,
    tasks: data.tasks.map((task) =>
      task.trials.some(({ id }) => byTrial.has(id)) ? { ...task, trials: task.trials.map(after) } : task,
    ),
  };
}

type Columns = Readonly<Record<string, readonly (number | null)[]>>;

function joined(curve: Curve, more: Curve): Curve {
  const last = curve.macs.at(-1) ?? Number.NEGATIVE_INFINITY;
  const from = more.macs.findIndex((macs) => macs > last);
  if (from < 0) return curve;
  const lengths = { before: curve.macs.length, after: more.macs.length - from };
  const column = <Value>(one: readonly Value[], other: readonly Value[]): Value[] => [
    ...one,
    ...other.slice(from),
  ];
  /** Columns of both; one that is missing in either is without numbers there. */
  const columns = (one: Columns, other: Columns): Columns =>
    Object.fromEntries(
      [...new Set([...Object.keys(one), ...Object.keys(other)])].map((name) => [
        name,
        [
          ...(one[name] ?? Array.from({ length: lengths.before }, () => null)),
          ...(other[name]?.slice(from) ?? Array.from({ length: lengths.after }, () => null)),
        ],
      ]),
    );
  const measures = { ...(curve.measures ?? {}), ...(more.measures ?? {}) };
  return {
    validations: curve.validations + lengths.after,
    macs: column(curve.macs, more.macs),
    seconds: column(curve.seconds, more.seconds),
    updates: column(curve.updates, more.updates),
    evaluations: column(curve.evaluations, more.evaluations),
    trainingLoss: column(curve.trainingLoss, more.trainingLoss),
    validationLoss: column(curve.validationLoss, more.validationLoss),
    validationError: column(curve.validationError, more.validationError),
    ...(Object.keys(measures).length === 0
      ? {}
      : { measures: columns(curve.measures ?? {}, more.measures ?? {}) }),
    inside: columns(curve.inside, more.inside),
  };
}

/** Watch of the reader’s pointer and selection. */
function followReader(): {
  /** True while something is dragged or selected. */
  isBusy(): boolean;
  /** True of a chart over which the pointer has just moved. */
  looksInto(chart: Element): boolean;
} {
  let isDown = false;
  let movedAt = Number.NEGATIVE_INFINITY;
  addEventListener('pointerdown', () => {
    isDown = true;
  });
  for (const end of ['pointerup', 'pointercancel', 'blur'] as const) {
    addEventListener(end, () => {
      isDown = false;
    });
  }
  addEventListener(
    'pointermove',
    () => {
      movedAt = performance.now();
    },
    { passive: true },
  );
  return {
    isBusy: () => isDown || getSelection()?.isCollapsed === false,
    looksInto: (chart) => chart.matches(':hover') && performance.now() - movedAt < LOOKING,
  };
}

/** Writes how long ago a time was, where the page tells one. */
function sayAges(root: Element | Document): void {
  for (const time of parts<HTMLTimeElement>(root, 'time[data-ago]')) {
    const seconds = Math.max(0, (Date.now() - Date.parse(time.dateTime)) / 1000);
    const text =
      seconds < 90
        ? `${Math.round(seconds)} s ago`
        : seconds < 5400
          ? `${Math.round(seconds / 60)} min ago`
          : `${Math.round(seconds / 3600)} h ago`;
    if (time.textContent !== text) time.textContent = text;
  }
}
