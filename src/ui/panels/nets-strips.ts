/** Strips of the nets panel, each a line along the steps of a sequence: the ruler and the inputs. */

import type { Batch } from '../../engine/batch.ts';
import type { TaskShape } from '../../tasks/define-task.ts';
import { columnsOf, letters, liveliestUnits } from '../model/nets-model.ts';
import { faint, strong } from '../terminal/styles.ts';
import { fit, type Line, type Span, span } from '../terminal/text.ts';

/** Mapping of steps to columns of the screen. */
export interface Strip {
  /** First and last step of those that share a column, `[column]`. */
  readonly columns: readonly (readonly [first: number, last: number])[];
  /** Width of a column in characters. */
  readonly wide: number;
  /** Width of the labels before the columns, and of the room behind them. */
  readonly labels: number;
  readonly room: number;
}

/** Least width of labels. */
export const LABELS = 8;
/** Width of the widest column, in characters. */
const WIDEST = 5;

export function stripOf(steps: number, width: number, labels = LABELS): Strip {
  const room = Math.max(1, width - labels);
  const wide = Math.max(1, Math.min(WIDEST, Math.floor(room / steps)));
  return { columns: columnsOf(steps, room), wide, labels, room };
}

export const label = (text: string, labels: number): Span => span(`${fit(text, labels - 1)} `, faint);

/** Character in the middle of its column. */
export const inColumn = (character: string, wide: number): string =>
  character.padStart((wide + 1) >> 1).padEnd(wide);

/** Step numbers, each under (or over) its step. */
export function rulerLine({ columns, wide, labels, room }: Strip): Line {
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
    const fits = at + String(shown).length <= room;
    if (fits && (at > text.length || text === '')) text = text.padEnd(at) + shown;
  }
  return [label('step', labels), span(text, faint)];
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
  return [label('input', strip.labels), ...spans];
}

export const EIGHTHS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

function channelLines(batch: Batch, sequence: number, shape: TaskShape, strip: Strip, most: number): Line[] {
  const { dense, inputs, sequences, lengths } = batch;
  const steps = Array.from({ length: lengths[sequence]! }, (_, step) =>
    Float64Array.from(
      { length: inputs },
      (_input, input) => dense![(step * inputs + input) * sequences + sequence]!,
    ),
  );
  // Of many channels those that move most, for some may be silent throughout.
  return liveliestUnits(steps, most).map((input) => {
    const own = steps.map((step) => step[input]!);
    return [
      label(shape.inputNames?.[input] ?? `u${input + 1}`, strip.labels),
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
