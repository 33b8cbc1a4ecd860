import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/program.ts';
import { closePlugins, openTask } from '../../src/tournament/plugins/plugin.ts';
import { recordingTerminal } from '../support/cli/recording.ts';
import { type SmallRun, smallRun, smallSpec } from '../support/export/small-run.ts';
import { missingFolder } from '../support/missing-folder.ts';

const missing = missingFolder();

let small: SmallRun;
let champion: string;

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const terminal = recordingTerminal({ columns: 80 });
  const code = await runCommandLine(args, terminal);
  return { code, ...terminal.written };
}
const json = async (...args: string[]) => JSON.parse((await run('eval', ...args, '--json', '-')).out);

beforeAll(async () => {
  const spec = smallSpec([['temporal-order', { length: 8 }]], 1);
  small = await smallRun(spec);
  champion = join(small.folder, 'champion.safetensors');
  await run('export', small.path, '--contestant', 'genitor', '-o', champion);
});
afterAll(() => small.remove());

describe('genoprop eval', () => {
  it("repeats the trial's own test, and says that it did", async () => {
    const { code, out, err } = await run('eval', champion);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /^net {5}genitor \(genitor, elman, 64 parameters\), from trial\n {8}temporal-order:length=8\/genitor\/1\n/,
    );
    expect(out).toContain('task    temporal-order length=8, 10000 test sequences of seed 5\n');
    expect(out).toMatch(/wrong {3}\d+\.\d %, \d+ of 10000 sequences; 95 % interval \d+\.\d to \d+\.\d %\n/);
    expect(out).toContain('trial   its test found the same error and loss, to the last digit\n');
    expect(out).toContain('chance  75.0 % wrong, loss 1.386, for whoever ignores the input\n');
    expect(out).toContain('solved  no, it takes less than 1.0 % wrong\n');
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    const [evaluation] = (await json(champion)).evaluations;
    expect(evaluation).toMatchObject({ sequences: 10_000, sameAsInTrial: true, solved: false, notes: [] });
    expect(evaluation.error).toBe(evaluation.wrong / 10_000);
  });

  it('gives the same from every format', async () => {
    const scores = [];
    for (const ending of ['safetensors', 'json', 'onnx']) {
      const file = join(small.folder, `same.${ending}`);
      await run('export', small.path, '--contestant', 'genitor', '-o', file);
      scores.push((await json(file)).evaluations);
    }
    expect(scores[1]).toEqual(scores[0]);
    expect(scores[2]).toEqual(scores[0]);
  });

  it('makes a table of an option with several values, and of combinations', async () => {
    const { code, out } = await run('eval', champion, '--set', 'length=8,16,32', '--sequences', '200');
    expect(code).toBe(0);
    expect(out).toContain('found   under length=8\n');
    expect(out).toContain('task    temporal-order, 200 test sequences of seed 5\n');
    const table = out.split('\n\n')[1]!.trimEnd().split('\n');
    expect(table[0]).toMatch(/^length {2,}wrong {2,}95 % interval {2,}loss {2,}chance {2,}solved$/);
    expect(table.slice(1, 4).map((row) => row.trim().split(' ')[0])).toEqual(['8', '16', '32']);
    expect(table[4]).toBe("note: the task's own test has 10000 sequences");
    const { evaluations } = await json(
      ...[champion, '--set', 'length=8,9', '--set', 'maximumLength=9,none', '--sequences', '10'],
    );
    const combinations = evaluations.map((one: { options: Record<string, unknown> }) => [
      one.options.length,
      one.options.maximumLength,
    ]);
    expect(combinations).toEqual([
      [8, 9],
      [8, null],
      [9, 9],
      [9, null],
    ]);
  });

  it('gives sequences just the length that is set, whatever longest one the net was trained on', async () => {
    const ranged = await smallRun(smallSpec([['temporal-order', { length: 8, maximumLength: 12 }]], 1));
    const file = join(ranged.folder, 'ranged.safetensors');
    await run('export', ranged.path, '--contestant', 'genitor', '-o', file);
    const few = ['--sequences', '10'] as const;
    const lengths = async (...args: string[]) => {
      const { evaluations } = await json(file, ...args, ...few);
      return evaluations.map(({ options }: { options: Record<string, unknown> }) => [
        options.length,
        options.maximumLength,
      ]);
    };
    expect(await lengths()).toEqual([[8, 12]]);
    expect(await lengths('--set', 'length=8,50,500')).toEqual([
      [8, null],
      [50, null],
      [500, null],
    ]);
    expect(await lengths('--set', 'length=8', '--set', 'maximumLength=9,none,null')).toEqual([
      [8, 9],
      [8, null],
      [8, null],
    ]);
    expect(await lengths('--set', 'maximumLength=null')).toEqual([[8, null]]);
    const single = await run('eval', file, '--set', 'length=500', ...few);
    expect(single).toMatchObject({ code: 0, err: '' });
    expect(single.out).toContain('task    temporal-order length=500, 10 test sequences of seed 5\n');
    expect(single.out).toContain(
      'note    maximumLength=12, which the net was found under, is left out here\n',
    );
    const table = await run('eval', file, '--set', 'length=8,500', ...few);
    expect(table.out).toContain('found   under length=8 maximumLength=12\n');
    ranged.remove();
  });

  it('takes other sequences under another seed, and notes what makes the numbers differ', async () => {
    const [own] = (await json(champion)).evaluations;
    const other = await json(champion, '--seed', '9');
    expect(other.seed).toBe(9);
    expect(other.evaluations[0].sameAsInTrial).toBeNull();
    expect(other.evaluations[0].loss).not.toBe(own.loss);
    const { out } = await run('eval', champion, '--device', 'reference');
    expect(out).toContain('device  reference, as asked for');
    expect(out).toMatch(
      /note {4}the trial found an error of 0\.\d+ and a loss of \d[^:]+: it\n {8}was computed by wasm\n/,
    );
  });

  it.skipIf(process.platform !== 'linux')(
    "is scored by wasm where its trial's device is missing",
    async () => {
      const file = join(small.folder, 'elsewhere.json');
      await run('export', small.path, '--contestant', 'genitor', '-o', file);
      const text = readFileSync(file, 'utf8').replace('"device": "wasm"', '"device": "webgpu"');
      writeFileSync(file, text.replace(/\n {2}"checksum".*/, ''));
      const before = process.env.VK_ICD_FILENAMES;
      process.env.VK_ICD_FILENAMES = join(missing, 'a.json');
      try {
        const { code, out } = await run('eval', file, '--sequences', '50');
        expect(code).toBe(0);
        expect(out).toContain('device  wasm, for webgpu of its trial is not there: ');
        const asked = await run('eval', file, '--device', 'webgpu');
        expect(asked.code).toBe(2);
        expect(asked.err).toMatch(/^genoprop: device webgpu is not there: [^\n]+\n$/);
      } finally {
        if (before === undefined) delete process.env.VK_ICD_FILENAMES;
        else process.env.VK_ICD_FILENAMES = before;
      }
    },
  );

  it('scores a net on another task of its sizes', async () => {
    const file = join(small.folder, 'other.json');
    await run('export', small.path, '--contestant', 'genitor', '-o', file);
    const text = readFileSync(file, 'utf8').replaceAll('"temporal-order"', '"some-task-of-old"');
    writeFileSync(file, text.replace(/\n {2}"checksum".*/, ''));
    expect((await run('eval', file)).err).toMatch(
      /^genoprop: \S+other\.json: unknown task 'some-task-of-old' \(known: temporal-order, /,
    );
    const { evaluations } = await json(file, 'temporal-order', '--set', 'length=8');
    expect(evaluations[0]).toMatchObject({ label: 'temporal-order:length=8', sameAsInTrial: null });
    expect(evaluations[0].error).toBe((await json(champion)).evaluations[0].error);
  });

  it('writes its JSON to a file beside the lines', async () => {
    const file = join(small.folder, 'scores.json');
    const { out } = await run('eval', champion, '--sequences', '50', '--json', file);
    expect(out).toContain('50 test sequences');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      format: 'genoprop.evaluation/1',
      file: champion,
      champion: { contestant: { name: 'genitor' } },
      evaluations: [{ sequences: 50 }],
    });
  });

  const wrong: readonly (readonly [line: string, message: string])[] = [
    ['eval nowhere.json', 'nowhere.json: there is no such file'],
    ['eval FOLDER', ': is a folder; name a file that `genoprop export` wrote'],
    ['eval RUN', ': is a run file; `genoprop export` writes its champion'],
    ['eval CHAMPION xor', 'task xor: has 2 inputs and 1 output, the net has 6 inputs and 4 outputs'],
    ['eval CHAMPION xorr', "unknown task 'xorr', did you mean 'xor'?"],
    ['eval CHAMPION ./nowhere.ts', 'task ./nowhere.ts: there is no such file'],
    ['eval CHAMPION --set lenght=9', "--set lenght=9: unknown option 'lenght', did you mean 'length'?"],
    [
      'eval CHAMPION --set length=9,x',
      "--set length=x: length must be a whole number from 2 to 100000, not 'x'",
    ],
    ['eval CHAMPION --set length', '--set length: write an option as key=value'],
    ['eval CHAMPION --set length=3', '--set length=3: task temporal-order: shape: '],
    ['eval CHAMPION --sequences 0', '--sequences 0: must be a whole number from 1'],
    ['eval CHAMPION --seed 1.5', '--seed 1.5: must be a whole number from 0'],
    ['eval CHAMPION --device cuda', "unknown device 'cuda'"],
    [`eval CHAMPION --json ${missing}/a.json`, `--json ${missing}/a.json: cannot be written`],
  ];
  it.each(wrong)('answers %s in one line', async (line, message) => {
    const words = { CHAMPION: champion, RUN: small.path, FOLDER: small.folder };
    const args = line.split(' ').map((word) => words[word as keyof typeof words] ?? word);
    const { code, out, err } = await run(...args);
    expect(err).toContain(message);
    expect(err).toMatch(/^genoprop: [^\n]+\n$/);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  it('refuses more combinations than anybody reads', async () => {
    const many = Array.from({ length: 1001 }, (_, index) => index + 8).join(',');
    expect((await run('eval', champion, '--set', `length=${many}`)).err).toContain(
      'more than 1000 combinations',
    );
  });
});

