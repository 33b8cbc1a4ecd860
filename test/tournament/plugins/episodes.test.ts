/** Episode tasks of plugins: played in the plugin's own thread, to the results of the same code in the trial's. */
import { afterAll, describe, expect, it } from 'vitest';
import { openDevice } from '../../../src/engine/index.ts';
import { episodePlayer } from '../../../src/tasks/play-episodes.ts';
import { rolloutPlayer } from '../../../src/tasks/play-rollouts.ts';
import { checkPlugin } from '../../../src/tournament/check/check-plugin.ts';
import { closePlugins, openTask } from '../../../src/tournament/plugins/plugin.ts';
import { runTournament } from '../../../src/tournament/run-tournament.ts';
import { builtIn } from '../../../src/tournament/spec/catalogue.ts';
import { chooseTask } from '../../../src/tournament/spec/choose-task.ts';
import { resolveContestant } from '../../../src/tournament/spec/resolve.ts';
import type { TaskChoice, TournamentEvent, TrialResult } from '../../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../../src/tournament/spec/trials-of.ts';
import { episodeExaminer } from '../../../src/tournament/trial/examine-episodes.ts';
import { testEpisodes } from '../../../src/tournament/trial/test-episodes.ts';
import { runTrial } from '../../../src/tournament/trial/trial.ts';
import walk from '../../fixtures/plugins/walk.ts';
import { timeless } from '../../support/tournament/toys.ts';

const FIXTURE = new URL('../../fixtures/plugins/walk.ts', import.meta.url).href;
const genitor = resolveContestant('genitor', { hidden: 3, population: 10, inFlight: 4, sequences: 4 });
afterAll(closePlugins);

const specOf = (task: TaskChoice, evaluations = 100) => ({
  ...{ tasks: [task], contestants: [genitor], seeds: 1, seed: 1, budget: { evaluations }, device: 'wasm' },
  limits: { seconds: 1, megabytes: 500 },
});

async function play(task: TaskChoice, workers = 1): Promise<TrialResult> {
  const events: TournamentEvent[] = [];
  for await (const event of runTournament(specOf(task), { workers, jobMacs: 1, isolate: false }))
    events.push(event);
  const ended = events.find((event) => event.type === 'finished');
  return ended!.result;
}

const choose = async (values: object): Promise<TaskChoice> =>
  (await openTask(FIXTURE)).choose(values as Record<string, unknown>);

