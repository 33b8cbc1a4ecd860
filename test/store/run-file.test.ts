import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { readSafetensors } from '../../src/formats/safetensors.ts';
import { createRun, openRun } from '../../src/store/run-file.ts';
import { about, checkpoint, costAt, result, spec, started, trial } from '../support/store/example-run.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'genoprop-run-'));
  path = join(folder, 'duel.run.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const stored = (step: number) => {
  const { checkpoint: metrics, snapshot, spent } = checkpoint(step);
  return { metrics: { ...metrics, spent }, snapshot, spent };
};

describe('a run file', () => {
  it('gives back how the run came to be and what was planned', () => {
    createRun(path, spec, about).close();
    const run = openRun(path, { readOnly: true });
    expect(run.spec()).toEqual(spec);
    expect(run.about()).toEqual({ ...about, node: process.version, state: 'running' });
    expect(
      run
        .trials()
        .map(({ id, task, contestant, repetition, state }) => [id, task, contestant, repetition, state]),
    ).toEqual([
      [trial, 'temporal-order', 'msgd', 1, 'planned'],
      ['temporal-order/a/b/1', 'temporal-order', 'a/b', 1, 'planned'],
      ['temporal-order/msgd/2', 'temporal-order', 'msgd', 2, 'planned'],
      ['temporal-order/a/b/2', 'temporal-order', 'a/b', 2, 'planned'],
    ]);
    expect(run.trials()[0]).toMatchObject({ parameters: null, retries: 0, result: null });
    expect([run.champion(trial), run.checkpoint(trial), run.metrics(trial)]).toEqual([null, null, []]);
    run.close();
  });

  it('gives null for what the searches measured and is not known, also where an earlier version wrote NaN', () => {
    const run = createRun(path, spec, about);
    run.record(started);
    const event = checkpoint(0);
    const inside = { known: 1, radius: null, before: Number.NaN, series: [Number.NaN, 2, null] };
    run.record({ ...event, checkpoint: { ...event.checkpoint, inside } });
    run.close();
    const again = openRun(path, { readOnly: true });
    expect(again.metrics(trial)[0]!.inside).toStrictEqual({
      known: 1,
      radius: null,
      before: null,
      series: [null, 2, null],
    });
    again.close();
  });

  it('gives back metrics, the last snapshot and the best net bit for bit', () => {
    const run = createRun(path, spec, about);
    run.record(started);
    run.record(checkpoint(0));
    run.record(checkpoint(1));
    run.record(checkpoint(2, { champion: false }));
    run.record({ type: 'progress', id: trial, cost: costAt(3), spent: 0.1, trainingLoss: 1 });
    run.close();
    const again = openRun(path, { readOnly: true });
    expect(again.metrics(trial)).toStrictEqual([0, 1, 2].map((step) => stored(step).metrics));
    const { snapshot, spent } = stored(2);
    const champion = { parameters: new Float32Array(4).fill(1) };
    expect(again.checkpoint(trial)).toStrictEqual({
      ...{ snapshot, cost: costAt(2), spent, champion },
      validatedAt: costAt(2).macs,
    });
    expect(again.champion(trial)!.parameters).toEqual(champion.parameters);
    expect(again.trials()[0]).toMatchObject({ state: 'running', parameters: 4, result: null });
    again.close();
  });

  it('gives back a finished trial, and no longer what resuming it would take', () => {
    const run = createRun(path, spec, about);
    run.record(started);
    run.record(checkpoint(0));
    run.record({ type: 'finished', id: trial, result: result() });
    run.record({ type: 'done', stopped: false });
    const { champion, ...rest } = result();
    expect(run.trials()[0]).toMatchObject({ state: 'finished', result: rest });
    expect(run.champion(trial)!.parameters).toEqual(champion!.parameters);
    expect(run.checkpoint(trial)).toBeNull();
    expect(run.metrics(trial)).toHaveLength(1);
    expect(run.about().state).toBe('done');
    run.close();
  });

  it('tells of a champion what it is, also inside its safetensors bytes, and nothing of when or where it was found', () => {
    const run = createRun(path, spec, about);
    run.record(started);
    run.record(checkpoint(3));
    const { bytes, metadata } = run.champion(trial)!;
    expect(metadata).toEqual({
      trial,
      task: spec.tasks[0],
      contestant: spec.contestants[0],
      seed: 7,
      repetition: 1,
      device: 'wasm',
      cost: { macs: 4e6, updates: 3, evaluations: 0, sequences: 60 },
      validation: { loss: 0.5, error: 0.75 },
      test: null,
    });
    const file = readSafetensors(bytes, { name: 'champion' });
    expect(JSON.parse(file.metadata.genoprop!)).toEqual(metadata);
    expect(file.tensors.parameters!.data).toEqual(new Float32Array(4).fill(3));
    run.close();
  });

  it('stores an unsolved, untested result without a champion', () => {
    const run = createRun(path, spec, about);
    const unsolved = {
      solved: false,
      testError: null,
      testLoss: null,
      costToSolve: null,
      champion: null,
    };
    run.record(started);
    run.record({
      type: 'finished',
      id: trial,
      result: result({ ...unsolved, stop: { reason: 'failed', detail: 'why' } }),
    });
    expect(run.trials()[0]!.result).toMatchObject({
      solved: false,
      testError: null,
      testLoss: null,
      costToSolve: null,
    });
    expect(run.champion(trial)).toBeNull();
    run.close();
  });

  it('is readable by any SQLite tool', () => {
    const run = createRun(path, spec, about);
    run.record(started);
    for (const step of [0, 1, 2]) run.record(checkpoint(step));
    run.close();
    const database = new DatabaseSync(path, { readOnly: true });
    expect(
      database
        .prepare('SELECT trial, updates, training_loss AS loss FROM metrics')
        .all()
        .map((row) => ({ ...row })),
    ).toEqual([
      { trial, updates: 0, loss: null },
      { trial, updates: 1, loss: 1 },
      { trial, updates: 2, loss: 0.5 },
    ]);
    database.close();
  });

  it('is one file once closed, and is closed twice without harm', () => {
    const run = createRun(path, spec, about);
    run.record(started);
    run.close();
    run.close();
    expect(readdirSync(folder)).toEqual(['duel.run.sqlite']);
  });
});

