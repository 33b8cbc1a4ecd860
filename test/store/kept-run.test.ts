import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { extendRun } from '../../src/store/extend-run.ts';
import { type KeepOptions, type KeptRun, keepRun } from '../../src/store/kept-run.ts';
import { createRun, isBeingWritten, openRun } from '../../src/store/run-file.ts';
import { WaitingEvents } from '../../src/store/waiting-events.ts';
import type { TournamentEvent } from '../../src/tournament/spec/tournament.ts';
import { about, checkpoint, result, spec, started, trial } from '../support/store/example-run.ts';
import { type RunContent, runContent } from '../support/store/run-content.ts';

let folder: string;
let path: string;
let expected: RunContent;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'genoprop-kept-')));
  path = join(folder, 'runs', 'duel.run.sqlite');
  mkdirSync(join(folder, 'runs'));
  const undisturbed = createRun(join(folder, 'undisturbed'), spec, about);
  for (const event of events) undisturbed.record(event);
  undisturbed.close();
  expected = runContent(join(folder, 'undisturbed'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const events: TournamentEvent[] = [
  started,
  ...Array.from({ length: 9 }, (_, step) => checkpoint(step, { champion: step % 3 === 0, size: 20_000 })),
  { type: 'finished', id: trial, result: result() },
  { type: 'done', stopped: false },
];

interface Kept {
  readonly kept: KeptRun;
  readonly notes: string[];
  /** Lets time pass, and the file be looked after. */
  pass(seconds: number): void;
}

/** A run that is kept, by a clock that only this test moves. */
function keep(options: Partial<KeepOptions> = {}): Kept {
  const notes: string[] = [];
  let time = 100;
  const kept = keepRun(createRun(path, spec, about), path, {
    spec,
    now: () => time,
    note: (text) => notes.push(text),
    ...options,
  });
  const pass = (seconds: number): void => {
    time += seconds;
    kept.tend();
  };
  return { kept, notes, pass };
}

const record = ({ kept }: Kept, from: number, to?: number): void => {
  for (const event of events.slice(from, to)) kept.record(event);
};

/** Another program's write lock. */
function lockedBy(file: string): DatabaseSync {
  const other = new DatabaseSync(file);
  other.exec('BEGIN IMMEDIATE');
  return other;
}

/** Writes what is in the journal into the file, as happens now and then. */
function foldIn(): void {
  const other = new DatabaseSync(path);
  other.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  other.close();
}

const rescued = (): string => join(folder, 'runs', 'duel.rescued.run.sqlite');

describe('a run file that is taken away while it is written', () => {
  const runs = (): string => join(folder, 'runs');
  const other = (): string => join(folder, 'other');
  const disturbances: Readonly<Record<string, readonly [what: string, disturb: () => void]>> = {
    deleted: ['was deleted or moved', () => rmSync(path)],
    'deleted with all that lies beside': [
      'was deleted or moved',
      () => {
        for (const file of readdirSync(runs())) rmSync(join(runs(), file));
      },
    ],
    renamed: ['was deleted or moved', () => renameSync(path, join(runs(), 'renamed'))],
    'replaced by text': [
      'was replaced by another file',
      () => {
        writeFileSync(other(), 'notes');
        renameSync(other(), path);
      },
    ],
    'replaced by another run': [
      'was replaced by another file',
      () => {
        createRun(other(), { ...spec, seed: 8 }, { ...about, created: '2026-11-24T00:00:00.000Z' }).close();
        renameSync(other(), path);
      },
    ],
    'cut to nothing': ['was overwritten or cut short', () => truncateSync(path, 0)],
    'cut in the middle': [
      'was overwritten or cut short',
      () => {
        foldIn();
        truncateSync(path, 9000);
      },
    ],
    'copied over by another run': [
      'was overwritten or cut short',
      () => {
        createRun(other(), { ...spec, seeds: 40 }, { ...about, created: '2026-11-24T00:00:00.000Z' }).close();
        foldIn();
        copyFileSync(other(), path);
      },
    ],
  };

  it.each(Object.keys(disturbances))(
    'is written whole to another file beside, into which the run goes on: %s',
    (name) => {
      const [what, disturb] = disturbances[name]!;
      const run = keep();
      record(run, 0, 5);
      disturb();
      run.pass(1);
      const loss = `run file ${path}: ${what} while it was written; all that it held is in ${rescued()}`;
      expect(run.notes).toEqual([`${loss}, where the run goes on`]);
      record(run, 5);
      run.kept.close();
      expect([run.kept.loss, run.kept.path]).toEqual([loss, rescued()]);
      expect(runContent(rescued())).toEqual(expected);
      expect(readdirSync(runs()).filter((file) => file.startsWith('duel.rescued'))).toEqual([
        'duel.rescued.run.sqlite',
      ]);
    },
  );

  it('is noticed at the next event too, before anything is written', () => {
    const run = keep();
    record(run, 0, 5);
    rmSync(path);
    record(run, 5);
    run.kept.close();
    expect(run.notes).toHaveLength(1);
    expect(runContent(rescued())).toEqual(expected);
  });

  it('is noticed when the run is closed, for what comes after nobody could', () => {
    const run = keep();
    record(run, 0);
    rmSync(path);
    run.kept.close();
    expect(run.kept.loss).toContain('was deleted or moved while it was written');
    expect(runContent(rescued())).toEqual(expected);
  });

  it('leaves what is in its place as it is', () => {
    const run = keep();
    record(run, 0, 5);
    writeFileSync(join(folder, 'other'), 'notes');
    renameSync(join(folder, 'other'), path);
    writeFileSync(`${path}-wal`, 'also notes');
    record(run, 5);
    run.kept.close();
    expect(Buffer.from('notes').equals(readFileSync(path))).toBe(true);
    expect(readFileSync(`${path}-wal`).toString()).toBe('also notes');
  });

  it('is written to the working folder where its own is gone, and next to former rescues', () => {
    const before = process.cwd();
    mkdirSync(join(folder, 'here'));
    process.chdir(join(folder, 'here'));
    try {
      writeFileSync('duel.rescued.run.sqlite', 'of an earlier night');
      const run = keep();
      record(run, 0, 5);
      renameSync(join(folder, 'runs'), join(folder, 'moved'));
      run.pass(1);
      record(run, 5);
      run.kept.close();
      expect(run.kept.path).toBe(join(folder, 'here', 'duel.rescued-2.run.sqlite'));
      expect(runContent(run.kept.path)).toEqual(expected);
    } finally {
      process.chdir(before);
    }
  });

  it('is rescued again where the rescue is taken away as well', () => {
    const run = keep();
    record(run, 0, 5);
    rmSync(path);
    run.pass(1);
    rmSync(rescued());
    record(run, 5);
    run.kept.close();
    expect(runContent(run.kept.path)).toEqual(expected);
  });

  it.each(['-wal', '-shm'])('goes on in its place where only its %s is deleted', (end) => {
    const run = keep();
    record(run, 0, 5);
    rmSync(path + end);
    record(run, 5, 7);
    run.pass(2);
    record(run, 7);
    run.kept.close();
    expect(run.notes).toEqual([
      `a file beside ${path} (-wal or -shm) was deleted; it is made again, and nothing is lost`,
    ]);
    expect([run.kept.loss, readdirSync(join(folder, 'runs'))]).toEqual([null, ['duel.run.sqlite']]);
    expect(runContent(path)).toEqual(expected);
  });

  it('is not taken for lost where trials were added to it, and its journal was folded in', () => {
    createRun(path, { ...spec, seeds: 1 }, about).close();
    const extended = openRun(path);
    extendRun(extended, spec, about);
    const notes: string[] = [];
    const kept = keepRun(extended, path, { spec, now: () => 100, note: (text) => notes.push(text) });
    for (const event of events.slice(0, 5)) kept.record(event);
    foldIn();
    kept.tend();
    for (const event of events.slice(5)) kept.record(event);
    kept.close();
    expect([kept.loss, notes]).toEqual([null, []]);
    expect(runContent(path)).toEqual(expected);
  });

  it('is not taken for lost where another program reads it, or folds its journal in', () => {
    const run = keep();
    record(run, 0, 5);
    const reader = new DatabaseSync(path);
    reader.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    run.pass(1);
    reader.exec('CREATE TABLE mine (a)');
    reader.close();
    run.pass(1);
    record(run, 5);
    run.kept.close();
    expect([run.kept.loss, run.notes]).toEqual([null, []]);
    expect(runContent(path)).toEqual(expected);
  });
});

describe('a run file that another program has locked', () => {
  it('is not tried again at every event, each of which would block the process', () => {
    const { kept, pass } = keep();
    const other = lockedBy(path);
    kept.record(events[0]!);
    other.exec('ROLLBACK');
    other.close();
    for (const event of events.slice(1, 4)) kept.record(event);
    expect(kept.waiting).toBe(4);
    pass(1);
    expect(kept.waiting).toBe(0);
    for (const event of events.slice(4)) kept.record(event);
    kept.close();
    expect(runContent(path)).toEqual(expected);
  });

  it('gets what was found meanwhile, in order, once it is free; a person is told once each', () => {
    const run = keep();
    record(run, 0, 3);
    const other = lockedBy(path);
    record(run, 3, 6);
    expect(run.notes).toEqual([]);
    run.pass(6);
    run.pass(600);
    record(run, 6);
    run.pass(600);
    expect(run.kept.waiting).toBe(events.length - 3);
    expect(run.notes).toHaveLength(1);
    expect(run.notes[0]).toMatch(
      /^another program has locked .*duel\.run\.sqlite; computing goes on, and what is found waits in memory \(\d.* of at most \d.*B\)$/,
    );
    other.exec('ROLLBACK');
    other.close();
    run.pass(1);
    expect(run.kept.waiting).toBe(0);
    expect(run.notes[1]).toBe(`${path} is free again after 20 min 07 s; all that waited is written`);
    run.kept.close();
    expect(run.kept.loss).toBeNull();
    expect(runContent(path)).toEqual(expected);
  });

  it('for a moment is not worth a word', () => {
    const run = keep();
    record(run, 0, 3);
    const other = lockedBy(path);
    record(run, 3, 6);
    other.close();
    record(run, 6);
    run.kept.close();
    expect([run.notes, run.kept.loss]).toEqual([[], null]);
    expect(runContent(path)).toEqual(expected);
  });

  it('to the end and beyond is waited for, then left behind with a whole copy beside', async () => {
    const run = keep({ patience: 0.5, now: () => performance.now() / 1000 });
    record(run, 0, 3);
    const other = lockedBy(path);
    record(run, 3);
    await run.kept.settle();
    run.kept.close();
    other.close();
    expect(run.kept.loss).toBe(
      `run file ${path}: was still locked by another program at the end; all that it held is in ${rescued()}`,
    );
    expect(runContent(rescued())).toEqual(expected);
    // The former file is a sound run as well, as far as it went.
    const former = openRun(path);
    expect(former.trials()[0]).toMatchObject({ state: 'running' });
    former.close();
  });

  it('is waited for no longer once a Ctrl-C has come, and closed at once where there is a second', () => {
    const run = keep();
    record(run, 0, 3);
    const other = lockedBy(path);
    record(run, 3);
    run.kept.close();
    other.close();
    expect(run.kept.path).toBe(rescued());
    expect(runContent(rescued())).toEqual(expected);
    expect(isBeingWritten(path)).toBe(false);
  });

  it('until what waits would take too much memory is left behind with a whole copy, and the run goes on', () => {
    const run = keep({ memory: 200_000 });
    record(run, 0, 3);
    const other = lockedBy(path);
    const many = Array.from({ length: 300 }, (_, step) => checkpoint(step + 2, { size: 20_000 }));
    for (const event of many) run.kept.record(event);
    expect(run.kept.loss).toContain(
      'was locked by another program until the 200 kB for waiting events were full; all that it held is in',
    );
    expect(run.kept.waiting).toBe(0);
    run.kept.close();
    other.close();
    const reader = openRun(rescued(), { readOnly: true });
    expect(reader.metrics(trial)).toHaveLength(302);
    expect(reader.checkpoint(trial)!.snapshot.values.step).toBe(301);
    reader.close();
  });
});

describe('events that wait', () => {
  it('keep of each trial the last snapshot and champion, and take so little memory', () => {
    const waiting = new WaitingEvents();
    for (let step = 0; step < 50; step++)
      waiting.add(checkpoint(step, { size: 100_000, champion: step % 7 === 0 }));
    const kept = [...waiting].filter((event) => event.type === 'checkpoint');
    expect(kept).toHaveLength(50);
    expect(kept.flatMap(({ snapshot }, step) => (snapshot === null ? [] : [step]))).toEqual([49]);
    expect(kept.flatMap(({ champion }, step) => (champion === null ? [] : [step]))).toEqual([49]);
    expect(waiting.bytes).toBeLessThan(500_000);
    while (waiting.count > 0) waiting.removeFirst();
    expect(waiting.bytes).toBe(0);
  });
});
