/**
 * Curves panel: validation error, loss, or a measure of the task's own, over the cost of the search, a colour and a
 * letter a contestant.
 */
import type { ReactElement } from 'react';
import { type ReadableEnds, readableEnds } from '../../statistics/readable-ends.ts';
import { measureHead } from '../../tournament/spec/criterion.ts';
import type { TournamentSpec } from '../../tournament/spec/tournament.ts';
import type { Story } from '../../watch/story.ts';
import { brief, compact, share, trimmed } from '../../words/numbers.ts';
import { shortenedNames } from '../../words/shortened-names.ts';
import { type Axis, type Curve, chartLines } from '../charts/chart.ts';
import { log10, roundUp, type Scale, tenTo } from '../charts/scale.ts';
import type { Area } from '../model/layout.ts';
import type { CostAxis } from '../model/screen.ts';
import { contestantSign, contestantStyle, faint, good } from '../terminal/styles.ts';
import { type Line, line, lineWidth, span, widthOf } from '../terminal/text.ts';
import { bothEnds } from '../terminal/wrapped.ts';
import { type CurveValue, nameOfValue } from './curve-values.ts';
import { type Bundle, bundles, curvesOf, MOST_WITHOUT_COLOURS } from './curves.ts';
import { Panel } from './panel.tsx';

export interface CurvesProps extends Area {
  readonly spec: TournamentSpec;
  readonly story: Pick<Story, 'trials'>;
  readonly axis: CostAxis;
  /** Number of machines whose seconds the axis may show; left out or 1 where they compare. */
  readonly machines?: number;
  readonly measure: CurveValue;
  /** Value that the key shows next; left out where only the error and the loss can be shown. */
  readonly next?: CurveValue | undefined;
  readonly logCost: boolean;
  readonly logError: boolean;
  /** Label of the task, and the share wrong below which it is solved; null where a measure decides that. */
  readonly task: string;
  readonly criterion: number | null;
  readonly focused: boolean;
  /** True where curves have letters along them, for a terminal without colours. */
  readonly signed: boolean;
}

const AXES: Readonly<Record<CostAxis, { readonly name: string; readonly unit: string }>> = {
  macs: { name: 'MACs', unit: 'MAC' },
  seconds: { name: 'seconds of search', unit: 's' },
  steps: { name: 'updates or evaluations', unit: '' },
};

export function Curves(props: CurvesProps): ReactElement {
  const { axis, measure, next, logCost, logError, focused, width, height, machines = 1 } = props;
  const over = axis === 'seconds' && machines > 1 ? `seconds on ${machines} machines` : AXES[axis].name;
  const about = [
    span(`${titleOf(measure)} (${logError ? 'log' : 'linear'})`, faint),
    span(` over ${over} (${logCost ? 'log' : 'linear'})`, faint),
    ...(focused && next !== undefined ? [span(`, v ${nameOfValue(next)}`, faint)] : []),
  ];
  return (
    <Panel
      name="curves"
      focused={focused}
      about={about}
      lines={curveLines(props)}
      width={width}
      height={height}
    />
  );
}

function titleOf(measure: CurveValue): string {
  if (measure === 'error') return 'wrong on validation';
  return measure === 'loss' ? 'validation loss' : measureHead(measure.name, measure.unit);
}

/** Level that counts as solved, as number and text; null where the value that is shown does not decide that. */
function levelOf({ measure, criterion }: CurvesProps): { readonly at: number; readonly text: string } | null {
  if (measure === 'loss') return null;
  if (measure !== 'error') return measure.level ?? null;
  return criterion === null ? null : { at: criterion, text: trimmed(share(criterion)) };
}

