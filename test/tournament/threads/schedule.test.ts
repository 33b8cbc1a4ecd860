import { describe, expect, it } from 'vitest';
import type { Budget, TaskChoice } from '../../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../../src/tournament/spec/trials-of.ts';
import { helpersWanted, isShareable, runningOrder } from '../../../src/tournament/threads/schedule.ts';
import { jobBounds, jobCount } from '../../../src/tournament/threads/shared-evaluator.ts';
import toys from '../../support/tournament/toy-catalogue.ts';
import { smallContestant, toySpec, toyTask, toyTrial } from '../../support/tournament/toys.ts';

describe('the trials of a tournament', () => {
  const contestants = [smallContestant('genitor'), smallContestant('msgd')];

  it('come repetition by repetition, then task by task', () => {
    const tasks = ['first', 'cases'].map(toyTask);
    const ids = trialsOf(toySpec(contestants, { updates: 1 }, { tasks, seeds: 2 })).map(({ id }) => id);
    expect(ids).toEqual([
      'first/genitor/1',
      'first/msgd/1',
      'cases/genitor/1',
      'cases/msgd/1',
      'first/genitor/2',
      'first/msgd/2',
      'cases/genitor/2',
      'cases/msgd/2',
    ]);
  });

  it('are called by the label of their task, and end at its own budget where it has one', () => {
    const long = { ...toyTask('first'), label: 'first:length=9', budget: { updates: 5 } };
    const tasks = [toyTask('first'), long];
    const trials = trialsOf(toySpec([contestants[0]!], { updates: 1 }, { tasks }));
    expect(trials.map(({ id, budget }) => [id, budget])).toEqual([
      ['first/genitor/1', { updates: 1 }],
      ['first:length=9/genitor/1', { updates: 5 }],
    ]);
  });
});

describe('help', () => {
  it('is for trials that evaluate populations under no limit in seconds, where threads are what computes', () => {
    const shareable = (name: string, budget = {}) =>
      isShareable(toys, toyTrial(smallContestant(name), { macs: 1, ...budget }));
    expect(shareable('genitor')).toBe(true);
    expect(shareable('random')).toBe(true);
    expect(shareable('msgd')).toBe(false);
    expect(shareable('genitor', { seconds: 1 })).toBe(false);
    const onDevice = { ...toyTrial(smallContestant('genitor'), { macs: 1 }), device: 'far' };
    expect(isShareable(toys, onDevice)).toBe(false);
  });

  it('goes to the trials with the fewest helpers, one idle worker after the other', () => {
    const trials = ['a', 'b', 'c'].map((name, index) => ({ name, helpers: [2, 0, 1][index]! }));
    const names = (idle: number) => helpersWanted(trials, idle).map(({ name }) => name);
    expect(names(0)).toEqual([]);
    expect(names(-1)).toEqual([]);
    expect(names(4)).toEqual(['b', 'b', 'c', 'a']);
    expect(helpersWanted([], 3)).toEqual([]);
  });
});

describe('a call that is shared', () => {
  it('is cut into as many jobs as there are threads a call, but none that is too small', () => {
    expect(jobCount(100, 1e9, 1e6, 4, 1)).toBe(4);
    expect(jobCount(100, 1e9, 1e6, 4, 4)).toBe(1);
    expect(jobCount(100, 1e9, 1e6, 16, 4)).toBe(4);
    expect(jobCount(3, 1e9, 1e6, 4, 1)).toBe(3);
    expect(jobCount(100, 2.5e6, 1e6, 4, 1)).toBe(2);
    expect(jobCount(100, 10, 1e6, 4, 1)).toBe(0);
  });

  it('gives every genome to one job', () => {
    expect(jobBounds(10, 4)).toEqual([
      [0, 2],
      [2, 5],
      [5, 7],
      [7, 10],
    ]);
  });
});

describe('the order of running', () => {
  const order = (budget: Budget, tasks: readonly TaskChoice[], seeds = 1) =>
    runningOrder(
      toys,
      trialsOf(toySpec([smallContestant('genitor'), smallContestant('msgd')], budget, { tasks, seeds })),
    ).map(({ id }) => id);

  it('begins with what lasts longest, by its own budget or by the length of its sequences', () => {
    const short = toyTask('first');
    const dear = { ...short, label: 'dear', budget: { macs: 20 } };
    expect(order({ macs: 10 }, [short, dear])).toEqual([
      'dear/msgd/1',
      'dear/genitor/1',
      'first/msgd/1',
      'first/genitor/1',
    ]);
    const long = { ...short, label: 'long', facts: { ...short.facts, steps: 2 * short.facts.steps! } };
    expect(order({ updates: 10 }, [short, long])[0]).toMatch(/^long/);
  });

  it('goes repetition by repetition where all may last as long, with those that can be helped last', () => {
    expect(order({ macs: 10 }, [toyTask('first')], 2)).toEqual([
      'first/msgd/1',
      'first/genitor/1',
      'first/msgd/2',
      'first/genitor/2',
    ]);
  });
});
