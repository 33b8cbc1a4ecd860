import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomStream } from '../../src/random/random.ts';
import { isUnmade, openRun } from '../../src/store/run-file.ts';
import { type Ended, finish, pause, start } from '../support/cli/process.ts';
import { type RunContent, runContent } from '../support/store/run-content.ts';

const script = (seeds: number, tasks = '[{ task: parity, options: { length: 3 } }, xor]'): string => `
tasks: ${tasks}
contestants:
  - { contestant: genitor, settings: { hidden: 3, encoding: real, initialisation: gaussian, sequences: 128 }, name: bred }
  - { contestant: msgd-cr-2013, settings: { hidden: 4 }, name: trained }
seeds: ${seeds}
budget: 2e7mac
floor: false
`;

let folder: string;
let expected: RunContent;
let verdict: string;
const play = ['tournament', 'tiny.tournament.yaml', '--workers', '2', '--run'];
const resume = (run: string, ...more: string[]) => ['resume', run, '--workers', '2', ...more];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'genoprop-killed-'));
  writeFileSync(join(folder, 'tiny.tournament.yaml'), script(2));
  writeFileSync(join(folder, 'fewer.tournament.yaml'), script(1, '[xor]'));
  const { code, out, err } = await finish([...play, 'whole.run'], { cwd: folder });
  expect([code, err]).toEqual([0, '']);
  expected = runContent(join(folder, 'whole.run'));
  verdict = verdictIn(out);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The closing words over all tasks. */
const verdictIn = (out: string): string => /over all 2 tasks\n.*?\n\n(.*?)\n\nrun /s.exec(out)![1]!;

/** Starts it and kills it after so many milliseconds, from its start or from the text on. True where it was killed. */
async function killed(args: readonly string[], delay: number, from?: string): Promise<boolean> {
  const running = start(args, { cwd: folder });
  if (from !== undefined) await running.until(from);
  await pause(delay);
  running.child.kill('SIGKILL');
  const { code, err } = await running.ended;
  expect(err).toBe('');
  return code === null;
}

/** Some trial goes on from somewhere between its beginning and its end. */
function hasCheckpoint(path: string): boolean {
  if (isUnmade(join(folder, path))) return false;
  const run = openRun(join(folder, path), { readOnly: true });
  const half = run.trials().filter(({ id }) => (run.checkpoint(id)?.cost.macs ?? 0) > 0);
  run.close();
  return half.length > 0;
}

function expectSame(run: string, { code, err, out }: Ended): void {
  expect([code, err]).toEqual([0, '']);
  expect(runContent(join(folder, run))).toEqual(expected);
  expect(verdictIn(out)).toBe(verdict);
}

describe('a tournament whose process is killed', () => {
  it('has something to compare: champions, curves, and a verdict', () => {
    expect(expected.trials).toHaveLength(8);
    expect(new Set(expected.champions.map((row) => JSON.parse(row).trial)).size).toBe(8);
    // A larger budget goes on from where this one has ended them.
    expect(expected.checkpoints).toHaveLength(8);
    expect(expected.metrics.length).toBeGreaterThan(100);
    expect(expected.trials.join()).not.toContain('seconds');
  });

  it('again and again, at random instants, ends as if it had never been', { timeout: 240_000 }, async () => {
    const random = randomStream('killed');
    let kills = 0;
    let halfWay = 0;
    for (let round = 0; kills < 5 && round < 6; round++) {
      const run = `round-${round}.run`;
      // At first anywhere from the start on, then mostly while trials run.
      kills += Number(await killed([...play, run], random.integer(1500)));
      for (let kill = 0; kill < 6; kill++) {
        const begun = !isUnmade(join(folder, run));
        const again = begun ? resume(run) : [...play, run];
        // From its start, from the start of a trial, and from the end of a trial on.
        const from = [undefined, 'parameters', 'MMAC'][kill % 3];
        const died = await killed(again, random.integer(from === undefined ? 1000 : 300), from);
        kills += Number(died);
        halfWay += Number(died && hasCheckpoint(run));
      }
      const last = isUnmade(join(folder, run)) ? [...play, run] : resume(run);
      expectSame(run, await finish(last, { cwd: folder }));
    }
    expect(kills).toBeGreaterThanOrEqual(5);
    expect(halfWay).toBeGreaterThan(1);
  });

  it('while its run file is being made, leaves one that can be begun with', {
    timeout: 120_000,
  }, async () => {
    const random = randomStream('killed while making');
    const run = 'made.run';
    for (let kill = 0; kill < 3; kill++) {
      const running = start([...play, run], { cwd: folder });
      while (!existsSync(join(folder, run)) && running.child.exitCode === null) await pause(1);
      await pause(random.integer(12));
      running.child.kill('SIGKILL');
      expect(await running.ended).toMatchObject({ code: null, err: '' });
      if (!isUnmade(join(folder, run))) {
        const made = openRun(join(folder, run), { readOnly: true });
        expect(made.trials()).toHaveLength(8);
        made.close();
      }
    }
    expectSame(run, await finish([...play, run], { cwd: folder }));
  });

  it('while its run is extended, keeps what it had and gets the rest', { timeout: 120_000 }, async () => {
    const random = randomStream('killed while extending');
    const run = 'extended.run';
    const fewer = ['tournament', 'fewer.tournament.yaml', '--workers', '2', '--run', run];
    expect(await finish(fewer, { cwd: folder })).toMatchObject({ code: 0, err: '' });
    const before = runContent(join(folder, run));
    expect(before.trials).toHaveLength(2);
    for (let kill = 0; kill < 2; kill++) {
      await killed([...play, run], 200 + random.integer(600));
      const held = runContent(join(folder, run)).trials;
      expect([2, 8]).toContain(held.length);
    }
    expectSame(run, await finish([...play, run], { cwd: folder }));
  });

  it('by SIGTERM or SIGHUP stops its trials, and says so in its exit code', async () => {
    for (const [signal, exitCode] of [
      ['SIGTERM', 143],
      ['SIGHUP', 129],
      ['SIGINT', 130],
    ] as const) {
      const run = `${signal}.run`;
      const running = start([...play, run], { cwd: folder });
      await running.until('started');
      running.child.kill(signal);
      const { code, out } = await running.ended;
      expect(code).toBe(exitCode);
      expect(out).toContain('stopping');
      const stopped = openRun(join(folder, run), { readOnly: true });
      expect(stopped.about().state).toBe('stopped');
      stopped.close();
      expect(existsSync(join(folder, `${run}-wal`))).toBe(false);
    }
    expectSame('SIGTERM.run', await finish(resume('SIGTERM.run'), { cwd: folder }));
  });
});
