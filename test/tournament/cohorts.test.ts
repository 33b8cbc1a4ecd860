/** Tournaments on a device that shares its dispatches: many trials at once in one thread. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findLearner } from '../../src/learners/index.ts';
import type { TournamentOptions } from '../../src/tournament/run-tournament.ts';
import type { TournamentEvent, TournamentSpec } from '../../src/tournament/spec/tournament.ts';
import {
  playTournament,
  smallContestant,
  smallContestantsOfOneNet,
  timeless,
  toyContestant,
  toySpec,
  toyTask,
} from '../support/tournament/toys.ts';

const aFile = (): string => join(mkdtempSync(join(tmpdir(), 'genoprop-')), 'file');

/** The device of that name with a record, and how to read it. */
function recorded(options: string) {
  const file = aFile();
  const lines = () => readFileSync(file, 'utf8').trim().split('\n');
  const numbers = (word: string) =>
    lines().flatMap((line) => (line.startsWith(`${word} `) ? [Number(line.split(' ')[1])] : []));
  return { device: `far?${options}&record=${file}`, numbers };
}

const specOf = (given: Partial<TournamentSpec> = {}): TournamentSpec =>
  toySpec(
    smallContestantsOfOneNet(),
    { macs: 200_000 },
    { seeds: 2, tasks: [toyTask('hopeless')], ...given },
  );

