/** Rollouts: episodes by sampled actions, kept as they were played. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { EpisodeSet } from '../../src/engine/lesson.ts';
import { elmanNet } from '../../src/nets/elman.ts';
import { checks } from '../../src/tasks/checks/index.ts';
import { defineEpisode } from '../../src/tasks/define-episode.ts';
import type { Episode, Reading } from '../../src/tasks/episode.ts';
import { rolloutPlayer } from '../../src/tasks/play-rollouts.ts';
import { prepareEpisodes } from '../../src/tasks/prepare-episodes.ts';
import { episodeTasks } from '../../tasks/index.ts';
import { randomParameters } from '../support/engine/random-batch.ts';

const STEPS = 12;
const net = elmanNet({ unit: 'tanh', inputs: 1, hidden: 3, outputs: 3 });
const sampling = { noise: 0.5, horizon: 1000 };

/** Keeps what it is handed. */
function recording(reads: Reading, more: Partial<Episode> = {}) {
  const handed: number[][] = [];
  const task = defineEpisode({
    ...{ name: 'recorded', summary: 'a toy', source: 'a toy', options: z.object({}) },
    shape: () => ({ observations: 1, actions: 3, reads, steps: STEPS }),
    begin() {
      let taken = 0;
      return {
        observe: (into) => void into.fill(taken / STEPS),
        act(actions) {
          handed.push([...actions]);
          return ++taken < STEPS;
        },
        outcome: () => ({ loss: taken / 100, wrong: false }),
        ...more,
      };
    },
  });
  return { task, handed };
}

const setOf = (sequences: number, path: EpisodeSet['path'] = ['rollouts']): EpisodeSet => ({
  ...{ kind: 'episodes', task: 'recorded', options: {}, path, first: 0, sequences },
  ...{ part: 'training', cases: null },
});

describe('actions', () => {
  it('of softmax are drawn by its probabilities, and the environment is handed 1 for them', () => {
    const parameters = new Float32Array(net.parameters);
    // y = b_out whatever is seen: probabilities .5, .3, .2.
    const offset = net.blocks.find(({ name }) => name === 'b_out')!.offset;
    parameters.set([0.5, 0.3, 0.2].map(Math.log), offset);
    const { task, handed } = recording('softmax');
    const rollouts = rolloutPlayer(task)(net, parameters, setOf(500), sampling);
    const counts = [0, 0, 0];
    for (const { classes } of rollouts) for (const one of classes!) counts[one]! += 1;
    // Deviation of a share of .5 over 6000 draws: .0065.
    for (const [at, share] of [0.5, 0.3, 0.2].entries())
      expect(Math.abs(counts[at]! / (500 * STEPS) - share)).toBeLessThan(0.03);
    const drawn = rollouts.flatMap(({ classes }) => [...classes!]);
    expect(handed).toEqual(drawn.map((one) => [0, 1, 2].map((at) => (at === one ? 1 : 0))));
    const entropy = -[0.5, 0.3, 0.2].reduce((sum, one) => sum + one * Math.log(one), 0);
    expect(rollouts[0]!.entropies[3]).toBeCloseTo(entropy, 6);
    expect(rollouts[0]!.surprises[0]).toBeCloseTo(-Math.log([0.5, 0.3, 0.2][drawn[0]!]!), 6);
  });

  it.each([
    ['linear', (x: number) => x],
    ['logistic', (x: number) => 1 / (1 + Math.exp(-x))],
    ['tanh', Math.tanh],
  ] as const)('of %s are the reading of outputs with noise on them', (reads, reading) => {
    const { task, handed } = recording(reads);
    const rollouts = rolloutPlayer(task)(net, new Float32Array(net.parameters), setOf(200), sampling);
    const values = rollouts.flatMap((rollout) => [...rollout.values!]);
    for (const [at, one] of handed.flat().entries()) expect(one).toBeCloseTo(reading(values[at]!), 12);
    const spread = Math.sqrt(values.reduce((sum, one) => sum + one * one, 0) / values.length);
    expect(spread).toBeGreaterThan(0.47);
    expect(spread).toBeLessThan(0.53);
  });
});

