import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/program.ts';
import { closePlugins, openTask } from '../../src/tournament/plugins/plugin.ts';
import { finish } from '../support/cli/process.ts';
import { recordingTerminal } from '../support/cli/recording.ts';
import { inOwnFolder } from '../support/cli/runs.ts';

inOwnFolder();

async function init(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const terminal = recordingTerminal({ columns: 80 });
  const code = await runCommandLine(['init', ...args], terminal);
  return { code, ...terminal.written };
}

/** A command as a process of its own, in the same folder. */
const genoprop = (...args: string[]) => finish(args, { cwd: process.cwd() });

describe('genoprop init tournament', () => {
  it.each(['my.tournament.ts', 'my.tournament.js', 'my.tournament.yaml', 'my.tournament.json'])(
    '%s plays as it was written, and says the same in every format',
    async (file) => {
      const { code, out, err } = await init('tournament', file);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toContain(`wrote ${file}\n`);
      expect(out).toContain(`npx genoprop tournament ${file} --dry-run`);
      for (const line of out.split('\n')) expect(line.length).toBeLessThan(80);
      if (/\.js(on)?$/.test(file)) {
        // All of it is read and found right: the folder of the verdict's file is looked for last.
        const understood = await genoprop('tournament', file, '--json', 'missing/verdict.json');
        expect(understood.err).toMatch(/^genoprop: --json missing\/verdict.json: [^\n]+\n$/);
        return;
      }
      const played = await genoprop(
        ...['tournament', file, '--seeds', '1', '--budget', '2e6mac', '--workers', '1', '--run', 'mine.run'],
      );
      expect(played).toMatchObject({ code: 0, err: '' });
      expect(played.out).toContain('genoprop tournament: my\n');
      expect(played.out).toContain('2 tasks × 4 contestants × 1 seed = 8');
      for (const name of ['genitor', 'ranked', 'msgd-cr', 'random']) {
        expect(played.out).toContain(`temporal-order:length=15, ${name}, seed 1: started`);
      }
    },
  );

  it('comments on every field where the format has comments', async () => {
    for (const file of ['a.ts', 'a.js', 'a.yaml', 'a.yml']) {
      await init('tournament', file);
      const text = readFileSync(file, 'utf8');
      for (const field of ['name', 'tasks', 'contestants', 'seeds', 'seed', 'budget']) {
        expect(text).toMatch(new RegExp(`^ *${field}:`, 'm'));
      }
      expect(text.match(/^ *(\/\/|#|\*)/gm)!.length).toBeGreaterThan(10);
    }
  });
});

describe('genoprop init task', () => {
  it.each(['my-task.ts', 'my-task.js'])('%s is a task that can be chosen and played', async (file) => {
    const { code, out, err } = await init('task', file);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`npx genoprop check ${file}\n`);
    // The folder has neither package, and the commands supply them.
    expect(out).toContain('genoprop and zod are not installed in its folder.');
    for (const line of out.split('\n')) expect(line.length).toBeLessThan(80);
    const checked = await genoprop('check', file);
    expect(checked).toMatchObject({ code: 0, err: '' });
    const played = await genoprop(
      ...['duel', `./${file}`, '--contestant', 'msgd-cr:hidden=8,learningRate=0.3', '--seeds', '1'],
      ...['--set', 'length=3', '--budget', '3000update', '--workers', '1', '--no-run', '--json', '-'],
    );
    expect(played.code).toBe(0);
    expect(played.err).toContain('msgd-cr:hidden=8,learningRate=0.3, seed 1: solved');
  });

  it('with a table is a task that predicts its last column from the past, told in parts', async () => {
    const rows = Array.from(
      { length: 300 },
      (_, day) => `${day};${String(Math.sin(day / 3).toFixed(3)).replace('.', ',')};n`,
    );
    writeFileSync('waves.csv', ['day;"height, m";note', ...rows].join('\r\n'));
    const written = await init('task', 'waves.ts', '--table', 'waves.csv');
    expect(written).toMatchObject({ code: 0, err: '' });
    expect(written.out.replaceAll(/\s+/g, ' ')).toContain(
      'It predicts the column height, m. Take another by --set column=NAME, or in the file (there are also day; note).',
    );
    const text = readFileSync('waves.ts', 'utf8');
    for (const part of ['training', 'validation', 'test']) expect(text).toContain(part);
    const checked = await genoprop('check', 'waves.ts');
    expect(checked).toMatchObject({ code: 0, err: '' });
    expect(checked.out).toContain('file=waves.csv, column=height, m, window=22');
    expect(checked.out.replaceAll(/\s+/g, ' ')).toContain(
      '0 of 23 different test sequences also occur among',
    );
    const refused = await init('task', 'few.ts', '--table', 'missing.csv');
    expect(refused).toEqual({ code: 2, out: '', err: 'genoprop: missing.csv: there is no such file\n' });
    expect(existsSync('few.ts')).toBe(false);
    writeFileSync('five.csv', ['v', ...new Array(30).fill(5)].join('\n'));
    expect((await init('task', 'few.ts', '--table', 'five.csv')).err).toBe(
      'genoprop: --table five.csv: has no column of numbers that change; its columns are v\n',
    );
    expect((await init('tournament', 'few.yaml', '--table', 'waves.csv')).err).toContain(
      'goes with `init task` alone',
    );
  });

  it('says in its comments that data of a file must be split by part', async () => {
    await init('task', 'mine.ts');
    expect(readFileSync('mine.ts', 'utf8')).toMatch(/\{ part \}, says what the sequence is for/);
  });

  it('names the task after its file, and never like a built-in one', async () => {
    const nameIn = async (file: string) => {
      await init('task', file);
      return /name: '(.*)'/.exec(readFileSync(file, 'utf8'))![1];
    };
    expect(await nameIn('My Own_Task2.ts')).toBe('my-own-task2');
    expect(await nameIn('twoWords.js')).toBe('two-words');
    expect(await nameIn('xor.ts')).toBe('my-xor');
    expect(await nameIn('Ω.ts')).toBe('my-task');
    const opened = await openTask('./My Own_Task2.ts');
    await closePlugins();
    expect(opened.name).toBe('my-own-task2');
  });
});

describe('genoprop init episode', () => {
  it.each(['my-puck.ts', 'my-puck.js'])(
    '%s is an episode task that passes the checks and is played',
    async (file) => {
      const { code, out, err } = await init('episode', file);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toContain(`npx genoprop check ${file}\n`);
      if (file.endsWith('.ts')) {
        const checked = await genoprop('check', file);
        expect(checked).toMatchObject({ code: 0, err: '' });
        expect(checked.out).toContain('all passed');
        return;
      }
      const played = await genoprop(
        ...['duel', `./${file}`, '--contestant', 'genitor:hidden=3', '--seeds', '1', '--workers', '1'],
        ...['--budget', '200evaluation', '--no-run'],
      );
      expect(played).toMatchObject({ code: 0, err: '' });
      expect(played.out).toContain('genitor:hidden=3, seed 1: ');
    },
  );
});

describe('what is there already', () => {
  it('is overwritten only where that is asked for', async () => {
    writeFileSync('mine.ts', 'precious');
    const refused = await init('task', 'mine.ts');
    expect(refused).toEqual({
      code: 2,
      out: '',
      err: 'genoprop: mine.ts: exists, name another file or give --force to overwrite it\n',
    });
    expect(readFileSync('mine.ts', 'utf8')).toBe('precious');
    expect((await init('task', 'mine.ts', '--force')).code).toBe(0);
    expect(readFileSync('mine.ts', 'utf8')).toContain('defineTask');
  });
});

describe('what cannot be written', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['tsk a.ts', "unknown kind 'tsk', did you mean 'task'?"],
    ['task a.yaml', "a.yaml: a task is written as .ts, .js, not as '.yaml'"],
    ['task a', 'a: a task is written as .ts, .js, not as a file without ending'],
    ['episode a.txt', "a.txt: an episode is written as .ts, .js, not as '.txt'"],
    ['tournament a.py', "a.py: a tournament is written as .ts, .js, .yaml, .yml, .json, not as '.py'"],
    ['task nowhere/a.ts', 'nowhere/a.ts: cannot be written, its folder does not exist'],
    ['task', "missing required argument 'file'"],
  ];
  it.each(cases)('is answered in one line: init %s', async (line, message) => {
    const { code, out, err } = await init(...line.split(' '));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err).toMatch(/^genoprop: [^\n]+\n$/);
    expect(existsSync('a.ts')).toBe(false);
  });
});
