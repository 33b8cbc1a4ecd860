/** The walking robot: its engine, its start and end, its geometry, its golden trajectories. */
import { Worker } from 'node:worker_threads';
import { beforeAll, describe, expect, it } from 'vitest';
import type { EpisodeSet } from '../../src/engine/lesson.ts';
import { stepperOf } from '../../src/engine/reference/stepper.ts';
import { elmanNet } from '../../src/nets/elman.ts';
import { randomStream } from '../../src/random/random.ts';
import { playAgent } from '../../src/tasks/agents.ts';
import type { Task } from '../../src/tasks/define-task.ts';
import type { Episode, LinePicture } from '../../src/tasks/episode.ts';
import { playOne } from '../../src/tasks/play-episodes.ts';
import { prepareEpisodes } from '../../src/tasks/prepare-episodes.ts';
import { chooseTask } from '../../src/tournament/spec/choose-task.ts';
import { isMet } from '../../src/tournament/spec/criterion.ts';
import { triangle } from '../../tasks/gait/driven-gaits.ts';
import { type GaitOptions, gaitEpisode, placesOf } from '../../tasks/gait/episode.ts';
import { engineOf, RAPIER_2D, rapier2d, rapier3d } from '../../tasks/gait/rapier.ts';
import { newState, STANDING, type Walker, type WalkerState } from '../../tasks/gait/walker.ts';
import gait from '../../tasks/gait.ts';
import gait2d from '../../tasks/gait-2d.ts';
import { trotHash } from '../support/tasks/trot-hash.ts';

const TASKS = [
  ['gait', gait],
  ['gait-2d', gait2d],
] as const;

beforeAll(async () => {
  for (const [, task] of TASKS) await prepareEpisodes(task);
});

const begin = (task: Task, values: Record<string, unknown> = {}, index = 0): Episode =>
  task.episode!.begin(randomStream('gait', index), task.options.parse(values), { index, part: 'test' });

/** Outcome after actions, `[action]` of the joints, until the episode ends. */
function outcomeOf(episode: Episode, action: (time: number, joint: number) => number, joints: number) {
  const actions = new Float64Array(joints);
  let taken = 0;
  do {
    for (let joint = 0; joint < joints; joint++) actions[joint] = action(taken, joint);
    taken++;
  } while (episode.act(actions));
  const outcome = episode.outcome();
  episode.close?.();
  return { ...outcome, taken };
}

/** Message of a thread of that file under test/support/tasks. */
const fromThread = <Message>(file: string, workerData: unknown): Promise<Message> =>
  new Promise((resolve, reject) =>
    new Worker(new URL(`../support/tasks/${file}`, import.meta.url), { workerData })
      .once('message', resolve)
      .once('error', reject),
  );

