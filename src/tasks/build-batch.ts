/**
 * Builder of a batch from sequences: checks all data of a task, then lays them out as devices read them
 * (src/engine/batch.ts). Messages name task, sequence, step and value.
 */
import { type Batch, type Feedback, type LossKind, shared } from '../engine/batch.ts';
import { UserError } from '../errors.ts';
import { checkShape, isList, show } from './check-shape.ts';
import type { Sequence, Target, TaskShape } from './define-task.ts';

/**
 * Builds the batch.
 * @param where beginning of messages, for example `task temporal-order`
 * @throws UserError on a shape that is none, an empty batch, a symbol out of range, a number that is not finite, a
 * vector of another size, a target that does not fit the loss, a sequence that is nowhere scored
 */
export function buildBatch(shape: TaskShape, sequences: readonly Sequence[], where = 'batch'): Batch {
  checkShape(shape, where);
  const count = sequences.length;
  if (count === 0) throw new UserError(`${where}: a batch needs at least one sequence`);
  const lengths = shared.int32(count);
  let steps = 0;
  let longest = 0;
  let activeSteps = 0;
  for (let b = 0; b < count; b++) {
    const length = checkedLength(sequences[b], shape, `${where}: sequence ${b}`);
    lengths[b] = length;
    activeSteps += length;
    if (length <= steps) continue;
    steps = length;
    longest = b;
  }
  const { kind, size } = shape.inputs;
  const feedback = feedbackOf(shape, lengths, where);
  requireFitting(shape, steps, longest, count, where);
  const symbols = kind === 'symbols' ? shared.int32(steps * count) : null;
  const dense = kind === 'dense' ? shared.float32(steps * size * count) : null;
  for (let b = 0; b < count; b++) {
    const inputs = sequences[b]!.inputs;
    if (symbols !== null) putSymbols(symbols, inputs as ArrayLike<number>, b, count, size, where);
    else if (isFlat(inputs)) putFlat(dense!, inputs, b, count, size, where);
    else putVectors(dense!, inputs as ArrayLike<ArrayLike<number>>, b, count, size, where);
  }
  const scored = scoreSheet(shape, sequences, lengths, steps, where);
  return {
    loss: shape.loss,
    sequences: count,
    steps,
    inputs: size,
    outputs: shape.outputs,
    lengths,
    symbols,
    dense,
    activeSteps,
    ...scored,
    ...(feedback && { feedback }),
    ...begun(sequences),
  };
}

/** Feedback of the batch, in which every sequence runs free; null where outputs are not fed back. */
function feedbackOf({ feedback }: TaskShape, lengths: Int32Array, where: string): Feedback | null {
  if (feedback === undefined) return null;
  const { washout } = feedback;
  const short = lengths.findIndex((length) => length <= washout);
  if (short >= 0) {
    throw new UserError(
      `${where}: sequence ${short} has ${lengths[short]} steps, it must have more than the washout of ${washout}`,
    );
  }
  return { washout, free: shared.uint8(lengths.length).fill(1) };
}

/** Marks of the sequences that begin anew; none where all go on. */
function begun(sequences: readonly Sequence[]): Pick<Batch, 'begins'> {
  if (sequences.every(({ begins = false }) => !begins)) return {};
  const begins = shared.uint8(sequences.length);
  for (const [b, sequence] of sequences.entries()) begins[b] = sequence.begins ? 1 : 0;
  return { begins };
}

/** Most numbers of one field of a batch: a gigabyte. */
const MOST_NUMBERS = 2 ** 28;

function requireFitting(shape: TaskShape, steps: number, b: number, count: number, where: string): void {
  const width = Math.max(shape.inputs.kind === 'dense' ? shape.inputs.size : 1, shape.outputs);
  if (steps * count * width <= MOST_NUMBERS) return;
  const most = Math.floor(MOST_NUMBERS / (count * width));
  throw new UserError(
    `${where}: sequence ${b} has ${steps} steps, a batch of ${count} must have at most ${most} to fit into memory`,
  );
}