describe('a trial that tells its story again', () => {
  it('ends with the same rows when resumed from its last snapshot', () => {
    const run = createRun(path, spec, about);
    run.record(started);
    for (const step of [0, 1, 2]) run.record(checkpoint(step));
    // Two further validations whose snapshots were not kept.
    for (const step of [3, 4]) run.record({ ...checkpoint(step), snapshot: null });
    run.close();
    const resumed = openRun(path);
    expect(resumed.metrics(trial)).toHaveLength(5);
    expect(resumed.champion(trial)!.parameters[0]).toBe(4);
    expect(resumed.checkpoint(trial)!.champion!.parameters[0]).toBe(2);
    resumed.record(started);
    expect(resumed.metrics(trial)).toHaveLength(3);
    expect(resumed.champion(trial)!.parameters[0]).toBe(2);
    for (const step of [3, 4, 5]) resumed.record(checkpoint(step));
    expect(resumed.metrics(trial).map((one) => one.cost.updates)).toEqual([0, 1, 2, 3, 4, 5]);
    resumed.close();
  });

  it('replaces what it told before when redone from the beginning', () => {
    const run = createRun(path, spec, about);
    run.record(started);
    for (const step of [0, 1, 2]) run.record(checkpoint(step));
    run.record({ type: 'retried', id: trial, reason: 'its thread died' });
    expect(run.trials()[0]).toMatchObject({ state: 'planned', retries: 1 });
    run.record(started);
    run.record(checkpoint(0));
    expect(run.metrics(trial)).toHaveLength(1);
    expect(run.checkpoint(trial)).toMatchObject({ cost: costAt(0) });
    expect(run.champion(trial)!.parameters[0]).toBe(0);
    run.close();
  });

  it('goes on after the user stopped it', () => {
    const run = createRun(path, spec, about);
    run.record(started);
    for (const step of [0, 1]) run.record(checkpoint(step));
    const stop = { reason: 'stopped', detail: 'the run was stopped' } as const;
    const champion = { parameters: new Float32Array(4).fill(1) };
    run.record({
      type: 'finished',
      id: trial,
      result: result({ stop, solved: false, testError: null, testLoss: null, cost: costAt(5), champion }),
    });
    run.record({ type: 'done', stopped: true });
    expect(run.about().state).toBe('stopped');
    expect(run.trials()[0]).toMatchObject({ state: 'stopped', result: { stop } });
    expect(run.checkpoint(trial)).toMatchObject({ cost: costAt(1), champion });
    run.record(started);
    expect(run.trials()[0]).toMatchObject({ state: 'running', result: null });
    expect(run.about().state).toBe('running');
    expect(run.champion(trial)!.metadata).toMatchObject({ cost: { macs: costAt(1).macs }, test: null });
    run.close();
  });
});

