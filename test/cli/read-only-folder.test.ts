import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRun, openRun } from '../../src/store/run-file.ts';
import { finish } from '../support/cli/process.ts';
import { aboutTest, ended, id, makeRun, single, started, validated } from '../support/cli/runs.ts';

const trials = ['small', 'random'].flatMap((name) => [1, 2].map((seed) => id(name, seed)));
const whole = trials.flatMap((trial) => [started(trial), validated(trial, 1e9), ended(trial)]);

let folder: string;
let scratch: string;
const at = (...names: string[]): string => join(folder, ...names);
/** The folder that is going to be read-only. */
const shut = (...names: string[]): string => at('shut', ...names);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'genoprop-read-only-'));
  scratch = at('scratch');
  mkdirSync(scratch);
  mkdirSync(shut());
  makeRun(shut('done.run'), [...whole, { type: 'done', stopped: false }], { planned: single });
  // A killed writer leaves its last events in the journal.
  const writer = createRun(at('killed.run'), single, aboutTest('2026-11-23T04:05:06.789Z'));
  for (const event of whole.slice(0, 6)) writer.record(event);
  for (const end of ['', '-wal', '-shm']) copyFileSync(at('killed.run') + end, shut('killed.run') + end);
  for (const end of ['', '-wal']) copyFileSync(at('killed.run') + end, shut('unshared.run') + end);
  writer.close();
  // As after a copy of the file alone: it says that it has a journal, and there is none.
  const checkpointed = new DatabaseSync(at('killed.run'));
  checkpointed.exec('PRAGMA journal_mode = WAL');
  copyFileSync(at('killed.run'), shut('alone.run'));
  checkpointed.close();
  // A transaction that was under way, with a rollback journal: so small a cache has pages written before it ends.
  const half = new DatabaseSync(at('killed.run'));
  half.exec(`PRAGMA journal_mode = DELETE; PRAGMA cache_size = 1; BEGIN IMMEDIATE; CREATE TABLE half AS
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) SELECT i, hex(randomblob(100)) FROM n`);
  for (const end of ['', '-journal']) copyFileSync(at('killed.run') + end, shut('rolled.run') + end);
  half.exec('ROLLBACK');
  half.close();
  for (const file of readdirSync(shut())) chmodSync(shut(file), 0o444);
  chmodSync(folder, 0o755);
  chmodSync(scratch, 0o777);
  chmodSync(shut(), 0o555);
});
afterAll(() => {
  chmodSync(shut(), 0o755);
  rmSync(folder, { recursive: true, force: true });
});

const unprivileged = fileURLToPath(new URL('../support/cli/unprivileged.ts', import.meta.url));
const asNobody = (command: string, path: string) =>
  finish([command, path], {
    cwd: folder,
    command: ['env', `TMPDIR=${scratch}`, process.execPath, '--no-warnings', unprivileged],
  });

const states: Readonly<Record<string, string>> = {
  'done.run': 'done: all 4 trials have ended',
  'killed.run': 'interrupted: 2 of 4 trials have ended',
  'unshared.run': 'interrupted: 2 of 4 trials have ended',
  'alone.run': 'interrupted: 2 of 4 trials have ended',
  'rolled.run': 'interrupted: 2 of 4 trials have ended',
};

describe.skipIf(process.platform === 'win32')(
  'a run file in a folder that one cannot write to (not on Windows)',
  () => {
    it.each(Object.keys(states))(
      'is read with all that was recorded, whether or not a journal lies beside: %s',
      async (name) => {
        const before = readdirSync(shut());
        const { code, out, err } = await asNobody('show', shut(name));
        expect([code, err]).toEqual([0, '']);
        expect(out).toContain(states[name]);
        expect(out).toMatch(/\nsmall .* 2 of 2 /);
        expect(readdirSync(shut())).toEqual(before);
        // What was copied to be read is gone.
        expect(readdirSync(scratch)).toEqual([]);
      },
    );

    it('is resumed to nothing where it is done, and refused in a line where it is not', async () => {
      expect(await asNobody('resume', shut('done.run'))).toMatchObject({ code: 0, err: '' });
      const { code, err } = await asNobody('resume', shut('alone.run'));
      const path = shut('alone.run');
      expect([code, err]).toEqual([
        2,
        `genoprop: run file ${path}: cannot be written: in ${shut()}, permission is denied\n`,
      ]);
    });

    it('is read while somebody else writes it', async () => {
      mkdirSync(at('live'));
      const writer = createRun(at('live', 'live.run'), single, aboutTest('2026-11-23T04:05:06.789Z'));
      try {
        for (const event of whole.slice(0, 6)) writer.record(event);
        chmodSync(at('live'), 0o555);
        const { code, out, err } = await asNobody('show', at('live', 'live.run'));
        expect([code, err]).toEqual([0, '']);
        expect(out).toContain('running: 2 of 4 trials have ended');
      } finally {
        chmodSync(at('live'), 0o755);
        writer.close();
      }
    });

    it('that is damaged is refused in one line with its name', async () => {
      mkdirSync(at('crooked'));
      writeFileSync(at('crooked', 'a.run'), readFileSync(shut('alone.run')).subarray(0, 8192));
      chmodSync(at('crooked'), 0o555);
      const { code, out, err } = await asNobody('show', at('crooked', 'a.run'));
      chmodSync(at('crooked'), 0o755);
      expect([code, out]).toEqual([2, '']);
      expect(err).toMatch(/^genoprop: run file \S+a\.run: [^\n]+\n$/);
      expect(readdirSync(scratch)).toEqual([]);
    });

    const mounted = join(tmpdir(), `genoprop-read-only-disk-${process.pid}`);
    mkdirSync(mounted, { recursive: true });
    const canMount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', mounted]).status === 0;
    if (canMount) spawnSync('umount', [mounted]);
    else rmSync(mounted, { recursive: true });

    it.skipIf(!canMount)('is read from a disk that is read-only (needs the right to mount)', () => {
      spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', mounted]);
      try {
        cpSync(shut(), join(mounted, 'runs'), { recursive: true });
        spawnSync('mount', ['-o', 'remount,ro', mounted]);
        for (const name of Object.keys(states)) {
          const run = openRun(join(mounted, 'runs', name), { readOnly: true });
          expect([name, run.trials().filter(({ state }) => state === 'finished').length]).toEqual([
            name,
            name === 'done.run' ? 4 : 2,
          ]);
          run.close();
        }
      } finally {
        spawnSync('umount', [mounted]);
        rmSync(mounted, { recursive: true });
      }
    });
  },
);
