/**
 * Items that a net must remember in a sequence: the target, and the symbols or values on which the target depends, with
 * the steps at which they appear, where the inputs show them. The data alone tells them, so that a task of the user's own
 * needs to declare nothing.
 */
import type { Batch } from '../../engine/batch.ts';
import type { TaskShape } from '../../tasks/define-task.ts';

/** One thing to remember in each sequence. */
export interface Item {
  /** Name: `target`, `first of A, B`. */
  readonly name: string;
  /** Values, `[sequence]`: numbers of classes from 0, or real numbers. */
  readonly values: Float64Array;
  /** Number of classes; null for real numbers. */
  readonly classes: number | null;
  /** Step at which it appears, `[sequence]`; null where it is known at the answer alone. */
  readonly at: Int32Array | null;
}

/** Most items of one sequence that are looked for beside the target. */
const MOST_ITEMS = 10;
/** Most classes of a target that is a pattern of outputs, and most outputs of a regression. */
const MOST_PATTERNS = 16;
const MOST_OUTPUTS = 4;

/** Items of a batch, which should have some hundred sequences. The target comes last. */
export const itemsOf = (shape: TaskShape, batch: Batch): Item[] => [
  ...(batch.symbols === null ? markedValues(shape, batch) : keySymbols(shape, batch)),
  ...targets(shape, batch),
];

/** Step of a sequence's last scored answer. */
export function lastAsked(batch: Batch, sequence: number): number {
  for (let step = batch.lengths[sequence]! - 1; step >= 0; step--)
    if (batch.mask[step * batch.sequences + sequence] === 1) return step;
  return batch.lengths[sequence]! - 1;
}

const sequencesOf = ({ sequences }: Batch): number[] => Array.from({ length: sequences }, (_, at) => at);

function targets(shape: TaskShape, batch: Batch): Item[] {
  const { sequences, outputs, classes, values, loss } = batch;
  const all = sequencesOf(batch);
  const steps = all.map((sequence) => lastAsked(batch, sequence));
  const name = shape.scored === 'last' ? 'target' : 'last target';
  if (classes !== null) {
    const own = all.map((sequence) => classes[steps[sequence]! * sequences + sequence]!);
    return [{ name, values: Float64Array.from(own), classes: outputs, at: null }];
  }
  const row = (sequence: number): number[] =>
    Array.from(
      { length: outputs },
      (_, output) => values![(steps[sequence]! * outputs + output) * sequences + sequence]!,
    );
  if (loss === 'bernoulli') {
    const patterns = all.map((sequence) =>
      row(sequence)
        .map((value) => (value > 0.5 ? 1 : 0))
        .join(''),
    );
    const known = [...new Set(patterns)].sort();
    if (known.length > MOST_PATTERNS) return [];
    const own = patterns.map((pattern) => known.indexOf(pattern));
    return [{ name, values: Float64Array.from(own), classes: Math.max(2, known.length), at: null }];
  }
  return Array.from({ length: Math.min(outputs, MOST_OUTPUTS) }, (_, output) => ({
    name: outputs === 1 ? name : `${name} ${shape.outputNames?.[output] ?? output + 1}`,
    values: Float64Array.from(all, (sequence) => row(sequence)[output]!),
    classes: null,
    at: null,
  }));
}

const ORDINALS = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
];

/**
 * Key symbols: two symbols, or all those whose number varies, of which every sequence has the same small number together,
 * and whose order fixes the target.
 */
