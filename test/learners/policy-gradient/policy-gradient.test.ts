/** The recurrent policy gradient in trials: what it solves, refuses, costs and survives. */
import { describe, expect, it } from 'vitest';
import { openDevice } from '../../../src/engine/index.ts';
import { findLearner } from '../../../src/learners/index.ts';
import { policySettings, samplingAt } from '../../../src/learners/policy-gradient/settings.ts';
import { describeOptions } from '../../../src/options/describe.ts';
import { episodePlayer } from '../../../src/tasks/play-episodes.ts';
import { runTournament } from '../../../src/tournament/run-tournament.ts';
import { builtIn } from '../../../src/tournament/spec/catalogue.ts';
import { chooseTask } from '../../../src/tournament/spec/choose-task.ts';
import { unfitness } from '../../../src/tournament/spec/fit.ts';
import { resolveContestant } from '../../../src/tournament/spec/resolve.ts';
import type { Budget, Contestant, TournamentEvent } from '../../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../../src/tournament/spec/trials-of.ts';
import { episodeExaminer } from '../../../src/tournament/trial/examine-episodes.ts';
import { runTrial } from '../../../src/tournament/trial/trial.ts';
import { findTask } from '../../../tasks/index.ts';
import { timeless } from '../../support/tournament/toys.ts';

const device = await openDevice('wasm');
const light = { batch: 4, horizon: 30, hidden: 3 };
const rpg = (settings: object = {}) => resolveContestant('rpg', settings as Record<string, unknown>);
const specOf = (name: string, options: object, contestant: Contestant, budget: Budget, seeds = 1) => ({
  tasks: [chooseTask(findTask(name), options as Record<string, unknown>)],
  ...{ contestants: [contestant], seeds, seed: 1, budget, device: 'wasm' },
});

async function play(name: string, options: object, contestant: Contestant, budget: Budget) {
  const task = findTask(name);
  const [trial] = trialsOf(specOf(name, options, contestant, budget));
  const examiner = episodeExaminer(episodePlayer(task), trial!, task, () => false);
  const events: TournamentEvent[] = [];
  const emit = (event: TournamentEvent) => void events.push(event);
  const result = await runTrial(trial!, { catalogue: builtIn, device, examiner, emit });
  const inside = events.flatMap((event) => (event.type === 'checkpoint' ? [event.checkpoint.inside] : []));
  return { result, inside };
}

describe('the policy gradient', () => {
  it('learns what a net without memory cannot: a T-maze', async () => {
    const { result } = await play('t-maze', { length: 2 }, rpg(), { updates: 1000 });
    expect(result.solved).toBe(true);
  });

  it('counts the passes of its episodes and of their gradients, and its updates', async () => {
    // Observations of a maze of 3 cells: 5 actions at most. An LSTM of 3 cells has at most 180 weights a step.
    const { result } = await play('t-maze', { length: 3 }, rpg(light), { updates: 7 });
    expect(result.cost).toMatchObject({ updates: 7, evaluations: 0, sequences: 28 });
    const step = 3 * 4 * (3 + 3) + 3 * 3 + 4 * 3;
    expect(result.cost.macs).toBeGreaterThan(28 * 2 * 3 * step);
    expect(result.cost.macs).toBeLessThanOrEqual(28 * 5 * 4.2 * step);
  });

  it.each([
    ['t-maze', { length: 3 }, 'entropy', 'noise'],
    ['single-pole', { steps: 100 }, 'noise', 'entropy'],
  ] as const)('tells what goes on inside on %s', async (name, options, told, untold) => {
    const { inside } = await play(name, options, rpg({ ...light, learningRate: 1e-6 }), { updates: 5 });
    const last = inside.at(-1)!;
    for (const key of ['meanReturn', 'baselineError', 'gradientNorm', told])
      expect(last[key]).toBeGreaterThan(0);
    expect(last).not.toHaveProperty(untold);
  });

  it('plays to the same result with one worker and with three', async () => {
    const contestant = rpg(light);
    const all = async (workers: number) => {
      const events: TournamentEvent[] = [];
      const spec = specOf('t-maze', { length: 3 }, contestant, { updates: 12 }, 2);
      for await (const event of runTournament(spec, { workers, jobMacs: 1 })) events.push(event);
      const results = events.flatMap((event) => (event.type === 'finished' ? [event.result] : []));
      return timeless(results.sort((a, b) => (a.id < b.id ? -1 : 1)));
    };
    expect(await all(3)).toEqual(await all(1));
  });

  it('ends in one line where the net’s outputs are beyond all numbers', async () => {
    const { result } = await play(
      'single-pole',
      { steps: 100 },
      rpg({ ...light, rule: 'sgd', learningRate: 1000, threshold: 0, noise: 1e-3, noiseEnd: 1e-3 }),
      { updates: 200 },
    );
    if (result.stop.reason === 'exploded') expect(result.stop.detail).toMatch(/^update \d+: [^\n]+$/);
    else expect(result.stop.reason).toBe('budget');
  });

  it('has noise that falls by a constant factor an update to its end, and stays there', () => {
    const settings = policySettings.parse({ noise: 1, noiseEnd: 0.01, noiseSpan: 2 });
    expect([0, 1, 2, 9].map((update) => samplingAt(settings, update).noise)).toEqual([
      1,
      expect.closeTo(0.1, 12),
      0.01,
      0.01,
    ]);
  });
});

describe('its refusals', () => {
  it('are of tasks with sequences, with what would be right', () => {
    const task = chooseTask(findTask('temporal-order'));
    expect(unfitness(rpg(), task)).toBe(
      'rpg on temporal-order: learner rpg: it learns from episodes, and task temporal-order has sequences with targets; take a learner by gradients such as lstm, msgd-c or adam',
    );
  });

  it('of other learners by gradients name it', () => {
    const task = chooseTask(findTask('t-maze'));
    expect(unfitness(resolveContestant('lstm'), task)).toBe(
      'lstm on t-maze: learner sgd: it asks for the gradient of a loss, and the episodes of task t-maze have none; take rpg, the policy gradient, or a learner that evaluates populations',
    );
  });
});

/** Every value of a choice, both ends of a range. */
const variants = describeOptions(findLearner('rpg').settings).flatMap(
  ({ name, choices = [], type, minimum, above, maximum }) => {
    const low = minimum ?? (above === undefined ? undefined : above + 1e-3);
    const ends = [low, maximum].filter((end) => end !== undefined);
    const values = type === 'boolean' ? [true, false] : [...choices, ...ends];
    return values.map((value) => [`${name}=${value}`, { [name]: value }] as const);
  },
);

describe.each([
  ['t-maze', { length: 2 }],
  ['single-pole', { steps: 100 }],
] as const)('on %s', (name, options) => {
  // Ten thousand episodes are too many for a test.
  it.each(variants.filter(([title]) => title !== 'batch=10000'))(
    'no setting fails: %s',
    async (_, values) => {
      const { result } = await play(name, options, rpg({ ...light, ...values }), { updates: 2 });
      expect(['budget', 'solved', 'exploded']).toContain(result.stop.reason);
    },
  );
});
