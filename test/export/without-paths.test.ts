import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportChampion } from '../../src/export/export-champion.ts';
import { readChampion } from '../../src/export/read-champion.ts';
import { withoutPaths } from '../../src/export/without-paths.ts';
import { collectReport } from '../../src/report/collect.ts';
import { openRun, type RunFile } from '../../src/store/run-file.ts';
import { closePlugins, openTask } from '../../src/tournament/plugins/plugin.ts';
import { type SmallRun, smallRun, smallSpec } from '../support/export/small-run.ts';

const zod = import.meta.resolve('zod');
const source = `
import { z } from '${zod}';
export default {
  name: 'echo', summary: 'say what came', source: 'a test',
  options: z.object({
    length: z.int().min(1).max(99).default(4).describe('steps'),
    file: z.string().default('none').describe('a file'),
  }),
  shape: () => ({ inputs: { kind: 'symbols', size: 3 }, outputs: 3, loss: 'softmax', scored: 'last' }),
  sample(random, { length }) {
    const inputs = Array.from({ length }, () => random.integer(3));
    return { inputs, targets: inputs.at(-1) };
  },
  success: { error: 0.01, sequences: 300 },
  preprocessing: () => ({ mean: 2.5, words: ['one', 'two'] }),
};`;

describe('what leaves a run whose plugin and data were named by absolute paths', () => {
  let root: string;
  let folder: string;
  let plugin: SmallRun;
  let run: RunFile;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'genoprop-secret-'));
    folder = join(root, 'the private folder');
    mkdirSync(folder);
    const file = join(folder, 'echo task.mjs');
    writeFileSync(file, source);
    const opened = await openTask(file);
    const task = await opened.choose({ length: 3, file: join(folder, 'my data.csv') });
    const { default: definition } = await import(pathToFileURL(file).href);
    plugin = await smallRun({ ...smallSpec([]), tasks: [task] }, undefined, definition);
    run = openRun(plugin.path, { readOnly: true });
    expect(run.trials()[0]!.id).toContain(folder);
  });
  afterAll(async () => {
    run.close();
    plugin.remove();
    rmSync(root, { recursive: true });
    await closePlugins();
  });

  it.each(['safetensors', 'json', 'onnx'] as const)('holds no path and no command line as %s', (format) => {
    const { bytes } = exportChampion(run, { format });
    const text = Buffer.from(bytes).toString('latin1');
    for (const secret of [root, 'private', 'file:/', 'commandLine', process.cwd()])
      expect(text).not.toContain(secret);
    const { about } = readChampion(bytes, `champion.${format}`);
    expect(about.task).toMatchObject({
      module: 'echo task.mjs',
      options: { length: 3, file: 'my data.csv' },
      preprocessing: { mean: 2.5, words: ['one', 'two'] },
    });
    expect(about.trial.id).toMatch(/^echo:length=3,file=my data\.csv\/(genitor|small sgd)\/1$/);
  });

  it('holds no path in its report', async () => {
    const data = JSON.stringify(
      await collectReport(run, { made: '2026-11-27T00:00:00.000Z', genoprop: '0.1.0' } as never),
    );
    for (const secret of [root, 'private', 'file:/', process.cwd()]) expect(data).not.toContain(secret);
    expect(data).toContain('my data.csv');
  });
});

describe('data without paths', () => {
  const part = fc.stringMatching(/^[a-z][a-z0-9 _.-]{0,8}[a-z0-9]$/);
  const root = fc.constantFrom('/', 'C:\\', 'file:///');

  it('keeps the last part of every path, wherever it stands', () => {
    fc.assert(
      fc.property(root, fc.array(part, { minLength: 2, maxLength: 5 }), (start, parts) => {
        const path = start + parts.join(start === 'C:\\' ? '\\' : '/');
        const last = start === 'file:///' ? parts.at(-1)! : parts.at(-1)!;
        const given = {
          path,
          label: `task:file=${path}/genitor/1`,
          deep: [{ [path]: `cannot read ${path}: no` }],
        };
        expect(withoutPaths(given)).toEqual({
          path: last,
          label: `task:file=${last}/genitor/1`,
          deep: [{ [last]: `cannot read ${last}: no` }],
        });
      }),
      { numRuns: 300, seed: 22 },
    );
  });

  it.each([
    ['task ./my.ts: cannot open /home/me/data.csv', 'task ./my.ts: cannot open data.csv'],
    ["no such file, open '/home/me/a.csv'", "no such file, open 'a.csv'"],
    ['temporal-order/msgd/1', 'temporal-order/msgd/1'],
    ['3 updates/s', '3 updates/s'],
    ['Gers & Schmidhuber 2001; a/b/c', 'Gers & Schmidhuber 2001; a/b/c'],
    ['https://example.org/a/b', 'https://example.org/a/b'],
    ['/', '/'],
  ])('of %s are %s', (text, clean) => {
    expect(withoutPaths(text)).toBe(clean);
  });
});