function keySymbols(shape: TaskShape, batch: Batch): Item[] {
  const { sequences, inputs, symbols, lengths } = batch;
  const counts = Array.from({ length: inputs }, () => new Int32Array(sequences));
  for (let sequence = 0; sequence < sequences; sequence++)
    for (let step = 0; step < lengths[sequence]!; step++)
      counts[symbols![step * sequences + sequence]!]![sequence]!++;
  const varying = counts.flatMap((own, symbol) => (own.some((count) => count !== own[0]) ? [symbol] : []));
  const shortest = Math.min(...lengths);
  const total = (group: readonly number[]): number | null => {
    const sum = (sequence: number): number =>
      group.reduce((held, symbol) => held + counts[symbol]![sequence]!, 0);
    const first = sum(0);
    if (first < 1 || first > MOST_ITEMS || 2 * first > shortest) return null;
    for (let sequence = 1; sequence < sequences; sequence++) if (sum(sequence) !== first) return null;
    return first;
  };
  const pairs = varying.flatMap((one, place) => varying.slice(place + 1).map((other) => [one, other]));
  for (const group of [...pairs, ...(varying.length > 2 ? [varying] : [])]) {
    const number = total(group);
    if (number === null) continue;
    const found = occurrences(batch, group, number);
    if (!fixesTarget(batch, found.values)) continue;
    const names = group.map((symbol) => shape.inputNames?.[symbol] ?? String(symbol));
    const text = names.length > 4 ? `${names.length} symbols` : names.join(', ');
    return found.steps.map((at, place) => ({
      name: `${ORDINALS[place]} of ${text}`,
      values: Float64Array.from(found.values[place]!, (symbol) => group.indexOf(symbol)),
      classes: group.length,
      at,
    }));
  }
  return [];
}

/** Steps and symbols of the occurrences of a group, `[occurrence][sequence]`. */
function occurrences(batch: Batch, group: readonly number[], number: number) {
  const { sequences, symbols, lengths } = batch;
  const steps = Array.from({ length: number }, () => new Int32Array(sequences));
  const values = Array.from({ length: number }, () => new Int32Array(sequences));
  for (let sequence = 0; sequence < sequences; sequence++) {
    let place = 0;
    for (let step = 0; step < lengths[sequence]!; step++) {
      const symbol = symbols![step * sequences + sequence]!;
      if (!group.includes(symbol)) continue;
      steps[place]![sequence] = step;
      values[place]![sequence] = symbol;
      place++;
    }
  }
  return { steps, values };
}

/**
 * True where sequences with the same symbols in the same order have the same last target, and there are such; of a target
 * at many steps nothing is asked.
 */
function fixesTarget(batch: Batch, values: readonly Int32Array[]): boolean {
  if (batch.scoredSteps > batch.sequences) return true;
  const { sequences, outputs, classes } = batch;
  const known = new Map<string, string>();
  for (let sequence = 0; sequence < sequences; sequence++) {
    const step = lastAsked(batch, sequence);
    const key = values.map((own) => own[sequence]!).join(' ');
    const target =
      classes !== null
        ? String(classes[step * sequences + sequence]!)
        : Array.from(
            { length: outputs },
            (_, output) => batch.values![(step * outputs + output) * sequences + sequence]!,
          ).join(' ');
    if ((known.get(key) ?? target) !== target) return false;
    known.set(key, target);
  }
  return 2 * known.size <= sequences;
}

/**
 * Marked values: an input that is 1 at the same small number of steps of every sequence, and else 0 or -1, marks the value
 * of the other input there.
 */
function markedValues(shape: TaskShape, batch: Batch): Item[] {
  const { sequences, inputs, dense, lengths } = batch;
  if (inputs !== 2) return [];
  const at = (step: number, input: number, sequence: number): number =>
    dense![(step * inputs + input) * sequences + sequence]!;
  const marker = [0, 1].find((input) =>
    sequencesOf(batch).every((sequence) => {
      for (let step = 0; step < lengths[sequence]!; step++)
        if (![0, 1, -1].includes(at(step, input, sequence))) return false;
      return true;
    }),
  );
  if (marker === undefined) return [];
  const marked = sequencesOf(batch).map((sequence) =>
    Array.from({ length: lengths[sequence]! }, (_, step) => step).filter(
      (step) => at(step, marker, sequence) === 1,
    ),
  );
  const number = marked[0]!.length;
  if (number < 1 || number > MOST_ITEMS || marked.some((own) => own.length !== number)) return [];
  if (2 * number > Math.min(...lengths)) return [];
  const other = 1 - marker;
  const name = shape.inputNames?.[other] ?? 'value';
  return Array.from({ length: number }, (_, place) => {
    const steps = Int32Array.from(marked, (own) => own[place]!);
    const values = Float64Array.from(steps, (step, sequence) => at(step, other, sequence));
    const isBit = values.every((value) => value === 0 || value === 1);
    return { name: `${ORDINALS[place]} marked ${name}`, values, classes: isBit ? 2 : null, at: steps };
  });
}
