import { describe, expect, it } from 'vitest';
import type { TournamentEvent } from '../../src/tournament/spec/tournament.ts';
import { standingAfter } from '../../src/tournament/standing.ts';
import { followTuning } from '../../src/watch/tuning-standing.ts';
import { checkpointed, costAt, finished, shownAfter, specOf, started } from '../support/ui/scenes.ts';
import { tuningMidway, tuningSpec } from '../support/ui/tuning-scene.ts';

const few = { searches: ['ga', 'sgd'], candidates: 4, seeds: 2 };

const standingOf = (events: readonly TournamentEvent[], scene = few) => {
  const spec = tuningSpec(scene);
  return followTuning()(spec, shownAfter(spec, events).standing)!;
};

/** Both trials of a candidate, solved at that cost or not at all. */
const played = (name: string, macs: number | null): TournamentEvent[] =>
  [1, 2].flatMap((seed) => [
    started(`order/${name}/${seed}`),
    macs === null
      ? finished(`order/${name}/${seed}`, 'budget', { testError: 0.5 })
      : finished(`order/${name}/${seed}`, 'solved', { costToSolve: costAt(macs) }),
  ]);

describe('the standing of a tuning', () => {
  it('has a search a contestant: candidates that ended, trials that run, work and MACs', () => {
    const { searches } = standingOf([
      ...played('ga#2', 1e9),
      started('order/ga#1/1'),
      checkpointed('order/ga#1/1', 24, 0.3),
    ]);
    expect(searches.map(({ contestant, index }) => [contestant, index])).toEqual([
      ['ga', 0],
      ['sgd', 1],
    ]);
    expect(searches[0]).toMatchObject({
      ...{ candidates: 4, ended: 1, running: 1, round: 1, rounds: 1, macs: 8.5e9 },
    });
    // Two of eight trials need no more, and one has spent a quarter.
    expect(searches[0]!.progress).toBeCloseTo(2.25 / 8, 10);
    expect(searches[1]).toMatchObject({ ended: 0, running: 0, progress: 0, order: [] });
  });

  it('orders the candidates with results as a verdict does, and says what each has changed', () => {
    const { searches } = standingOf([
      ...played('ga#1', null),
      ...played('ga#2', 3e9),
      ...played('ga#4', 1e9),
    ]);
    expect(searches[0]!.order.map(({ name, solved, macsToSolve }) => [name, solved, macsToSolve])).toEqual([
      ['ga#4', 2, 1e9],
      ['ga#2', 2, 3e9],
      ['ga#1', 0, null],
    ]);
    expect(searches[0]!.order.map(({ changed }) => changed)).toEqual([
      ['learningRate=0.3'],
      ['learningRate=0.03', 'initialisation=identity'],
      [],
    ]);
  });

  it('shows each search as its best candidate alone, and as its first before there is one', () => {
    const { bestAlone } = standingOf(played('ga#3', 1e9));
    expect(bestAlone.contestants.map(({ name }) => name)).toEqual(['ga#3', 'sgd#1']);
    expect(bestAlone.tuning).toBeDefined();
  });

  it('keeps its objects as long as nothing changes, and its spec as long as the best are the same', () => {
    const spec = tuningSpec(few);
    const follow = followTuning();
    const { standing } = shownAfter(spec, played('ga#3', 1e9));
    const before = follow(spec, standing)!;
    expect(follow(spec, standing)).toBe(before);
    const after = follow(spec, standingAfter(standing, started('order/sgd#1/1')))!;
    expect(after).not.toBe(before);
    expect(after.bestAlone).toBe(before.bestAlone);
    expect(after.searches[0]!.order).toBe(before.searches[0]!.order);
    const worse = played('ga#1', null).reduce(standingAfter, standing);
    expect(follow(spec, worse)!.searches[0]!.order).toHaveLength(2);
  });

  it('counts rounds and work by the shares of the budget that candidates have come to', () => {
    const rounds = [
      { candidates: 4, share: 0.25 },
      { candidates: 2, share: 0.5 },
      { candidates: 1, share: 1 },
    ];
    const scene = { ...few, rounds };
    const first = tuningSpec(scene);
    const events = ['ga#1', 'ga#2', 'ga#3', 'ga#4'].flatMap((name) => played(name, null));
    const { standing } = shownAfter(first, events);
    const one = followTuning()(first, standing)!.searches[0]!;
    // In whole budgets 4 × 1/4, then 2 × 1/4, then 1 × 1/2.
    expect([one.round, one.rounds, one.progress]).toEqual([1, 3, 0.5]);
    const second = {
      ...first,
      contestants: first.contestants.map((who) =>
        ['ga#2', 'ga#3'].includes(who.name) ? { ...who, budgetShare: 0.5 } : who,
      ),
    };
    const [two] = followTuning()(second, standing)!.searches;
    expect([two!.round, two!.progress]).toEqual([2, 0.75]);
    const whole = {
      ...first,
      contestants: first.contestants.map(({ budgetShare: _, ...who }) => who),
      tuning: {
        ...first.tuning!,
        rounds: [
          { candidates: 4, share: 1 / 9 },
          { candidates: 3, share: 1 / 3 },
          { candidates: 4, share: 1 },
        ],
      },
    };
    // The sum of the shares is rounded; the whole work counts as whole.
    expect(followTuning()(whole, standing)!.searches[0]!.progress).toBe(1);
    // Candidates that went on stand before those that fell out.
    expect(two!.order.map(({ name }) => name)).toEqual(['ga#2', 'ga#3', 'ga#1', 'ga#4']);
  });

  it('is null where nothing is tuned', () => {
    const spec = specOf();
    expect(followTuning()(spec, shownAfter(spec).standing)).toBeNull();
  });

  it('is made of hundreds of candidates in a few calls of the order, not in one for every event', () => {
    const shown = tuningMidway();
    const follow = followTuning();
    follow(shown.spec, shown.standing);
    let { standing } = shown;
    const before = follow(shown.spec, standing)!.searches.map(({ order }) => order);
    for (let step = 3; step < 40; step++) {
      standing = standingAfter(standing, checkpointed('order/ga#21/1', step, 0.4));
      const { searches } = follow(shown.spec, standing)!;
      for (const [index, { order }] of searches.entries()) expect(order).toBe(before[index]);
    }
  });
});
