import { existsSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runTournament } from '../../src/index.ts';
import { finish, pause, type Running, start } from '../support/cli/process.ts';
import { type RunContent, runContent } from '../support/store/run-content.ts';

const script = `
tasks: [{ task: parity, options: { length: 3 } }, xor]
contestants:
  - { contestant: genitor, settings: { hidden: 3 }, name: bred }
  - { contestant: msgd-cr, settings: { hidden: 4 }, name: trained }
seeds: 2
budget: 1e7mac
floor: false
`;

let folder: string;
let expected: RunContent;
const at = (name: string): string => join(folder, name);
const play = ['tournament', 'tiny.tournament.yaml', '--workers', '2', '--run'];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'genoprop-disturbed-'));
  writeFileSync(at('tiny.tournament.yaml'), script);
  expect(await finish([...play, 'whole.run'], { cwd: folder })).toMatchObject({ code: 0, err: '' });
  expected = runContent(at('whole.run'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a run file that is taken away while a tournament writes it', () => {
  const disturbances: Readonly<Record<string, (path: string) => void>> = {
    'was deleted or moved': (path) => rmSync(path),
    'was replaced by another file': (path) => {
      writeFileSync(`${path}-new`, 'notes');
      renameSync(`${path}-new`, path);
    },
    'was overwritten or cut short': (path) => {
      const other = new DatabaseSync(path);
      other.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      other.close();
      truncateSync(path, 0);
    },
  };

  it.each(Object.keys(disturbances))(
    'is told of, the run goes on into a copy that holds all, and the exit code is 1: it %s',
    { timeout: 120_000 },
    async (what) => {
      const run = `${what.replaceAll(' ', '-')}.run`;
      const kept = run.replace(/\.run$/, '.rescued.run.sqlite');
      const running = start([...play, run], { cwd: folder });
      await running.until('started');
      disturbances[what]!(at(run));
      const { code, out, err } = await running.ended;
      expect([code, err]).toEqual([
        1,
        `genoprop: run file ${run}: ${what} while it was written; all that it held is in ${kept}\n`,
      ]);
      expect(out).toContain(`all that it held is in ${kept}, where the run goes on\n`);
      expect(out).toContain(`\nrun     ${kept}\nreport  npx genoprop report ${kept} --open\n`);
      expect(runContent(at(kept))).toEqual(expected);
    },
  );

  it('is told of by the library, with the file that holds the run', { timeout: 120_000 }, async () => {
    const run = at('library.run');
    const played = async (): Promise<void> => {
      for await (const event of runTournament(at('tiny.tournament.yaml'), { run, workers: 2 }))
        if (event.type === 'started') rmSync(run, { force: true });
    };
    await expect(played()).rejects.toThrow(
      `run file ${run}: was deleted or moved while it was written; all that it held is in ${at('library.rescued.run.sqlite')}`,
    );
    expect(runContent(at('library.rescued.run.sqlite'))).toEqual(expected);
  });
});

describe('a run file that another program locks while a tournament writes it', () => {
  /** Locks it, waiting so many milliseconds for a tournament that is writing just now. */
  const lock = (run: string, timeout = 5000): DatabaseSync => {
    const other = new DatabaseSync(at(run), { timeout });
    try {
      other.exec('BEGIN IMMEDIATE');
    } catch (error) {
      other.close();
      throw error;
    }
    return other;
  };
  /** Locks a run and interrupts who plays it while that process stands still, however busy the machine is. */
  const lockAndInterrupt = async ({ child }: Running, run: string): Promise<DatabaseSync> => {
    for (;;) {
      child.kill('SIGSTOP');
      try {
        const other = lock(run, 0);
        child.kill('SIGINT');
        return other;
      } catch (error) {
        // It was stopped while it wrote.
        if (!String(error).includes('locked')) throw error;
      } finally {
        child.kill('SIGCONT');
      }
      await pause(5);
    }
  };

  it('for longer than five seconds loses nothing, and the run ends as ever', {
    timeout: 120_000,
  }, async () => {
    const running = start([...play, 'locked.run'], { cwd: folder });
    await running.until('started');
    const other = lock('locked.run');
    expect(await running.until('another program has locked locked.run; computing goes on')).toBe(true);
    await pause(2000);
    other.exec('ROLLBACK');
    other.close();
    const { code, out, err } = await running.ended;
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/locked\.run is free again after \d+\.?\d* s; all that waited is written/);
    expect(runContent(at('locked.run'))).toEqual(expected);
    expect(existsSync(at('locked.rescued.run.sqlite'))).toBe(false);
  });

  it('and does not free again is left behind at a Ctrl-C, with a whole run beside that can be resumed', {
    timeout: 120_000,
  }, async () => {
    const running = start([...play, 'kept.run'], { cwd: folder });
    await running.until('started');
    const other = await lockAndInterrupt(running, 'kept.run');
    const { code, out, err } = await running.ended;
    other.close();
    expect([code, err]).toEqual([
      130,
      'genoprop: run file kept.run: was still locked by another program at the end; all that it held is in kept.rescued.run.sqlite\n',
    ]);
    expect(out).toContain('\nresume  npx genoprop resume kept.rescued.run.sqlite\n');
    expect(await finish(['resume', 'kept.rescued.run.sqlite'], { cwd: folder })).toMatchObject({
      code: 0,
      err: '',
    });
    expect(runContent(at('kept.rescued.run.sqlite'))).toEqual(expected);
  });

  it('loses nothing at a second Ctrl-C, which ends at once', { timeout: 120_000 }, async () => {
    const running = start([...play, 'twice.run'], { cwd: folder });
    await running.until('started');
    const other = lock('twice.run');
    await pause(500);
    running.child.kill('SIGINT');
    await running.until('stopping');
    await pause(300);
    running.child.kill('SIGINT');
    const { code } = await running.ended;
    other.close();
    expect(code).toBe(130);
    expect(await finish(['resume', 'twice.rescued.run.sqlite'], { cwd: folder })).toMatchObject({
      code: 0,
      err: '',
    });
    expect(runContent(at('twice.rescued.run.sqlite'))).toEqual(expected);
  });
});
