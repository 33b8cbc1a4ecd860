/**
 * Inside panel. Of a population: the histogram of its losses, its diversity, the share of children taken in, the
 * mutation step. Of a gradient: its norm over the time steps, where it vanishes or explodes, its norm before and after
 * clipping, Ω, the spectral radius of W_rec. The measures that a search reports decide the picture.
 */
import type { ReactElement } from 'react';
import { lossName } from '../../tournament/spec/criterion.ts';
import { repetitionsOf } from '../../tournament/spec/repetitions.ts';
import type { Contestant, TournamentSpec } from '../../tournament/spec/tournament.ts';
import { atWork, endedAs, learnsBy } from '../../watch/racing.ts';
import { championKey, type Moment, type Story, type TrialStory } from '../../watch/story.ts';
import { brief, compact } from '../../words/numbers.ts';
import { shortenedNames } from '../../words/shortened-names.ts';
import { counted } from '../../words/text.ts';
import { type Axis, chartLines } from '../charts/chart.ts';
import { histogram, resample, sparkline } from '../charts/marks.ts';
import { log10 } from '../charts/scale.ts';
import { type Area, GAP } from '../model/layout.ts';
import { modulo } from '../model/screen.ts';
import { contestantSign, contestantStyle, faint, type Style, strong } from '../terminal/styles.ts';
import { beside, blank, fit, type Line, span, widthOf } from '../terminal/text.ts';
import { fittingParts, sentenceLines } from '../terminal/wrapped.ts';
import { speciesIn, speciesLines } from './inside-species.ts';
import { gradientSentence, populationSentence, quantities, series } from './inside-words.ts';
import { Panel } from './panel.tsx';

export interface InsideProps extends Area {
  readonly spec: TournamentSpec;
  readonly story: Pick<Story, 'trials'>;
  /** Label of the task. */
  readonly task: string;
  /** Index of the contestant that is shown first; null for the first that has something to show. */
  readonly chosen: number | null;
  /** Steps from the trial that is shown by default. */
  readonly onward: number;
  /** True where two contestants are shown on one seed; steps from the contestants that are chosen by default. */
  readonly beside: boolean;
  readonly left: number;
  readonly right: number;
  readonly paused: boolean;
  readonly focused: boolean;
}

/** Contestant with those of its trials that have been validated. */
interface Searcher {
  readonly index: number;
  /** Names of all contestants, so that a shortened name stays unique. */
  readonly names: readonly string[];
  readonly contestant: Contestant;
  /** Name of the losses: the score's own where the task is judged by it. */
  readonly loss: string;
  readonly trials: readonly (TrialStory & { readonly repetition: number })[];
}

/** Rows that one contestant needs for its picture and its numbers. */
const ROWS_OF_ONE = 10;
/** Fewest columns for two numbers in a row. */
const TWO_IN_A_ROW = 64;

export function Inside(props: InsideProps): ReactElement {
  const { focused, width, height } = props;
  return (
    <Panel
      name="inside"
      focused={focused}
      about={aboutOf(props).map((text) => span(text, faint))}
      lines={insideLines(props)}
      width={width}
      height={height}
    />
  );
}

function aboutOf({ focused, beside }: InsideProps): string[] {
  if (!focused) return ['what goes on in the searches'];
  return beside
    ? ['one seed', ', ↑ another left, ↓ another right', ', ←→ seed', ', b one alone']
    : ['↑↓ contestant', ', ←→ trial', ', b two on one seed'];
}

export function insideLines(props: InsideProps): Line[] {
  const { spec, story, task, chosen, onward, paused, width, height } = props;
  const room = height - 1;
  const names = spec.contestants.map(({ name }) => name);
  const { success } = spec.tasks.find(({ label }) => label === task)!.facts;
  const loss = lossName(success).name;
  const all = spec.contestants.map((contestant, index): Searcher => {
    const trials = repetitionsOf(spec).flatMap((repetition) => {
      const trial = story.trials.get(`${championKey(task, contestant.name)}/${repetition}`);
      return trial === undefined ? [] : [{ ...trial, repetition }];
    });
    return { index, names, contestant, trials, loss };
  });
  if (props.beside && all.length > 1) return besideLines(all, props);
  const count = Math.max(1, Math.min(all.length, Math.floor(room / ROWS_OF_ONE)));
  const shown = chooseSearchers(all, chosen, count);
  const each = Math.floor(room / shown.length);
  return shown.flatMap((searcher, number) => {
    const trial = shownTrial(searcher, number === 0 ? onward : 0);
    const own = searcherLines(searcher, trial, paused, { width, height: each - 1 });
    return [...own, ...Array.from({ length: Math.max(0, each - own.length) }, () => blank)];
  });
}

