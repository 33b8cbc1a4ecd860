import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/program.ts';
import type { TournamentEvent } from '../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../src/tournament/spec/trials-of.ts';
import { recordingTerminal } from '../support/cli/recording.ts';
import { ended, id, inOwnFolder, makeRun, single, spec, started, validated } from '../support/cli/runs.ts';

inOwnFolder();

const all = trialsOf(spec).map((trial) => trial.id);
const some: TournamentEvent[] = [
  started(id('small', 1)),
  validated(id('small', 1), 1e9),
  ended(id('small', 1)),
  started(id('random', 1)),
];

describe('the runs that are listed', () => {
  async function listed(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const terminal = recordingTerminal({ columns: 80 });
    const code = await runCommandLine(['list', ...args], terminal);
    return { code, ...terminal.written };
  }

  it('are those of the folder, newest first, with state and winner, and broken files in a line each', async () => {
    makeRun(
      'old.run.sqlite',
      all.map((trial) => ended(trial)),
      { created: '2026-01-01T00:00:00.000Z' },
    );
    makeRun('new.run', some, { created: '2026-02-01T00:00:00.000Z', planned: single });
    writeFileSync('broken.run.sqlite', 'no');
    writeFileSync('empty.run.sqlite', '');
    writeFileSync('notes.txt', 'notes');
    const { code, out, err } = await listed('.');
    expect([code, err]).toEqual([0, '']);
    const lines = out.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^made \(UTC\) +trials +state +winner +tasks/);
    expect(lines[1]).toMatch(/^2026-02-01 00:00 +1\/4 +interrupted +- +xor +small, random$/);
    expect(lines[2]).toBe('    new.run');
    expect(lines[3]).toMatch(/^2026-01-01 00:00 +8\/8 +done +- +2 tasks +small, random$/);
    expect(lines[4]).toBe('    old.run.sqlite');
    expect(lines[5]).toBe('run file broken.run.sqlite: is not a run file (no SQLite database)');
    expect(lines[6]).toMatch(/^run file empty\.run\.sqlite: is empty/);
    expect(lines).toHaveLength(7);
    for (const line of lines.slice(0, 5)) expect(line.length).toBeLessThan(80);
  });

  it('are data as JSON', async () => {
    makeRun('old.run.sqlite', some);
    writeFileSync('broken.run.sqlite', 'no');
    const data = JSON.parse((await listed('.', '--json')).out);
    expect(data).toMatchObject({
      format: 'genoprop.list/1',
      runs: [
        { run: 'old.run.sqlite', state: 'interrupted', trialsPlanned: 8, trialsFinished: 1, winner: null },
      ],
      unreadable: [{ path: 'broken.run.sqlite' }],
    });
  });

  it('are none where there are none, and may be named one by one', async () => {
    expect((await listed()).out).toMatch(/^No runs in runs\/ here/);
    expect((await listed('.')).out).toBe('No runs in ..\n');
    expect(await listed('nowhere')).toMatchObject({
      code: 2,
      err: 'genoprop: list nowhere: there is no such folder or file\n',
    });
    makeRun('a.run', some);
    expect((await listed('a.run')).out).toContain('a.run');
    expect(readdirSync('.')).toEqual(['a.run']);
  });

  it('leave the files as they are', async () => {
    makeRun('a.run', some);
    const before = readFileSync('a.run');
    await listed('.');
    expect(readFileSync('a.run')).toEqual(before);
    expect(readdirSync('.')).toEqual(['a.run']);
  });
});
