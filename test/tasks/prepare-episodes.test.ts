/** Preparation of episodes before the first, their closing after each, and the gate of a test. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { EpisodeSet } from '../../src/engine/lesson.ts';
import { stepperOf } from '../../src/engine/reference/stepper.ts';
import { UserError } from '../../src/errors.ts';
import { elmanNet } from '../../src/nets/elman.ts';
import { playAgent } from '../../src/tasks/agents.ts';
import { defineEpisode } from '../../src/tasks/define-episode.ts';
import type { EpisodeDefinition } from '../../src/tasks/episode.ts';
import { playOne } from '../../src/tasks/play-episodes.ts';
import { prepareEpisodes } from '../../src/tasks/prepare-episodes.ts';
import { chooseTask } from '../../src/tournament/spec/choose-task.ts';
import { isMet, isMetByScore } from '../../src/tournament/spec/criterion.ts';
import { taskChange } from '../../src/tournament/spec/difference.ts';
import { isShown } from '../../src/tournament/spec/success.ts';

/** Task whose first start, as a gate, is lost, and which counts the episodes that are open. */
function counting(given: Partial<EpisodeDefinition> = {}, fault: 'none' | 'act' | 'outcome' = 'none') {
  const open = { now: 0, begun: 0 };
  const task = defineEpisode({
    ...{ name: 'counting', summary: 'a test', source: 'a test', options: z.object({}) },
    shape: () => ({ observations: 1, actions: 1, reads: 'tanh', steps: 3 }),
    cases: (_, { part }) => (part === 'training' ? 1 : 4),
    isGate: () => true,
    success: () => ({ measure: 'far', atLeast: 1, sequences: 4 }),
    begin() {
      open.now++;
      open.begun++;
      return {
        observe: (into) => into.fill(0),
        act() {
          if (fault === 'act') throw new Error('it broke');
          return true;
        },
        outcome() {
          if (fault === 'outcome') throw new Error('it broke');
          return { loss: 0, wrong: true, measures: { far: 2 } };
        },
        close: () => void open.now--,
      };
    },
    ...given,
  });
  return { task, open };
}

const net = elmanNet({ unit: 'tanh', inputs: 1, hidden: 1, outputs: 1 });
const stepper = stepperOf(net, new Float32Array(net.parameters));
const set: EpisodeSet = {
  ...{ kind: 'episodes', task: 'counting', options: {}, path: ['x'], first: 0, sequences: 1 },
  ...{ part: 'training', cases: 1 },
};

describe('versions', () => {
  const right = 'it must give texts by names, such as { "engine": "1.2.0" }';

  it.each([
    ['a text', '1.0', `versions gave '1.0', ${right}`],
    ['a number of a name', { engine: 1 }, `versions: engine is 1, ${right}`],
    ['nothing', undefined, `versions gave undefined, ${right}`],
  ])('of %s are refused as the task is chosen', (_, versions, fault) => {
    const { task } = counting({ versions: () => versions as never });
    expect(() => chooseTask(task)).toThrow(`task counting: ${fault}`);
  });

  it('that cannot be told are refused, not left out', () => {
    const { task } = counting({
      versions: () => {
        throw new Error('no engine');
      },
    });
    expect(() => chooseTask(task)).toThrow('task counting: versions: no engine');
    expect(chooseTask(counting({ versions: () => ({ engine: '1' }) }).task).facts.versions).toEqual({
      engine: '1',
    });
  });
});

describe('preparation', () => {
  it('is made once, however often and by however many it is awaited', async () => {
    let made = 0;
    const { task } = counting({ prepare: async () => void made++ });
    await Promise.all([prepareEpisodes(task), prepareEpisodes(task)]);
    await prepareEpisodes(task);
    expect(made).toBe(1);
  });

  it('names the task where it fails, each time, and the function where the error is not meant for users', async () => {
    const broken = counting({ prepare: () => Promise.reject(new Error('it broke')) }).task;
    await expect(prepareEpisodes(broken)).rejects.toThrow('task counting: prepare: it broke');
    await expect(prepareEpisodes(broken)).rejects.toThrow('task counting: prepare: it broke');
    const lacking = counting({ prepare: () => Promise.reject(new UserError('install x')) }).task;
    await expect(prepareEpisodes(lacking)).rejects.toThrow(/^task counting: install x$/);
    await expect(prepareEpisodes(counting().task)).resolves.toBeUndefined();
  });
});

describe('an episode', () => {
  it.each(['reward', 'picture', 'close'])('is refused where its %s is no function', (name) => {
    const { begin } = counting().task.episode!;
    const { task } = counting({ begin: (...about) => ({ ...begin(...about), [name]: 7 }) });
    expect(() => playOne(task, stepper, set, 0)).toThrow(
      `task counting: begin: gave an episode whose ${name} is 7, it must be a function`,
    );
  });

  it('is closed at its end, where it is left, and where it fails', () => {
    const { task, open } = counting();
    playOne(task, stepper, set, 0);
    playOne(task, stepper, set, 0, { onStep: () => false });
    playAgent(task, {}, 'random', { part: 'training', path: ['x'], episodes: 1 });
    expect(open).toEqual({ now: 0, begun: 3 });
    for (const fault of ['act', 'outcome'] as const) {
      const { task: faulty, open: left } = counting({}, fault);
      expect(() => playOne(faulty, stepper, set, 0)).toThrow('it broke');
      expect(() => playAgent(faulty, {}, 'random', { part: 'training', path: ['x'], episodes: 1 })).toThrow(
        'it broke',
      );
      expect(left).toEqual({ now: 0, begun: 2 });
    }
  });
});

describe('a gate', () => {
  const { success } = chooseTask(counting().task).facts;

  it('is lost with all episodes, whatever the measure', () => {
    expect(success).toMatchObject({ gate: true });
    const reached = { measures: { far: 2 }, standardErrors: { far: 0 }, sequences: 4 };
    expect(isMet(success, { ...reached, error: 1 })).toBe(false);
    expect(isMet(success, { ...reached, error: 0.75 })).toBe(true);
    expect(isMetByScore(success, { score: -2, error: 1 })).toBe(false);
    expect(isMetByScore(success, { score: -2, error: 0.75 })).toBe(true);
    expect(isShown(success, { ...reached, error: 1 })).toBe(false);
    expect(isShown(success, { ...reached, error: 0.75 })).toBe(true);
  });

  it('ends the test of an agent, but not episodes that are cut short', () => {
    const { task } = counting();
    const given = { part: 'test', path: ['x'], episodes: 4 } as const;
    expect(playAgent(task, {}, 'random', given).episodes).toBe(1);
    expect(playAgent(task, {}, 'random', { ...given, mostSteps: 1 }).episodes).toBe(4);
  });
});

describe('versions of packages', () => {
  const { task } = counting({ versions: () => ({ physics: '1.2.3' }) });

  it('are facts of a choice, and a run goes on with the same ones alone', () => {
    const held = chooseTask(task);
    expect(held.facts.versions).toEqual({ physics: '1.2.3' });
    expect(taskChange(held, chooseTask(task))).toBeNull();
    const other = { ...held, facts: { ...held.facts, versions: { physics: '1.3.0' } } };
    expect(taskChange(held, other)).toBe('its results are those of physics 1.2.3, and 1.3.0 is installed');
    const { versions: _, ...none } = held.facts;
    expect(taskChange(held, { ...held, facts: none })).toBe(
      'its results are those of physics 1.2.3, and none is installed',
    );
    expect(taskChange({ ...held, facts: none }, held)).toBeNull();
  });
});