describe.each(TASKS)('%s', (name, task) => {
  it('stands still on straight legs', () => {
    const { measures, taken } = outcomeOf(begin(task), () => 0, 8);
    expect(taken).toBe(600);
    expect(measures!.fell).toBe(0);
    expect(measures!.distance).toBeLessThan(0.01);
  });

  it('falls where the legs give way, and the episode ends there with the distance kept', () => {
    const { measures, taken, wrong, loss } = outcomeOf(begin(task), (_, joint) => (joint < 4 ? 1 : -1), 8);
    expect(measures!.fell).toBe(1);
    expect(taken).toBeLessThan(600);
    expect(wrong).toBe(true);
    expect(loss).toBe(-measures!.distance!);
  });

  it('has a trot whose world is the same, bit for bit, in this thread and in another', async () => {
    const golden = {
      gait: 'c8666f575f54176a',
      'gait-2d': '41ad2983baa831fa',
    }[name];
    expect(await trotHash(name, 150)).toBe(golden);
    expect(await fromThread('trot-hash.ts', { trot: name, actions: 150 })).toBe(golden);
  });

  it('keeps the memory of the engine as it is over hundreds of worlds', async () => {
    const memory = (closes: boolean) =>
      fromThread<{ before: number; grown: number }>('world-memory.ts', { task: name, closes });
    const closed = await memory(true);
    expect(closed.before).toBeGreaterThan(2 ** 20);
    expect(closed.grown).toBe(0);
    // Worlds that are not closed are seen by this measure.
    if (task === gait2d) expect((await memory(false)).grown).toBeGreaterThan(2 ** 20);
  });

  it('gives pushed starts to validation and test alone, others in each', () => {
    const seen = (index: number, path: string): string => {
      const options = task.options.parse({});
      const episode = task.episode!.begin(randomStream(path, index), options, { index, part: 'test' });
      episode.act(new Float64Array(8));
      const into = new Float64Array(20);
      episode.observe(into);
      episode.close?.();
      return into.join();
    };
    expect(seen(0, 'a')).toBe(seen(0, 'b'));
    expect(seen(1, 'a')).not.toBe(seen(0, 'a'));
    expect(seen(1, 'a')).not.toBe(seen(1, 'b'));
    expect(seen(1, 'a')).not.toBe(seen(2, 'a'));
    const { cases } = task.episode!;
    expect(cases!(task.options.parse({}), { part: 'training' })).toBe(1);
    expect(cases!(task.options.parse({}), { part: 'test' })).toBe(21);
  });

  it('shows the sine alone without sensing', () => {
    const [open, closed] = [begin(task, { sensing: false }), begin(task)];
    const actions = new Float64Array(8).fill(0.2);
    const [blind, seeing] = [new Float64Array(20), new Float64Array(20)];
    for (let time = 0; time < 10; time++) {
      open.act(actions);
      closed.act(actions);
    }
    open.observe(blind);
    closed.observe(seeing);
    expect([...blind.subarray(0, 19)]).toEqual(new Array(19).fill(0));
    expect(blind[19]).toBeCloseTo(Math.sin((2 * Math.PI * 1.3 * 10) / 60), 14);
    expect(seeing[19]).toBe(blind[19]);
    expect(seeing[0]).not.toBe(0);
    for (const episode of [open, closed]) episode.close?.();
  });

  it('walks as far as its open-loop gaits were measured to', () => {
    const distance = (agent: string): number =>
      playAgent(task, task.options.parse({}), agent, { part: 'training', path: ['x'], episodes: 1 }).measures
        .distance!;
    expect(distance('bound')).toBeGreaterThan(4);
    expect(distance('do nothing')).toBeLessThan(0.01);
  });

  it('is solved by the distance over all starts, and by nothing where the first is lost', () => {
    const { success } = chooseTask(task, { seconds: 0.5 }).facts;
    expect(success).toMatchObject({ measure: 'distance', atLeast: 4.8, sequences: 21, gate: true });
    expect(isMet(success, { error: 0.2, measures: { distance: 4.8 } })).toBe(true);
    expect(isMet(success, { error: 0.2, measures: { distance: 4.7 } })).toBe(false);
    expect(isMet(success, { error: 1, measures: { distance: 5.5 } })).toBe(false);
  });

  it('has an exponential fitness that stays finite', () => {
    const net = elmanNet({ unit: 'tanh', inputs: 20, hidden: 2, outputs: 8 });
    const parameters = new Float32Array(net.parameters);
    const options = task.options.parse({ seconds: 0.5, fitness: 'exponential' });
    const set: EpisodeSet = {
      ...{
        kind: 'episodes',
        task: name,
        options,
        path: ['x'],
        first: 0,
        sequences: 1,
        part: 'training',
        cases: 1,
      },
    };
    const { loss, measures } = playOne(task, stepperOf(net, parameters), set, 0);
    expect(loss).toBeCloseTo(-(2 ** (measures!.distance! ** 2)), 12);
  });

  it('names the versions of its engine once it is loaded', () => {
    const versions = chooseTask(task).facts.versions!;
    expect(Object.values(versions)).toEqual([expect.stringMatching(/^\d+\.\d+\.\d+$/)]);
  });

  it('refuses wrong options in one line', () => {
    expect(() => chooseTask(task, { seconds: 0.1 })).toThrow(/seconds/);
    expect(() => chooseTask(task, { order: 'random' })).toThrow(/order/);
    expect(() => chooseTask(task, { legs: 3 })).toThrow(/legs/);
  });
});

