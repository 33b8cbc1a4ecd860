import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineEpisode } from '../../src/tasks/define-episode.ts';
import type { Task } from '../../src/tasks/define-task.ts';
import { episodeFingerprint } from '../../src/tasks/episode-fingerprint.ts';

interface Walk {
  readonly pace?: number;
  readonly lossOfStep?: number;
  readonly far?: number;
  readonly points?: number;
  readonly paid?: number;
  readonly testStart?: number;
  readonly limit?: number;
}

/** Walk on a line, all of whose rules may be edited; `acted` counts its actions. */
function walk(rules: Walk = {}): { readonly task: Task; acted(): number } {
  const {
    pace = 0.3,
    lossOfStep = 1,
    far = 1,
    points = 2,
    paid = 1,
    testStart = 0.1,
    limit = 100_000,
  } = rules;
  let acted = 0;
  const task = defineEpisode({
    ...{ name: 'walk', summary: 'walk', source: 'a test', options: z.object({}) },
    shape: () => ({ observations: 1, actions: 2, reads: 'tanh', steps: limit }),
    begin(random, _, { part }) {
      let place = random.normal() + (part === 'test' ? testStart : 0);
      let taken = 0;
      return {
        observe: (into) => into.fill(place),
        act([left, right]) {
          acted++;
          place += pace * (right! - left!);
          return ++taken < 70;
        },
        reward: () => paid * place,
        outcome: () => ({
          loss: lossOfStep * taken,
          wrong: Math.abs(place) > far,
          measures: { points: points * place },
        }),
      };
    },
  });
  return { task, acted: () => acted };
}

const of = (rules?: Walk): string => episodeFingerprint(walk(rules).task, {});

describe('the fingerprint of an episode task', () => {
  it('is the same for the same rules', () => {
    expect(of()).toMatch(/^[0-9a-f]{32}$/);
    expect(of()).toBe(of());
  });

  it.each<Walk>([
    { pace: 0.31 },
    { lossOfStep: 1.01 },
    { far: 1.5 },
    { points: 3 },
    { paid: 2 },
    { testStart: 0.2 },
    { limit: 20 },
  ])('is another one after an edit: %o', (rules) => {
    expect(of(rules)).not.toBe(of());
  });

  it('takes few actions, however long an episode may be', () => {
    const { task, acted } = walk();
    episodeFingerprint(task, {});
    expect(acted()).toBe(3 * 2 * 50);
  });
});