describe('a run file that cannot be', () => {
  const refused = (make: () => unknown, message: string | RegExp) => {
    expect(make).toThrow(UserError);
    expect(make).toThrow(message);
    expect(make).toThrow(/^run file [^\n]+$/);
  };
  const create = (at: string) => () => createRun(at, spec, about);

  it('is refused where a folder has the name, or the folder is missing or a file', () => {
    refused(create(folder), 'is a folder');
    refused(create(join(folder, 'none', 'x.run')), `its folder ${join(folder, 'none')} does not exist`);
    writeFileSync(path, '');
    refused(create(join(path, 'x.run')), `${path} is not a folder`);
    refused(create(''), 'is not a file name');
    refused(create('a\0b'), 'is not a file name');
    refused(create('/dev/null'), 'is not a regular file');
  });

  it.skipIf(process.platform !== 'linux')(
    'is refused where nothing can be written (/proc, Linux only)',
    () => {
      refused(create('/proc/x.run'), 'cannot be written');
    },
  );

  it('is refused where a run is already, and leaves that as it was', () => {
    const run = createRun(path, spec, about);
    run.record(started);
    run.close();
    const before = readFileSync(path);
    refused(create(path), `already holds the run of ${about.created}; name a new file`);
    expect(readFileSync(path)).toEqual(before);
    expect(readdirSync(folder)).toEqual(['duel.run.sqlite']);
  });

  it('is refused where something else is already, and leaves that as it was', () => {
    writeFileSync(path, 'my notes, which are longer than nothing');
    refused(create(path), 'is not a run file (no SQLite database)');
    refused(() => openRun(path), 'is not a run file (no SQLite database)');
    refused(() => openRun(path, { readOnly: true }), 'is not a run file (no SQLite database)');
    expect(readFileSync(path, 'utf8')).toBe('my notes, which are longer than nothing');
    rmSync(path);
    const other = new DatabaseSync(path);
    other.exec('CREATE TABLE mine (a)');
    other.close();
    const before = readFileSync(path);
    refused(create(path), 'is not a run file, but another database');
    refused(() => openRun(path), 'is not a run file, but another database');
    expect(readFileSync(path)).toEqual(before);
    expect(readdirSync(folder)).toEqual(['duel.run.sqlite']);
  });

  it('is refused where another version wrote it', () => {
    createRun(path, spec, about).close();
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 9');
    database.close();
    refused(() => openRun(path), 'has format 9, of a newer genoprop; this one reads and writes format 2');
    refused(create(path), 'has format 9');
  });

  it('is refused where there is none to open, or it is empty or cut short', () => {
    refused(() => openRun(path), 'does not exist');
    writeFileSync(path, '');
    refused(() => openRun(path), 'is empty: nothing was written before its making ended');
    refused(() => openRun(path, { readOnly: true }), 'is empty: nothing was written before its making ended');
    rmSync(path);
    createRun(path, spec, about).close();
    truncateSync(path, 5000);
    refused(() => openRun(path), /damaged|not a run file/);
  });

  it('is read after its writer was killed in a transaction with a rollback journal', () => {
    createRun(path, spec, about).close();
    const writer = new DatabaseSync(path);
    // So small a cache makes it write pages, and what they held before to the journal, before it commits.
    writer.exec(`PRAGMA journal_mode = DELETE; PRAGMA cache_size = 1; BEGIN IMMEDIATE;
      CREATE TABLE half AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
      SELECT i, hex(randomblob(100)) FROM n`);
    const killed = join(folder, 'killed.run.sqlite');
    for (const end of ['', '-journal']) copyFileSync(path + end, killed + end);
    writer.exec('ROLLBACK');
    writer.close();
    const reader = openRun(killed, { readOnly: true });
    expect(reader.trials()).toHaveLength(4);
    reader.close();
    const after = new DatabaseSync(killed, { readOnly: true });
    expect(after.prepare("SELECT count(*) AS tables FROM sqlite_schema WHERE name = 'half'").get()).toEqual({
      tables: 0,
    });
    after.close();
  });

  it('may be made in an empty file', () => {
    writeFileSync(path, '');
    const run = createRun(path, spec, about);
    expect(run.trials()).toHaveLength(4);
    run.close();
  });

  it('names a champion that was spoilt from outside', () => {
    const run = createRun(path, spec, about);
    run.record(started);
    run.record(checkpoint(0));
    run.close();
    const database = new DatabaseSync(path);
    database.exec("UPDATE champions SET tensors = x'00'");
    database.close();
    const reader = openRun(path, { readOnly: true });
    expect(() => reader.champion(trial)).toThrow(
      /champion of temporal-order\/msgd\/1: not a valid safetensors file/,
    );
    reader.close();
  });

  it('refuses events of a trial that was not planned', () => {
    const run = createRun(path, spec, about);
    expect(() => run.record({ type: 'started', id: 'other/x/1', parameters: 1 })).toThrow(
      'trial other/x/1 is not in this run',
    );
    run.record(started);
    run.close();
  });
});

describe('two writers', () => {
  it('are one too many, under whatever name', () => {
    const run = createRun(path, spec, about);
    const message = 'another process is writing it; it can be read meanwhile';
    expect(() => openRun(path)).toThrow(message);
    mkdirSync(join(folder, 'inner'));
    const link = join(folder, 'inner', 'link.run');
    symlinkSync(path, link);
    expect(() => openRun(link)).toThrow(message);
    expect(() => createRun(path, spec, about)).toThrow(UserError);
    // The refused attempts must not have freed the lock.
    expect(() => openRun(path)).toThrow(message);
    run.record(started);
    run.close();
    openRun(path).close();
  });
});
