/** Trials on tasks whose outputs are fed back: forced, free and mixed training, and the faults of settings. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Batch } from '../../../src/engine/batch.ts';
import type { Device } from '../../../src/engine/device.ts';
import { openDevice } from '../../../src/engine/index.ts';
import type { Snapshot } from '../../../src/learners/learner.ts';
import { visibleUnits } from '../../../src/nets/frozen.ts';
import { drawBatch } from '../../../src/tasks/batches.ts';
import { builtIn } from '../../../src/tournament/spec/catalogue.ts';
import { choiceOf, settleTask, UNKNOWN } from '../../../src/tournament/spec/choose-task.ts';
import { unfitness } from '../../../src/tournament/spec/fit.ts';
import { resolveContestant } from '../../../src/tournament/spec/resolve.ts';
import type { TrialEvent } from '../../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../../src/tournament/spec/trials-of.ts';
import { deviceExaminer } from '../../../src/tournament/trial/examine.ts';
import { assembleTrial, makeProblem } from '../../../src/tournament/trial/problem.ts';
import { runTrial } from '../../../src/tournament/trial/trial.ts';
import { findTask } from '../../../tasks/index.ts';
import { timeless } from '../../support/tournament/toys.ts';

let device: Device;
beforeAll(async () => {
  device = await openDevice('wasm');
});
afterAll(() => device.close());

type Settings = Readonly<Record<string, unknown>>;

const SMALL: Readonly<Record<string, Settings>> = {
  adam: { hidden: 6, batch: 4, learningRate: 0.01, weightDecay: 0.1 },
  gru: { hidden: 5, batch: 4 },
  genitor: { hidden: 4, population: 6, sequences: 4, inFlight: 4, renewal: 12 },
};

/** Choice of a task without the sequences that a tournament draws of it first, which take a second. */
const chooseQuickly = (name: string, options = {}) =>
  choiceOf(settleTask(findTask(name), options), UNKNOWN, undefined);

const task = chooseQuickly('figure-eight', { washout: 6, free: 8 });

const specOf = (name: string, settings: Settings) =>
  trialsOf({
    tasks: [task],
    contestants: [resolveContestant(name, { ...SMALL[name], ...settings })],
    seeds: 1,
    seed: 1,
    budget: name === 'genitor' ? { evaluations: 60 } : { updates: 30 },
    device: 'wasm',
  })[0]!;

async function play(name: string, settings: Settings, resume?: Snapshot) {
  const spec = specOf(name, settings);
  const parts = assembleTrial(spec, builtIn);
  // An examination of few sequences, so that validations come often.
  const examined = drawBatch(parts.task, parts.options, ['forced'], 0, 2);
  const examiner = deviceExaminer(parts, { chunks: () => [examined] }, device, () => false);
  const events: TrialEvent[] = [];
  const result = await runTrial(spec, {
    catalogue: builtIn,
    device,
    examiner,
    emit: (event) => void events.push(event),
    ...(resume && { resume }),
  });
  return { result, checkpoints: events.filter((event) => event.type === 'checkpoint') };
}

const MIXED = { forcingNoise: 0.01, forcingFloor: 0.25, forcingSpan: 10 };

describe.each(['adam', 'gru', 'genitor'])('a trial of %s', (name) => {
  it.each([
    ['forced', {}],
    ['free', { forcing: 'none' }],
    ['mixed, with noise', MIXED],
    ['with visible units, mixed', { ...MIXED, forcing: 'visible' }],
  ] as const)('%s goes on from a checkpoint to the same result', async (_how, settings) => {
    const { result, checkpoints } = await play(name, settings);
    expect(result.stop.reason).toBe('budget');
    const middle = checkpoints[Math.floor(checkpoints.length / 2)]!;
    const resumed = await play(name, settings, middle.snapshot!);
    expect(timeless(resumed.result)).toEqual(timeless(result));
    expect(resumed.checkpoints.at(-1)!.champion?.parameters).toEqual(
      checkpoints.at(-1)!.champion?.parameters,
    );
    // Forced training costs less, and another kind of training finds other weights.
    const forced = name === 'genitor' ? null : await play(name, {});
    if (forced !== null && Object.keys(settings).length > 0) {
      expect(result.testLoss).not.toBe(forced.result.testLoss);
      expect(result.cost.macs).toBeGreaterThanOrEqual(forced.result.cost.macs);
    }
  });

  it('with visible units leaves the frozen weights as they are', async () => {
    const { result } = await play(name, { forcing: 'visible' });
    const { net } = assembleTrial(specOf(name, { forcing: 'visible' }), builtIn);
    const { indices, values } = visibleUnits(net);
    const { parameters } = result.champion!;
    expect(Array.from(indices, (index) => parameters[index])).toEqual([...values]);
    expect(parameters.filter((value) => value !== 0 && value !== 1).length).toBeGreaterThan(10);
  });
});