function checkedLength(sequence: Sequence | undefined, shape: TaskShape, where: string): number {
  if (typeof sequence !== 'object' || sequence === null || sequence instanceof Promise) {
    throw new UserError(`${where} is ${show(sequence)}, it must be an object with inputs and targets`);
  }
  const { inputs, targets } = sequence;
  if (!isList(inputs))
    throw new UserError(`${where}: inputs is ${show(inputs)}, it must be a list, one entry a step`);
  if (inputs.length === 0) throw new UserError(`${where}: inputs has no steps, it needs at least one`);
  const steps =
    shape.inputs.kind === 'dense' && isFlat(inputs) ? inputs.length / shape.inputs.size : inputs.length;
  if (!Number.isInteger(steps)) {
    throw new UserError(
      `${where}: inputs is a list of ${inputs.length} numbers, it must be a multiple of ${shape.inputs.size}`,
    );
  }
  if (shape.scored === 'masked' && !(isList(targets) && targets.length === steps)) {
    throw new UserError(
      `${where}: targets is ${show(targets)}, it must be a list of ${steps}, one entry a step, null where not scored`,
    );
  }
  return steps;
}

function putSymbols(
  symbols: Int32Array,
  inputs: ArrayLike<number>,
  b: number,
  count: number,
  size: number,
  where: string,
): void {
  for (let t = 0, at = b; t < inputs.length; t++, at += count) {
    const symbol = inputs[t]!;
    if (!(symbol >= 0 && symbol < size && Math.floor(symbol) === symbol)) {
      throw new UserError(
        `${where}: sequence ${b}, step ${t}: symbol ${show(symbol)} is outside 0..${size - 1}`,
      );
    }
    symbols[at] = symbol;
  }
}

function putVectors(
  dense: Float32Array,
  inputs: ArrayLike<ArrayLike<number>>,
  b: number,
  count: number,
  size: number,
  where: string,
): void {
  for (let t = 0, at = b; t < inputs.length; t++) {
    const vector = inputs[t]!;
    if (!hasSize(vector, size)) {
      throw new UserError(
        `${where}: sequence ${b}, step ${t}: input is ${show(vector)}, it must be a list of ${size} numbers`,
      );
    }
    for (let i = 0; i < size; i++, at += count) {
      dense[at] = isFinite32(vector[i]!) ? vector[i]! : notFinite(vector[i], i, b, t, where);
    }
  }
}

function putFlat(
  dense: Float32Array,
  inputs: ArrayLike<number>,
  b: number,
  count: number,
  size: number,
  where: string,
): void {
  for (let k = 0, at = b; k < inputs.length; k++, at += count) {
    const value = inputs[k]!;
    dense[at] = isFinite32(value) ? value : notFinite(value, k % size, b, Math.floor(k / size), where);
  }
}

function notFinite(value: unknown, i: number, b: number, t: number, where: string): never {
  throw new UserError(
    `${where}: sequence ${b}, step ${t}: input ${i} is ${show(value)}, ${beyond32(value) ?? 'it must be a finite number'}`,
  );
}

/** True for vectors end to end in one list. */
const isFlat = (inputs: ArrayLike<unknown>): inputs is ArrayLike<number> => typeof inputs[0] === 'number';

/** True for a number that is finite as a 32-bit float too, which a batch holds. */
const isFinite32 = (value: number): boolean =>
  typeof value === 'number' && Math.abs(value) <= 3.4028234663852886e38;

/** Fault of a number that a double holds and a batch does not; null for another fault. */
const beyond32 = (value: unknown): string | null =>
  Number.isFinite(value) ? 'beyond float32, whose largest number is 3.4e38' : null;

const hasSize = (value: unknown, size: number): boolean =>
  typeof value === 'object' && value !== null && (value as ArrayLike<number>).length === size;