/** What each trial tells but how far it is, by trial. */
function stories(events: readonly TournamentEvent[]) {
  const byId = new Map<string, unknown[]>();
  for (const event of events) {
    if (event.type === 'done' || event.type === 'progress' || event.type === 'retried') continue;
    byId.set(event.id, [...(byId.get(event.id) ?? []), timeless(event)]);
  }
  return new Map([...byId].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Contestants that descend, with two seeds each. */
const descending = smallContestantsOfOneNet().filter(
  ({ learner }) => findLearner(learner).counts === 'updates',
);
const onHost = await playTournament(specOf());

describe('trials that share a thread', () => {
  it.each([
    ['2 at once', 2, 1],
    ['all at once', 16, 1],
    ['4 at once, with workers to spare', 4, 3],
  ])('tell the same as trials on the host do, %s', async (_mode, together, workers) => {
    const { device, numbers } = recorded(`together=${together}`);
    const { events } = await playTournament(specOf({ device }), { workers, jobMacs: 1 });
    expect(stories(events)).toEqual(stories(onHost.events));
    // All have the net of three units, so they are one cohort.
    expect(new Set(numbers('opened')).size).toBe(1);
    const most = Math.max(...numbers('running'));
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(Math.min(together, 2 * descending.length));
    // Those of one repetition descend on the same objects; an update of hf asks for gradients on two of its own.
    const updates = (isOfHf: boolean) =>
      onHost.results.filter(({ id }) => id.includes('/hf/') === isOfHf).map(({ cost }) => cost.updates);
    const ofHf = updates(true).reduce((sum, one) => sum + one, 0);
    expect(ofHf).toBeGreaterThan(2);
    expect(numbers('batches').at(-1)).toBe(2 * Math.max(...updates(false)) + 2 * ofHf);
  });

  it('have a thread for each of their cohorts, of which no more are at work than there are workers', async () => {
    const tasks = ['hopeless', 'first', 'cases'].map(toyTask);
    const { device, numbers } = recorded('together=8');
    const contestants = [smallContestant('msgd'), smallContestant('genitor')];
    const spec = specOf({ tasks, contestants });
    const expected = await playTournament(spec);
    for (const workers of [1, 2]) {
      const { events, byId } = await playTournament({ ...spec, device }, { workers });
      expect(byId).toEqual(expected.byId);
      const atWork = new Set<string>();
      let most = 0;
      for (const event of events) {
        if (event.type === 'started') atWork.add(event.id);
        else if (event.type === 'finished') atWork.delete(event.id);
        most = Math.max(most, new Set([...atWork].map((id) => id.split('/')[0])).size);
      }
      expect(most).toBeLessThanOrEqual(workers);
    }
    expect(new Set(numbers('opened')).size).toBe(6);
  });

  it('go on from checkpoints', async () => {
    const resume = new Map(
      onHost.events.flatMap((event) =>
        event.type === 'checkpoint' && event.checkpoint.cost.macs < 150_000 && event.id.endsWith('/1')
          ? [[event.id, event.snapshot!] as const]
          : [],
      ),
    );
    expect(resume.size).toBe(smallContestantsOfOneNet().length);
    const { byId } = await playTournament(specOf({ device: 'far' }), { resume });
    expect(byId).toEqual(onHost.byId);
  });

  it('fail alone', async () => {
    const contestants = [toyContestant('throwing'), smallContestant('msgd')];
    const { byId } = await playTournament(specOf({ device: 'far', contestants, seeds: 1 }));
    expect(byId.get('hopeless/throwing/1')).toMatchObject({
      stop: { reason: 'failed', detail: 'learner throwing: cannot go on' },
    });
    expect(byId.get('hopeless/msgd/1')).toEqual(onHost.byId.get('hopeless/msgd/1'));
  });

  it('pause together, and go on to the same end', async () => {
    let setPaused = (_: boolean): void => {};
    const onStart: TournamentOptions['onStart'] = (given) => {
      setPaused = given;
    };
    let pauses = 0;
    let tellsWhilePaused = 0;
    let isQuiet = false;
    const hear = (event: TournamentEvent): void => {
      if (isQuiet) tellsWhilePaused++;
      if (event.type !== 'checkpoint' || pauses > 2) return;
      pauses++;
      setPaused(true);
      // What was under way is told meanwhile.
      setTimeout(() => {
        isQuiet = true;
      }, 300);
      setTimeout(() => {
        isQuiet = false;
        setPaused(false);
      }, 400);
    };
    const { byId } = await playTournament(specOf({ device: 'far' }), { onStart }, hear);
    expect(pauses).toBe(3);
    expect(tellsWhilePaused).toBe(0);
    expect(byId).toEqual(onHost.byId);
  });

  it('stop in the midst of long steps, with their standing', async () => {
    const controller = new AbortController();
    const spec = specOf({ device: 'far?slow=10', budget: { macs: 1e12 } });
    const { results, events } = await playTournament(spec, { signal: controller.signal }, (event) => {
      if (event.type === 'progress' && event.cost.updates >= 20) controller.abort();
    });
    expect(results).toHaveLength(8);
    for (const { stop, cost } of results) {
      expect(stop).toEqual({ reason: 'stopped', detail: 'the run was stopped' });
      // They were not ended by force, for then those would stand as at their only checkpoint, of cost 0.
      expect(cost.macs).toBeGreaterThan(0);
    }
    expect(events.at(-1)).toEqual({ type: 'done', stopped: true });
  });

  it('stop while they pause', async () => {
    const controller = new AbortController();
    let setPaused = (_: boolean): void => {};
    const { results } = await playTournament(
      specOf({ device: 'far', budget: { macs: 1e12 } }),
      {
        signal: controller.signal,
        onStart: (given) => {
          setPaused = given;
        },
      },
      (event) => {
        if (event.type !== 'progress') return;
        setPaused(true);
        setTimeout(() => controller.abort(), 50);
      },
    );
    expect(new Set(results.map(({ stop }) => stop.reason))).toEqual(new Set(['stopped']));
  });

  it('are all taken up from their last checkpoints when their thread dies', async () => {
    let threads: Parameters<NonNullable<TournamentOptions['onThreads']>>[0] = () => [];
    let told = 0;
    const { events, byId } = await playTournament(
      specOf({ device: 'far?together=16&slow=1' }),
      { onThreads: (now) => (threads = now) },
      (event) => {
        if (event.type === 'checkpoint' && ++told === 25) void threads()[0]!.terminate();
      },
    );
    expect(events.filter(({ type }) => type === 'retried').length).toBeGreaterThan(1);
    expect(byId).toEqual(onHost.byId);
  });
});

describe('when their device is lost', () => {
  it('all go on from their last checkpoints on another, with equal results', async () => {
    const { device, numbers } = recorded(`together=16&lostAfter=400&marker=${aFile()}`);
    const { events, byId } = await playTournament(specOf({ device }));
    expect(byId).toEqual(onHost.byId);
    const retried = events.flatMap((event) => (event.type === 'retried' ? [event] : []));
    expect(retried.length).toBeGreaterThan(1);
    expect(new Set(retried.map(({ reason }) => reason))).toEqual(
      new Set(['the far device was switched off']),
    );
    expect(new Set(retried.map(({ id }) => id)).size).toBe(retried.length);
    // The same thread, which closed what it lost, and at the end what it had.
    expect(new Set(numbers('opened')).size).toBe(1);
    expect(numbers('opened')).toHaveLength(2);
    expect(numbers('closed')).toEqual([0, 0]);
  });

  it('and cannot be opened again, they have failed with a line that says why', async () => {
    const device = `far?lostAfter=250&reopens=no&marker=${aFile()}`;
    const spec = specOf({ device, contestants: [smallContestant('msgd')], seeds: 1 });
    const { results } = await playTournament({ ...spec, budget: { macs: 1e9 } });
    const why = `device ${device} cannot be opened again: there is no far device`;
    expect(results.map(({ stop }) => stop)).toEqual([
      { reason: 'failed', detail: `its device was lost 3 times, last: ${why}` },
    ]);
  });

  it('three times, they have failed with a line that says so, and with what they had found', async () => {
    const contestants = [smallContestant('msgd'), smallContestant('genitor')];
    const spec = specOf({ device: 'far?lostAfter=250', contestants, seeds: 1, budget: { macs: 1e9 } });
    const { results, events } = await playTournament(spec);
    expect(results).toHaveLength(2);
    for (const result of results) {
      expect(result.stop).toEqual({
        reason: 'failed',
        detail: 'its device was lost 3 times, last: the far device was switched off',
      });
      expect(result.champion!.parameters).toHaveLength(result.parameters);
      expect(result.cost.macs).toBeGreaterThan(0);
    }
    expect(events.filter(({ type }) => type === 'retried')).toHaveLength(4);
  });
});
