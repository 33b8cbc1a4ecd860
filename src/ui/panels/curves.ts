/** Curves of a chart, from the story: each trial's validations over its cost, and their median over trials. */
import { repetitionsOf } from '../../tournament/spec/repetitions.ts';
import type { TournamentSpec } from '../../tournament/spec/tournament.ts';
import { championKey, type Moment, type Story } from '../../watch/story.ts';
import type { Curve, Point } from '../charts/chart.ts';
import type { CostAxis } from '../model/screen.ts';
import { contestantSign, contestantStyle } from '../terminal/styles.ts';
import type { CurveValue } from './curve-values.ts';

export interface CurveChoice {
  readonly axis: CostAxis;
  readonly measure: CurveValue;
}

/** Cost of a moment on the axis. */
export function costOf({ cost }: Moment, axis: CostAxis): number {
  // Gradient learners make updates and no evaluations; the others make evaluations and no updates.
  return axis === 'steps' ? cost.updates + cost.evaluations : cost[axis];
}

/** Value of a measure at a moment; NaN where it is not known. */
export function measured({ error, loss, measures }: Moment, measure: CurveValue): number {
  if (measure === 'error') return error;
  return measure === 'loss' ? loss : (measures?.[measure.name] ?? Number.NaN);
}

/** Trials of one contestant on one task. */
export interface Bundle {
  readonly index: number;
  readonly trials: readonly TrialCurve[];
}

export interface TrialCurve {
  readonly points: readonly Point[];
  /** True for a trial that has ended: its last value stands from there on. */
  readonly ended: boolean;
}

export function bundles(
  spec: Pick<TournamentSpec, 'contestants' | 'seeds' | 'repetitions'>,
  story: Pick<Story, 'trials'>,
  task: string,
  { axis, measure }: CurveChoice,
): Bundle[] {
  return spec.contestants.map(({ name }, index) => ({
    index,
    trials: repetitionsOf(spec)
      .map((repetition) => {
        const trial = story.trials.get(`${championKey(task, name)}/${repetition}`);
        const all = (trial?.moments ?? []).map(
          (moment): Point => [costOf(moment, axis), measured(moment, measure)],
        );
        // An error or a loss that is NaN is the worst value; an unknown measure is a gap.
        const points = typeof measure === 'string' ? all : all.filter(([, value]) => !Number.isNaN(value));
        return { points, ended: trial !== undefined && trial.ended !== null && trial.ended !== 'stopped' };
      })
      .filter(({ points }) => points.length > 0),
  }));
}

/** Stride of a trial's dotted line: the more trials, the thinner each is drawn. */
const strideOf = (trials: number): number => (trials <= 4 ? 3 : 5);
export const MOST_WITHOUT_COLOURS = 3;

/**
 * Curves of a bundle: its only trial, or all of them dotted and their median over `grid` whole. The median stands where
 * at least half of the trials that have begun have come, or have ended.
 */
export function curvesOf({ index, trials }: Bundle, grid: readonly number[], withColours = true): Curve[] {
  const style = contestantStyle(index);
  const sign = contestantSign(index);
  const [only] = trials;
  if (only === undefined) return [];
  if (trials.length === 1) return [{ points: only.points, style, sign }];
  const pale = { ...style, weight: 'faint' as const };
  const median = { points: medianCurve(trials, grid), style, sign };
  if (!withColours && trials.length > MOST_WITHOUT_COLOURS) return [median];
  const stride = strideOf(trials.length);
  return [...trials.map(({ points }) => ({ points, style: pale, stride })), median];
}

/** Median over trials at each of the ascending costs; trials hold a value until their next one. */
export function medianCurve(trials: readonly TrialCurve[], grid: readonly number[]): Point[] {
  const at = trials.map(() => -1);
  const furthest = Math.max(...trials.map(({ points }) => points.at(-1)![0]));
  const curve: Point[] = [];
  for (const cost of grid) {
    if (cost > furthest) break;
    const values: number[] = [];
    for (const [number, { points, ended }] of trials.entries()) {
      let here = at[number]!;
      while (here + 1 < points.length && points[here + 1]![0] <= cost) here++;
      at[number] = here;
      if (here >= 0 && (ended || cost <= points.at(-1)![0])) values.push(points[here]![1]);
    }
    if (2 * values.length >= trials.length) curve.push([cost, medianOf(values)]);
  }
  return curve;
}

/** Median of values; NaN counts as the worst. */
function medianOf(values: number[]): number {
  const sorted = values
    .map((value) => (Number.isNaN(value) ? Number.POSITIVE_INFINITY : value))
    .sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return Number.isFinite(median) ? median : Number.NaN;
}