export function curveLines(props: CurvesProps): Line[] {
  const { spec, story, measure, task, width, height, signed } = props;
  const sets = bundles(spec, story, task, props);
  const ends = linearEnds(props, sets);
  const legend = legendLine(props, sets, props.logError ? null : ends);
  const room = height - 2;
  if (room < 3 || width < 20) return [legend];
  const extents = extentsOf(sets);
  if (extents === null) return [legend, line(' no validation yet', faint)];
  const x = costAxis(extents.cost, props);
  const y = valueAxis(extents.value, ends, props);
  const grid = gridOver(x.scale, 2 * width);
  const curves = sets.map((set) => curvesOf(set, grid, !signed));
  // Single trials are drawn first, so that no median is hidden behind one.
  const inOrder: Curve[] = [
    ...curves.flatMap((list) => list.slice(0, -1)),
    ...curves.flatMap((list) => list.slice(-1)),
  ];
  const solved = levelOf(props)?.at;
  // An error of 0 lies at the bottom, where a level has no room.
  const level = measure === 'error' && solved === 0 ? undefined : solved;
  return [
    legend,
    ...chartLines({
      width,
      height: room,
      x,
      y,
      curves: inOrder,
      ...(level === undefined ? {} : { level }),
      signed,
    }),
  ];
}

/** Legend: letters and names, as many as fit, and the meaning of the lines. */
function legendLine(props: CurvesProps, sets: readonly Bundle[], ends: ReadableEnds | null): Line {
  const { spec, width, signed } = props;
  const most = Math.max(...sets.map(({ trials }) => trials.length));
  const single = signed && most > MOST_WITHOUT_COLOURS ? '' : ', dotted: trials';
  const names = spec.contestants.map(({ name }) => name);
  const solved = levelOf(props);
  const level = [
    ...(solved === null ? [] : [span(`╌ solved, ${solved.text}`, good)]),
    ...beyondText(ends).map((text) => span(`  ${text}`, faint)),
  ];
  const lines = most > 1 ? [span(`solid: median${single}  `, faint)] : [];
  const roomBeside = (meaning: Line): number => width - lineWidth(meaning) - 2;
  const full = names.reduce((sum, name) => sum + widthOf(name) + NAME_FRAME, 0);
  // Names come before the meaning of the lines, which the help states too.
  const meaning = full <= roomBeside([...lines, ...level]) ? [...lines, ...level] : level;
  const room = roomBeside(meaning);
  const each = full <= room ? full : Math.max(3, Math.floor(room / Math.max(1, names.length)) - NAME_FRAME);
  const short = shortenedNames(names, each, widthOf);
  const entries = short.map((name, index) => [
    span(` ${contestantSign(index)} `, { ...contestantStyle(index), weight: 'strong' }),
    span(`${name} `, contestantStyle(index)),
  ]);
  // Names that do not fit are counted.
  let shown = entries.length;
  const more = (): Line =>
    shown < entries.length ? [span(` and ${entries.length - shown} more`, faint)] : [];
  while (shown > 0 && lineWidth([...entries.slice(0, shown).flat(), ...more()]) > width) shown--;
  return bothEnds([...entries.slice(0, shown).flat(), ...more()], meaning, width);
}

/** Ends of a linear axis of values; null of errors, whose axis ends at 1. */
function linearEnds({ measure }: CurvesProps, sets: readonly Bundle[]): ReadableEnds | null {
  if (measure === 'error') return null;
  const lines = sets.flatMap(({ trials }) => trials.map(({ points }) => points.map(([, value]) => value)));
  const values = lines.flat().filter(Number.isFinite);
  const [least, most] = [
    values.reduce((a, b) => Math.min(a, b), 0),
    values.reduce((a, b) => Math.max(a, b), 0),
  ];
  const level = measure === 'loss' ? undefined : measure.level;
  // Of a measure without a level nothing says which end is the worse one: the last values are shown.
  const kept =
    measure === 'loss' || level?.worse === 'high'
      ? [least]
      : level === undefined
        ? lines.flatMap((line) => line.findLast(Number.isFinite) ?? [])
        : [most];
  return readableEnds(values, [...kept, ...(level === undefined ? [] : [level.at])]);
}

