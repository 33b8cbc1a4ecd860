/** Faults of episode tasks that `genoprop check` names in the words of their authors. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { taskProblems } from '../../src/tasks/check-task.ts';
import { episodesCheck } from '../../src/tasks/checks/episodes.ts';
import { defineEpisode } from '../../src/tasks/define-episode.ts';
import type { EpisodeShape } from '../../src/tasks/episode.ts';

const stay = (given: Partial<EpisodeShape> = {}, units?: Record<string, string>) =>
  defineEpisode({
    ...{ name: 'stay', summary: 'stay', source: 'a test', options: z.object({}) },
    ...(units === undefined ? {} : { units }),
    shape: () => ({ observations: 2, actions: 1, reads: 'tanh', steps: 5, ...given }),
    begin: () => ({
      observe: (into) => into.fill(0.5),
      act: () => true,
      outcome: () => ({ loss: 0, wrong: false, measures: { kept: 3 } }),
    }),
  });

describe('names of observations and actions', () => {
  it('are named as the author wrote them', () => {
    const [observations] = taskProblems(stay({ observationNames: ['place'] }));
    expect(observations).toMatch(/observationNames is a list of 1, it must be a list of 2$/);
    expect(observations).not.toContain('inputNames');
    const [actions] = taskProblems(stay({ actionNames: 'push' as never }));
    expect(actions).toMatch(/actionNames is 'push', it must be a list of 1$/);
    expect(taskProblems(stay({ observationNames: ['place', 'speed'], actionNames: ['push'] }))).toEqual([]);
  });
});

describe('units of measures', () => {
  it('are those of measures that outcomes have', () => {
    expect(episodesCheck(stay({}, { kept: 's', steps: 'actions' }), {}).status).toBe('passed');
    expect(episodesCheck(stay({}, { kpet: 's' }), {})).toMatchObject({
      status: 'warned',
      text: "units.kpet: no outcome had a measure 'kpet'; they had steps, loss, kept",
    });
  });
});
