import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pastOf } from '../../src/store/past-of.ts';
import { createRun, openRun, type RunFile } from '../../src/store/run-file.ts';
import { openTask } from '../../src/tournament/plugins/plugin.ts';
import { runTournament } from '../../src/tournament/run-tournament.ts';
import { resolveContestant } from '../../src/tournament/spec/resolve.ts';
import type { TournamentEvent, TournamentSpec } from '../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../src/tournament/spec/trials-of.ts';
import { type Standing, standingAfter, standingBefore } from '../../src/tournament/standing.ts';
import { pastStory } from '../../src/ui/model/earlier-story.ts';
import { followRun } from '../../src/watch/follow-run.ts';
import {
  championKey,
  type Story,
  storyAfter,
  storyBefore,
  storyOf,
  withChampion,
} from '../../src/watch/story.ts';
import { about } from '../support/store/example-run.ts';
import { checkpointed, finished, started } from '../support/ui/scenes.ts';

const told = (...events: TournamentEvent[]): Story => events.reduce(storyAfter, storyBefore(4));
const TRIAL = 'order/ga/1';
const genes = (value: number): Float32Array => new Float32Array(3).fill(value);

describe('the story of a trial', () => {
  it('holds its validations in order, and the best of them', () => {
    const { trials } = told(
      started(TRIAL),
      checkpointed(TRIAL, 0, 0.7),
      checkpointed(TRIAL, 1, 0.3),
      checkpointed(TRIAL, 2, 0.5),
    );
    const trial = trials.get(TRIAL)!;
    expect(trial.moments.map(({ error }) => error)).toEqual([0.7, 0.3, 0.5]);
    expect(trial.moments.map(({ cost }) => cost.macs)).toEqual([1e8, 2e8, 3e8]);
    expect(trial.best).toEqual({ error: 0.3, loss: 0.6 });
    expect(trial.moments[1]!.numbers).toMatchObject({ diversity: 0.25, acceptanceRate: 0.25 });
    expect(trial.moments[1]!.numbers).not.toHaveProperty('lossHistogram');
    expect(trial.inside.lossHistogram).toHaveLength(20);
    expect(trial.ended).toBeNull();
  });

  it('never takes a loss that is not a number for the best', () => {
    const { trials } = told(
      checkpointed(TRIAL, 0, 0, { loss: Number.NaN }),
      checkpointed(TRIAL, 1, 0.9, { loss: Number.POSITIVE_INFINITY }),
      checkpointed(TRIAL, 2, 0.8),
    );
    expect(trials.get(TRIAL)!.best).toEqual({ error: 0.8, loss: 1.6 });
  });

  it('is told again from where a trial is begun again', () => {
    const first = [0, 1, 2, 3].map((step) => checkpointed(TRIAL, step, 0.5));
    const retried: TournamentEvent = { type: 'retried', id: TRIAL, reason: 'its thread died' };
    const again = told(...first, retried, checkpointed(TRIAL, 1, 0.4));
    expect(again.trials.get(TRIAL)!.moments.map(({ error }) => error)).toEqual([0.5, 0.4]);
  });

  it('knows how the trial ended, and that it goes on', () => {
    const over = told(checkpointed(TRIAL, 0, 0.5), finished(TRIAL, 'stopped'));
    expect(over.trials.get(TRIAL)!.ended).toBe('stopped');
    expect(storyAfter(over, checkpointed(TRIAL, 1, 0.5)).trials.get(TRIAL)!.ended).toBeNull();
  });

  it('keeps a bounded number of validations, thinning the oldest, never the first or the last', () => {
    const events = Array.from({ length: 5000 }, (_, step) => checkpointed(TRIAL, step, 0.5));
    const { trials, kept } = events.reduce(storyAfter, storyBefore(1));
    const { moments } = trials.get(TRIAL)!;
    expect(moments.length).toBeLessThanOrEqual(kept);
    expect(moments.length).toBeGreaterThan(kept / 2);
    expect(moments[0]!.cost.macs).toBe(1e8);
    expect(moments.at(-1)!.cost.macs).toBe(5000e8);
    const gaps = moments.slice(1).map(({ cost }, index) => cost.macs - moments[index]!.cost.macs);
    expect(gaps[0]).toBeGreaterThan(gaps.at(-1)!);
    expect(storyBefore(10_000).kept).toBeLessThan(kept);
  });

  it('is the same object where an event tells nothing new', () => {
    const story = told(checkpointed(TRIAL, 0, 0.5));
    expect(storyAfter(story, started(TRIAL))).toBe(story);
    expect(
      storyAfter(story, {
        type: 'progress',
        id: TRIAL,
        cost: story.trials.get(TRIAL)!.moments[0]!.cost,
        spent: 0,
        trainingLoss: 1,
      }),
    ).toBe(story);
    expect(storyAfter(story, { type: 'done', stopped: false })).toBe(story);
    expect(storyAfter(story, finished('order/ga/2', 'failed'))).toBe(story);
  });
});