/** Fewest columns for two contestants side by side; narrower, one stands below the other. */
const SIDE_BY_SIDE = 60;

/** Lines of two contestants on one seed. Their error signals have one vertical axis, so that they compare. */
function besideLines(
  all: readonly Searcher[],
  { left, right, onward, paused, width, height }: InsideProps,
): Line[] {
  const pair = choosePair(all, left, right);
  const seeds = [...new Set(pair.flatMap(({ trials }) => trials.map(({ repetition }) => repetition)))];
  seeds.sort((a, b) => a - b);
  const running = seeds.findIndex((seed) =>
    pair.some(({ trials }) => trials.some((one) => one.repetition === seed && one.ended === null)),
  );
  const seed = seeds[modulo(Math.max(0, running) + onward, seeds.length)] ?? 1;
  const trials = pair.map((one) => one.trials.find(({ repetition }) => repetition === seed) ?? null);
  const norms = trials.flatMap((trial) => (trial === null ? [] : (series(trial.inside, 'stateNorms') ?? [])));
  const rows = Math.max(0, ...trials.map((trial) => (trial === null ? 0 : quantities(trial.moments).length)));
  const twin = { norms, rows };
  const room = height - 1;
  if (width >= SIDE_BY_SIDE) {
    const half = Math.floor((width - GAP) / 2);
    const columns = pair.map((one, number) =>
      searcherLines(one, trials[number]!, paused, { width: half, height: room }, twin),
    );
    return [...beside(columns[0]!, half, columns[1]!, GAP)].slice(0, room);
  }
  const each = Math.floor(room / 2);
  return pair.flatMap((one, number) => {
    const own = searcherLines(one, trials[number]!, paused, { width, height: each }, twin);
    return [...own, ...Array.from({ length: each - own.length }, () => blank)];
  });
}

/**
 * Pair of contestants: the first that learns by updates and the last that does, such as msgd and msgd-cr; where there
 * are no two of them, the first two of all. From those the keys step through the others.
 */
function choosePair(all: readonly Searcher[], left: number, right: number): readonly [Searcher, Searcher] {
  const updaters = all.filter(({ contestant }) => learnsBy(contestant.learner, 'updates'));
  const [first, second] = updaters.length > 1 ? [updaters[0]!, updaters.at(-1)!] : [all[0]!, all[1]!];
  const shown = all[modulo(first.index + left, all.length)]!;
  const others = all.filter((one) => one !== shown);
  const from = others.includes(second) ? second : first;
  return [shown, others[modulo(others.indexOf(from) + right, others.length)]!];
}

/**
 * Contestants to show: the chosen one, or the first that has something to show; then those after it, of which one whose
 * search is of another kind comes first.
 */
function chooseSearchers(all: readonly Searcher[], chosen: number | null, count: number): Searcher[] {
  const kind = (one: Searcher): string => Object.keys(shownTrial(one, 0)?.inside ?? {}).join();
  const auto = all.findIndex((one) => kind(one) !== '');
  const first = chosen === null ? Math.max(0, auto) : modulo(chosen, all.length);
  const [head, ...rest] = [...all.slice(first), ...all.slice(0, first)];
  const rank = (one: Searcher): number => (kind(one) === '' ? 2 : kind(one) === kind(head!) ? 1 : 0);
  return [head!, ...rest.sort((a, b) => rank(a) - rank(b))].slice(0, count);
}

/** Trial to show: of the validated ones the first that runs, else the last; then so many on. */
function shownTrial({ trials }: Searcher, onward: number): Searcher['trials'][number] | null {
  if (trials.length === 0) return null;
  const running = trials.findIndex(({ ended }) => ended === null);
  return trials[modulo((running >= 0 ? running : trials.length - 1) + onward, trials.length)]!;
}

