import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/program.ts';
import { readChampion } from '../../src/export/read-champion.ts';
import { writeSafetensors } from '../../src/formats/safetensors.ts';
import { createRun, openRun } from '../../src/store/run-file.ts';
import { checkpoint, recordingTerminal, result } from '../support/cli/recording.ts';
import { type SmallRun, smallRun, smallSpec } from '../support/export/small-run.ts';
import { missingFolder } from '../support/missing-folder.ts';

const missing = missingFolder();

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const terminal = recordingTerminal({ columns: 80 });
  const code = await runCommandLine(args, terminal);
  return { code, ...terminal.written };
}

let small: SmallRun;
const inFolder = (name: string): string => join(small.folder, name);
const unplayed = 'xor:length=10/small sgd/2';

beforeAll(async () => {
  small = await smallRun(smallSpec([['xor', { length: 10 }]], 2), (id) => id !== unplayed);
});
afterAll(() => small.remove());

describe('genoprop export', () => {
  it.each(['safetensors', 'onnx', 'json'])(
    'writes the best trial as %s and says which it is',
    async (ending) => {
      const file = inFolder(`best.${ending}`);
      const { code, out, err } = await run('export', small.path, '-o', file);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      const reader = openRun(small.path, { readOnly: true });
      const trials = reader.trials().filter(({ result }) => result !== null);
      const best = trials.sort((a, b) => a.result!.testError! - b.result!.testError!)[0]!;
      const { about, parameters } = readChampion(readFileSync(file), file);
      expect(about.trial.id).toBe(best.id);
      expect(parameters).toEqual(reader.champion(best.id)!.parameters);
      expect(about.result.test!.error).toBe(best.result!.testError);
      expect(about.result.validation!.cost.macs).toBeLessThanOrEqual(best.result!.cost.macs);
      expect(about.provenance).toMatchObject({ genoprop: '0.1.0', created: '2026-11-23T04:05:06.789Z' });
      reader.close();
      expect(out).toMatch(new RegExp(`^trial {2}${best.id}, the best trial of the run: none solved,`));
      expect(out).toContain(`file   ${file}, ${ending}, ${readFileSync(file).length} bytes\n`);
      expect(out).toContain(`score  npx genoprop eval ${file}\n`);
      expect(out).toMatch(/\ntest {3}\d+\.\d % of 10000 test sequences wrong, not solved\n/);
    },
  );

  it('writes the trial that is named, or the best of a contestant', async () => {
    const named = await run(
      'export',
      small.path,
      '--trial',
      'xor:length=10/small sgd/1',
      '-o',
      inFolder('a.json'),
    );
    expect(named.out).toContain('trial  xor:length=10/small sgd/1, the trial that was named\n');
    const theirs = await run('export', small.path, '--contestant', 'small sgd', '-o', inFolder('b.json'));
    expect(theirs.out).toMatch(/^trial {2}xor:length=10\/small sgd\/1, the only trial of small sgd that has/);
    expect(readFileSync(inFolder('a.json'))).toEqual(readFileSync(inFolder('b.json')));
  });

  it('writes JSON to standard output, and the rest then to standard error', async () => {
    const { code, out, err } = await run('export', small.path, '-o', '-');
    expect(code).toBe(0);
    expect(JSON.parse(out).format).toBe('genoprop.champion/1');
    expect(err).toMatch(/^trial {2}/);
  });

  it('overwrites a file only when told to, and leaves nothing else beside it', async () => {
    const file = inFolder('there.json');
    writeFileSync(file, 'precious');
    const refused = await run('export', small.path, '-o', file);
    expect(refused).toEqual({
      code: 2,
      out: '',
      err: `genoprop: -o ${file}: exists already; name another file, or give --force to overwrite it\n`,
    });
    expect(readFileSync(file, 'utf8')).toBe('precious');
    expect((await run('export', small.path, '-o', file, '--force')).code).toBe(0);
    expect(readChampion(readFileSync(file), file).about.task.name).toBe('xor');
    expect(readdirSync(small.folder).filter((name) => name.includes('.part'))).toEqual([]);
  });

  it('takes the format by its name where the ending says another or none', async () => {
    const file = inFolder('net');
    expect((await run('export', small.path, '-o', file, '--format', 'onnx')).code).toBe(0);
    expect(readFileSync(file)[0]).toBe(8);
  });

  const wrong: readonly (readonly [line: string, message: string])[] = [
    ['export RUN', "required option '-o, --out <file>' not specified"],
    [
      'export RUN -o a.npz',
      "-o a.npz: the ending '.npz' does not tell the format; end it with .safetensors, .json",
    ],
    ['export RUN -o champion', '-o champion: it has no ending that tells the format'],
    ['export RUN -o a.json --format jsno', "--format: unknown format 'jsno', did you mean 'json'?"],
    ['export RUN -o - --format onnx', '-o -: onnx is no text'],
    [`export RUN -o ${missing}/a.json`, `-o ${missing}/a.json: cannot be written, its folder does not exist`],
    [
      'export RUN -o a.json --trial xor/genitor/1',
      "unknown trial 'xor/genitor/1', did you mean 'xor:length=10/genitor/1'?",
    ],
    ['export RUN -o a.json --trial x --contestant genitor', '--trial names one trial; leave --contestant'],
    ['export RUN -o a.json --contestant gentor', "unknown contestant 'gentor', did you mean 'genitor'?"],
    ['export RUN -o a.json --task parity', "unknown task 'parity'"],
    ['export nowhere.sqlite -o a.json', 'run file nowhere.sqlite: does not exist'],
    ['export FOLDER -o a.json', ': is a folder'],
    ['export TEXT -o a.json', ': is not a run file (no SQLite database)'],
    ['export EMPTY -o a.json', ': is empty'],
    ['export OTHER -o a.json', ': is not a run file, but another database'],
    ['export NEWER -o a.json', ': has format 999'],
    ['export NONE -o a.json', ': has no trials, so there is no champion to export'],
    ['export UNPLAYED -o a.json', ': no trial of the run has a champion yet'],
    ['export DAMAGED -o a.json', 'DAMAGED: is damaged: the spec: is no JSON'],
    [
      'export CROOKED -o a.json',
      'CROOKED: champion of xor:length=10/genitor/1: not a valid safetensors file',
    ],
  ];
  it.each(wrong)('answers %s in one line', async (line, message) => {
    const args = line
      .split(' ')
      .map((word) => (word === 'RUN' ? small.path : /^[A-Z]+$/.test(word) ? bad(word) : word));
    const { code, out, err } = await run(...args);
    expect(err).toContain(message);
    expect(err).toMatch(/^genoprop: [^\n]+\n$/);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(existsSync('a.json')).toBe(false);
  });

  it('writes the best net so far of a trial that has not ended, or was stopped', async () => {
    const path = inFolder('running.sqlite');
    const about = { genoprop: '0.1.0', created: '2026', commandLine: [], machine: 'none' };
    const id = 'xor:length=10/genitor/1';
    const reader = openRun(small.path, { readOnly: true });
    const { parameters } = reader.champion(id)!;
    reader.close();
    const writer = createRun(path, small.spec, about);
    writer.record({ type: 'started', id, parameters: parameters.length });
    const found = { id, spent: 0.1, champion: { parameters }, snapshot: null };
    writer.record({ type: 'checkpoint', ...found, checkpoint: checkpoint(1e6, 0.25) });
    const running = await run('export', path, '-o', inFolder('running.json'));
    expect(running.out).toMatch(/^trial {2}xor:length=10\/genitor\/1, the only trial of the run that has/);
    expect(running.out).toContain(
      'test   not tested yet, the trial has not ended; 25.0 % wrong in its validation\n',
    );
    writer.record({ type: 'finished', id, result: result(id, 'stopped', { champion: { parameters } }) });
    writer.close();
    const stopped = await run('export', path, '--trial', id, '-o', inFolder('stopped.json'));
    expect(stopped.out).toContain(
      'test   not tested, the trial was stopped; 25.0 % wrong in its validation\n',
    );
    const scored = await run('eval', inFolder('stopped.json'));
    expect(scored.err).toBe('');
    expect({ code: scored.code, trial: /^trial/m.test(scored.out) }).toEqual({ code: 0, trial: false });
  });

  it('says of a trial that has not begun why it has no champion', async () => {
    const { code, err } = await run('export', small.path, '--trial', unplayed, '-o', inFolder('c.json'));
    expect(code).toBe(2);
    expect(err).toContain(`trial ${unplayed} has not begun, so it has no champion yet\n`);
  });
});

