/** Figures of the recurrent form: the error signal over the lag, its bounds, and the nets side by side. */
import { brief, median, percent } from '../../../words/numbers.ts';
import { counted } from '../../../words/text.ts';
import type { LabFigure, LabLine, LabLines } from '../../figure.ts';
import { rounded } from '../../parts/rounded.ts';
import type { PartFindings } from '../part-findings.ts';
import {
  beyondBound,
  type ErrorSignal,
  meanFactor,
  relativeBounds,
  relativeNorms,
  type SignalBound,
} from './error-signal.ts';
import type { Seen, Subject, Subjects } from './subjects.ts';

/** Most lags that a line shows. */
const MOST_LAGS = 60;

/** Ways to show a norm: relative to lag 0, and as it is. */
const SCALES = [
  { text: 'relative to lag 0', axis: '‖∂E/∂h‖ at the lag / at lag 0', isRelative: true },
  { text: 'as it is', axis: '‖∂E/∂h‖', isRelative: false },
] as const;

const KEYS = ['start', 'end'] as const;

type Moments = Subjects['moments'];

export function recurrentFindings({ moments, subjects, facts }: Subjects): PartFindings {
  return {
    says: said(subjects, moments),
    facts,
    figures: [
      lagFigure(subjects, moments),
      comparedFigure(subjects, moments),
      tableFigure(subjects, moments),
    ],
    data: { nets: subjects },
  };
}

const tasksOf = (subjects: readonly Subject[]): string[] => [...new Set(subjects.map(({ task }) => task))];

/** Name of the nets; with the task where there are several. */
const labelOf = (subjects: readonly Subject[]) => {
  const several = tasksOf(subjects).length > 1;
  return ({ task, name }: Subject): string => (several ? `${name} on ${task}` : name);
};

/** Lags that are shown: all, or so many at even distances with the last one. */
function shownLags(lags: number): number[] {
  if (lags <= MOST_LAGS) return Array.from({ length: lags }, (_, lag) => lag);
  return Array.from({ length: MOST_LAGS }, (_, place) => Math.round((place * (lags - 1)) / (MOST_LAGS - 1)));
}

const lagsOf = (seen: readonly Seen[]): number =>
  seen.reduce((most, { signal }) => Math.max(most, signal.norms.length), 0);

/** Median over nets with their range, of values by lag. */
function lineOf(
  name: string,
  seen: readonly Seen[],
  values: (signal: ErrorSignal) => readonly (number | null)[],
): LabLine {
  const all = seen.map(({ signal }) => values(signal));
  const at = shownLags(lagsOf(seen)).map((lag) => {
    const own = all.map((one) => one[lag] ?? null).filter((value) => value !== null);
    return { lag, own, middle: median(own) };
  });
  return {
    name,
    points: at.map(({ lag, middle }) => [lag, middle === null ? null : rounded(middle)] as const),
    ...(seen.length > 1 && {
      band: at.map(({ own }) =>
        own.length === 0 ? null : ([rounded(Math.min(...own))!, rounded(Math.max(...own))!] as const),
      ),
    }),
  };
}

/** Values of the bound by lag, for one way to show norms. */
const boundsOf =
  (isRelative: boolean) =>
  ({ bound, norms, starts }: ErrorSignal): (number | null)[] =>
    bound === null
      ? []
      : relativeBounds(bound, norms.length).map((value, lag) => {
          const start = isRelative ? 1 : starts[lag]!;
          return start !== null && Number.isFinite(value * start) ? value * start : null;
        });

const lagAxis = {
  name: 'lag: steps before the end',
  scale: 'linear',
  whole: true,
} as const;