describe('an episode task from a file', () => {
  it('is chosen with the facts of the same task in this thread', async () => {
    const { module, ...choice } = await choose({});
    expect(module).toBe(FIXTURE);
    expect(choice).toEqual(chooseTask(walk));
  });

  it('is played to the same result with one worker, with three, and by the same code in this thread', async () => {
    const choice = await choose({});
    const one = await play(choice);
    expect(one.stop.reason).not.toBe('failed');
    expect(one.testMeasures.kept).toBeGreaterThan(0);
    expect(timeless(await play(choice, 3))).toEqual(timeless(one));
    const { module: _, ...own } = choice;
    const catalogue = {
      ...builtIn,
      task: (name: string) => (name === 'walk' ? walk : builtIn.task(name)),
      episodes: (name: string) => (name === 'walk' ? episodePlayer(walk) : null),
    };
    const [trial] = trialsOf(specOf(own));
    const device = await openDevice('wasm');
    const examiner = episodeExaminer(episodePlayer(walk), trial!, walk, () => false);
    const here = await runTrial(trial!, { catalogue, device, examiner, emit: () => {} });
    expect(timeless(here)).toEqual(timeless(one));
    // The champion's test comes out again outside of the trial.
    const { parameters } = one.champion!;
    const net = resolveNet(choice);
    const again = await testEpisodes(choice, { seed: 1 }, { net, parameters }, 100);
    expect(again).toMatchObject({ loss: one.testLoss, error: one.testError, measures: one.testMeasures });
  });

  it('is played by sampled actions to the result of the same code in this thread', async () => {
    const wild = { initialisation: 'gaussian', deviation: 3 };
    const rpg = resolveContestant('rpg', { hidden: 3, batch: 7, horizon: 25, ...wild });
    const given = { contestants: [rpg], budget: { updates: 9 } };
    const spec = { ...specOf(await choose({})), ...given };
    const events: TournamentEvent[] = [];
    for await (const event of runTournament(spec, { workers: 1, isolate: false })) events.push(event);
    const { result } = events.find((event) => event.type === 'finished')!;
    expect(result).toMatchObject({ stop: { reason: 'budget' }, cost: { updates: 9, sequences: 63 } });
    const { module: _, ...own } = spec.tasks[0]!;
    const isWalk = (name: string): boolean => name === 'walk';
    const catalogue = {
      ...builtIn,
      task: (name: string) => (isWalk(name) ? walk : builtIn.task(name)),
      episodes: (name: string) => (isWalk(name) ? episodePlayer(walk) : null),
      rollouts: (name: string) => (isWalk(name) ? rolloutPlayer(walk) : null),
    };
    const [trial] = trialsOf({ ...spec, tasks: [own] });
    const device = await openDevice('wasm');
    const examiner = episodeExaminer(episodePlayer(walk), trial!, walk, () => false);
    const here = await runTrial(trial!, { catalogue, device, examiner, emit: () => {} });
    expect(timeless(here)).toEqual(timeless(result));
  });

  it.each([
    ['begin-throw', 'task walk: begin: it broke'],
    ['begin-nothing', 'task walk: begin: gave an episode without observe()'],
    ['act-throw', 'task walk: action 4 of episode 0: it broke'],
    ['act-hang', 'task walk: act() did not return within 1 s'],
    [
      'act-number',
      'task walk: action 1 of episode 0: act gave 1, it must give true while the episode goes on, else false',
    ],
    ['seen-nan', 'task walk: action 4 of episode 0: observation 1 is NaN, it must be a finite number'],
    ['measure-missing', "task walk: outcome: gave no 'kept', which success.measure asks for"],
    ['loss-nan', 'task walk: outcome: loss is NaN, it must be a finite number'],
  ])('fails its own trials where it fails: %s', async (fault, detail) => {
    const { stop } = await play(await choose({ fault, steps: 30 }));
    expect(stop).toEqual({ reason: 'failed', detail });
  });

  it('is refused with its field where its shape is none', async () => {
    await expect(choose({ fault: 'reads-none' })).rejects.toThrow(
      "shape: reads is 'none', it must be linear, logistic, tanh or softmax",
    );
  });

  it('is refused under softmax over one action, which would always be 1', async () => {
    await expect(choose({ fault: 'reads-softmax' })).rejects.toThrow(
      'shape: reads is softmax, it must be linear, logistic or tanh with one action, whose softmax is always 1',
    );
  });

  it('is prepared in its thread before its first episode, and keeps the version that it names', async () => {
    const file = new URL('../../fixtures/plugins/prepared.ts', import.meta.url).href;
    const opened = await openTask(file);
    const choice = await opened.choose();
    expect(choice.facts).toMatchObject({ versions: { physics: '1.2.3' }, steps: 5 });
    expect((await opened.floors(choice)).map(({ agent }) => agent)).toEqual(['do nothing', 'random']);
    const { stop, testLoss } = await play(choice);
    expect(stop.reason).toBe('budget');
    expect(testLoss).toBeGreaterThan(0);
  });

  it('fails its own trials where its preparation does not end within the limit', async () => {
    const file = new URL('../../fixtures/plugins/never-prepared.ts', import.meta.url).href;
    const choice = await (await openTask(file, { limits: { seconds: 1, megabytes: 500 } })).choose();
    expect(choice.facts.fingerprint).toBeNull();
    const { stop } = await play(choice);
    expect(stop).toEqual({
      reason: 'failed',
      detail: 'task never-prepared: prepare() did not return within 1 s',
    });
  });

  it('has floors', async () => {
    const opened = await openTask(FIXTURE);
    const floors = await opened.floors(await opened.choose());
    expect(floors.map(({ agent }) => agent)).toEqual(['do nothing', 'random']);
    for (const { measures } of floors) expect(measures.kept).toBeGreaterThan(0);
  });

  it('is checked as episodes', async () => {
    const lines: Record<string, string> = {};
    const given = { assignments: ['fault=act-throw'] };
    for await (const { check, status } of checkPlugin(FIXTURE, given)) lines[check] = status;
    expect(lines).toMatchObject({
      loads: 'passed',
      shape: 'passed',
      episodes: 'failed',
      determinism: 'noted',
    });
  });
});

/** Net of the contestant on the task. */
function resolveNet(choice: TaskChoice) {
  const { inputs, outputs } = choice.facts.shape;
  const architecture = builtIn.architecture(genitor.architecture);
  return architecture.build({ inputs: inputs.size, outputs, fedBack: false }, genitor.netOptions);
}