type Scored = Pick<Batch, 'mask' | 'classes' | 'values' | 'weights' | 'answerSteps' | 'scoredSteps'>;

function scoreSheet(
  shape: TaskShape,
  sequences: readonly Sequence[],
  lengths: Int32Array,
  steps: number,
  where: string,
): Scored {
  const count = sequences.length;
  const mask = shared.uint8(steps * count);
  const classes = shape.loss === 'softmax' ? shared.int32(steps * count) : null;
  const values = shape.loss === 'softmax' ? null : shared.float32(steps * shape.outputs * count);
  const weights = shared.float32(count);
  const answered = new Uint8Array(steps);
  let scoredSteps = 0;
  for (let b = 0; b < count; b++) {
    const { targets } = sequences[b]!;
    const last = lengths[b]! - 1;
    let ones = 0;
    for (let t = shape.scored === 'last' ? last : 0; t <= last; t++) {
      const target =
        shape.scored === 'last' ? (targets as Target) : (targets as readonly (Target | null)[])[t]!;
      if (target === null && shape.scored === 'masked') continue;
      if (classes !== null) classes[t * count + b] = checkedClass(target, shape.outputs, where, b, t);
      else putTarget(values!, target, shape, where, b, t, count);
      mask[t * count + b] = 1;
      answered[t] = 1;
      ones++;
    }
    if (ones === 0)
      throw new UserError(`${where}: sequence ${b}: targets has null at every step, one must be scored`);
    weights[b] = weightOf(sequences[b]!, b, where) * (shape.reduction === 'sum' ? 1 : 1 / ones);
    scoredSteps += ones;
  }
  let answers = 0;
  for (let t = 0; t < steps; t++) answers += answered[t]!;
  const answerSteps = shared.int32(answers);
  for (let t = 0, at = 0; t < steps; t++) if (answered[t] === 1) answerSteps[at++] = t;
  return { mask, classes, values, weights, answerSteps, scoredSteps };
}

function weightOf({ weight = 1 }: Sequence, b: number, where: string): number {
  if (weight > 0 && weight <= 1) return weight;
  throw new UserError(
    `${where}: sequence ${b}: weight is ${show(weight)}, it must be a number above 0 and at most 1`,
  );
}

function checkedClass(target: Target, outputs: number, where: string, b: number, t: number): number {
  const index = target as number;
  if (!(index >= 0 && index < outputs && Math.floor(index) === index)) {
    throw new UserError(
      `${where}: sequence ${b}, step ${t}: target ${show(target)} is not a class in 0..${outputs - 1}`,
    );
  }
  return index;
}

function putTarget(
  values: Float32Array,
  target: Target,
  { loss, outputs }: TaskShape,
  where: string,
  b: number,
  t: number,
  count: number,
): void {
  if (outputs === 1 && typeof target === 'number') {
    values[t * count + b] = checkedValue(target, 0, loss, where, b, t);
    return;
  }
  const vector = target as ArrayLike<number>;
  if (!hasSize(vector, outputs)) {
    throw new UserError(
      `${where}: sequence ${b}, step ${t}: target is ${show(target)}, it must be a list of ${outputs} numbers`,
    );
  }
  for (let o = 0, at = t * outputs * count + b; o < outputs; o++, at += count) {
    values[at] = checkedValue(vector[o]!, o, loss, where, b, t);
  }
}

function checkedValue(value: number, o: number, loss: LossKind, where: string, b: number, t: number): number {
  if (isFinite32(value) && (loss !== 'bernoulli' || (value >= 0 && value <= 1))) return value;
  const right =
    loss === 'bernoulli'
      ? 'it must be a probability, 0 to 1'
      : (beyond32(value) ?? 'it must be a finite number');
  throw new UserError(
    `${where}: sequence ${b}, step ${t}: target of output ${o} is ${show(value)}, ${right}`,
  );
}
