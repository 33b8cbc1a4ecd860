import { describe, expect, it } from 'vitest';
import type { TournamentSpec } from '../../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../../src/tournament/spec/trials-of.ts';
import {
  COMMON,
  nextToBegin,
  type PlacedTrial,
  type Placement,
  placementsOf,
  threadsAtWork,
} from '../../../src/tournament/threads/placement.ts';
import toys from '../../support/tournament/toy-catalogue.ts';
import {
  smallContestant,
  smallContestantsOfOneNet,
  toySpec,
  toyTask,
} from '../../support/tournament/toys.ts';

const placesIn = (given: Partial<TournamentSpec>) => {
  const spec = toySpec(smallContestantsOfOneNet(), { macs: 1 }, { device: 'far?together=4', ...given });
  const placeOf = placementsOf(toys);
  return Object.fromEntries(trialsOf(spec).map((trial) => [trial.id, placeOf(trial)]));
};

const beginning = (pending: readonly PlacedTrial[], underWay: readonly PlacedTrial[], threads: number) =>
  nextToBegin(pending, ({ place }) => place, underWay, threads);

describe('the place of a trial', () => {
  it('is the common one on a device that is better alone', () => {
    for (const device of ['wasm', 'reference', 'far?together=1']) {
      const places = Object.values(placesIn({ device }));
      expect(places).toHaveLength(smallContestantsOfOneNet().length);
      for (const place of places) expect(place).toBe(COMMON);
    }
  });

  it('is one for all trials with a task and a net in common, on a device that shares its dispatches', () => {
    const places = placesIn({ seeds: 2, tasks: ['first', 'cases'].map(toyTask) });
    expect(new Set(Object.values(places).map(({ pool }) => pool)).size).toBe(2);
    expect(places['first/msgd/2']).toEqual(places['first/genitor/1']);
    expect(places['first/msgd/1']).toMatchObject({ kind: 'cohort', trialsAtOnce: 4 });
  });

  it('is another for nets of another size or unit', () => {
    const shapes = [{ hidden: 3 }, { hidden: 4 }, { hidden: 3, unit: 'relu' }];
    const contestants = shapes.map((netOptions, index) => ({
      ...smallContestant('msgd'),
      name: `net ${index}`,
      netOptions: { ...smallContestant('msgd').netOptions, ...netOptions },
    }));
    const pools = Object.values(placesIn({ contestants })).map(({ pool }) => pool);
    expect(new Set(pools).size).toBe(3);
  });

  it('is in no cohort for a plugin, and the common one on a device that is better alone', () => {
    const module = 'file:///plugin.ts';
    for (const device of ['far', 'reference']) {
      const places = placesIn({ device, tasks: [{ ...toyTask('first'), module }] });
      const own: Placement = { pool: module, kind: 'plugin', trialsAtOnce: 1 };
      for (const place of Object.values(places)) expect(place).toEqual(device === 'far' ? own : COMMON);
    }
  });
});

const placed = (...places: readonly Placement[]): PlacedTrial[] => places.map((place) => ({ place }));
const cohort = (pool: string): Placement => ({ ...COMMON, pool, kind: 'cohort', trialsAtOnce: 2 });
const plugin: Placement = { ...COMMON, pool: 'plugin', kind: 'plugin' };

describe('the trial that is begun next', () => {
  const [a, b, c] = ['a', 'b', 'c'].map(cohort) as [Placement, Placement, Placement];

  it('is the first while threads are free', () => {
    expect(beginning(placed(COMMON, a), placed(), 1)).toBe(0);
    expect(beginning(placed(a, COMMON), placed(plugin), 2)).toBe(0);
    expect(beginning(placed(b), placed(a), 2)).toBe(0);
  });

  it('is one whose cohort is under way and has room, when threads are not', () => {
    expect(beginning(placed(COMMON, b, plugin, a), placed(a), 1)).toBe(3);
    expect(beginning(placed(c, b, a, b), placed(a, a, b), 2)).toBe(1);
  });

  it('is not of a cohort whose thread is full, though others are free', () => {
    expect(beginning(placed(a, a), placed(a, a), 8)).toBeNull();
    expect(beginning(placed(a, COMMON), placed(a, a), 8)).toBe(1);
  });

  it('is none where all threads are taken and none has room', () => {
    expect(beginning(placed(COMMON), placed(COMMON), 1)).toBeNull();
    expect(beginning(placed(c), placed(a, b), 2)).toBeNull();
    expect(beginning(placed(), placed(), 4)).toBeNull();
  });
});

describe('the threads at work', () => {
  it('are one for each trial, but one for all of a cohort', () => {
    expect(threadsAtWork(placed())).toBe(0);
    expect(threadsAtWork(placed(COMMON, COMMON, plugin))).toBe(3);
    expect(threadsAtWork(placed(COMMON, cohort('a'), cohort('a'), cohort('b')))).toBe(3);
  });
});