describe('genoprop eval of a net that was found on a plugin task', () => {
  let folder: string;
  let file: string;
  let exported: string;
  let plugin: SmallRun;
  const zod = import.meta.resolve('zod');
  const source = `
    import { z } from '${zod}';
    export default {
      name: 'echo', summary: 'say what came', source: 'a test',
      options: z.object({ length: z.int().min(1).max(99).default(4).describe('steps') }),
      shape: () => ({ inputs: { kind: 'symbols', size: 3 }, outputs: 3, loss: 'softmax', scored: 'last' }),
      sample: (random, { length }) => {
        const inputs = Array.from({ length }, () => random.integer(3));
        return { inputs, targets: inputs.at(-1) };
      },
      success: { error: 0.01, sequences: 500 },
      judge: ({ outputs: [row], targets: [target] }) => ({ wrong: row[target] < 0.5, sure: row[target] }),
    };`;

  beforeAll(async () => {
    folder = join(small.folder, 'plugin');
    mkdirSync(folder);
    file = join(folder, 'echo.mjs');
    writeFileSync(file, source);
    const opened = await openTask(file);
    const spec = { ...smallSpec([]), tasks: [await opened.choose({ length: 5 })] };
    const { default: task } = await import(pathToFileURL(file).href);
    plugin = await smallRun(spec, (id) => id === 'echo:length=5/genitor/1', task);
    exported = join(folder, 'champion.json');
    await run('export', plugin.path, '-o', exported);
  });
  afterAll(async () => {
    plugin.remove();
    await closePlugins();
  });

  /** As champions were written when they held the address of their task's file. */
  const former = (): string => {
    const path = join(folder, 'former.json');
    const text = readFileSync(exported, 'utf8').replace(
      '"echo.mjs"',
      JSON.stringify(pathToFileURL(file).href),
    );
    writeFileSync(path, text.replace(/\n {2}"checksum".*/, ''));
    return path;
  };

  it("runs the task's code and repeats its test", async () => {
    const [own, longer] = (await json(exported, file, '--set', 'length=5,6')).evaluations;
    expect(own).toMatchObject({ label: 'echo:length=5', sequences: 500, sameAsInTrial: true });
    expect(own.measures.sure).toBeGreaterThan(0);
    expect(longer).toMatchObject({ label: 'echo:length=6', sequences: 500, sameAsInTrial: null });
  });

  it('is scored by the command that export prints', async () => {
    const other = join(folder, 'again.json');
    const { out } = await run('export', plugin.path, '-o', other);
    const [, command] = /^score {2}npx genoprop (eval .*)$/m.exec(out)!;
    expect(command).toBe(`eval ${other} ${file}`);
    expect(readFileSync(other, 'utf8')).not.toContain(folder);
    expect((await run(...command!.split(' '))).code).toBe(0);
  });

  it("asks for the task's file, of which the champion tells the name alone", async () => {
    expect(readFileSync(exported, 'utf8')).toContain('"module": "echo.mjs"');
    expect(await run('eval', exported)).toMatchObject({
      code: 2,
      err: `genoprop: ${exported}: its task 'echo' comes from echo.mjs; name that file after the champion's: genoprop eval ${exported} path/to/echo.mjs\n`,
    });
  });

  it('of a former version says where the code was looked for when it has moved, and takes it from elsewhere', async () => {
    const moved = join(folder, 'moved.mjs');
    expect((await json(former())).evaluations[0].sameAsInTrial).toBe(true);
    renameSync(file, moved);
    const { code, err } = await run('eval', former());
    expect(code).toBe(2);
    expect(err).toBe(
      `genoprop: ${former()}: its task 'echo' comes from ${file}, which does not exist here; name the task's file after the champion's\n`,
    );
    expect((await json(exported, moved)).evaluations[0].sameAsInTrial).toBe(true);
    copyFileSync(moved, file);
  });

  it('says so when the task draws other sequences now', async () => {
    const changed = join(folder, 'changed.mjs');
    writeFileSync(changed, source.replace('random.integer(3)', '2 - random.integer(3)'));
    const [evaluation] = (await json(exported, changed)).evaluations;
    expect(evaluation.sameAsInTrial).toBe(false);
    expect(evaluation.notes[0]).toMatch(/: the task echo draws other sequences now$/);
  });

  it('ends with one line where the task throws or is another one now', async () => {
    const broken = join(folder, 'broken.mjs');
    writeFileSync(broken, source.replace('({ wrong: row', '({ wrong: nothing'));
    const thrown = await run('eval', exported, broken);
    expect(thrown.code).toBe(2);
    expect(thrown.err).toMatch(/^genoprop: task echo: judge of sequence 0: nothing is not defined\n$/);
    rmSync(file);
    writeFileSync(file, source.replace("'echo'", "'other'"));
    expect((await run('eval', former())).err).toMatch(
      /former\.json: its task is 'echo', but \S+echo\.mjs holds 'other' now\n$/,
    );
  });

  it('never loads code from an address that is no file of this machine', async () => {
    const hostile = join(folder, 'hostile.json');
    for (const module of ['data:text/javascript,throw 1', 'https://example.org/a.js', 'node:fs']) {
      const text = readFileSync(exported, 'utf8').replace(/"module": ".*"/, `"module": "${module}"`);
      writeFileSync(hostile, text.replace(/\n {2}"checksum".*/, ''));
      const { code, err } = await run('eval', hostile);
      expect(code).toBe(2);
      expect(err).toContain(`its task 'echo' has the module '${module}', which is no file`);
    }
  });
});
