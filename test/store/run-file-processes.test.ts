import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RunError } from '../../src/errors.ts';
import { randomStream } from '../../src/random/random.ts';
import { extendRun } from '../../src/store/extend-run.ts';
import { createRun, isUnmade, openRun, type RunFile } from '../../src/store/run-file.ts';
import { trialsOf } from '../../src/tournament/spec/trials-of.ts';
import { about, checkpoint, costAt, spec, started, trial } from '../support/store/example-run.ts';

const program = new URL('../support/store/writing-process.ts', import.meta.url).pathname;
let folder: string;
let path: string;
let writer: ChildProcess | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'genoprop-run-'));
  path = join(folder, 'duel.run.sqlite');
});
afterEach(() => {
  writer?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** A process that writes on and on, once it has told of that many checkpoints. */
async function writingProcess(checkpoints: number, size = 20_000): Promise<ChildProcess> {
  writer = spawn(process.execPath, ['--no-warnings', program, path, String(size)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = 0;
  for await (const line of createInterface({ input: writer.stdout! })) {
    expect(line).toBe(String(told));
    if (++told === checkpoints) break;
  }
  writer.stdout!.resume();
  return writer;
}

async function killed(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

/** The number of the last checkpoint, having seen that all tables tell the same. */
function agreedStep(run: RunFile): number {
  const metrics = run.metrics(trial);
  const { snapshot, cost, champion } = run.checkpoint(trial)!;
  const step = metrics.length - 1;
  expect(metrics.map((one) => one.cost.updates)).toEqual(metrics.map((_, index) => index));
  expect(snapshot.values.step).toBe(step);
  expect(cost).toEqual(costAt(step));
  expect(snapshot.arrays['search/weights']!.every((weight) => weight === step)).toBe(true);
  expect(champion!.parameters[0]).toBe(step - (step % 3));
  expect(run.champion(trial)!.parameters).toEqual(champion!.parameters);
  return step;
}

describe('a run file whose process is killed', () => {
  it('is sound at whatever instant kill -9 comes, and a next process goes on with it', async () => {
    for (const checkpoints of [1, 7, 20, 33]) {
      rmSync(path, { force: true });
      await killed(await writingProcess(checkpoints));
      const reader = openRun(path, { readOnly: true });
      const step = agreedStep(reader);
      expect(step).toBeGreaterThanOrEqual(checkpoints - 1);
      expect(reader.trials()[0]).toMatchObject({ state: 'running' });
      reader.close();
      const next = openRun(path);
      next.record(started);
      next.record(checkpoint(step + 1, { champion: (step + 1) % 3 === 0 }));
      expect(agreedStep(next)).toBe(step + 1);
      next.close();
    }
  });
});

describe('a run file whose process is killed while it plans', () => {
  it('is empty or whole, with the trials of one plan and no other', async () => {
    const random = randomStream('killed while planning');
    const planner = new URL('../support/store/extending-process.ts', import.meta.url).pathname;
    for (let kill = 0; kill < 5; kill++) {
      const begin = join(folder, `plan-${kill}`);
      writer = spawn(process.execPath, ['--no-warnings', planner, begin], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await new Promise((resolve) => writer!.stdout!.once('data', resolve));
      await new Promise((resolve) => setTimeout(resolve, random.integer(120)));
      await killed(writer);
      const files = readdirSync(folder).filter((file) => /^plan-\d-\d+$/.test(file));
      expect(files.length).toBeGreaterThan(0);
      for (const file of files) {
        if (isUnmade(join(folder, file))) createRun(join(folder, file), spec, about).close();
        const run = openRun(join(folder, file));
        const held = run.spec();
        expect(run.trials().map(({ id }) => id)).toEqual(trialsOf(held).map(({ id }) => id));
        extendRun(run, { ...spec, seeds: 40 }, about);
        expect(run.trials()).toHaveLength(80);
        run.close();
      }
    }
  });
});

describe('a run file that is being written', () => {
  it('can be read meanwhile, each look being of one instant', async () => {
    const child = await writingProcess(3);
    const reader = openRun(path, { readOnly: true });
    const steps = Array.from({ length: 60 }, () => reader.consistently(() => agreedStep(reader)));
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(new Set(steps).size).toBeGreaterThan(1);
    await killed(child);
    reader.close();
  });

  it('has no second writer until the first process is gone', async () => {
    const child = await writingProcess(3);
    expect(() => openRun(path)).toThrow('another process is writing it');
    expect(() => createRun(path, spec, about)).toThrow('already holds the run of');
    await killed(child);
    openRun(path).close();
  });
});

describe('a run file for which there is no room', () => {
  const sized = (limit: string) =>
    spawnSync(
      'bash',
      ['-c', `${limit}; exec "$0" --no-warnings "$@"`, process.execPath, program, path, '20000'],
      { encoding: 'utf8' },
    );

  it.skipIf(process.platform !== 'linux')(
    'says so in one line and keeps what it held (a limit on file sizes, Linux only)',
    () => {
      const { stdout } = sized('ulimit -f 1500');
      const lines = stdout.trimEnd().split('\n');
      expect(lines.at(-1)).toMatch(/^RunError: run file .* cannot be written, what it held before is kept: /);
      const reader = openRun(path, { readOnly: true });
      expect(agreedStep(reader)).toBe(Number(lines.at(-2)));
      reader.close();
    },
  );

  const mounted = join(tmpdir(), `genoprop-small-disk-${process.pid}`);
  mkdirSync(mounted, { recursive: true });
  const canMount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', mounted]).status === 0;
  if (canMount) spawnSync('umount', [mounted]);
  else rmSync(mounted, { recursive: true });

  it.skipIf(!canMount)('names a full disk and a read-only one (needs the right to mount)', () => {
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', mounted]);
    try {
      const full = join(mounted, 'duel.run');
      const run = createRun(full, spec, about);
      run.record(started);
      let step = 0;
      const fill = () => {
        for (; step < 1000; step++) run.record(checkpoint(step, { champion: step % 3 === 0, size: 20_000 }));
      };
      expect(fill).toThrow(RunError);
      expect(fill).toThrow(/^run file [^\n]* what it held before is kept: the disk is full$/);
      expect(agreedStep(run)).toBe(step - 1);
      run.close();
      spawnSync('mount', ['-o', 'remount,ro', mounted]);
      expect(() => openRun(full)).toThrow(/cannot be written: .*the file system is read-only/);
      expect(() => createRun(join(mounted, 'new.run'), spec, about)).toThrow('the file system is read-only');
      const reader = openRun(full, { readOnly: true });
      expect(agreedStep(reader)).toBe(step - 1);
      reader.close();
    } finally {
      spawnSync('umount', [mounted]);
      rmSync(mounted, { recursive: true });
    }
  });
});
