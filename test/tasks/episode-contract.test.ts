/** Contracts of every episode task that is listed. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { EpisodeSet } from '../../src/engine/lesson.ts';
import { stepperOf } from '../../src/engine/reference/stepper.ts';
import { elmanNet } from '../../src/nets/elman.ts';
import { describeOptions } from '../../src/options/describe.ts';
import { randomStream } from '../../src/random/random.ts';
import { agentsOf, floorsOf, playAgent } from '../../src/tasks/agents.ts';
import { caseCount, shapeOf, type TaskOptions } from '../../src/tasks/batches.ts';
import { taskProblems } from '../../src/tasks/check-task.ts';
import { checks } from '../../src/tasks/checks/index.ts';
import type { Part, Task } from '../../src/tasks/define-task.ts';
import { playOne } from '../../src/tasks/play-episodes.ts';
import { prepareEpisodes } from '../../src/tasks/prepare-episodes.ts';
import { recordEpisode } from '../../src/tasks/record-episode.ts';
import { chooseTask } from '../../src/tournament/spec/choose-task.ts';
import { episodeTasks, tasks } from '../../tasks/index.ts';

/** Options that make the episodes of a task short, where they take long. */
const SHORT: Readonly<Record<string, TaskOptions>> = {
  gait: { seconds: 0.5 },
  'gait-2d': { seconds: 0.5 },
};

const PARTS: readonly Part[] = ['training', 'validation', 'test'];

/** The defaults, and each choice and truth value of an option on its own. */
function variantsOf(task: Task): TaskOptions[] {
  const others = describeOptions(task.options).flatMap(({ name, type, choices = [], default: standard }) =>
    (type === 'boolean' ? [true, false] : choices)
      .filter((value) => value !== standard)
      .map((value) => ({ [name]: value })),
  );
  return [{}, ...others].map((values) => task.options.parse({ ...SHORT[task.name], ...values }));
}

const setOf = (task: Task, options: TaskOptions, part: Part, path: (string | number)[]): EpisodeSet => ({
  ...{ kind: 'episodes', task: task.name, options, path, first: 0, sequences: 2, part },
  cases: caseCount(task, options, part) ?? null,
});

function netFor(task: Task, options: TaskOptions) {
  const { inputs, outputs } = shapeOf(task, options);
  const net = elmanNet({ unit: 'tanh', inputs: inputs.size, hidden: 4, outputs });
  const random = randomStream('contract', task.name);
  return { net, parameters: Float32Array.from({ length: net.parameters }, () => 0.5 * random.normal()) };
}

beforeAll(async () => {
  for (const task of episodeTasks) await prepareEpisodes(task);
});

describe('the registry of episode tasks', () => {
  it('is part of all tasks', () => {
    for (const task of episodeTasks) expect(tasks).toContain(task);
  });
});

describe.each(episodeTasks.map((task) => [task.name, task] as const))('%s', (_, task) => {
  it('is a valid task, which passes the checks that plugins pass', () => {
    expect(taskProblems(task)).toEqual([]);
    const options = task.options.parse({ ...SHORT[task.name] });
    for (const check of ['episodes', 'episodeDeterminism', 'episodeParts'] as const)
      expect(checks[check](task, options).status, check).toBe('passed');
  });

  it('has no sequences, and says so', () => {
    const options = task.options.parse({});
    const context = { index: 0, part: 'training', shared: undefined } as const;
    expect(() => task.sample(randomStream('x'), options, context)).toThrow('it is played in episodes');
  });

  describe.each(variantsOf(task).map((options) => [JSON.stringify(options), options] as const))(
    'with %s',
    (_name, options) => {
      const { net, parameters } = netFor(task, options);
      const play = (part: Part, path: (string | number)[], number = 0) =>
        recordEpisode(task, net, parameters, setOf(task, options, part, path), number, 50);

      it('plays the same episode from the same stream, with finite numbers and the sizes of its shape', () => {
        const { inputs, outputs } = shapeOf(task, options);
        for (const part of PARTS) {
          const [one, again] = [play(part, ['a', 1]), play(part, ['a', 1])];
          expect(again).toEqual(one);
          expect(one.observations.length).toBeGreaterThan(0);
          for (const seen of one.observations) {
            expect(seen).toHaveLength(inputs.size);
            expect(seen.every((value) => Number.isFinite(value))).toBe(true);
          }
          for (const made of one.actions) expect(made).toHaveLength(outputs);
          if (one.pictures.length > 0) expect(one.pictures).toHaveLength(one.observations.length);
        }
      });

      it('has outcomes that are finite, steps within its limit, and costs by its steps', () => {
        const { episode } = shapeOf(task, options);
        const stepper = stepperOf(net, parameters);
        const outcome = playOne(task, stepper, setOf(task, options, 'training', ['b', 1]), 1);
        expect(Number.isFinite(outcome.loss)).toBe(true);
        expect(outcome.measures!.steps).toBeGreaterThanOrEqual(1);
        expect(outcome.measures!.steps).toBeLessThanOrEqual(episode!.steps);
        expect(outcome.macs).toBe(outcome.measures!.steps! * stepper.macs);
      });

      it('has starts of each part that differ between streams, or are counted', () => {
        for (const part of PARTS) {
          const counted = caseCount(task, options, part);
          const [one, other] = [play(part, ['c', 1]), play(part, ['c', 2])];
          if (counted === undefined) expect(other).not.toEqual(one);
          else expect(counted).toBeGreaterThanOrEqual(1);
          if (counted !== undefined && counted > 1) expect(play(part, ['c', 1], 1)).not.toEqual(one);
        }
      });

      it('has floors that no agent leaves unfinished, worse than its success', () => {
        const floors = floorsOf(task, options);
        expect(floors.map(({ agent }) => agent)).toEqual(Object.keys(agentsOf(task, options)));
        for (const { loss, error, measures } of floors) {
          expect([loss, error, ...Object.values(measures)].every((value) => Number.isFinite(value))).toBe(
            true,
          );
          expect(error).toBeGreaterThan(0);
        }
      });

      it('is known again by its first episodes', () => {
        const [one, again] = [chooseTask(task, options), chooseTask(task, options)];
        expect(again).toEqual(one);
        expect(one.facts.fingerprint).toMatch(/^[0-9a-f]{32}$/);
        expect(one.facts.steps).toBeGreaterThanOrEqual(1);
      });
    },
  );
});

describe('an agent', () => {
  it('stops at the gate of the test, as the examination does', () => {
    const task = episodeTasks.find(({ name }) => name === 'double-pole')!;
    const options = task.options.parse({});
    const played = playAgent(task, options, 'do nothing', { part: 'test', path: ['gate'], episodes: 626 });
    expect(played).toMatchObject({ episodes: 1, error: 1, measures: { generalisation: 0 } });
    expect(played.measures.balanced).toBeGreaterThan(10);
  });
});
