import { describe, expect, it } from 'vitest';
import { isSpreadable, trialsOf, workersIdle } from '../../src/tournament/schedule.ts';
import { chunkBounds, chunkCount } from '../../src/tournament/spread.ts';
import toys from './toy-catalogue.ts';
import { smallContestant, toySpec, toyTrial } from './toys.ts';

describe('the trials of a tournament', () => {
  const contestants = [smallContestant('genitor'), smallContestant('msgd')];

  it('come repetition by repetition, then task by task', () => {
    const tasks = [
      { name: 'first', options: {} },
      { name: 'cases', options: {} },
    ];
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

  it('tell tasks of one name apart by a number', () => {
    const tasks = ['first', 'cases', 'first'].map((name) => ({ name, options: {} }));
    const ids = trialsOf(toySpec([contestants[0]!], { updates: 1 }, { tasks })).map(({ id }) => id);
    expect(ids).toEqual(['first#1/genitor/1', 'cases/genitor/1', 'first#2/genitor/1']);
  });
});

describe('spreading', () => {
  it('is for trials that evaluate populations under no limit in seconds', () => {
    const spreadable = (name: string, budget = {}) =>
      isSpreadable(toys, toyTrial(smallContestant(name), { macs: 1, ...budget }));
    expect(spreadable('genitor')).toBe(true);
    expect(spreadable('random')).toBe(true);
    expect(spreadable('msgd')).toBe(false);
    expect(spreadable('genitor', { seconds: 1 })).toBe(false);
  });

  it('begins when no trial waits and a worker has none', () => {
    expect(workersIdle(2, 1, 0)).toBe(true);
    expect(workersIdle(2, 2, 0)).toBe(false);
    expect(workersIdle(2, 1, 1)).toBe(false);
    expect(workersIdle(1, 1, 0)).toBe(false);
  });

  it('makes as many chunks as there are free workers a call, but none that is too small', () => {
    expect(chunkCount(100, 1e9, 1e6, 4, 1)).toBe(4);
    expect(chunkCount(100, 1e9, 1e6, 4, 4)).toBe(1);
    expect(chunkCount(100, 1e9, 1e6, 16, 4)).toBe(4);
    expect(chunkCount(3, 1e9, 1e6, 4, 1)).toBe(3);
    expect(chunkCount(100, 2.5e6, 1e6, 4, 1)).toBe(2);
    expect(chunkCount(100, 10, 1e6, 4, 1)).toBe(1);
  });

  it('deals every genome to one chunk', () => {
    expect(chunkBounds(10, 4)).toEqual([
      [0, 2],
      [2, 5],
      [5, 7],
      [7, 10],
    ]);
  });
});
