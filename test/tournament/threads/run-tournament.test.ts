import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { trialsOf } from '../../../src/tournament/spec/trials-of.ts';
import { runningOrder } from '../../../src/tournament/threads/schedule.ts';
import toys from '../../support/tournament/toy-catalogue.ts';
import {
  play,
  playTournament,
  smallContestant,
  smallContestantsOfEachLearner,
  timeless,
  toyContestant,
  toySpec,
  toyTask,
  toyTrial,
} from '../../support/tournament/toys.ts';

describe('a tournament', () => {
  it('gives the same results with 1, 2 and 4 workers, and as its trials do alone', async () => {
    const spec = toySpec(smallContestantsOfEachLearner(), { macs: 400_000 }, { seeds: 2, device: 'wasm' });
    const one = await playTournament(spec, { workers: 1 });
    expect(one.results.map(({ id }) => id)).toEqual(runningOrder(toys, trialsOf(spec)).map(({ id }) => id));
    for (const workers of [2, 4]) {
      // The smallest job is shared, so that idle workers have something to help with.
      const { byId } = await playTournament(spec, { workers, jobMacs: 1 });
      expect(byId, `${workers} workers`).toEqual(one.byId);
    }
    const alone = await play({ ...toyTrial(spec.contestants[0]!, spec.budget), device: 'wasm' });
    expect(one.byId.get('first/genitor/1')).toEqual(timeless(alone.result));
  });

  it('pauses between two steps and goes on to the same end', async () => {
    const spec = toySpec([smallContestant('msgd-2013')], { macs: 400_000 });
    const undisturbed = await playTournament(spec, { workers: 1 });
    let setPaused = (_: boolean): void => {};
    let pauses = 0;
    const paused = await playTournament(
      spec,
      {
        workers: 1,
        onStart: (given) => {
          setPaused = given;
        },
      },
      (event) => {
        if (event.type !== 'checkpoint' || pauses > 2) return;
        pauses++;
        setPaused(true);
        setTimeout(() => setPaused(false), 100);
      },
    );
    expect(pauses).toBe(3);
    expect(paused.byId).toEqual(undisturbed.byId);
  });

  it('tells each trial from start to end once, and that it is done', async () => {
    const spec = toySpec([smallContestant('genitor')], { macs: 400_000 });
    const { events } = await playTournament(spec, { workers: 2, jobMacs: 1 });
    expect(events.filter(({ type }) => type === 'started')).toHaveLength(1);
    expect(events.filter(({ type }) => type === 'finished')).toHaveLength(1);
    expect(events.at(-1)).toEqual({ type: 'done', stopped: false });
    const { checkpoints } = await play(toyTrial(spec.contestants[0]!, spec.budget));
    expect(timeless(events.filter(({ type }) => type === 'checkpoint'))).toEqual(timeless(checkpoints));
  });

  it('goes on from checkpoints, and leaves out what is finished', async () => {
    const contestants = [smallContestant('msgd'), smallContestant('random')];
    const spec = toySpec(contestants, { macs: 1_000_000 });
    const whole = await playTournament(spec);
    const first = whole.events.flatMap((event) =>
      event.type === 'checkpoint' && event.id === 'first/msgd/1' ? [event.snapshot!] : [],
    )[1]!;
    const resume = new Map([['first/msgd/1', first]]);
    const rest = await playTournament(spec, { resume, finished: new Set(['first/random/1']) });
    expect([...rest.byId.keys()]).toEqual(['first/msgd/1']);
    expect(rest.byId.get('first/msgd/1')).toEqual(whole.byId.get('first/msgd/1'));
  });

  it('goes on when a trial fails', async () => {
    const contestants = [toyContestant('throwing'), smallContestant('random')];
    const { results } = await playTournament(toySpec(contestants, { macs: 100_000 }));
    expect(results.map(({ stop }) => stop.reason)).toEqual(['failed', 'budget']);
    expect(results[0]!.stop.detail).toBe('learner throwing: cannot go on');
  });
});