function lagFigure(subjects: readonly Subject[], moments: Moments): LabFigure {
  const several = subjects.some(({ end }) => end.length > 1);
  return {
    id: 'recurrent-lag',
    title: 'Through time: error signal over the lag, and its bound',
    shows: `‖∂E/∂h‖ for the loss E at the last scored step, by the number of steps back, before and after learning${several ? ': median of the nets, and their range' : ''}. Dashed: the bound, (σ_max(W_rec) · max|f′|)^lag times the norm at lag 0.`,
    reading:
      'A straight fall on the logarithmic axis is a signal that shrinks by one factor a step. Where the bound falls, the signal must vanish; where it rises, it may grow but need not. max|f′| is 1 for tanh and ReLU and ¼ for logistic units. Nets with gates have no such bound: their cell passes errors on beside W_rec.',
    choices: [
      { name: 'net', values: subjects.map(labelOf(subjects)) },
      { name: 'norm', values: SCALES.map(({ text }) => text) },
    ],
    first: SCALES.length * firstShown(subjects),
    drawings: subjects.flatMap((subject) =>
      SCALES.map(({ axis, isRelative }): LabLines => {
        const lines = KEYS.flatMap((key, colour): LabLine[] => {
          const text = moments[key];
          const seen = subject[key];
          if (seen.length === 0) return [];
          const bounded = seen.filter(({ signal }) => signal.bound !== null);
          return [
            {
              ...lineOf(text, seen, (signal) => (isRelative ? relativeNorms(signal) : signal.norms)),
              colour,
            },
            ...(bounded.length === 0
              ? []
              : [
                  {
                    ...withoutBand(lineOf(`bound, ${text}`, bounded, boundsOf(isRelative))),
                    mark: 'dashed' as const,
                    colour,
                  },
                ]),
          ];
        });
        return { kind: 'lines', x: lagAxis, y: { name: axis, scale: 'log' }, lines };
      }),
    ),
  };
}

/** True for nets one of which has a bound below 1: what must vanish is shown first. */
const vanishing = ({ start, end }: Subject): boolean =>
  [...start, ...end].some(({ signal: { bound } }) => bound !== null && isCertain(bound));

/** Subject that is shown first: nets that must vanish, else the first of those with the longest lags. */
function firstShown(subjects: readonly Subject[]): number {
  const certain = subjects.findIndex(vanishing);
  if (certain !== -1) return certain;
  const lags = subjects.map(({ start, end }) => lagsOf([...start, ...end]));
  return lags.indexOf(Math.max(...lags));
}

const withoutBand = ({ name, points }: LabLine): LabLine => ({ name, points });

function comparedFigure(subjects: readonly Subject[], moments: Moments): LabFigure {
  const tasks = tasksOf(subjects);
  return {
    id: 'recurrent-compared',
    title: 'Through time: the nets side by side',
    shows: '‖∂E/∂h‖ relative to that at lag 0, by the number of steps back.',
    reading:
      'A level line is a signal that keeps its length: what happened that long ago can be learnt. A line that ends has fallen below the least number of float32.',
    choices: [
      ...(tasks.length > 1 ? [{ name: 'task', values: tasks }] : []),
      { name: 'moment', values: KEYS.map((key) => moments[key]) },
    ],
    first: KEYS.length * tasks.indexOf(subjects[firstShown(subjects)]!.task) + 1,
    drawings: tasks.flatMap((task) =>
      KEYS.map((key): LabLines => {
        const own = subjects.filter((subject) => subject.task === task);
        return {
          kind: 'lines',
          x: lagAxis,
          y: { name: '‖∂E/∂h‖ at the lag / at lag 0', scale: 'log' },
          lines: own.flatMap((subject, colour): LabLine[] =>
            subject[key].length === 0
              ? []
              : [{ ...lineOf(subject.name, subject[key], relativeNorms), colour }],
          ),
          levels: [{ name: 'as at lag 0', at: 1, axis: 'y' }],
        };
      }),
    ),
  };
}

/** Median of what is known of the nets, rounded; null where nothing is. */
function middle(seen: readonly Seen[], of: (one: Seen) => number | null | undefined): number | null {
  const known = seen.map((one) => of(one) ?? null).filter((value) => value !== null);
  const found = median(known);
  return found === null ? null : rounded(found, 3);
}

const farthest = ({ signal }: Seen): number | null => relativeNorms(signal).at(-1) ?? null;

