import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { neededFileAt, needsReader } from '../../../src/machines/wire/needs.ts';
import {
  jobIdOf,
  jobPrefix,
  readJob,
  runIdOf,
  type TrialJob,
  withFiles,
  writeJob,
} from '../../../src/machines/wire/trial-job.ts';
import { closePlugins } from '../../../src/tournament/plugins/plugin.ts';
import type { TrialSpec } from '../../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../../src/tournament/spec/trials-of.ts';
import { version } from '../../../src/version.ts';
import { jobOf, RUN, smallSpec } from '../../support/machines/logs.ts';

const folder = mkdtempSync(join(tmpdir(), 'genoprop-needs-'));
afterAll(async () => {
  await closePlugins();
  rmSync(folder, { recursive: true, force: true });
});

const [trial, other] = trialsOf(smallSpec) as [TrialSpec, TrialSpec];
const job = jobOf(trial);

describe('a job', () => {
  it('comes out of its text as it went in', () => {
    expect(readJob(writeJob(job))).toEqual(job);
    const odd = {
      ...trial,
      contestant: { ...trial.contestant, settings: { rate: Number.POSITIVE_INFINITY } },
    };
    expect(readJob(writeJob(jobOf(odd)))).toEqual(jobOf(odd));
  });

  it('has an id that says its run, and differs with its trial, budget and needs, but not with the order of keys', () => {
    const id = jobIdOf(job);
    expect(id).toMatch(/^t-0123456789ab-[0-9a-f]{16}$/);
    expect(id.startsWith(jobPrefix(RUN))).toBe(true);
    const turned = Object.fromEntries(Object.entries(trial).reverse()) as unknown as TrialSpec;
    expect(jobIdOf({ ...job, trial: turned, title: 'renamed' })).toBe(id);
    const others: TrialJob[] = [
      { ...job, trial: other },
      { ...job, trial: { ...trial, budget: { macs: 4e6 } } },
      { ...job, needs: { ...job.needs, genoprop: '0.0.1' } },
      { ...job, limits: { ...job.limits, seconds: 1 } },
      { ...job, run: 'ffffffffffff' },
    ];
    expect(new Set([id, ...others.map(jobIdOf)]).size).toBe(others.length + 1);
  });

  it('is refused where a field is missing, unknown or of another kind, in a line', () => {
    const fault = (change: (plain: Record<string, never>) => void): string => {
      const plain = JSON.parse(writeJob(job)) as Record<string, never>;
      change(plain);
      try {
        readJob(JSON.stringify(plain));
        return 'none';
      } catch (error) {
        expect((error as Error).name).toBe('WireFault');
        return (error as Error).message;
      }
    };
    const set = (path: string, value: unknown) => (plain: object) => {
      const keys = path.split('.');
      const inner = keys
        .slice(0, -1)
        .reduce<Record<string, unknown>>(
          (at, key) => at[key] as Record<string, unknown>,
          plain as Record<string, unknown>,
        );
      inner[keys.at(-1)!] = value;
    };
    expect(fault(() => {})).toBe('none');
    expect(fault(set('wire', 2))).toBe(
      'the job has version 2, this genoprop has 1; use one version on all machines',
    );
    expect(fault(set('run', 'x'))).toMatch(/^the job: run: /);
    expect(fault(set('trial.seed', 1.5))).toMatch(/^the job: trial\.seed: /);
    expect(fault(set('trial.code', 'process.exit()'))).toMatch(/^the job: trial: .*code/);
    expect(fault(set('trial.task.facts.shape.inputs.size', -1))).toMatch(/size/);
    expect(fault(set('trial.budget', {}))).toMatch(/budget/);
    expect(fault(set('trial.task.module', 'file:///etc/passwd'))).toMatch(/comes from file:.*needs none/);
    expect(fault(set('needs.kernels', 'abc'))).toMatch(/^the job: needs\.kernels: /);
    expect(fault(set('more', 1))).toMatch(/more/);
    expect(() => readJob('{')).toThrow('the job is no JSON');
    expect(() => readJob('null')).toThrow(/^the job: /);
    expect(() => readJob(' '.repeat(2 ** 21))).toThrow(/characters/);
  });
});