describe('a tournament that is stopped', () => {
  it('gives the standing of trials under way and starts no others', async () => {
    const contestants = [smallContestant('msgd'), smallContestant('random')];
    const tasks = [toyTask('hopeless')];
    const spec = toySpec(contestants, { macs: 1e12 }, { seeds: 3, tasks });
    const controller = new AbortController();
    const checkpoints = new Map<string, number>();
    const { results, events } = await playTournament(
      spec,
      { workers: 2, jobMacs: 1, signal: controller.signal },
      (event) => {
        if (event.type === 'checkpoint') checkpoints.set(event.id, (checkpoints.get(event.id) ?? 0) + 1);
        if (checkpoints.size === 2 && [...checkpoints.values()].every((count) => count > 2)) {
          controller.abort();
        }
      },
    );
    expect(results.map(({ id }) => id).sort()).toEqual(['hopeless/msgd/1', 'hopeless/random/1']);
    for (const result of results) {
      expect(result.stop).toEqual({ reason: 'stopped', detail: 'the run was stopped' });
      expect(result.champion!.parameters).toHaveLength(result.parameters);
      expect(result.testError).toBeNull();
      expect(result.cost.macs).toBeGreaterThan(0);
    }
    expect(events.at(-1)).toEqual({ type: 'done', stopped: true });
  });

  it('ends a worker that is in an endless step', async () => {
    const controller = new AbortController();
    const { results, events } = await playTournament(
      toySpec([toyContestant('endless')], { updates: 100 }),
      { signal: controller.signal },
      // The checkpoint of step 2; the thread is in step 3 by the time that it hears.
      (event) => {
        const isSecond = event.type === 'checkpoint' && event.checkpoint.cost.updates === 2;
        if (isSecond) setTimeout(() => controller.abort(), 20);
      },
    );
    expect(results.map(({ stop }) => stop.reason)).toEqual(['stopped']);
    expect(results[0]!.cost.updates).toBe(2);
    expect(results[0]!.champion!.parameters).toHaveLength(results[0]!.parameters);
    expect(events.at(-1)).toEqual({ type: 'done', stopped: true });
  });

  it('has nothing to tell when it was stopped before it began', async () => {
    const { events } = await playTournament(toySpec([toyContestant('idle')], { updates: 5 }), {
      signal: AbortSignal.abort(),
    });
    expect(events).toEqual([{ type: 'done', stopped: true }]);
  });

  it('stops when its reader leaves', async () => {
    const { runTournament } = await import('../../../src/tournament/run-tournament.ts');
    const threads: (() => readonly Worker[])[] = [];
    const tasks = [toyTask('hopeless')];
    const spec = toySpec([smallContestant('msgd')], { macs: 1e12 }, { tasks });
    for await (const event of runTournament(spec, { onThreads: (now) => threads.push(now) })) {
      if (event.type === 'progress' || event.type === 'finished') break;
    }
    expect(threads[0]!()).toEqual([]);
  });
});

describe('when a worker dies', () => {
  it('its trial is taken up from the last checkpoint, with the same result', async () => {
    const spec = toySpec([smallContestant('msgd')], { macs: 2_000_000 }, { tasks: [toyTask('hopeless')] });
    const undisturbed = await play(toyTrial(spec.contestants[0]!, spec.budget, 'hopeless'));
    let threads: () => readonly Worker[] = () => [];
    let told = 0;
    const disturbed = await playTournament(spec, { onThreads: (now) => (threads = now) }, (event) => {
      if (event.type === 'checkpoint' && ++told === 2) void threads()[0]!.terminate();
    });
    expect(disturbed.events.map(({ type }) => type)).toContain('retried');
    expect(disturbed.byId.get('hopeless/msgd/1')).toEqual(timeless(undisturbed.result));
  });

  it.each([
    ['alone', 1],
    ['with helpers', 3],
  ])('amid an evaluation, a genetic trial that runs %s ends the same', async (_mode, workers) => {
    const contestants = [smallContestant('genitor')];
    const undisturbed = await play(toyTrial(contestants[0]!, { macs: 1_000_000 }));
    const device = `mortal:${join(mkdtempSync(join(tmpdir(), 'genoprop-')), 'marker')}`;
    const spec = toySpec(contestants, { macs: 1_000_000 }, { device });
    const disturbed = await playTournament(spec, { workers, jobMacs: 1 });
    expect(disturbed.events.filter(({ type }) => type === 'retried')).toEqual([
      { type: 'retried', id: 'first/genitor/1', reason: 'worker exited with code: 3' },
    ]);
    expect(disturbed.byId.get('first/genitor/1')).toEqual(timeless(undisturbed.result));
  });

  it('three times at the same trial, the trial has failed and the tournament goes on', async () => {
    const contestants = [toyContestant('mortal'), toyContestant('idle')];
    const { results, events } = await playTournament(toySpec(contestants, { updates: 10 }));
    expect(events.filter(({ type }) => type === 'retried')).toHaveLength(2);
    expect(results.map(({ stop }) => stop)).toEqual([
      { reason: 'failed', detail: 'its worker thread died 3 times, last: worker exited with code: 3' },
      { reason: 'budget', detail: '10 updates are spent' },
    ]);
    expect(results[0]!.champion!.parameters).toHaveLength(results[0]!.parameters);
  });
});
