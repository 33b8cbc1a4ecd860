/** Score of a champion on the test set of a task: its own, or another of the same sizes. */

import { findTask } from '../../tasks/index.ts';
import type { Device } from '../engine/device.ts';
import { forwardMacs } from '../engine/feedback/macs.ts';
import { UserError } from '../errors.ts';
import { architectureOf } from '../nets/index.ts';
import { type Interval, wilsonInterval } from '../statistics/wilson.ts';
import { isMet } from '../tournament/spec/criterion.ts';
import type { TaskChoice } from '../tournament/spec/tournament.ts';
import { beyondMeasures } from '../tournament/trial/beyond.ts';
import { MeasureSums } from '../tournament/trial/measure-sums.ts';
import { withScore } from '../tournament/trial/score-of-batch.ts';
import { testEpisodes } from '../tournament/trial/test-episodes.ts';
import { testSource } from '../tournament/trial/test-source.ts';
import { counted } from '../words/text.ts';
import type { Champion } from './champion.ts';

export interface EvaluationRequest {
  readonly task: TaskChoice;
  /** Seed of the test set: its sequences are those that a tournament of this seed tests on. */
  readonly seed: number;
  /** Set for the test set of a tuning of that seed instead. */
  readonly tuning?: true | undefined;
  /** Number of test sequences; a task of few cases goes through them all. Default: as many as the task tests on. */
  readonly sequences?: number | undefined;
  readonly device: Device;
  /** Reports progress after every chunk of the set. */
  readonly onProgress?: (done: number, sequences: number) => void;
}

export interface Evaluation {
  readonly sequences: number;
  /** Number of sequences answered wrong. */
  readonly wrong: number;
  /** Share of sequences answered wrong, 0 to 1. */
  readonly error: number;
  /** Wilson's 95 % interval of that share; null where the sequences are all there are. */
  readonly interval: Interval | null;
  /** Mean loss over sequences; NaN or infinite where the net's answers are. */
  readonly loss: number;
  /** Means of the judge's measures. */
  readonly measures: Readonly<Record<string, number>>;
  /** True where the task's success criterion holds. */
  readonly solved: boolean;
  readonly macs: number;
}

/**
 * Scores a champion. The numbers are the same, bit for bit, as those of the test at the end of the champion's trial,
 * where task, seed, sequences and device are the same.
 * @throws UserError when net and task do not go together, or the device cannot run the net
 */
export async function evaluateChampion(
  champion: Champion,
  { task, seed, tuning, sequences, device, onProgress }: EvaluationRequest,
): Promise<Evaluation> {
  const { net, parameters } = champion;
  requireFit(champion, task);
  const { success, shape } = task.facts;
  const asked = success.exhaustive ? success.sequences : (sequences ?? success.sequences);
  if (shape.episode !== undefined) {
    const examined = await testEpisodes(task, { seed, tuning }, { net, parameters }, asked);
    const { error, loss, measures, macs, sequences: seen } = examined;
    const wrong = Math.round(error * seen);
    const interval = success.exhaustive ? null : wilsonInterval(wrong, seen);
    return {
      ...{ sequences: seen, wrong, error, interval, loss, measures, macs },
      solved: isMet(success, examined),
    };
  }
  const lacking = device.lacks(
    net,
    shape,
    shape.feedback === undefined ? ['evaluate'] : ['evaluate', 'free'],
  );
  if (lacking !== null) throw new UserError(`device ${device.name}: ${lacking}`);
  const { chunks, chunk, judge } = await testSource(task, { seed, tuning }, asked);
  let seen = 0;
  let wrong = 0;
  let loss = 0;
  let macs = 0;
  const sums = new MeasureSums();
  for (let index = 0; index < chunks; index++) {
    const batch = await chunk(index);
    const evaluation = await device.evaluate(net, parameters, batch);
    const judged = await judge(batch, evaluation.outputs);
    seen += batch.sequences;
    wrong += judged.wrong;
    loss += evaluation.loss * batch.sequences;
    macs += forwardMacs(architectureOf(net).macs, net, batch);
    sums.add(withScore(success, judged, evaluation.losses), batch.sequences);
    onProgress?.(seen, asked);
  }
  const error = wrong / seen;
  const beyond = await beyondOf(task, champion, device);
  const measures = { ...sums.means(), ...beyond };
  return {
    sequences: seen,
    wrong,
    error,
    interval: success.exhaustive ? null : wilsonInterval(wrong, seen),
    loss: loss / seen,
    measures,
    solved: isMet(success, { error, measures }),
    macs,
  };
}

/** Measures of the task's test beyond training, which tasks from files have none of. */
const beyondOf = async ({ name, module, options }: TaskChoice, champion: Champion, device: Device) =>
  module === undefined ? beyondMeasures(findTask(name), options, champion, device) : {};

/**
 * Requires a net that fits the task.
 * @throws UserError when the task has another number of inputs or outputs than the net
 */
export function requireFit({ net }: Champion, { label, facts }: TaskChoice): void {
  const { inputs, outputs } = facts.shape;
  if (inputs.size === net.inputs && outputs === net.outputs) return;
  throw new UserError(
    `task ${label}: has ${sizes(inputs.size, outputs)}, the net has ${sizes(net.inputs, net.outputs)}; it can be scored on tasks of its own sizes alone`,
  );
}

function sizes(inputs: number, outputs: number): string {
  return `${counted(inputs, 'input')} and ${counted(outputs, 'output')}`;
}
