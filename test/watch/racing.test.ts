import { describe, expect, it } from 'vitest';
import type { TournamentEvent } from '../../src/tournament/spec/tournament.ts';
import { newsAfter } from '../../src/watch/news.ts';
import { compareLead, inOrderOfLead, type Racer, racers } from '../../src/watch/racing.ts';
import { checkpointed, costAt, finished, shownAfter, specOf, started } from '../support/ui/scenes.ts';

const rowsAfter = (
  events: readonly TournamentEvent[],
  { paused = false, label = 'order', ...choice } = {},
): Racer[] => {
  const spec = specOf({ contestants: ['ga', 'sgd'], tasks: ['order', 'xor'], seeds: 2, ...choice });
  const { standing, story } = shownAfter(spec, events);
  return racers(spec, standing, story, label, paused);
};

describe('a contestant in the race', () => {
  it('waits, breeds or trains, and ends as its trials did', () => {
    const activity = (...events: TournamentEvent[]) => rowsAfter(events)[0]!.activity;
    expect(activity()).toBe('waiting');
    expect(activity(started('order/ga/1'))).toBe('breeding');
    expect(rowsAfter([started('order/sgd/1')])[1]!.activity).toBe('training');
    expect(rowsAfter([started('order/ga/1')], { paused: true })[0]!.activity).toBe('paused');
    expect(activity(finished('order/ga/1', 'solved'))).toBe('waiting');
    for (const [reason, word] of [
      ['solved', 'solved'],
      ['exploded', 'exploded'],
      ['budget', 'out of budget'],
      ['failed', 'failed'],
      ['stopped', 'stopped'],
    ] as const) {
      expect(activity(finished('order/ga/1', reason), finished('order/ga/2', reason))).toBe(word);
    }
    expect(activity(finished('order/ga/1', 'solved'), finished('order/ga/2', 'budget'))).toBe('done');
    expect(activity(finished('order/ga/1', 'solved'), finished('order/ga/2', 'stopped'))).toBe('stopped');
  });

  it('only guesses where it guesses, and trains where its learner is not known', () => {
    const spec = specOf({ contestants: ['x'] });
    const withLearner = (learner: string) => {
      const other = { ...spec, contestants: spec.contestants.map((one) => ({ ...one, learner })) };
      const { standing, story } = shownAfter(other, [started('order/x/1')]);
      return racers(other, standing, story, 'order', false)[0]!.activity;
    };
    expect(withLearner('random-search')).toBe('guessing');
    expect(withLearner('of another version')).toBe('training');
    expect(withLearner('sgd')).toBe('training');
  });

  it('is counted on its task alone', () => {
    const events = [
      started('order/ga/1'),
      checkpointed('order/ga/1', 4, 0.3),
      started('xor/ga/1'),
      checkpointed('xor/ga/1', 9, 0.005),
      finished('xor/ga/1', 'solved'),
    ];
    expect(rowsAfter(events)[0]).toMatchObject({
      running: 1,
      finished: 0,
      solved: 0,
      macs: 5e8,
      meets: false,
      best: { error: 0.3 },
    });
    expect(rowsAfter(events, { label: 'xor' })[0]).toMatchObject({
      running: 0,
      finished: 1,
      solved: 1,
      macs: 3e9,
      meets: true,
      macsToSolve: 2e9,
    });
  });

  it('has the best validation of all its trials, a share of the budget, and the time left', () => {
    const [row] = rowsAfter([
      started('order/ga/1'),
      checkpointed('order/ga/1', 0, 0.2),
      checkpointed('order/ga/1', 24, 0.4),
      started('order/ga/2'),
      checkpointed('order/ga/2', 0, 0.5),
    ]);
    expect(row!.best).toEqual({ error: 0.2, loss: 0.4 });
    expect(row!.progress).toBeCloseTo((0.25 + 0.01) / 2);
    // The second has spent a hundredth in .1 s.
    expect(row!.left).toBeCloseTo(9.9);
  });
});

describe('who is ahead', () => {
  const order = (events: readonly TournamentEvent[]) =>
    inOrderOfLead(rowsAfter(events)).map(({ name }) => name);

  it('is nobody before the first validation', () => {
    expect(order([started('order/ga/1')])).toEqual([]);
  });

  it('is whoever solved more, then whoever solved at lower cost, then whoever is nearer', () => {
    const near = checkpointed('order/sgd/1', 0, 0.001);
    expect(order([checkpointed('order/ga/1', 0, 0.5), near])).toEqual(['sgd', 'ga']);
    expect(order([near, finished('order/ga/1', 'solved')])).toEqual(['ga', 'sgd']);
    const cheap = finished('order/sgd/1', 'solved', { costToSolve: costAt(1e9) });
    expect(order([finished('order/ga/1', 'solved'), cheap])).toEqual(['sgd', 'ga']);
  });

  it('is nobody of two that stand alike', () => {
    const [a, b] = rowsAfter([checkpointed('order/ga/1', 0, 0.5), checkpointed('order/sgd/1', 0, 0.5)]);
    expect(compareLead(a!, b!)).toBe(0);
  });
});

describe('the news', () => {
  it('tell how trials ended, newest first, and nothing else', () => {
    const spec = specOf();
    const { news } = shownAfter(spec, [
      started('order/ga/1'),
      checkpointed('order/ga/1', 0, 0.5),
      finished('order/ga/1', 'solved'),
      { type: 'retried', id: 'order/sgd/1', reason: 'its thread died' },
      finished('order/sgd/1', 'exploded', { testError: null }),
      finished('order/sgd/2', 'solved', { solved: false, testError: 0.02 }),
    ]);
    expect(news.map(({ text }) => text)).toEqual([
      'sgd seed 2 solved on validation but not on the test set, 2.0% of the test wrong (3.00G MACs, 3s)',
      'sgd seed 1 exploded: update 7: loss is NaN',
      'sgd seed 1 begins again: its thread died',
      'ga seed 1 solved, 0.20% of the test wrong (3.00G MACs, 3s)',
    ]);
    expect(news[0]!.seconds).toBe(5);
  });

  it('are kept up to a number, and name the task where there are several', () => {
    const spec = specOf({ tasks: ['order', 'xor'], seeds: 100 });
    const events = Array.from({ length: 90 }, (_, index) => finished(`xor/ga/${index + 1}`, 'budget'));
    const shown = shownAfter(spec, events);
    expect(shown.news).toHaveLength(40);
    expect(shown.news[0]!.text).toMatch(/^xor, ga seed 90 out of budget/);
    expect(newsAfter(shown.news, finished('nobody/ga/1', 'budget'), shown.standing, 0, spec)).toBe(
      shown.news,
    );
  });
});