function tableFigure(subjects: readonly Subject[], moments: Moments): LabFigure {
  const label = labelOf(subjects);
  return {
    id: 'recurrent-table',
    title: 'Through time: factors a step',
    shows:
      'σ_max and spectral radius of W_rec; the bound σ_max · max|f′| of the factor by which a step back multiplies the error signal, and the measured one, a geometric mean over the lags; the signal at the longest lag, relative to lag 0. Medians of the nets.',
    reading:
      'The spectral radius, the greatest |eigenvalue| of W_rec, is never above σ_max: the signal of a linear net vanishes in the end where it is below 1, whatever σ_max is.',
    drawings: [
      {
        kind: 'table',
        head: ['net', 'moment', 'σ_max', 'radius', 'bound', 'measured', 'farthest', 'loss', 'wrong'],
        rows: subjects.flatMap((subject) =>
          KEYS.flatMap((key) => {
            const seen = subject[key];
            if (seen.length === 0) return [];
            const wrong = middle(seen, (one) => one.wrong);
            return [
              [
                ...[label(subject), moments[key]],
                middle(seen, ({ signal }) => signal.bound?.greatest),
                middle(seen, ({ signal }) => signal.bound?.radius),
                middle(seen, ({ signal }) => signal.bound && signal.bound.greatest * signal.bound.slope),
                middle(seen, ({ signal }) => meanFactor(signal)),
                middle(seen, farthest),
                middle(seen, ({ signal }) => signal.loss),
                wrong === null ? null : percent(wrong),
              ],
            ];
          }),
        ),
      },
    ],
  };
}

/** Tasks on which the paragraph tells each net; of more it tells the one with the longest lags. */
const TOLD_TASKS = 4;

function said(subjects: readonly Subject[], moments: Moments): string {
  const longest = (task: string): number =>
    lagsOf(subjects.filter((one) => one.task === task).flatMap(({ start, end }) => [...start, ...end])) - 1;
  const tasks = tasksOf(subjects);
  const told =
    tasks.length <= TOLD_TASKS
      ? tasks
      : [tasks.reduce((one, other) => (longest(other) > longest(one) ? other : one))];
  const most = subjects.reduce((greatest, { end }) => Math.max(greatest, end.length), 0);
  return [
    ...told.map((task) => {
      const own = subjects.filter((one) => one.task === task);
      const at = (key: (typeof KEYS)[number]): string[] => {
        const each = own.flatMap((one) => {
          const range = rangeOf(one[key]);
          return range === null ? [] : [`${one.name} ${range}`];
        });
        return each.length === 0 ? [] : [`${moments[key]}: ${each.join(', ')}`];
      };
      // Of several tasks the first draws are left to the table.
      const parts = told.length > 1 ? at('end') : KEYS.flatMap(at);
      return `On ${task} the error signal at lag ${longest(task)}, relative to lag 0, ${parts.join('; ')}.`;
    }),
    ...(most > 1 ? [`These are medians of ${counted(most, 'net')} at most, and their range.`] : []),
    boundSaid(subjects.flatMap(({ start, end }) => [...start, ...end])),
    most > 1
      ? 'Nets of other seeds may lie outside these ranges.'
      : 'One net of each kind tells nothing of how much another seed changes.',
  ].join(' ');
}

/** Bound a step below which the signal must vanish: 1, less what float32 rounds in an orthogonal matrix. */
const CERTAIN = 1 - 1e-5;

const isCertain = ({ greatest, slope }: SignalBound): boolean => greatest * slope < CERTAIN;

function boundSaid(all: readonly Seen[]): string {
  const bounded = all.filter(({ signal }) => signal.bound !== null);
  if (bounded.length === 0) {
    return 'None of these nets has a bound of the form (σ_max · max|f′|)^lag: their memory passes errors on beside W_rec.';
  }
  const broken = bounded.filter(({ signal }) => beyondBound(signal)! > 0).length;
  const certain = bounded.filter(({ signal: { bound } }) => isCertain(bound!)).length;
  return [
    `The bound (σ_max(W_rec) · max|f′|)^lag ${broken === 0 ? `holds at every lag of all ${bounded.length} nets that have one` : `is passed by ${broken} of ${bounded.length} nets, which it cannot be but by rounding`}; it is below 1 a step, so that vanishing is certain, in ${certain} of them.`,
    ...(bounded.length < all.length ? ['Nets with gates have no such bound.'] : []),
  ].join(' ');
}

/** Median and range of the signal at the longest lag; null where nothing is known. */
function rangeOf(seen: readonly Seen[]): string | null {
  const known = seen.map(farthest).filter((value) => value !== null);
  const found = median(known);
  if (found === null) return null;
  return known.length === 1
    ? brief(found)
    : `${brief(found)} (${brief(Math.min(...known))} to ${brief(Math.max(...known))})`;
}