const beyondText = (ends: ReadableEnds | null): string[] => [
  ...(ends === null || ends.beyondHigh === null ? [] : [`▲ up to ${trimmed(brief(ends.beyondHigh))}`]),
  ...(ends === null || ends.beyondLow === null ? [] : [`▼ down to ${trimmed(brief(ends.beyondLow))}`]),
];

/** Columns that a name takes beside itself: a letter, and spaces. */
const NAME_FRAME = 4;

interface Extents {
  readonly cost: Range;
  readonly value: Range;
}

interface Range {
  readonly least: number;
  readonly leastAboveZero: number;
  readonly most: number;
}

/** Extents of the curves; null where there is no point to draw. */
function extentsOf(sets: readonly Bundle[]): Extents | null {
  const cost = emptyRange();
  const value = emptyRange();
  for (const { trials } of sets) {
    for (const { points } of trials) {
      for (const [x, y] of points) {
        widen(cost, x);
        widen(value, y);
      }
    }
  }
  return Number.isFinite(cost.most) && Number.isFinite(value.most) ? { cost, value } : null;
}

const emptyRange = () => ({
  least: Number.POSITIVE_INFINITY,
  leastAboveZero: Number.POSITIVE_INFINITY,
  most: Number.NEGATIVE_INFINITY,
});

function widen(range: { -readonly [Key in keyof Range]: Range[Key] }, value: number): void {
  if (!Number.isFinite(value)) return;
  range.least = Math.min(range.least, value);
  range.most = Math.max(range.most, value);
  if (value > 0) range.leastAboveZero = Math.min(range.leastAboveZero, value);
}

function costAxis({ leastAboveZero, most }: Range, { axis, logCost }: CurvesProps): Axis {
  const { unit } = AXES[axis];
  const to = roundUp(most);
  const from = logCost ? Math.min(leastAboveZero, to / 10) : 0;
  return {
    scale: { from, to, log: logCost },
    write: (value) => (value === 0 ? '0' : `${trimmed(compact(value))}${unit === '' ? '' : ` ${unit}`}`),
  };
}

function valueAxis(
  { leastAboveZero, least, most }: Range,
  ends: ReadableEnds | null,
  { measure, logError, criterion, spec }: CurvesProps,
): Axis {
  if (measure === 'error') {
    // Errors that cannot be told from 0 lie at the bottom.
    const finest = 0.5 / Math.max(...spec.tasks.map(({ facts }) => facts.success.sequences), 1);
    const lowest = Math.max(finest, Math.min(leastAboveZero, criterion || 1) / 2);
    return {
      scale: { from: logError ? lowest : 0, to: 1, log: logError },
      write: (value) => trimmed(share(value)),
    };
  }
  const level = typeof measure === 'string' ? undefined : measure.level?.at;
  const [low, high] = level === undefined ? [least, most] : [Math.min(least, level), Math.max(most, level)];
  const [from, to] = ends === null ? [low, high] : [Math.max(low, ends.low), Math.min(high, ends.high)];
  const linear: Scale = { from: Math.min(0, from), to: to > 0 ? roundUp(to) : 0, log: false };
  const above = level !== undefined && level > 0 ? Math.min(leastAboveZero, level) : leastAboveZero;
  const positive = Number.isFinite(leastAboveZero);
  const scale: Scale = logError && positive ? { from: above / 1.2, to: high * 1.2, log: true } : linear;
  return { scale, write: (value) => trimmed(brief(value)) };
}

/** Grid of costs that lie as evenly on the scale as its dots. */
function gridOver({ from, to, log }: Scale, count: number): number[] {
  if (!log) return Array.from({ length: count + 1 }, (_, index) => from + (index * (to - from)) / count);
  const [low, high] = [log10(from), log10(to)];
  return Array.from({ length: count + 1 }, (_, index) => tenTo(low + (index * (high - low)) / count));
}