describe('training batches', () => {
  const batchOf = (settings: Settings, index: number, sequences = 40): Batch => {
    const spec = specOf('adam', settings);
    return makeProblem(spec, assembleTrial(spec, builtIn), device).trainingBatch(index, sequences);
  };
  const freeOf = (settings: Settings, index: number): number =>
    batchOf(settings, index).feedback?.free.reduce((sum, flag) => sum + flag, 0) ?? 0;

  it('are forced, free, or a falling share of each', () => {
    expect(batchOf({}, 3).feedback).toBeUndefined();
    expect(freeOf({ forcing: 'none' }, 0)).toBe(40);
    const mixed = { forcingFloor: 0.2, forcingSpan: 10 };
    expect(freeOf(mixed, 0)).toBe(0);
    // The probability of running free is .48 at batch 6, and .8 from batch 10 on.
    const mean = (from: number) => [0, 1, 2, 3].reduce((sum, at) => sum + freeOf(mixed, from + at), 0) / 160;
    expect(freeOf({ ...mixed, forcingSpan: 1e9 }, 5)).toBe(0);
    expect(Math.abs(mean(50) - 0.8)).toBeLessThan(0.1);
    expect(Math.abs(freeOf(mixed, 6) / 40 - 0.48)).toBeLessThan(0.25);
    expect(batchOf(mixed, 5).feedback).toEqual(batchOf(mixed, 5).feedback);
  });

  it('have noise within ν on the forced inputs alone, and on no target', () => {
    const plain = batchOf({}, 2);
    const noisy = batchOf({ forcingNoise: 0.01 }, 2);
    const moved = noisy.dense!.map((value, at) => value - plain.dense![at]!);
    expect(Math.max(...moved.map(Math.abs))).toBeLessThanOrEqual(0.0100001);
    expect(Math.max(...moved.map(Math.abs))).toBeGreaterThan(0.009);
    expect(noisy.values).toEqual(plain.values);
    const free = batchOf({ forcing: 'none', forcingNoise: 0.01 }, 2);
    const row = 2 * 40;
    expect([...free.dense!.subarray(6 * row)]).toEqual([...plain.dense!.subarray(6 * row)]);
    expect([...free.dense!.subarray(0, 6 * row)]).toEqual(
      [...noisy.dense!.subarray(0, 6 * row)].map((_, at) => free.dense![at]),
    );
    expect(free.dense!.subarray(0, row)).not.toEqual(plain.dense!.subarray(0, row));
  });
});

describe('settings of forcing are refused in one line', () => {
  const faultOf = (name: string, settings: Settings, task = 'figure-eight') =>
    unfitness(resolveContestant(name, settings), chooseQuickly(task));

  it.each([
    [
      'adam',
      { forcing: 'outputs' },
      'temporal-order',
      'forcing=outputs is for tasks whose outputs are fed back',
    ],
    ['genitor', { forcingNoise: 0.1 }, 'parity', 'forcingNoise=0.1 is for tasks whose outputs are fed back'],
    ['random', { forcingSpan: 5 }, 'parity', 'forcingSpan=5 is for tasks whose outputs are fed back'],
    ['random', { forcingFloor: 0.5 }, 'parity', 'forcingFloor=0.5 is for tasks whose outputs are fed back'],
    [
      'adam',
      { forcing: 'none', forcingFloor: 0.5 },
      'sine',
      'forcingFloor=0.5 mixes forced and free sequences',
    ],
    ['msgd-cr', { forcing: 'none' }, 'sine', 'alpha weighs Ω, which is not defined'],
    ['msgd-cr', { forcingFloor: 0.5 }, 'sine', 'alpha weighs Ω, which is not defined'],
    ['adam', { forcing: 'visible', hidden: 1 }, 'figure-eight', 'makes the first 2 hidden units the outputs'],
  ] as const)('%s %j on %s', (name, settings, task, line) => {
    expect(faultOf(name, settings, task)).toContain(line);
    expect(faultOf(name, settings, task)).toMatch(new RegExp(`^${name} on ${task}: `));
  });

  it('and those that go together are not', () => {
    expect(faultOf('msgd-cr', { forcing: 'visible' })).toBeNull();
    expect(faultOf('adam', MIXED)).toBeNull();
    expect(faultOf('adam', {}, 'temporal-order')).toBeNull();
  });
});
