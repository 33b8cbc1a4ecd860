import { describe, expect, it } from 'vitest';
import { openWasmWithFeedback } from '../../src/engine/wasm/with-feedback.ts';
import { contestantPresets, learners } from '../../src/learners/index.ts';
import type { ToldEvent } from '../../src/playground/messages.ts';
import { Answers } from '../../src/playground/worker/answers.ts';
import { unfitness } from '../../src/tournament/spec/fit.ts';
import { resolveTask } from '../../src/tournament/spec/resolve.ts';
import type { TaskChoice, TrialSpec } from '../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../src/tournament/spec/trials-of.ts';
import { inWorkers } from '../support/playground/in-worker.ts';
import { program } from '../support/report/in-chromium.ts';
import { smallContestant } from '../support/tournament/toys.ts';

/** Tasks of both kinds, of which every learner plays the first two that it fits. */
const choices: readonly TaskChoice[] = [
  resolveTask('temporal-order', { length: 8 }),
  resolveTask('single-pole'),
  resolveTask('embedded-reber'),
  resolveTask('t-maze'),
];
const TASKS = 2;

/** A few steps of every learner, whatever it counts. */
const BUDGET = { updates: 3, evaluations: 40, macs: 3e7 };

/** Trials of the first contestant of each learner. */
function trials(): readonly TrialSpec[] {
  return learners.flatMap(({ name: learner }) => {
    const preset = contestantPresets().find((one) => one.learner === learner)!;
    const contestant = { ...smallContestant(preset.name), name: preset.name };
    const tasks = choices.filter((choice) => unfitness(contestant, choice) === null).slice(0, TASKS);
    const spec = { contestants: [contestant], seeds: 1, seed: 1, budget: BUDGET, device: 'wasm' };
    return trialsOf({ ...spec, tasks });
  });
}

/** All of a trial's events that do not depend on time, and the bits of its champions. */
function trail(events: readonly ToldEvent[]): object[] {
  const bits = ({ buffer, byteOffset, length }: Float32Array) =>
    Array.from(new Uint32Array(buffer, byteOffset, length));
  return events.flatMap((event): object[] => {
    if (event.type === 'checkpoint') {
      const { cost, ...rest } = event.checkpoint;
      const champion = event.champion && { ...event.champion, parameters: bits(event.champion.parameters) };
      return [{ ...rest, cost: { ...cost, seconds: 0 }, champion }];
    }
    if (event.type !== 'finished') return [];
    const { champion, cost, costToSolve, ...rest } = event.result;
    return [{ ...rest, cost: { ...cost, seconds: 0 }, bits: champion && bits(champion.parameters) }];
  });
}

describe.skipIf(program === null)('trials in Chromium (skipped where there is none)', () => {
  const { open } = inWorkers();

  it('of every learner on two tasks are those of Node, to the last bit, without shared memory', async () => {
    const { ask, ready, wrong, close } = await open();
    expect(ready).toMatchObject({ ready: true, isIsolated: false });
    const here = new Answers(openWasmWithFeedback());
    const planned = trials();
    expect(planned).toHaveLength(TASKS * learners.length);
    for (const [id, trial] of planned.entries()) {
      const [there, inNode]: [ToldEvent[], ToldEvent[]] = [[], []];
      const { result } = await ask('play', { trial }, (event) => there.push(event));
      expect(result.stop, trial.id).not.toMatchObject({ reason: 'failed' });
      await here.answer({ id, ask: 'play', trial }, (event) => inNode.push(event));
      expect(trail(there), trial.id).toEqual(trail(inNode));
      expect(trail(there).length, trial.id).toBeGreaterThan(2);
    }
    expect(wrong).toEqual([]);
    await close();
  }, 60_000);

  it('are the same from one file, and where the page gets shared memory', async () => {
    const [trial] = trials() as [TrialSpec];
    const trails = await Promise.all(
      [{}, { inOneFile: true }, { isolated: true }].map(async (place) => {
        const { ask, ready, wrong, close } = await open(place);
        expect(ready).toMatchObject({ ready: true, isIsolated: 'isolated' in place });
        const events: ToldEvent[] = [];
        await ask('play', { trial }, (event) => events.push(event));
        expect(wrong).toEqual([]);
        await close();
        return trail(events);
      }),
    );
    expect(trails[1]).toEqual(trails[0]);
    expect(trails[2]).toEqual(trails[0]);
  });

  it('of a worker whose kernels are none are refused with a line', async () => {
    const { ready, close } = await open({ kernels: new TextEncoder().encode('no kernels') });
    expect(ready).toMatchObject({
      ready: false,
      refused: expect.stringMatching(/^this browser cannot compile the kernels/),
    });
    await close();
  });
});
