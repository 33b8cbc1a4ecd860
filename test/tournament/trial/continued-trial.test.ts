/** Trials on a task whose training sequences continue: the carried states are part of their checkpoints. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Device } from '../../../src/engine/device.ts';
import { openWasmDevice } from '../../../src/engine/wasm/device.ts';
import type { Snapshot } from '../../../src/learners/learner.ts';
import { drawBatch } from '../../../src/tasks/batches.ts';
import { builtIn } from '../../../src/tournament/spec/catalogue.ts';
import { resolveContestant, resolveTask } from '../../../src/tournament/spec/resolve.ts';
import type { TrialEvent } from '../../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../../src/tournament/spec/trials-of.ts';
import { deviceExaminer } from '../../../src/tournament/trial/examine.ts';
import { assembleTrial } from '../../../src/tournament/trial/problem.ts';
import { runTrial } from '../../../src/tournament/trial/trial.ts';
import { timeless } from '../../support/tournament/toys.ts';

let device: Device;
beforeAll(() => {
  device = openWasmDevice();
});
afterAll(() => device.close());

const specOf = (name: string, carry: boolean) =>
  trialsOf({
    tasks: [resolveTask('ptb-characters', { length: 10, warmUp: 2, carry })],
    contestants: [resolveContestant(name, { hidden: 6, batch: 4, learningRate: 0.1 })],
    seeds: 1,
    seed: 1,
    budget: { updates: 40 },
    device: 'wasm',
  })[0]!;

async function play(name: string, carry = true, resume?: Snapshot) {
  const spec = specOf(name, carry);
  const parts = assembleTrial(spec, builtIn);
  // An examination of few sequences, so that validations come often.
  const examined = drawBatch(parts.task, parts.options, ['continued'], 0, 4);
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

describe.each(['msgd-c', 'lstm', 'adam'])('a trial of %s on text that continues', (name) => {
  it('goes on from any checkpoint to the same result, and carries what its batches did', async () => {
    const { result, checkpoints } = await play(name);
    expect(result.stop.reason).toBe('budget');
    expect(checkpoints.length).toBeGreaterThan(3);
    const middle = checkpoints[Math.floor(checkpoints.length / 2)]!;
    const carried = Object.entries(middle.snapshot!.arrays).filter(([key]) => key.endsWith('carried'));
    expect(carried.map(([, states]) => states.length)).toEqual([name === 'lstm' ? 48 : 24]);
    const resumed = await play(name, true, middle.snapshot!);
    expect(timeless(resumed.result)).toEqual(timeless(result));
    expect(resumed.checkpoints.at(-1)!.champion?.parameters).toEqual(
      checkpoints.at(-1)!.champion?.parameters,
    );
    const anew = await play(name, false);
    expect(anew.result.testLoss).not.toBe(result.testLoss);
  });
});