/** A file that is no run to export from, in the way that its name says. */
function bad(kind: string): string {
  const path = inFolder(kind);
  if (existsSync(path)) return path;
  const about = { genoprop: '0.1.0', created: '2026', commandLine: [], machine: 'none' };
  const copy = (change: (database: DatabaseSync) => void): void => {
    writeFileSync(path, readFileSync(small.path));
    const database = new DatabaseSync(path);
    change(database);
    database.close();
  };
  const make: Record<string, () => void> = {
    FOLDER: () => void mkdirSync(path),
    TEXT: () =>
      writeFileSync(path, 'no database at all, but some text that is long enough to be one '.repeat(20)),
    EMPTY: () => writeFileSync(path, ''),
    OTHER: () => new DatabaseSync(path).exec('CREATE TABLE mine (a)'),
    NEWER: () => copy((database) => database.exec('PRAGMA user_version = 999')),
    NONE: () => createRun(path, { ...small.spec, contestants: [] }, about).close(),
    UNPLAYED: () => createRun(path, small.spec, about).close(),
    DAMAGED: () => copy((database) => database.exec(`UPDATE run SET spec = '{"tasks":'`)),
    SHORT: () =>
      copy((database) => {
        const tensors = writeSafetensors({ parameters: new Float32Array(3) });
        database.prepare('UPDATE champions SET tensors = ?').run(tensors);
      }),
    STRANGE: () =>
      copy((database) => database.exec(`UPDATE run SET spec = replace(spec, '"exhaustive"', '"exhausted"')`)),
    CROOKED: () => copy((database) => database.exec(`UPDATE champions SET tensors = x'0102'`)),
  };
  make[kind]!();
  return path;
}