/** Companion of a contestant, so that the pictures of both have one size and one axis. */
interface Twin {
  /** Values of ‖∂E/∂h_t‖ of both. */
  readonly norms: readonly number[];
  /** Rows of numbers, the larger count of the two. */
  readonly rows: number;
}

function searcherLines(
  { index, names, contestant, loss }: Searcher,
  trial: Searcher['trials'][number] | null,
  paused: boolean,
  { width, height }: Area,
  twin: Twin | null = null,
): Line[] {
  const style = contestantStyle(index);
  const head = [
    span(`${contestantSign(index)} `, { ...style, weight: 'strong' }),
    span(shortenedNames(names, Math.max(4, width - 2), widthOf)[index]!, strong),
  ];
  if (trial === null) {
    const why = sentenceLines('Nothing to see before its first validation.', width, height - 1, faint);
    return [head, ...why];
  }
  const { moments: history, inside, ended, repetition } = trial;
  const { cost } = history.at(-1)!;
  const effort =
    cost.evaluations > 0 ? `${compact(cost.evaluations)} evaluations` : `${compact(cost.updates)} updates`;
  const doing = ended === null ? (paused ? 'paused' : atWork(contestant.learner)) : endedAs(ended);
  const title = fittingParts(
    [
      ...head,
      span(`  seed ${repetition}`, faint),
      ...[doing, effort, `${compact(cost.macs)} MACs`].map((text) => span(`, ${text}`, faint)),
    ],
    width,
  );
  const norms = series(inside, 'stateNorms');
  const counts = series(inside, 'lossHistogram');
  const inRows = numberLines(history, width, style, 1);
  // Two numbers stand in a row where the picture would have too little room.
  const crowded = twin === null && height - 1 - inRows.length < PICTURE_ROWS && width >= TWO_IN_A_ROW;
  const numbers = crowded ? numberLines(history, width, style, 2) : inRows;
  const area = { width, height: Math.max(0, height - 1 - Math.max(numbers.length, twin?.rows ?? 0)) };
  const picture =
    norms !== null
      ? gradientLines(norms, area, style, twin)
      : counts !== null
        ? breedingLines(counts, series(inside, 'lossQuantiles') ?? [], history, area, { style, loss })
        : strategyLines(history, area, style);
  return [title, ...picture, ...numbers].slice(0, height);
}

/** Sign in place of an unknown number. */
const NOT_KNOWN = '-';
const PICTURE_ROWS = 6;
const MOST_PICTURE_ROWS = 16;

/** Most rows of a sentence above a picture of that height. */
const sentenceRows = (height: number): number => (height < 8 ? Math.min(1, height) : height < 12 ? 2 : 3);

/** Numbers with name, current value, and history; so many in a row. */
function numberLines(history: readonly Moment[], width: number, style: Style, inRow: 1 | 2): Line[] {
  const now = history.at(-1)?.numbers ?? {};
  const shown = quantities(history);
  const labels = Math.max(0, ...shown.map(([, { label }]) => widthOf(label)));
  const room = Math.max(0, Math.floor(width / inRow) - labels - 12);
  const cells = shown.map(([key, { label, write, log }]): Line => {
    const values = history.map(({ numbers }) => numbers[key] ?? Number.NaN);
    const drawn = sparkline(resample(log ? values.map(log10) : values, room), room);
    return [
      span(` ${fit(label, labels)} `, faint),
      span(fit(written(now[key]!, write), 8, 'right')),
      span('  '),
      span(drawn, style),
      span(' '.repeat(room - drawn.length)),
    ];
  });
  const rows = Math.ceil(cells.length / inRow);
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: inRow }, (_, column) => cells[row + column * rows] ?? []).flat(),
  );
}

const written = (value: number, write: (value: number) => string): string =>
  Number.isNaN(value) ? NOT_KNOWN : write(value);

