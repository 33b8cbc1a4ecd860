/** Prediction from a program: a champion's answers to one sequence. */

import { openDevice } from '../engine/index.ts';
import { UserError } from '../errors.ts';
import { type Choice, chooseTrial, type Readable } from '../export/best-trial.ts';
import type { Champion } from '../export/champion.ts';
import { championOfRun } from '../export/run-champion.ts';
import { buildBatch } from '../tasks/build-batch.ts';
import type { Sequence, TaskShape } from '../tasks/define-task.ts';

/** Answer of a net after one step. */
export interface StepPrediction {
  /** Outputs, `[outputs]`: probabilities for softmax and bernoulli loss, the values themselves for squared. */
  readonly outputs: readonly number[];
  /** Most probable class, for softmax loss; null for others. */
  readonly class: PredictedClass | null;
}

export interface PredictedClass {
  /** Index of the class, from 0. */
  readonly index: number;
  /** Name of the class in the task; null where it has none. */
  readonly name: string | null;
  /** Probability, 0 to 1. */
  readonly probability: number;
}

export interface Prediction extends StepPrediction {
  /** Answers after every step of the sequence, `[step]`. That of the last step stands in the fields above too. */
  readonly steps: readonly StepPrediction[];
  /** Names of the classes or outputs, `[outputs]`; null where the task has none. */
  readonly names: readonly string[] | null;
}

export interface PredictOptions {
  /**
   * Name of the device, as `--device` takes it. `wasm`: float32 on the processor; `reference`: float64. Default wasm.
   */
  readonly device?: string | undefined;
}

/**
 * Predicts the answers of a champion to one sequence, which has the task's form: a symbol a step, or a vector of
 * `champion.net.inputs` numbers a step (one flat list, end to end, is taken too).
 * @param champion result of `readChampion` or `championOf`
 * @throws UserError on a sequence that the net cannot read, with the step and the value, and on a device that is not
 * there
 */
export async function predict(
  champion: Champion,
  sequence: Sequence['inputs'],
  { device: name = 'wasm' }: PredictOptions = {},
): Promise<Prediction> {
  const { net, parameters, about } = champion;
  const shape = about.task.shape as TaskShape;
  const { inputs, outputs, loss, outputNames } = shape;
  // All steps are scored, so that all have outputs; the targets do not matter.
  const steps = stepsOf(sequence, inputs);
  const target = loss === 'softmax' ? 0 : new Array<number>(outputs).fill(0);
  const asked: TaskShape = { inputs, outputs, loss, scored: 'masked' };
  const batch = buildBatch(asked, [{ inputs: sequence, targets: new Array(steps).fill(target) }], 'predict');
  const device = await openDevice(name);
  try {
    const lacking = device.lacks(net, asked, ['evaluate']);
    if (lacking !== null) throw new UserError(`device ${name}: ${lacking}`);
    const evaluation = await device.evaluate(net, parameters, batch);
    const answers = Array.from({ length: steps }, (_, step): StepPrediction => {
      const values = Array.from(evaluation.outputs.subarray(step * outputs, (step + 1) * outputs));
      return { outputs: values, class: loss === 'softmax' ? classOf(values, outputNames) : null };
    });
    return { ...answers.at(-1)!, steps: answers, names: outputNames ?? null };
  } finally {
    await device.close();
  }
}

/**
 * Champion of a run's trial: of the one that is named, or of the best one (of a contestant, on a task).
 * @param run result of `openRun`
 * @throws UserError on a name that the run does not have, and where nothing has been found yet
 */
export function championOf(run: Readable & { readonly path?: string }, choice: Choice = {}): Champion {
  const where = `run file ${run.path ?? ''}`.trimEnd();
  return championOfRun(run, chooseTrial(run, choice, where).trial, where);
}

/**
 * Number of steps of a sequence.
 * @throws UserError on a value that is no sequence
 */
function stepsOf(sequence: Sequence['inputs'], { kind, size }: TaskShape['inputs']): number {
  const length = (sequence as { readonly length?: unknown } | null | undefined)?.length;
  if (typeof sequence === 'string' || typeof length !== 'number' || length < 1) {
    throw new UserError('predict: the sequence must be a list with one entry a step, and at least one');
  }
  if (kind === 'symbols' || typeof sequence[0] !== 'number') return length;
  if (length % size === 0) return length / size;
  throw new UserError(
    `predict: the sequence is a flat list of ${length} numbers, it must have ${size} for every step`,
  );
}

function classOf(probabilities: readonly number[], names: readonly string[] | undefined): PredictedClass {
  const index = probabilities.reduce((best, one, at) => (one > probabilities[best]! ? at : best), 0);
  return { index, name: names?.[index] ?? null, probability: probabilities[index]! };
}
