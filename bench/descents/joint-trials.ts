/**
 * Trials of a tournament that descend side by side on one device, as gradient learners run them: each with its own
 * weights and settings, those of one repetition on the same batches of temporal order, which other threads draw ahead
 * where a tournament has such threads.
 */

import type { Batch } from '../../src/engine/batch.ts';
import { beginning } from '../../src/engine/descent-state.ts';
import type { Descent, Device, UpdateRequest } from '../../src/engine/device.ts';
import { packBatch, packedWords } from '../../src/engine/webgpu/memory/packed-batch.ts';
import type { RecurrentNet } from '../../src/engine/webgpu/passes/shape.ts';
import { RunError } from '../../src/errors.ts';
import type { Problem } from '../../src/learners/learner.ts';
import { BatchStore } from '../../src/tournament/trial/batch-store.ts';
import { DrawAhead, type Drawers } from '../../src/tournament/trial/draw-ahead.ts';
import { seconds, summarise, type Timing } from '../measure.ts';
import { trialProblem, trialSpec } from '../workbench.ts';

export interface JointShape {
  /** Architecture of the net; left out: an Elman net of tanh units. */
  readonly net?: 'lstm' | 'gru';
  readonly hidden: number;
  readonly batch: number;
  readonly length: number;
  readonly trials: number;
  readonly omega: boolean;
}

export interface JointTiming {
  /** Seconds of one update of all trials. */
  readonly update: Timing;
  /** Share of the time in which the trials' own thread drew batches; the GPU works meanwhile. */
  readonly drawing: number;
  /** Share of the time in which the host packed batches for the webgpu device, timed apart; 0 on others. */
  readonly packing: number;
  readonly net: RecurrentNet;
  /** One of the batches. */
  readonly batch: Batch;
}

/** Seconds of a round, about as long as a trial leaves its device alone. */
const ROUND_SECONDS = 0.3;
/** Number of updates between two requests of the trainer for state norms. */
const STATE_NORMS_EVERY = 50;

/** Number of repetitions; the settings are as many as make up the trials: 225 are 45 settings, 5 times each. */
export const repetitionsOf = (trials: number): number => (trials >= 45 ? 5 : 1);

interface Trial {
  readonly descent: Descent;
  readonly problem: Problem;
  updates: number;
}

/**
 * Runs the descents for so many seconds in all.
 * @param drawers threads that draw batches ahead; null: the trials' own thread draws all
 * @throws RunError where one of them explodes
 */
export async function timeJointly(
  device: Device,
  shape: JointShape,
  atMost: number,
  drawers: Drawers | null = null,
): Promise<JointTiming> {
  const store = new BatchStore();
  const ahead = drawers === null ? undefined : new DrawAhead(store, drawers);
  const host = { drawing: 0 };
  const trials: Trial[] = [];
  try {
    for (let index = 0; index < shape.trials; index++) {
      trials.push(await begin(device, shape, index, store, ahead));
    }
    const round = (updates: number): Promise<number> => runRound(trials, updates, shape.batch, host);
    // In the first round the device compiles; the following ones warm up as they grow.
    await round(1);
    let updates = 1;
    let elapsed = await round(updates);
    while (elapsed < ROUND_SECONDS / 2) {
      updates = Math.ceil(updates * Math.min(8, Math.max(2, ROUND_SECONDS / elapsed)));
      elapsed = await round(updates);
    }
    host.drawing = 0;
    const samples: number[] = [];
    const end = seconds() + atMost;
    let spent = 0;
    do {
      const took = await round(updates);
      samples.push(took / updates);
      spent += took;
    } while (seconds() < end);
    const { problem } = trials[0]!;
    const batch = problem.trainingBatch(0, shape.batch);
    const batches = samples.length * updates * repetitionsOf(shape.trials);
    return {
      update: summarise(samples),
      drawing: host.drawing / spent,
      packing: device.name === 'webgpu' ? (batches * secondsToPack(batch)) / spent : 0,
      // Each of the nets above has hidden units.
      net: problem.net as RecurrentNet,
      batch,
    };
  } finally {
    for (const { descent } of trials) descent.close();
  }
}

async function begin(
  device: Device,
  { net, hidden, batch, length, trials, omega }: JointShape,
  index: number,
  store: BatchStore,
  ahead: DrawAhead | undefined,
): Promise<Trial> {
  const repetitions = repetitionsOf(trials);
  const setting = Math.floor(index / repetitions);
  const spec = trialSpec(
    'msgd-c-2013',
    { hidden, batch, ...(net && { net }) },
    { length },
    1 + (index % repetitions),
  );
  const problem = trialProblem(spec, device, store, ahead);
  const descent = await device.descend!(
    problem.net,
    beginning(problem.initialise(problem.random('initial', 0))),
    {
      learningRate: 0.01 / (1 + setting),
      threshold: 1,
      omega: omega ? { form: 'squared', weight: 2 } : null,
    },
  );
  return { descent, problem, updates: 0 };
}

/** Runs a round: seconds in which each trial made so many updates. */
async function runRound(
  trials: readonly Trial[],
  updates: number,
  sequences: number,
  host: { drawing: number },
): Promise<number> {
  const began = seconds();
  const reports = await Promise.all(
    trials.map((trial) => {
      const end = trial.updates + updates;
      return trial.descent.run((): UpdateRequest | null => {
        if (trial.updates === end) return null;
        const number = trial.updates++;
        const from = seconds();
        const batch = trial.problem.trainingBatch(number, sequences);
        host.drawing += seconds() - from;
        return { batch, stateNorms: number % STATE_NORMS_EVERY === 0 };
      });
    }),
  );
  const elapsed = seconds() - began;
  for (const { fault } of reports) {
    if (fault !== null) throw new RunError(`the ${fault} of an update is not finite`);
  }
  return elapsed;
}

/** Seconds to pack a batch as the webgpu device does. */
function secondsToPack(batch: Batch): number {
  const words = new Uint32Array(packedWords(batch));
  packBatch(batch, words, 0);
  const began = seconds();
  let times = 0;
  while (seconds() < began + 0.02) {
    packBatch(batch, words, 0);
    times++;
  }
  return (seconds() - began) / times;
}
