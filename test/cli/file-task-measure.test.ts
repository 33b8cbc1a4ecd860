import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { cwd } from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/program.ts';
import { readRun } from '../../src/store/read-run.ts';
import { headOf, parseCsv } from '../support/cli/parse-csv.ts';
import { finish, start } from '../support/cli/process.ts';
import { recordingTerminal } from '../support/cli/recording.ts';
import { inOwnFolder } from '../support/cli/runs.ts';

inOwnFolder();

const FILE = fileURLToPath(new URL('../fixtures/plugins/echo.ts', import.meta.url));
/** As a user would write it, relative to the folder. */
const task = (): string => `${dirname(relative(cwd(), FILE))}/echo.ts`;

/** A command as it is typed, in this process. */
async function typed(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const terminal = recordingTerminal();
  const code = await runCommandLine(args, terminal);
  return { code, ...terminal.written };
}

const played = (run: string): string[] => [
  ...['duel', task(), '--contestant', 'msgd:hidden=4,learningRate=0.05'],
  ...['--contestant', 'genitor:hidden=3,population=30', '--seeds', '2', '--budget', '6e7mac'],
  ...['--run', run, '--workers', '1'],
];

/** What a run says of its trials, without what differs from time to time. */
const testsOf = (path: string): unknown =>
  readRun(path, (run) =>
    run.trials().map(({ id, state, result }) => [id, state, result?.testMeasures, result?.testLoss]),
  );

describe('a task of a file that is judged by a measure of its own', () => {
  it('is checked, and a warning of a check is one', async () => {
    const { code, out, err } = await typed('check', task());
    expect(err).toBe('');
    expect(out).toMatch(/ok +judge .*it measures\s+longest, share, first/s);
    expect(out).toMatch(/parts +\d+ of \d+ different validation sequences/);
    expect(out).not.toContain('has not the form');
    expect(code).toBe(0);
  });

  it('is played, shown, exported, evaluated and reported by that measure, with its unit', async () => {
    const duel = await finish(played('a.run'), { cwd: cwd() });
    expect([duel.code, duel.err]).toEqual([0, '']);
    expect(duel.out).toMatch(/seed 1: solved after .* of the test wrong, longest [678](\.\d+)? steps/);
    for (const head of ['median longest (steps)', 'median share', 'median first']) {
      expect(duel.out).toContain(head);
    }
    readRun('a.run', (run) => {
      const [{ facts }] = run.spec().tasks as [ReturnType<typeof run.spec>['tasks'][number]];
      expect(facts).toMatchObject({
        success: { measure: 'longest', atLeast: 6, unit: 'steps', sequences: 400 },
        units: { longest: 'steps' },
      });
      for (const { result } of run.trials()) {
        expect(result!.testMeasures).toEqual({
          longest: expect.any(Number),
          share: expect.any(Number),
          first: expect.any(Number),
        });
        // Solved is what the measure says, not the error.
        expect(result!.solved).toBe(result!.testMeasures.longest! >= 6);
      }
      expect(run.trials().some(({ result }) => result!.solved && result!.testError! > 0.01)).toBe(true);
    });
    const csv = await typed('show', 'a.run', '--csv');
    expect(headOf(csv.out).filter((name) => name.startsWith('measure.'))).toEqual([
      'measure.first',
      'measure.longest',
      'measure.share',
    ]);
    const metrics = parseCsv((await typed('show', 'a.run', '--csv', '--metrics')).out);
    expect(metrics.every((row) => Number(row['measure.longest']) <= 8)).toBe(true);
    const exported = await typed(
      'export',
      'a.run',
      '--contestant',
      'genitor:hidden=3,population=30',
      '--out',
      'c.json',
    );
    expect([exported.code, exported.err]).toEqual([0, '']);
    const scored = await typed('eval', 'c.json', task());
    expect(scored.out).toMatch(/longest +[\d.]+ steps/);
    expect(scored.out).toMatch(/solved +yes, it is a mean longest of at least 6 steps/);
    expect(scored.out).toContain('its test found the same error and loss, to the last digit');
    const several = await typed('eval', 'c.json', task(), '--set', 'length=8,20');
    expect(several.out).toMatch(/length .* longest \(steps\) .* solved/);
    const report = await typed('report', 'a.run', '--out', 'a.html');
    expect(report.code).toBe(0);
    const page = readFileSync('a.html', 'utf8');
    expect(page).toContain('longest over cost');
    expect(page).toContain('longest (steps)');
  }, 120_000);

  it('goes on after an interruption with the results of a run that was never interrupted', async () => {
    const whole = await finish(played('whole.run'), { cwd: cwd() });
    expect(whole.code).toBe(0);
    const running = start(played('cut.run'), { cwd: cwd() });
    expect(await running.until('started')).toBe(true);
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
    expect(existsSync('cut.run')).toBe(true);
    const resumed = await finish(['resume', 'cut.run', '--workers', '1'], { cwd: cwd() });
    expect([resumed.code, resumed.err]).toEqual([0, '']);
    expect(testsOf('cut.run')).toEqual(testsOf('whole.run'));
  }, 120_000);
});
