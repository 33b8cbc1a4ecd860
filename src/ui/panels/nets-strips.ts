/** Strips of the nets panel, each a line along the steps of a sequence: inputs and hidden states. */

import type { Batch } from '../../engine/batch.ts';
import type { TaskShape } from '../../tasks/define-task.ts';
import { columnsOf, letters, liveliestUnits, type Passage } from '../model/nets-model.ts';
import { type Colours, faint, hasSigns, heat, type Style, strong } from '../terminal/styles.ts';
import { fit, type Line, type Span, span } from '../terminal/text.ts';

/** Mapping of steps to columns of the screen. */
export interface Strip {
  /** First and last step of those that share a column, `[column]`. */
  readonly columns: readonly (readonly [first: number, last: number])[];
  /** Width of a column in characters. */
  readonly wide: number;
}

/** Width of the label before a strip. */
export const LABELS = 8;
/** Width of the widest column, in characters. */
const WIDEST = 5;

export function stripOf(steps: number, width: number): Strip {
  const room = Math.max(1, width - LABELS);
  return { columns: columnsOf(steps, room), wide: Math.max(1, Math.min(WIDEST, Math.floor(room / steps))) };
}

export const label = (text: string): Span => span(`${fit(text, LABELS - 1)} `, faint);

/** Character in the middle of its column. */
export const inColumn = (character: string, wide: number): string =>
  character.padStart((wide + 1) >> 1).padEnd(wide);

/** Step numbers, each under (or over) its step. */
export function rulerLine({ columns, wide }: Strip): Line {
  const every = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000];
  const last = columns.at(-1)?.[1] ?? 0;
  const stepsPerCharacter = (last + 1) / (columns.length * wide);
  const stride = every.find((one) => one / stepsPerCharacter >= String(last + 1).length + 3) ?? last + 1;
  let text = '';
  for (const [column, [first, end]] of columns.entries()) {
    const number = Math.ceil((first + 1) / stride) * stride;
    const shown = column === 0 ? 1 : number;
    if (column > 0 && number > end + 1) continue;
    const at = column * wide + ((wide - 1) >> 1);
    if (at > text.length || text === '') text = text.padEnd(at) + shown;
  }
  return [label('step'), span(text, faint)];
}

/** Inputs: symbols as letters, those that are rare in the sequence standing out; dense inputs as a line a channel. */
export function inputLines(
  batch: Batch,
  sequence: number,
  shape: TaskShape,
  strip: Strip,
  most: number,
): Line[] {
  return batch.symbols === null
    ? channelLines(batch, sequence, shape, strip, most)
    : [symbolLine(batch, sequence, shape, strip)];
}

function symbolLine(
  { symbols, sequences, lengths }: Batch,
  sequence: number,
  shape: TaskShape,
  strip: Strip,
): Line {
  const steps = lengths[sequence]!;
  const own = Array.from({ length: steps }, (_, step) => symbols![step * sequences + sequence]!);
  const counts = new Map<number, number>();
  for (const symbol of own) counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
  const signs = letters(shape.inputNames, shape.inputs.size);
  const rare = Math.max(1, steps / 8);
  const spans = strip.columns.map(([first, last]) => {
    // Of several symbols in one column the one that is rarest in the sequence, as the likeliest to matter.
    const shown = own.slice(first, last + 1).reduce((a, b) => (counts.get(b)! < counts.get(a)! ? b : a));
    return span(inColumn(signs[shown]!, strip.wide), counts.get(shown)! <= rare ? strong : faint);
  });
  return [label('input'), ...spans];
}

export const EIGHTHS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

function channelLines(batch: Batch, sequence: number, shape: TaskShape, strip: Strip, most: number): Line[] {
  const { dense, inputs, sequences, lengths } = batch;
  const steps = lengths[sequence]!;
  return Array.from({ length: Math.min(inputs, most) }, (_, input) => {
    const own = Array.from(
      { length: steps },
      (_, step) => dense![(step * inputs + input) * sequences + sequence]!,
    );
    return [
      label(shape.inputNames?.[input] ?? `u${input + 1}`),
      ...levelSpans(own, strip, { least: Math.min(...own), most: Math.max(...own) }),
    ];
  });
}

/** Numbers as blocks of eight heights; of several in one column the one that is furthest from the mean. */
function levelSpans(
  values: readonly number[],
  strip: Strip,
  { least, most }: { readonly least: number; readonly most: number },
): Span[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const text = strip.columns.map(([first, last]) => {
    const group = values.slice(first, last + 1).filter(Number.isFinite);
    if (group.length === 0) return ' '.repeat(strip.wide);
    const value = group.reduce((a, b) => (Math.abs(b - mean) > Math.abs(a - mean) ? b : a));
    const level = most > least ? Math.floor((8 * (value - least)) / (most - least)) : 3;
    return EIGHTHS[Math.max(0, Math.min(7, level))]!.repeat(strip.wide);
  });
  return [span(text.join(''))];
}

/** Signs of values from -1 to 1, for terminals with few colours or none. */
const SIGNS = ['≡', '=', '-', '·', '+', '*', '#'];

const signOf = (value: number): string =>
  Number.isFinite(value) ? SIGNS[Math.round((Math.max(-1, Math.min(1, value)) + 1) * 3)]! : '?';

/** Number of units that fit on so many rows: two a row where there are enough colours. */
export const unitsOn = (rows: number, colours: Colours): number => (hasSigns(colours) ? rows : 2 * rows);

/** Hidden states: a unit a half row, a step a column, blue below and orange above 0. */
export function stateLines({ states, names }: Passage, strip: Strip, rows: number, colours: Colours): Line[] {
  const units = liveliestUnits(states, unitsOn(rows, colours));
  // Tanh and logistic units stay below 1; ReLU units are drawn relative to their greatest value.
  const greatest = Math.max(
    1,
    ...units.map((unit) => Math.max(...states.map((state) => Math.abs(state[unit]!)))),
  );
  const valueAt = (unit: number, [, last]: readonly [number, number]): number =>
    states[last]![unit]! / greatest;
  if (hasSigns(colours)) {
    return units.map((unit) => [
      label(` ${names[unit]}`),
      ...strip.columns.map((column) => {
        const value = valueAt(unit, column);
        return span(inColumn(signOf(value), strip.wide), { text: heat(value) });
      }),
    ]);
  }
  return Array.from({ length: Math.ceil(units.length / 2) }, (_, row) => {
    const upper = units[2 * row]!;
    const lower = units[2 * row + 1];
    const spans = strip.columns.map((column) => {
      const text = heat(valueAt(upper, column));
      const style: Style = lower === undefined ? { text } : { text, ground: heat(valueAt(lower, column)) };
      return span('▀'.repeat(strip.wide), style);
    });
    return [
      label(lower === undefined ? ` ${names[upper]}` : ` ${pairName(names[upper]!, names[lower]!)}`),
      ...spans,
    ];
  });
}

/** `h1,2`, and `h8,c1` where the letters differ. */
function pairName(upper: string, lower: string): string {
  const letters = /^\D*/.exec(upper)![0];
  return `${upper},${lower.startsWith(letters) ? lower.slice(letters.length) : lower}`;
}
