import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RunError } from '../../src/errors.ts';
import { findRuns } from '../../src/store/find-runs.ts';
import { pastOf } from '../../src/store/past-of.ts';
import { createRun, isBeingWritten, isUnmade, openRun } from '../../src/store/run-file.ts';
import { countTrials, runState } from '../../src/store/run-state.ts';
import type { TrialResult } from '../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../src/tournament/spec/trials-of.ts';
import { about, checkpoint, costAt, result, spec, started, trial } from '../support/store/example-run.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'genoprop-state-'));
  path = join(folder, 'a.run');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ended = (id: string, more: Partial<TrialResult> = {}) => ({
  type: 'finished' as const,
  id,
  result: result({ id, ...more }),
});
const failing: Partial<TrialResult> = {
  stop: { reason: 'failed', detail: 'why' },
  solved: false,
  testError: null,
  testLoss: null,
  costToSolve: null,
};

describe('the state of a run', () => {
  it('is running while a process writes it, and told without disturbing that', () => {
    const run = createRun(path, spec, about);
    const reader = openRun(path, { readOnly: true });
    expect([isBeingWritten(path), runState(reader)]).toEqual([true, 'running']);
    expect(() => openRun(path)).toThrow('another process is writing it');
    run.record(started);
    run.close();
    expect(isBeingWritten(path)).toBe(false);
    reader.close();
  });

  it('is interrupted where a process ended without a word, though its lock file still lies there', () => {
    const run = createRun(path, spec, about);
    run.record(started);
    run.close();
    writeFileSync(`${path}-lock`, '');
    const reader = openRun(path, { readOnly: true });
    expect(runState(reader)).toBe('interrupted');
    expect(countTrials(reader.trials())).toEqual({
      planned: 4,
      finished: 0,
      failed: 0,
      underWay: 1,
      left: 4,
    });
    reader.close();
    expect(existsSync(`${path}-lock`)).toBe(true);
    openRun(path).close();
  });

  it('is stopped where the user stopped it, and done once no trial is left', () => {
    const run = createRun(path, spec, about);
    run.record(started);
    run.record({ type: 'done', stopped: true });
    run.close();
    const again = openRun(path);
    const state = () => {
      const reader = openRun(path, { readOnly: true });
      const found = runState(reader);
      reader.close();
      return found;
    };
    again.close();
    expect(state()).toBe('stopped');
    const last = openRun(path);
    for (const { id } of trialsOf(spec)) last.record(ended(id));
    expect(runState(last)).toBe('done');
    last.close();
    expect(state()).toBe('done');
  });

  it('says of a file that a run is yet to be made in it, as long as it is empty', () => {
    expect(isUnmade(path)).toBe(true);
    writeFileSync(path, '');
    expect(isUnmade(path)).toBe(true);
    createRun(path, spec, about).close();
    expect(isUnmade(path)).toBe(false);
    writeFileSync(join(folder, 'notes'), 'notes that are longer than nothing');
    expect(() => isUnmade(join(folder, 'notes'))).toThrow('is not a run file');
  });
});

describe('the past of a run', () => {
  it('is what has ended, what goes on from its last checkpoint, and what was measured up to there', () => {
    const run = createRun(path, spec, about);
    const other = 'temporal-order/a/b/1';
    run.record(started);
    for (const step of [0, 1]) run.record(checkpoint(step));
    run.record({ ...checkpoint(2), snapshot: null });
    run.record({ type: 'started', id: other, parameters: 4 });
    run.record(ended(other, { testLoss: Number.NaN }));
    const { finished, resume, metrics } = pastOf(run);
    expect([...finished.keys()]).toEqual([other]);
    expect(finished.get(other)!.testLoss).toBeNaN();
    expect([...resume.keys()]).toEqual([trial]);
    expect(resume.get(trial)).toEqual(checkpoint(1).snapshot);
    expect(metrics(trial)).toHaveLength(2);
    expect(metrics(trial)[1]).toMatchObject({ spent: 0.001, cost: costAt(1) });
    run.close();
  });

  it('counts trials that failed as ended unless they are to be tried again', () => {
    const run = createRun(path, spec, about);
    run.record(started);
    run.record(checkpoint(0));
    run.record(ended(trial, failing));
    expect([...pastOf(run).finished.keys()]).toEqual([trial]);
    const again = pastOf(run, { retryFailed: true });
    expect([again.finished.size, [...again.resume.keys()]]).toEqual([0, [trial]]);
    run.close();
  });
});

describe('run files in a folder', () => {
  it('are known by their mark or by their usual name', () => {
    createRun(path, spec, about).close();
    const young = createRun(join(folder, 'young.db'), spec, about);
    const stranger = new DatabaseSync(join(folder, 'stranger.sqlite'));
    stranger.exec('CREATE TABLE mine (a)');
    stranger.close();
    writeFileSync(join(folder, 'broken.run.sqlite'), 'no');
    writeFileSync(join(folder, 'notes.txt'), 'notes');
    mkdirSync(join(folder, 'folder.run.sqlite'));
    symlinkSync(path, join(folder, 'link'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling'));
    const names = ['a.run', 'broken.run.sqlite', 'link', 'young.db'];
    expect(findRuns(folder)).toEqual(names.map((name) => join(folder, name)));
    young.close();
  });
});

describe('a full disk', () => {
  afterEach(() => void vi.restoreAllMocks());

  it('loses nothing that was there, and writing goes on once there is room', () => {
    const run = createRun(path, spec, about);
    run.record(started);
    const { exec } = DatabaseSync.prototype;
    // SQLite then answers as it does on a disk without room.
    vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (this: DatabaseSync, sql) {
      if (sql === 'BEGIN IMMEDIATE') exec.call(this, 'PRAGMA max_page_count = 60');
      exec.call(this, sql);
    });
    let step = 0;
    const fill = () => {
      for (; step < 1000; step++) run.record(checkpoint(step, { size: 2000 * step }));
    };
    expect(fill).toThrow(RunError);
    expect(fill).toThrow(/^run file [^\n]* what it held before is kept: the disk is full$/);
    expect(step).toBeGreaterThan(3);
    expect(run.metrics(trial)).toHaveLength(step);
    run.close();
    vi.restoreAllMocks();
    const again = openRun(path);
    expect(again.checkpoint(trial)!.cost).toEqual(costAt(step - 1));
    again.record(started);
    again.record(checkpoint(step));
    expect(again.metrics(trial)).toHaveLength(step + 1);
    again.close();
  });
});
