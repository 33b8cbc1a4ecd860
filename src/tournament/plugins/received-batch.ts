/**
 * Batch from another thread, checked and copied: devices use its contents as memory indices, and a thread that runs a
 * plugin's code may send anything, and change the data after sending.
 */
import { type Batch, type Feedback, shared } from '../../engine/batch.ts';

/** Most numbers of a field, as `buildBatch` has it. */
const MOST_NUMBERS = 2 ** 28;

/**
 * Checks and copies a batch.
 * @throws TypeError where it is no batch
 */
export function batchOf(value: unknown): Batch {
  if (typeof value !== 'object' || value === null) throw new TypeError('no object');
  const given = value as Readonly<Record<keyof Batch, unknown>>;
  const { loss } = given;
  if (loss !== 'softmax' && loss !== 'squared' && loss !== 'bernoulli') throw new TypeError('loss');
  const [sequences, steps, inputs, outputs] = [given.sequences, given.steps, given.inputs, given.outputs].map(
    size,
  ) as [number, number, number, number];
  const cells = steps * sequences;
  const lengths = copied(given.lengths, Int32Array, sequences, shared.int32);
  requireEach(lengths, (length) => length >= 1 && length <= steps);
  const isSymbolic = given.symbols !== null;
  const symbols = isSymbolic ? copied(given.symbols, Int32Array, cells, shared.int32) : null;
  if (symbols !== null) requireEach(symbols, (symbol) => symbol >= 0 && symbol < inputs);
  const dense = isSymbolic ? null : copied(given.dense, Float32Array, cells * inputs, shared.float32);
  if (dense !== null) requireEach(dense, Number.isFinite);
  if (isSymbolic && given.dense !== null) throw new TypeError('dense');
  const mask = copied(given.mask, Uint8Array, cells, shared.uint8);
  const classes = loss === 'softmax' ? copied(given.classes, Int32Array, cells, shared.int32) : null;
  if (classes !== null) requireEach(classes, (one) => one >= 0 && one < outputs);
  const values =
    loss === 'softmax' ? null : copied(given.values, Float32Array, cells * outputs, shared.float32);
  if (values !== null) requireEach(values, Number.isFinite);
  if ((classes === null ? given.classes : given.values) !== null) throw new TypeError('targets');
  const weights = copied(given.weights, Float32Array, sequences, shared.float32);
  requireEach(weights, (weight) => weight > 0 && weight <= 1);
  const feedback = feedbackOf(given.feedback, lengths);
  const begins =
    given.begins === undefined ? undefined : copied(given.begins, Uint8Array, sequences, shared.uint8);
  return {
    loss,
    sequences,
    steps,
    inputs,
    outputs,
    lengths,
    symbols,
    dense,
    mask,
    classes,
    values,
    weights,
    activeSteps: lengths.reduce((sum, length) => sum + length, 0),
    ...scoresOf(mask, lengths, steps),
    ...(feedback && { feedback }),
    ...(begins === undefined ? {} : { begins }),
  };
}

function feedbackOf(value: unknown, lengths: Int32Array): Feedback | null {
  if (value === undefined) return null;
  if (typeof value !== 'object' || value === null) throw new TypeError('feedback');
  const given = value as Readonly<Record<keyof Feedback, unknown>>;
  const washout = size(given.washout);
  requireEach(lengths, (length) => length > washout);
  const free = copied(given.free, Uint8Array, lengths.length, shared.uint8);
  requireEach(free, (flag) => flag <= 1);
  return { washout, free };
}

export function size(value: unknown): number {
  if (!Number.isSafeInteger(value) || (value as number) < 1) throw new TypeError('size');
  return value as number;
}

type Numbers = Int32Array | Float32Array | Float64Array | Uint8Array;

export function copied<Kind extends Numbers>(
  value: unknown,
  kind: new (length: number) => Kind,
  length: number,
  make: (length: number) => Kind,
): Kind {
  if (length > MOST_NUMBERS) throw new TypeError('too large');
  if (!(value instanceof kind) || value.length !== length) throw new TypeError('field');
  const copy = make(length);
  copy.set(value);
  return copy;
}

export function requireEach(field: Numbers, holds: (value: number) => boolean): void {
  for (let index = 0; index < field.length; index++) {
    if (!holds(field[index]!)) throw new TypeError('out of range');
  }
}

/** Facts of the mask: every sequence is scored within its length, and so are the answer's steps. */
function scoresOf(
  mask: Uint8Array,
  lengths: Int32Array,
  steps: number,
): Pick<Batch, 'answerSteps' | 'scoredSteps'> {
  const count = lengths.length;
  const scored = new Uint8Array(count);
  const answered: number[] = [];
  let scoredSteps = 0;
  for (let t = 0; t < steps; t++) {
    let ones = 0;
    for (let b = 0; b < count; b++) {
      const one = mask[t * count + b]!;
      if (one === 0) continue;
      if (one !== 1 || t >= lengths[b]!) throw new TypeError('mask');
      scored[b] = 1;
      ones++;
    }
    if (ones > 0) answered.push(t);
    scoredSteps += ones;
  }
  if (scored.includes(0)) throw new TypeError('mask');
  const answerSteps = shared.int32(answered.length);
  answerSteps.set(answered);
  return { answerSteps, scoredSteps };
}
