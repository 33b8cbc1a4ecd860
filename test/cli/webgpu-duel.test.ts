/** Whole duels on `--device webgpu`, as a user plays them; here mostly on SwiftShader. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { isUnmade, openRun } from '../../src/store/run-file.ts';
import { describeOnGpu } from '../engine/webgpu/swiftshader.ts';
import { finish, pause, start } from '../support/cli/process.ts';
import { runContent } from '../support/store/run-content.ts';

const cwd = mkdtempSync(join(tmpdir(), 'genoprop-webgpu-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

// Eight units and a large learning rate: solved within some hundred updates, which SwiftShader makes in seconds.
const net = 'hidden=8,learningRate=0.2,batch=10';
/** GENITOR on real genes, which needs more than this budget. */
const former = 'genitor=genitor:encoding=real,initialisation=gaussian,sequences=128';
const task = ['duel', 'temporal-order', '--set', 'length=10', '--plain'];
const regularised = ['--contestant', `regularised=msgd-cr-2013:${net}`];

/** Some trial has trained, and has not ended. */
function isHalfWay(path: string): boolean {
  if (isUnmade(path)) return false;
  const run = openRun(path, { readOnly: true });
  const half = run.trials().some(({ id }) => (run.checkpoint(id)?.cost.macs ?? 0) > 0);
  run.close();
  return half;
}

interface Verdict {
  readonly contestants: readonly {
    readonly name: string;
    readonly trials: readonly { readonly seed: number; readonly solved: boolean; readonly stop: string }[];
  }[];
  readonly verdict: { readonly winner: string | null };
}

async function verdictOn(device: string): Promise<Verdict> {
  // One that descends and one that breeds.
  const two = [...regularised, '--contestant', former];
  const args = [...task, ...two, '--seeds', '5', '--budget', '1.5e7mac'];
  const { code, out, err } = await finish([...args, '--no-run', '--json', '-', '--device', device], { cwd });
  expect({ code, err: err.includes('failed') }).toEqual({ code: 0, err: false });
  return JSON.parse(out) as Verdict;
}

describeOnGpu('a duel on --device webgpu', () => {
  it('ends with the same verdict as on wasm', { timeout: 300_000 }, async () => {
    const onWasm = await verdictOn('wasm');
    const onWebgpu = await verdictOn('webgpu');
    expect(onWasm.verdict.winner).toBe('regularised');
    expect(onWebgpu.verdict.winner).toBe('regularised');
    const solved = ({ contestants }: Verdict) =>
      contestants.map(({ name, trials }) => [name, trials.filter((trial) => trial.solved).length]);
    expect(solved(onWebgpu)).toEqual(solved(onWasm));
  });

  it('finds the same to the last bit with fewer trials at once, and killed and resumed', {
    timeout: 300_000,
  }, async () => {
    const duel = (seeds: number) => [
      ...task,
      ...regularised,
      ...['--seeds', String(seeds), '--budget', '2e6mac', '--device', 'webgpu', '--run'],
    ];
    expect(await finish([...duel(2), 'whole.run'], { cwd })).toMatchObject({ code: 0, err: '' });
    const whole = runContent(join(cwd, 'whole.run'));

    const killed = start([...duel(2), 'killed.run'], { cwd });
    while (killed.child.exitCode === null && !isHalfWay(join(cwd, 'killed.run'))) await pause(10);
    killed.child.kill('SIGKILL');
    expect((await killed.ended).code).toBeNull();
    expect(await finish(['resume', 'killed.run', '--plain'], { cwd })).toMatchObject({ code: 0, err: '' });
    expect(runContent(join(cwd, 'killed.run'))).toEqual(whole);

    // The first trial is the same whether it is alone in a dispatch or beside another.
    expect(await finish([...duel(1), 'few.run'], { cwd })).toMatchObject({ code: 0, err: '' });
    const few = runContent(join(cwd, 'few.run'));
    const first = (rows: readonly string[]) => rows.filter((row) => /\/1"/.test(row));
    expect(few.champions.length).toBeGreaterThan(0);
    expect(few.champions).toEqual(first(whole.champions));
    expect(few.metrics).toEqual(first(whole.metrics));
  });

  it('ends at once at a second Ctrl-C, whatever the GPU is at', async () => {
    const endless = ['duel', 'temporal-order', '--set', 'length=50', '--contestant', 'msgd-cr'];
    const more = ['--seeds', '4', '--budget', '1e12mac', '--no-run', '--plain', '--device', 'webgpu'];
    const running = start([...endless, ...more], { cwd });
    expect(await running.until('% wrong after')).toBe(true);
    running.child.kill('SIGINT');
    expect(await running.until('Ctrl-C again ends at once')).toBe(true);
    running.child.kill('SIGINT');
    const { code, err } = await running.ended;
    // No exit code, for it dies of the signal; Dawn would abort with 134 and a line of its own.
    expect({ code, err }).toEqual({ code: null, err: '' });
    expect(running.child.signalCode).toBe('SIGINT');
  });
});
