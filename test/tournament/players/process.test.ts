/**
 * A plugin in a process of its own gives the same events as on a thread: with helpers, through pauses, stopped and
 * resumed.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closePlugins, openTask } from '../../../src/tournament/plugins/plugin.ts';
import type { TaskChoice, TournamentEvent, TournamentSpec } from '../../../src/tournament/spec/tournament.ts';
import { playTournament, smallContestant, timeless } from '../../support/tournament/toys.ts';

const FIXTURE = new URL('../../fixtures/plugins/trespasser.ts', import.meta.url).href;

const WALK = new URL('../../fixtures/plugins/walk.ts', import.meta.url).href;

let task: TaskChoice;
let episodes: TaskChoice;
beforeAll(async () => {
  task = await (await openTask(FIXTURE)).choose();
  episodes = await (await openTask(WALK)).choose();
});
afterAll(closePlugins);

const specOf = (tasks: readonly TaskChoice[], contestant: string, macs: number): TournamentSpec => ({
  tasks,
  contestants: [smallContestant(contestant)],
  seeds: 1,
  seed: 1,
  budget: { macs },
  device: 'wasm',
});

/** Events by trial, without those that depend on the clock. */
function lasting(events: readonly TournamentEvent[]) {
  const trials = new Map<string, unknown[]>();
  for (const event of events) {
    if (event.type === 'done' || event.type === 'progress') continue;
    trials.set(event.id, [...(trials.get(event.id) ?? []), timeless(event)]);
  }
  return trials;
}

describe('a trial in a process of its own', () => {
  it('has the events that it has on a thread, with helpers and through pauses', async () => {
    const spec = specOf([task, episodes], 'genitor', 200_000);
    const expected = await playTournament(spec, { isolate: false, catalogue: undefined });
    let setPaused = (_: boolean): void => {};
    let pauses = 0;
    const onStart = (given: typeof setPaused): void => {
      setPaused = given;
    };
    // The smallest job is shared, so that an idle worker has something to help with.
    const options = { isolate: true, workers: 2, jobMacs: 1, onStart, catalogue: undefined };
    const { events } = await playTournament(spec, options, ({ type }) => {
      if (type !== 'checkpoint' || pauses > 2) return;
      pauses++;
      setPaused(true);
      setTimeout(() => setPaused(false), 50);
    });
    expect(pauses).toBe(3);
    expect(lasting(events)).toEqual(lasting(expected.events));
    expect(events.at(-1)).toEqual({ type: 'done', stopped: false });
  });

  it('is stopped with its standing, and goes on from its checkpoint to the same end', async () => {
    const spec = specOf([task], 'msgd', 500_000);
    const whole = await playTournament(spec, { isolate: false, catalogue: undefined });
    const stopping = new AbortController();
    const options = { isolate: true, catalogue: undefined };
    const first = await playTournament(spec, { ...options, signal: stopping.signal }, ({ type }) => {
      if (type === 'checkpoint') stopping.abort();
    });
    const id = 'trespasser/msgd/1';
    expect(first.results.map(({ stop }) => stop.reason)).toEqual(['stopped']);
    expect(first.results[0]!.champion).not.toBeNull();
    const snapshot = first.events.findLast((event) => event.type === 'checkpoint')!.snapshot!;
    const rest = await playTournament(spec, { ...options, resume: new Map([[id, snapshot]]) });
    expect(rest.byId).toEqual(whole.byId);
  });
});