describe("a contestant's champion", () => {
  const key = championKey('order', 'ga');

  it('is the best net of all its trials on that task', () => {
    const story = told(
      checkpointed('order/ga/1', 0, 0.5, { champion: genes(1) }),
      checkpointed('order/ga/2', 0, 0.6, { champion: genes(2) }),
      checkpointed('order/ga/2', 1, 0.2, { champion: genes(3) }),
      checkpointed('order/ga/1', 1, 0.4, { champion: genes(4) }),
      checkpointed('xor/ga/1', 0, 0.1, { champion: genes(5) }),
    );
    expect(story.champions.get(key)).toEqual({
      trial: 'order/ga/2',
      parameters: genes(3),
      error: 0.2,
      loss: 0.4,
    });
    expect(story.champions.get(championKey('xor', 'ga'))!.parameters).toEqual(genes(5));
  });

  it('may come with the end of a trial that went on from an earlier process', () => {
    const past = {
      finished: new Map(),
      resume: new Map([['order/ga/1', { arrays: {}, values: {} }]]),
      metrics: (id: string) => {
        const event = checkpointed(id, 0, 0.3);
        return event.type === 'checkpoint' ? [{ ...event.checkpoint, spent: 0.1 }] : [];
      },
    };
    const before = storyOf(past, ['order/ga/1', 'order/ga/2']);
    expect(before.trials.get('order/ga/1')!.best!.error).toBe(0.3);
    expect(before.trials.has('order/ga/2')).toBe(false);
    expect(before.champions.size).toBe(0);
    const after = storyAfter(
      before,
      finished('order/ga/1', 'budget', { champion: { parameters: genes(7) } }),
    );
    expect(after.champions.get(key)).toMatchObject({ parameters: genes(7), error: 0.3 });
    expect(withChampion(after, 'order/ga/2', { parameters: genes(8) })).toBe(after);
  });
});

/** The story with its trials in a plain map, however they are kept. */
const plain = (story: Story) => ({ ...story, trials: new Map(story.trials) });

describe('the story of a tournament that was played and recorded', () => {
  let folder = '';
  let spec: TournamentSpec;
  let path = '';
  const live: { story: Story; standing: Standing } = { story: storyBefore(0), standing: new Map() };
  const steps: { story: Story; standing: Standing }[] = [];
  let run: RunFile;
  let read: RunFile;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'genoprop-story-'));
    path = join(folder, 'run.sqlite');
    spec = {
      tasks: [
        await (await openTask('xor')).choose({ length: 10 }),
        await (await openTask('parity')).choose({}),
      ],
      contestants: [
        resolveContestant('genitor', { hidden: 3, population: 10 }),
        resolveContestant('msgd-cr', { hidden: 4 }),
      ],
      seeds: 2,
      seed: 3,
      budget: { macs: 3e7 },
      device: 'wasm',
    };
    const trials = trialsOf(spec);
    live.story = storyBefore(trials.length);
    live.standing = standingBefore(trials);
    const writable = createRun(path, spec, about);
    run = openRun(path, { readOnly: true });
    const follow = followRun(run);
    const followed = { story: live.story, standing: live.standing };
    for await (const event of runTournament(spec, { workers: 1 })) {
      writable.record(event);
      live.story = storyAfter(live.story, event);
      live.standing = standingAfter(live.standing, event);
      if (event.type === 'progress') continue;
      // Whoever follows the file event by event is at each of them where the listener is.
      for (const one of follow() ?? []) {
        followed.story = storyAfter(followed.story, one);
        followed.standing = standingAfter(followed.standing, one);
      }
      steps.push({ story: live.story, standing: live.standing });
      expect(plain(followed.story)).toEqual(plain(live.story));
    }
    writable.close();
    expect(followed.standing.size).toBe(8);
    read = openRun(path, { readOnly: true });
  });

  afterAll(() => {
    run?.close();
    read?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('has validations and champions of every contestant', () => {
    expect(steps.length).toBeGreaterThan(100);
    expect(live.story.trials.size).toBe(8);
    expect([...live.story.champions.keys()].sort()).toEqual(
      spec.tasks.flatMap(({ label }) => spec.contestants.map(({ name }) => `${label}/${name}`)).sort(),
    );
  });

  it('is the same when it is read from the file at once', () => {
    const events = followRun(read)()!;
    const story = events.reduce(storyAfter, storyBefore(8));
    expect(plain(story)).toEqual(plain(live.story));
    const standing = events.reduce(standingAfter, standingBefore(trialsOf(spec)));
    for (const [id, trial] of live.standing) {
      const { champion: _, ...result } = { champion: null, ...trial.result! };
      expect(standing.get(id)).toMatchObject({ ...trial, result });
    }
    expect(events.at(-1)).toEqual({ type: 'done', stopped: false });
  });

  it('is the same as the past of whoever resumes it', () => {
    const standing = live.standing;
    expect(plain(pastStory({ past: pastOf(read), standing, path }))).toEqual(plain(live.story));
  });

  it('tells nothing twice', () => {
    const follow = followRun(read);
    expect(follow()!.length).toBeGreaterThan(0);
    expect(follow()).toEqual([]);
  });
});
