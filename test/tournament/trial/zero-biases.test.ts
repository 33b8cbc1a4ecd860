/** Trials of nets without biases: no learner moves them, alone or beside visible units. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Device } from '../../../src/engine/device.ts';
import { openDevice } from '../../../src/engine/index.ts';
import type { Snapshot } from '../../../src/learners/learner.ts';
import { visibleUnits } from '../../../src/nets/frozen.ts';
import { blockOf } from '../../../src/nets/layout.ts';
import { drawBatch } from '../../../src/tasks/batches.ts';
import { builtIn } from '../../../src/tournament/spec/catalogue.ts';
import { choiceOf, settleTask, UNKNOWN } from '../../../src/tournament/spec/choose-task.ts';
import { resolveContestant } from '../../../src/tournament/spec/resolve.ts';
import type { TrialEvent } from '../../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../../src/tournament/spec/trials-of.ts';
import { deviceExaminer } from '../../../src/tournament/trial/examine.ts';
import { assembleTrial } from '../../../src/tournament/trial/problem.ts';
import { runTrial } from '../../../src/tournament/trial/trial.ts';
import { findTask } from '../../../tasks/index.ts';
import { timeless } from '../../support/tournament/toys.ts';

let device: Device;
beforeAll(async () => {
  device = await openDevice('wasm');
});
afterAll(() => device.close());

type Settings = Readonly<Record<string, unknown>>;

const task = choiceOf(settleTask(findTask('figure-eight'), { washout: 6, free: 8 }), UNKNOWN, undefined);
const small = { hidden: 4, biases: false, initialisation: 'gaussian', sequences: 4, renewal: 12 };

const CONTESTANTS: readonly (readonly [string, Settings])[] = [
  ['adam', { hidden: 6, biases: false, batch: 4, learningRate: 0.01, initialisation: 'gaussian' }],
  ['genitor', { ...small, population: 6, inFlight: 4, encoding: 'bits' }],
  ['genitor', { ...small, population: 6, inFlight: 4, encoding: 'real' }],
  ['cma-es', small],
  ['esp', { ...small, neurons: 4, trials: 2 }],
  ['random', { ...small, inFlight: 4 }],
];

async function play(name: string, settings: Settings, resume?: Snapshot) {
  const [spec] = trialsOf({
    tasks: [task],
    contestants: [resolveContestant(name, settings)],
    seeds: 1,
    seed: 1,
    budget: name === 'adam' ? { updates: 20 } : { evaluations: 60 },
    device: 'wasm',
  });
  const parts = assembleTrial(spec!, builtIn);
  const examined = drawBatch(parts.task, parts.options, ['biases'], 0, 2);
  const events: TrialEvent[] = [];
  const result = await runTrial(spec!, {
    catalogue: builtIn,
    device,
    examiner: deviceExaminer(parts, { chunks: () => [examined] }, device, () => false),
    emit: (event) => void events.push(event),
    ...(resume && { resume }),
  });
  return { net: parts.net, result, checkpoints: events.filter((event) => event.type === 'checkpoint') };
}

describe.each(CONTESTANTS)('%s with %j', (name, settings) => {
  it('leaves biases at 0, moves the rest, and goes on from a checkpoint to the same result', async () => {
    const { net, result, checkpoints } = await play(name, settings);
    const { parameters } = result.champion!;
    for (const block of ['b', 'b_out'])
      expect([...blockOf(net, parameters, block)].every((value) => value === 0)).toBe(true);
    for (const block of ['W_in', 'W_rec', 'W_out'])
      expect(blockOf(net, parameters, block).some((value) => value !== 0)).toBe(true);
    const { snapshot } = checkpoints[Math.floor(checkpoints.length / 2)]!;
    const resumed = await play(name, settings, snapshot!);
    expect(timeless(resumed.result)).toEqual(timeless(result));
  });
});

describe.each(CONTESTANTS.filter(([name]) => name === 'adam' || name === 'cma-es'))(
  '%s',
  (name, settings) => {
    it('has visible units beside biases at 0', async () => {
      const { net, result } = await play(name, { ...settings, forcing: 'visible' });
      const { parameters } = result.champion!;
      const { indices, values } = visibleUnits(net);
      expect(Array.from(indices, (index) => parameters[index])).toEqual([...values]);
      expect([...blockOf(net, parameters, 'b')].every((value) => value === 0)).toBe(true);
      expect(blockOf(net, parameters, 'W_in').some((value) => value !== 0)).toBe(true);
    });
  },
);