describe('the id of a run', () => {
  const first = { created: '2026-11-23T04:05:06.789Z', machine: 'a machine', commandLine: ['duel'] };

  it('is the same in all its sessions, and another in each other run', () => {
    expect(runIdOf(first)).toMatch(/^[0-9a-f]{12}$/);
    expect(runIdOf({ ...first })).toBe(runIdOf(first));
    const others = [
      { ...first, created: '2026-11-23T04:05:06.790Z' },
      { ...first, machine: 'another' },
      { ...first, commandLine: ['duel', 'xor'] },
    ];
    expect(new Set([first, ...others].map(runIdOf)).size).toBe(4);
  });
});

describe('the needs of a trial', () => {
  it('are the version and the kernels, and an adapter where a GPU computes', async () => {
    const { needs, trial: travelling } = await needsReader(null)(trial);
    expect(needs).toEqual({
      genoprop: version(),
      kernels: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect(travelling).toEqual(trial);
    expect((await needsReader('H200')(trial)).needs.adapter).toBe('H200');
  });

  const program = join(folder, 'plugin.mjs');
  writeFileSync(
    program,
    `import { defineTask } from 'genoprop';
import { z } from 'zod';
export default defineTask({
  name: 'own', summary: 'a task', source: 'a test',
  options: z.object({
    data: z.string().default('').describe('a file'),
    kind: z.enum(['short', 'long']).default('short').describe('a choice'),
    note: z.string().default('').describe('a text'),
  }),
  shape: () => ({ inputs: { kind: 'symbols', size: 2 }, outputs: 2, loss: 'softmax', scored: 'last' }),
  sample: (random) => { const bit = random.integer(2); return { inputs: [bit], targets: bit }; },
});
`,
  );
  const data = join(folder, 'numbers.csv');
  writeFileSync(data, '1,2,3\n');

  it('name the program and the data files of a task from a file by their content, and leave no path in the trial', async () => {
    const own: TrialSpec = {
      ...trial,
      task: {
        ...trial.task,
        module: pathToFileURL(program).href,
        // A folder of that name may well lie here: a choice names no file.
        options: { data, kind: 'short', note: 'no file of this name' },
      },
    };
    const { needs, trial: travelling, plugin, files } = await needsReader(null)(own);
    expect(needs.plugin?.name).toBe('plugin.mjs');
    expect(needs.files).toEqual({ data: await neededFileAt(data) });
    expect([plugin, files]).toEqual([program, { data }]);
    expect(travelling.task.module).toBe(`plugin:${needs.plugin!.sha256}`);
    expect(travelling.task.options).toEqual({
      data: `file:${needs.files!.data!.sha256}`,
      kind: 'short',
      note: 'no file of this name',
    });
    expect(JSON.stringify(travelling)).not.toContain(basename(folder));
    const text = writeJob({ ...job, trial: travelling, needs });
    expect(readJob(text).needs).toEqual(needs);
    expect(withFiles(travelling, { plugin: own.task.module, files })).toEqual(own);
  });

  it('tell folders by the names and contents of their files', async () => {
    const at = (name: string): string => {
      const path = join(folder, name);
      mkdirSync(join(path, 'inner'), { recursive: true });
      writeFileSync(join(path, 'a'), '1');
      writeFileSync(join(path, 'inner', 'b'), '23');
      return path;
    };
    const one = await neededFileAt(at('one'));
    expect(one).toMatchObject({ name: 'one/', bytes: 3 });
    writeFileSync(join(at('two'), '.hidden'), 'not compared');
    expect((await neededFileAt(join(folder, 'two'))).sha256).toBe(one.sha256);
    writeFileSync(join(at('three'), 'inner', 'b'), '24');
    expect((await neededFileAt(join(folder, 'three'))).sha256).not.toBe(one.sha256);
    writeFileSync(join(at('four'), 'c'), '');
    expect((await neededFileAt(join(folder, 'four'))).sha256).not.toBe(one.sha256);
    await expect(neededFileAt(join(folder, 'none'))).rejects.toThrow(/there is no such file/);
  });
});
