import { describe, expect, it } from 'vitest';
import type { Contestant, TaskChoice, TournamentEvent } from '../../src/tournament/spec/tournament.ts';
import {
  contestantStandings,
  resultsOf,
  secondsLeft,
  standingAfter,
  standingBefore,
  standingOf,
} from '../../src/tournament/standing.ts';
import { checkpoint, cost, result } from '../support/cli/recording.ts';

const contestant = (name: string) => ({ name }) as Contestant;
const planned = standingBefore(
  ['a', 'b'].flatMap((name) =>
    [1, 2].map((repetition) => ({
      id: `xor/${name}/${repetition}`,
      task: { label: 'xor' } as TaskChoice,
      contestant: contestant(name),
      repetition,
    })),
  ),
);
const after = (...events: TournamentEvent[]) => events.reduce(standingAfter, planned);

describe('how a tournament stands', () => {
  it('is all waiting before the first event', () => {
    expect(contestantStandings(planned)).toMatchObject([
      { name: 'a', finished: 0, solved: 0, running: 0, error: null, macs: 0, progress: 0 },
      { name: 'b', finished: 0, solved: 0, running: 0, error: null, macs: 0, progress: 0 },
    ]);
    expect(secondsLeft(planned, 2)).toBeNull();
  });

  it('adds up the trials of a contestant, the best error being of those that run', () => {
    const standing = after(
      { type: 'started', id: 'xor/a/1', parameters: 10 },
      {
        type: 'checkpoint',
        id: 'xor/a/1',
        checkpoint: checkpoint(1e9, 0.1),
        spent: 0.5,
        champion: null,
        snapshot: null,
      },
      { type: 'finished', id: 'xor/a/1', result: result('xor/a/1', 'solved') },
      { type: 'started', id: 'xor/a/2', parameters: 10 },
      {
        type: 'checkpoint',
        id: 'xor/a/2',
        checkpoint: checkpoint(1e9, 0.4),
        spent: 0.25,
        champion: null,
        snapshot: null,
      },
    );
    expect(contestantStandings(standing)[0]).toMatchObject({
      finished: 1,
      solved: 1,
      running: 1,
      error: 0.4,
      macs: 4e9,
      progress: (1 + 0.25) / 2,
    });
  });

  it('keeps how far a stopped trial came, and forgets what a trial did that is begun again', () => {
    const progress = {
      type: 'progress',
      id: 'xor/b/1',
      cost: cost(1e9),
      spent: 0.2,
      trainingLoss: 1,
    } as const;
    const stopped = after(progress, {
      type: 'finished',
      id: 'xor/b/1',
      result: result('xor/b/1', 'stopped'),
    });
    expect(stopped.get('xor/b/1')).toMatchObject({ state: 'stopped', spent: 0.2 });
    const again = after(progress, { type: 'retried', id: 'xor/b/1', reason: 'its thread died' });
    expect(again.get('xor/b/1')).toEqual(planned.get('xor/b/1'));
  });

  it('ignores trials that it does not know', () => {
    expect(after({ type: 'started', id: 'parity/a/1', parameters: 3 })).toEqual(planned);
  });
});

describe('the time left', () => {
  // A quarter of the budget took 2 s, so a trial lasts 8 s.
  const running = (id: string): TournamentEvent => ({
    type: 'progress',
    id,
    cost: cost(1e9, 2),
    spent: 0.25,
    trainingLoss: 1,
  });

  it('is the rest of those that run and the whole of those that wait, over the workers', () => {
    expect(secondsLeft(after(running('xor/a/1'), running('xor/a/2')), 2)).toBeCloseTo((6 + 6 + 8 + 8) / 2);
    expect(secondsLeft(after(running('xor/a/1')), 1)).toBeCloseTo(6 + 3 * 8);
  });

  it('is never less than the longest of those that run', () => {
    expect(secondsLeft(after(running('xor/a/1')), 100)).toBeCloseTo(6);
  });
});

describe('how a tournament stands that an earlier process left', () => {
  const trials = ['a', 'b'].flatMap((name) =>
    [1, 2].map((repetition) => ({
      id: `xor/${name}/${repetition}`,
      task: { label: 'xor' } as TaskChoice,
      contestant: contestant(name),
      repetition,
    })),
  );
  const { champion: _, ...ended } = result('xor/a/1', 'solved');
  const standing = standingOf(trials, {
    finished: new Map([['xor/a/1', ended]]),
    resume: new Map([
      ['xor/b/1', { arrays: {}, values: {} }],
      ['xor/b/2', { arrays: {}, values: {} }],
    ]),
    metrics: (id) => (id === 'xor/b/2' ? [] : [{ ...checkpoint(1e9, 0.3), spent: 0.25 }]),
  });

  it('has the results of trials that ended, and the costs of those that go on', () => {
    expect([...standing.values()]).toMatchObject([
      { state: 'solved', spent: 1, parameters: 156, latest: { validationError: 0.3 }, result: ended },
      { state: 'waiting', spent: 0, latest: null, result: null },
      { state: 'waiting', spent: 0.25, cost: cost(1e9), latest: { validationError: 0.3 } },
      { state: 'waiting', spent: 0, cost: cost(0), latest: null },
    ]);
    expect(contestantStandings(standing)).toMatchObject([
      { name: 'a', finished: 1, solved: 1, progress: 0.5 },
      { name: 'b', finished: 0, macs: 1e9, progress: 0.125 },
    ]);
  });

  it('takes the events that follow', () => {
    const after = standingAfter(standing, {
      type: 'finished',
      id: 'xor/b/1',
      result: result('xor/b/1', 'stopped'),
    });
    expect(after.get('xor/b/1')).toMatchObject({ state: 'stopped', spent: 0.25, cost: cost(3e9) });
    expect([...resultsOf(after).keys()]).toEqual(['xor/a/1', 'xor/b/1']);
  });
});