describe('rewards', () => {
  const play = (more: Partial<Episode>, horizon = 1000) =>
    rolloutPlayer(recording('tanh', more).task)(net, randomParameters(net, 3), setOf(2), {
      ...sampling,
      horizon,
    });

  it('are asked for after each action', () => {
    let asked = 0;
    const [first, second] = play({ reward: () => ++asked });
    expect([...first!.rewards]).toEqual(Array.from({ length: STEPS }, (_, step) => step + 1));
    expect(second!.rewards[0]).toBe(STEPS + 1);
  });

  it('are minus the loss at the end of an episode that gives none, cut at the horizon or not', () => {
    const [whole] = play({});
    expect([...whole!.rewards]).toEqual([...new Array(STEPS - 1).fill(0), -0.12]);
    const [cut] = play({}, 5);
    expect([...cut!.rewards]).toEqual([0, 0, 0, 0, -0.05]);
    expect(cut).toMatchObject({ steps: 5, loss: 0.05 });
    expect(cut!.observations).toHaveLength(5);
  });

  it('that are not finite are the task’s mistake, named with the action', () => {
    expect(() => play({ reward: () => Number.NaN })).toThrow(
      'task recorded: action 1 of episode 0: reward is NaN, it must be a finite number',
    );
    // A `return` that was forgotten is no reward of 0.
    expect(() => play({ reward: () => undefined as never })).toThrow(
      'task recorded: action 1 of episode 0: reward is undefined, it must be a finite number',
    );
  });
});

describe('the check of episodes', () => {
  const checked = (more: Partial<Episode>) => checks.episodes(recording('tanh', more).task, {});

  it('plays by sampled actions where there are rewards, and names one that is not finite', () => {
    expect(checked({}).text).not.toContain('rewards');
    const { status, text } = checked({ reward: () => 0.5 });
    expect(status).toBe('passed');
    expect(text).toMatch(/; sampled actions: sum of rewards 6$/);
    expect(() => checked({ reward: () => Number.POSITIVE_INFINITY })).toThrow(
      'task recorded: action 1 of episode 0: reward is Infinity, it must be a finite number',
    );
  });
});

describe('a rollout', () => {
  it('depends on the names of its set and its number alone', () => {
    const play = rolloutPlayer(recording('softmax').task);
    const parameters = randomParameters(net, 4);
    const [all, others] = [setOf(4), setOf(4, ['others'])].map((set) => play(net, parameters, set, sampling));
    const last = play(net, parameters, { ...setOf(1), first: 3 }, sampling);
    expect(last[0]).toEqual(all![3]);
    expect(others).not.toEqual(all);
    expect(new Set(all!.map(({ classes }) => classes!.join())).size).toBeGreaterThan(2);
  });

  it('ends where an output is not finite, and its loss is NaN', () => {
    const parameters = randomParameters(net, 4);
    parameters[net.blocks.find(({ name }) => name === 'b_out')!.offset] = Number.NaN;
    const [lost] = rolloutPlayer(recording('softmax').task)(net, parameters, setOf(1), sampling);
    expect(lost).toMatchObject({ steps: 0, loss: Number.NaN });
  });
});

describe.each(episodeTasks.map((task) => [task.name, task] as const))('the rewards of %s', (_, task) => {
  it('are there, and add up to the fall of the loss from 1, or are left to the loss', async () => {
    await prepareEpisodes(task);
    const options = task.options.parse({});
    const { inputs, outputs } = task.shape(options);
    const own = elmanNet({ unit: 'tanh', inputs: inputs.size, hidden: 3, outputs });
    const set: EpisodeSet = { ...setOf(3), task: task.name, options };
    const rollouts = rolloutPlayer(task)(own, randomParameters(own, 5), set, { noise: 0.5, horizon: 60 });
    for (const { rewards, loss } of rollouts) {
      const sum = rewards.reduce((all, one) => all + one, 0);
      expect([expect.closeTo(1 - loss, 9), expect.closeTo(-loss, 9)]).toContainEqual(sum);
    }
  });
});
