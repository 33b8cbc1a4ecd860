/** Charts of the searches' own measures over cost, made from their learners' descriptions. */
import type { MeasureDescription, MeasureFigure } from '../../learners/measure-description.ts';
import type { Measure } from '../charts/measure.ts';
import { compact, measureTick, percentTick } from '../charts/ticks.ts';
import type { ReportData } from '../data.ts';

/** One chart, with what it draws. */
export interface InsideMeasure
  extends Measure,
    Pick<MeasureFigure, 'section' | 'title' | 'shows' | 'reading'> {
  /** Key in a checkpoint's `inside`. */
  readonly key: string;
  /** Second measure that is drawn beside it where it differs. */
  readonly second?: { readonly key: string; readonly name: string };
  /** Value that is not worth a figure where no trial ever has another. */
  readonly unlessAlways?: number;
}

/** Charts of a task that show something: described measures, then others under their names. */
export function insideMeasures(data: ReportData, task: number): InsideMeasure[] {
  const told = new Set(data.tasks[task]!.trials.flatMap(({ curve }) => Object.keys(curve.inside)));
  const described = new Set(data.measures.map(({ key }) => key));
  const others = [...told].filter((key) => !described.has(key));
  const measures = [...data.measures.flatMap(chartOf), ...others.map(unknownMeasure)];
  return measures.filter((one) => isTold(data, task, one));
}

/** Contestants of which one of these charts shows a number. */
export function tellersOf(data: ReportData, task: number, measures: readonly InsideMeasure[]): Set<string> {
  const keys = measures.flatMap(({ key, second }) => (second === undefined ? [key] : [key, second.key]));
  const tells = data.tasks[task]!.trials.filter(({ curve }) =>
    keys.some((key) => (curve.inside[key] ?? []).some((value) => value !== null)),
  );
  return new Set(tells.map(({ contestant }) => contestant));
}

/** True where some contestant has more than one and the same value. */
function isTold(data: ReportData, task: number, { key, unlessAlways }: InsideMeasure): boolean {
  return data.tasks[task]!.trials.some(({ curve }) =>
    (curve.inside[key] ?? []).some(
      (value, index) => value !== null && value !== unlessAlways && curve.macs[index]! > 0,
    ),
  );
}

const WRITERS: Readonly<Record<MeasureDescription['write'], (value: number) => string>> = {
  number: measureTick,
  count: compact,
  share: percentTick,
};

function chartOf({ key, write, figure }: MeasureDescription): InsideMeasure[] {
  if (figure === undefined) return [];
  const { axis, scale = 'linear', level, ...rest } = figure;
  return [
    {
      key,
      ...rest,
      name: axis,
      scale,
      missing: 'unknown',
      write: WRITERS[write],
      ...(level === undefined ? {} : { levels: [{ at: level, label: '' }] }),
    },
  ];
}

/** Measure that no learner describes. */
const unknownMeasure = (key: string): InsideMeasure => ({
  key,
  section: 'other',
  title: key,
  name: key,
  scale: 'linear',
  missing: 'unknown',
  write: measureTick,
  shows: 'A number that the learner tells of itself under this name.',
});