function gradientLines(
  norms: readonly number[],
  { width, height }: Area,
  style: Style,
  twin: Twin | null,
): Line[] {
  const said = sentenceLines(`‖∂E/∂h_t‖ ${gradientSentence(norms)}`, width, sentenceRows(height));
  const free = twin === null ? 0 : sentenceRows(height) - said.length;
  const sentence = [...said, ...Array.from({ length: free }, () => blank)];
  const rows = Math.min(MOST_PICTURE_ROWS, height - sentence.length);
  const positive = (twin?.norms ?? norms).filter((norm) => norm > 0 && Number.isFinite(norm));
  if (rows < 3 || positive.length === 0) return sentence.slice(0, height);
  const least = Math.min(...positive);
  const most = Math.max(...positive);
  // At least two decades, so that small changes look small.
  const y: Axis = {
    scale: { from: Math.min(least, most / 100), to: most * 1.001, log: true },
    write: (value) => value.toExponential(0).replace('e+', 'e'),
  };
  const x: Axis = {
    scale: { from: 1, to: Math.max(2, norms.length), log: false },
    whole: true,
    write: (value) => `t=${value}`,
  };
  const points = norms.map((norm, step) => [step + 1, norm] as const);
  return [...sentence, ...chartLines({ width, height: rows, x, y, curves: [{ points, style }] })];
}

/** Fewest rows for the species of a population below its losses; with fewer the species stand alone. */
const ROWS_OF_BOTH = 11;

/** Losses of a population, and its species over the generations, where it has any. */
function breedingLines(
  counts: readonly number[],
  losses: readonly number[],
  history: readonly Moment[],
  area: Area,
  given: { readonly style: Style; readonly loss: string },
): Line[] {
  if (speciesIn(history).length === 0) return populationLines(counts, losses, history, area, given);
  const { width, height } = area;
  if (height < ROWS_OF_BOTH) return speciesLines(history, area);
  const above = populationLines(counts, losses, history, { width, height: height >> 1 }, given);
  return [...above, ...speciesLines(history, { width, height: height - above.length })];
}

/** Step size of a strategy over its evaluations. */
function strategyLines(history: readonly Moment[], { width, height }: Area, style: Style): Line[] {
  const points = history.flatMap(({ cost, numbers: { stepSize } }) =>
    stepSize !== undefined && stepSize > 0 && Number.isFinite(stepSize)
      ? [[cost.evaluations, stepSize] as const]
      : [],
  );
  const rows = Math.min(MOST_PICTURE_ROWS, height - 1);
  if (rows < 3 || points.length < 2) return [];
  const sizes = points.map(([, size]) => size);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  // At least a decade, so that small changes look small.
  const y: Axis = { scale: { from: Math.min(least, most / 10), to: most * 1.001, log: true }, write: brief };
  const x: Axis = { scale: { from: 0, to: Math.max(1, points.at(-1)![0]), log: false }, write: compact };
  return [
    [span(' step size over evaluations', faint)],
    ...chartLines({ width, height: rows, x, y, curves: [{ points, style }] }),
  ];
}

/** Histogram of the members' losses, from the least to the greatest, with the median. */
function populationLines(
  counts: readonly number[],
  losses: readonly number[],
  history: readonly Moment[],
  { width, height }: Area,
  { style, loss }: { readonly style: Style; readonly loss: string },
): Line[] {
  const sentence = sentenceLines(populationSentence(history), width, sentenceRows(height));
  const rows = Math.min(MOST_PICTURE_ROWS, height - sentence.length - 1);
  if (rows < 2) return sentence.slice(0, height);
  const label = 'members ';
  const wide = Math.max(1, Math.min(4, Math.floor((width - label.length - 24) / counts.length)));
  const members = counts.reduce((sum, count) => sum + count, 0);
  const bars = histogram(counts, rows, wide);
  const full = wide * counts.length;
  const [least, , median, , greatest] = losses;
  const from = least === undefined ? '' : brief(least);
  const to = greatest === undefined ? '' : brief(greatest);
  const about = [
    `${counted(members, 'member')}`,
    ...(median === undefined ? [] : [`median ${loss} ${brief(median)}`]),
    ...(members === 0 ? [] : [`most in a bin: ${Math.max(...counts)}`]),
  ];
  return [
    ...sentence,
    ...bars.map((row, at) => [
      span(at === 0 ? label : ' '.repeat(label.length), faint),
      span(row, style),
      span(
        label.length + widthOf(row) + 2 + widthOf(about[at] ?? '') <= width ? `  ${about[at] ?? ''}` : '',
        faint,
      ),
    ]),
    [span(`   ${loss} ${from}${to.padStart(Math.max(0, full - from.length))}`, faint)],
  ];
}
