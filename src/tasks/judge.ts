/**
 * Judge of a net's outputs: counts the sequences of a batch that were answered wrong, by the task's own judge, or by
 * the default one of its loss.
 */
import type { Batch } from '../engine/batch.ts';
import type { Vector } from '../engine/device.ts';
import { UserError } from '../errors.ts';
import type { BatchJudgement } from './batch-judgement.ts';
import { show } from './check-shape.ts';
import type { Answer, Judgement, Target, Task } from './define-task.ts';
import { remoteOf } from './remote-task.ts';
import { calling, type TaskOptions } from './task-call.ts';

/** Default tolerance of squared loss: wrong where the squared error is above .04 (Pascanu et al. 2013). */
const TOLERANCE = 0.2;

/**
 * Judges a batch.
 * @param outputs `[answer step][O][B]`, as `Evaluation.outputs`. NaN anywhere in an answer makes it wrong.
 * @throws UserError when the task's judge throws, or gives anything but a judgement
 */
export function judgeBatch(task: Task, options: TaskOptions, batch: Batch, outputs: Vector): BatchJudgement {
  const expected = batch.answerSteps.length * batch.outputs * batch.sequences;
  if (outputs.length !== expected) {
    throw new RangeError(`outputs has ${outputs.length} numbers, the batch asks for ${expected}`);
  }
  const remote = remoteOf(task);
  if (remote?.judges) return remote.judgeBatch(options, batch, outputs);
  if (task.judge === undefined) return { wrong: countWrong(batch, outputs), measures: {}, squares: {} };
  let wrong = 0;
  const measures: Record<string, number> = {};
  const values: Record<string, number[]> = {};
  for (let b = 0; b < batch.sequences; b++) {
    const answer = answerOf(batch, outputs, b);
    const judgement = calling(
      task,
      () => `judge of sequence ${b}`,
      () => task.judge!(answer, options),
    );
    checkJudgement(judgement, answer, `task ${task.name}: judge of sequence ${b}`, task);
    if (judgement.wrong) wrong++;
    for (const [name, value] of Object.entries(judgement)) {
      if (name === 'wrong') continue;
      measures[name] = (measures[name] ?? 0) + Number(value);
      values[name] ??= [];
      values[name].push(Number(value));
    }
  }
  const squares = Object.entries(values).map(([name, all]) => [name, squaresOf(all, batch.sequences)]);
  return { wrong, measures, squares: Object.fromEntries(squares) };
}

/** Squares of a measure that a judge gives for some sequences alone; the others count as 0, as in its mean. */
function squaresOf(values: readonly number[], sequences: number): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / sequences;
  const given = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return given + (sequences - values.length) * mean * mean;
}

function checkJudgement(
  judgement: Judgement,
  answer: Answer,
  where: string,
  { success, score }: Pick<Task, 'success' | 'score'>,
): void {
  const asked = success?.measure;
  if (typeof judgement !== 'object' || judgement === null || judgement instanceof Promise) {
    throw new UserError(`${where} gave ${show(judgement)}, it must give { wrong: true or false, … }`);
  }
  if (typeof judgement.wrong !== 'boolean' && (score === undefined || judgement.wrong !== undefined)) {
    throw new UserError(`${where}: wrong is ${show(judgement.wrong)}, it must be true or false`);
  }
  if (asked !== undefined && judgement[asked] === undefined) {
    throw new UserError(`${where}: gave no '${asked}', which success.measure asks for`);
  }
  for (const [name, value] of Object.entries(judgement)) {
    if (typeof value !== 'number' && typeof value !== 'boolean') {
      throw new UserError(`${where}: ${name} is ${show(value)}, it must be a number`);
    }
    // An answer that is not finite may have measures that are not.
    if (!Number.isFinite(Number(value)) && allFinite(answer)) {
      throw new UserError(`${where}: ${name} is ${value}, it must be a finite number`);
    }
  }
}

const allFinite = ({ outputs }: Answer): boolean =>
  outputs.every((row) => Array.from(row).every((value) => Number.isFinite(value)));

/** Answer to one sequence as a task's judge reads it. */
export function answerOf(batch: Batch, outputs: Vector, b: number): Answer {
  const { sequences, mask, classes, values, answerSteps } = batch;
  const size = batch.outputs;
  const steps: number[] = [];
  const rows: number[][] = [];
  const targets: Target[] = [];
  for (let s = 0; s < answerSteps.length; s++) {
    const t = answerSteps[s]!;
    if (mask[t * sequences + b] === 0) continue;
    steps.push(t);
    rows.push(column(outputs, s * size * sequences + b, size, sequences));
    targets.push(
      classes !== null
        ? classes[t * sequences + b]!
        : column(values!, t * size * sequences + b, size, sequences),
    );
  }
  return { steps, outputs: rows, targets };
}

function column(from: Vector, start: number, size: number, stride: number): number[] {
  const row: number[] = [];
  for (let o = 0, at = start; o < size; o++, at += stride) row.push(from[at]!);
  return row;
}

/**
 * Counts wrong answers. softmax: the target has the largest probability. squared: |error| ≤ .2. bernoulli: each on its
 * side of .5.
 */
function countWrong(batch: Batch, outputs: Vector): number {
  const { sequences, mask, answerSteps } = batch;
  const size = batch.outputs * sequences;
  const isRight = batch.loss === 'softmax' ? classRight : batch.loss === 'squared' ? closeEnough : sidesRight;
  const failed = new Uint8Array(sequences);
  for (let s = 0; s < answerSteps.length; s++) {
    const t = answerSteps[s]!;
    for (let b = 0; b < sequences; b++) {
      if (mask[t * sequences + b] === 0 || failed[b] === 1) continue;
      if (!isRight(batch, outputs, s * size + b, t, b)) failed[b] = 1;
    }
  }
  return failed.reduce((sum, one) => sum + one, 0);
}

function classRight(batch: Batch, outputs: Vector, start: number, t: number, b: number): boolean {
  const { sequences, classes } = batch;
  const target = classes![t * sequences + b]!;
  const mine = outputs[start + target * sequences]!;
  for (let o = 0, at = start; o < batch.outputs; o++, at += sequences) {
    // As argmax: the first of equals wins. A comparison with NaN fails, which makes the answer wrong.
    if (o < target ? !(outputs[at]! < mine) : !(outputs[at]! <= mine)) return false;
  }
  return true;
}

function closeEnough(batch: Batch, outputs: Vector, start: number, t: number, b: number): boolean {
  return everyPair(batch, outputs, start, t, b, (output, target) => Math.abs(output - target) <= TOLERANCE);
}

function sidesRight(batch: Batch, outputs: Vector, start: number, t: number, b: number): boolean {
  return everyPair(batch, outputs, start, t, b, (output, target) =>
    target > 0.5 ? output > 0.5 : output < 0.5,
  );
}

function everyPair(
  { sequences, values, outputs: size }: Batch,
  outputs: Vector,
  start: number,
  t: number,
  b: number,
  holds: (output: number, target: number) => boolean,
): boolean {
  for (let o = 0, at = t * size * sequences + b; o < size; o++, at += sequences) {
    if (!holds(outputs[start + o * sequences]!, values![at]!)) return false;
  }
  return true;
}
