import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRun, openRun, type RunFile, type WritableRun } from '../../src/store/run-file.ts';
import type { TournamentEvent } from '../../src/tournament/spec/tournament.ts';
import { followRun } from '../../src/watch/follow-run.ts';
import { watchRunFile } from '../../src/watch/watched-run.ts';
import { about } from '../support/store/example-run.ts';
import { checkpointed, finished, specOf, started } from '../support/ui/scenes.ts';

const spec = specOf();
let folder = '';
let path = '';
let writer: WritableRun;
let reader: RunFile;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'genoprop-watched-'));
  path = join(folder, 'run.sqlite');
  writer = createRun(path, spec, about);
  reader = openRun(path, { readOnly: true });
});
afterEach(() => {
  writer.close();
  reader.close();
  rmSync(folder, { recursive: true });
});

const record = (...events: TournamentEvent[]): void => {
  for (const event of events) writer.record(event);
};
const types = (events: readonly TournamentEvent[] | null): string[] | null =>
  events?.map((event) => (event.type === 'done' ? 'done' : `${event.type} ${event.id}`)) ?? null;

describe('a run file that is followed', () => {
  it('tells what is new, and nothing where nothing was written', () => {
    const follow = followRun(reader);
    expect(follow()).toEqual([]);
    record(started('order/ga/1'), checkpointed('order/ga/1', 0, 0.7));
    expect(types(follow())).toEqual(['started order/ga/1', 'checkpoint order/ga/1']);
    expect(follow()).toEqual([]);
    record(checkpointed('order/ga/1', 1, 0.6), started('order/sgd/1'), finished('order/ga/1', 'solved'));
    expect(types(follow())).toEqual(['checkpoint order/ga/1', 'finished order/ga/1', 'started order/sgd/1']);
  });

  it('tells that a trial began again, and why', () => {
    const follow = followRun(reader);
    record(started('order/ga/1'), checkpointed('order/ga/1', 0, 0.7));
    follow();
    record({ type: 'retried', id: 'order/ga/1', reason: 'its thread ran out of memory' });
    expect(follow()).toEqual([{ type: 'retried', id: 'order/ga/1', reason: 'its thread ran out of memory' }]);
    record(started('order/ga/1'), checkpointed('order/ga/1', 5, 0.5));
    expect(types(follow())).toEqual(['started order/ga/1', 'checkpoint order/ga/1']);
  });

  it('tells which machine plays a trial, and when that changes', () => {
    const follow = followRun(reader);
    const placed = (machine: string): TournamentEvent => ({ type: 'placed', id: 'order/ga/1', machine });
    record(placed('east: x'), started('order/ga/1'), checkpointed('order/ga/1', 0, 0.7));
    expect(follow()!.slice(0, 2)).toEqual([placed('east: x'), started('order/ga/1')]);
    record(checkpointed('order/ga/1', 1, 0.6));
    expect(types(follow())).toEqual(['checkpoint order/ga/1']);
    record(placed('west: y'));
    expect(follow()).toEqual([placed('west: y')]);
  });

  it('gives a net with the validation that found it, where it is its contestant’s best', () => {
    const genes = (value: number) => new Float32Array(3).fill(value);
    const championsIn = (events: readonly TournamentEvent[] | null) =>
      events!.flatMap((event) =>
        event.type === 'checkpoint' ? [event.champion?.parameters[0] ?? null] : [],
      );
    const follow = followRun(reader);
    record(
      started('order/ga/1'),
      checkpointed('order/ga/1', 0, 0.7, { champion: genes(1) }),
      checkpointed('order/ga/1', 1, 0.5, { champion: genes(2) }),
      checkpointed('order/ga/1', 2, 0.6),
    );
    // Of several that came since the last look only the last is still in the file.
    expect(championsIn(follow())).toEqual([null, 2, null]);
    record(started('order/ga/2'), checkpointed('order/ga/2', 0, 0.6, { champion: genes(3) }));
    expect(championsIn(follow())).toEqual([null]);
    record(checkpointed('order/ga/2', 1, 0.1, { champion: genes(4) }));
    expect(championsIn(follow())).toEqual([4]);
  });

  it('says so when another process goes on with the run, for all of it may be told anew then', () => {
    const follow = followRun(reader);
    record(started('order/ga/1'), { type: 'done', stopped: true });
    expect(types(follow())).toEqual(['started order/ga/1', 'done']);
    writer.noteResumed(about);
    expect(follow()).toBeNull();
  });
});

describe('a run file that is watched', () => {
  it('stands as its events say, and is begun anew when another process goes on with it', () => {
    let clock = 0;
    const look = watchRunFile(reader, () => {
      clock += 10;
      return clock;
    });
    expect(look()).toMatchObject({ anew: true, events: [], watched: { state: 'running' } });
    record(started('order/ga/1'), checkpointed('order/ga/1', 4, 0.3), finished('order/ga/1', 'stopped'));
    const second = look();
    expect(second.anew).toBe(false);
    expect(second.events).toHaveLength(3);
    expect(second.watched.standing.get('order/ga/1')).toMatchObject({
      state: 'stopped',
      cost: { macs: 3e9 },
    });
    expect(second.watched.news).toHaveLength(1);
    writer.noteResumed(about);
    record(started('order/ga/1'));
    const third = look();
    expect(third.anew).toBe(true);
    expect(third.watched.standing.get('order/ga/1')).toMatchObject({ state: 'running', result: null });
    expect(third.watched.news).toHaveLength(0);
  });

  it('tells a run that goes on from one that was stopped and one whose process was killed', () => {
    let clock = 0;
    const look = watchRunFile(reader, () => {
      clock += 10;
      return clock;
    });
    look();
    record(started('order/ga/1'));
    expect(look().watched.state).toBe('running');
    writer.close();
    expect(look().watched.state).toBe('interrupted');
    writer = openRun(path);
    record({ type: 'done', stopped: true });
    writer.close();
    expect(look().watched.state).toBe('stopped');
  });
});