describe('a simulation that explodes', () => {
  /** Walker whose state after an action is that. */
  function fake(after: Partial<Pick<WalkerState, 'speed' | 'upright'>> & { readonly place: number[] }) {
    const state = newState(4);
    state.place.set([0, STANDING, 0]);
    const walker: Walker = {
      state,
      drive() {
        state.place.set(after.place);
        Object.assign(state, { speed: after.speed ?? 0, upright: after.upright ?? 1 });
        state.angles.fill(Number.NaN);
      },
      outline: () => ({ torso: [Number.NaN], legs: [] }),
      snapshot: () => new Uint8Array(),
      free() {},
    };
    return gaitEpisode({ ...OPTIONS, seconds: 10 }, walker, ['pitch', 'roll', 'yaw', null], false);
  }
  const OPTIONS = gait.options.parse({}) as unknown as GaitOptions;

  it.each([
    ['has no number for a place', { place: [Number.NaN, 0.5, 0] }],
    ['has an infinite place', { place: [5, 0.5, Number.POSITIVE_INFINITY] }],
    ['has no number for its up-axis', { place: [5, 0.5, 0], upright: Number.NaN }],
    ['has no number for its speed', { place: [5, 0.5, 0], speed: Number.NaN }],
    ['is faster than anything that walks', { place: [5, 0.5, 0], speed: 30 }],
  ])('and %s is a fall, with a finite loss and observations', (_, after) => {
    const episode = fake(after);
    expect(episode.act(new Float64Array(8))).toBe(false);
    const { loss, wrong, measures } = episode.outcome();
    expect(measures!.fell).toBe(1);
    expect(wrong).toBe(true);
    expect(Number.isFinite(loss)).toBe(true);
    const seen = new Float64Array(20);
    episode.observe(seen);
    expect(seen.every((value) => Number.isFinite(value))).toBe(true);
    const { view, lines } = episode.picture!() as LinePicture;
    expect([...Object.values(view), ...lines.flatMap(({ points }) => points)].every(Number.isFinite)).toBe(
      true,
    );
  });
});

describe('the places of a gait', () => {
  it('are sheets of a row a leg, with joints of one leg in one row of inputs and outputs', () => {
    const { inputs, outputs, hidden } = placesOf(4, 'sides');
    expect(inputs).toHaveLength(20);
    expect(hidden).toEqual(inputs);
    expect(inputs.slice(0, 6)).toEqual([
      [-1, 1],
      [-0.5, 1],
      [0, 1],
      [0.5, 1],
      [1, 1],
      [-1, 1 / 3],
    ]);
    expect(outputs).toEqual([0, 1, 5, 6, 10, 11, 15, 16].map((unit) => inputs[unit]));
  });

  it('are the same places in another order where they are shuffled', () => {
    const sorted = (list: readonly (readonly number[])[]) => list.map(String).toSorted();
    for (const legs of [2, 4]) {
      const [plain, shuffled] = [placesOf(legs, 'sides'), placesOf(legs, 'shuffled')];
      for (const layer of ['inputs', 'outputs'] as const) {
        expect(shuffled[layer]).not.toEqual(plain[layer]);
        expect(sorted(shuffled[layer])).toEqual(sorted(plain[layer]));
      }
    }
  });

  it('have legs that lie across from each other in neighbouring rows by diagonals', () => {
    const rowOf = (leg: number) => placesOf(4, 'diagonals').inputs[5 * leg]![1]!;
    expect([0, 3, 1, 2].map(rowOf)).toEqual([1, 1 / 3, -1 / 3, -1]);
  });
});

describe('the engine of a gait', () => {
  it('is named with the command that installs it where it is missing', async () => {
    const missing = Object.assign(new Error(`Cannot find package '${RAPIER_2D}' imported from x`), {
      code: 'ERR_MODULE_NOT_FOUND',
    });
    const engine = engineOf(RAPIER_2D, () => Promise.reject(missing));
    const task = { name: 'gait-2d', episode: { ...gait2d.episode!, prepare: engine.prepare } };
    await expect(prepareEpisodes(task)).rejects.toThrow(
      `task gait-2d: the npm package ${RAPIER_2D} is not installed; run \`npm install ${RAPIER_2D}@${rapier2d.versions()[RAPIER_2D]}\``,
    );
    expect(() => engine.module()).toThrow('is not loaded yet');
  });

  it('has the versions that package.json pins', async () => {
    const { default: manifest } = await import('../../package.json', { with: { type: 'json' } });
    expect(manifest.peerDependencies).toMatchObject({ ...rapier2d.versions(), ...rapier3d.versions() });
  });
});

it('a triangle wave rises from 0, and has period 1', () => {
  expect([0, 0.125, 0.25, 0.5, 0.75, 1, -0.25].map(triangle)).toEqual([0, 0.5, 1, 0, -1, 0, -1]);
});
