import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/program.ts';
import { contestantPresets } from '../../src/learners/index.ts';
import { tasks } from '../../tasks/index.ts';
import { recordingTerminal } from '../support/cli/recording.ts';
import { missingFolder } from '../support/missing-folder.ts';

const missing = missingFolder();

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const terminal = recordingTerminal();
  const code = await runCommandLine(args, terminal);
  return { code, ...terminal.written };
}

describe('what is written wrongly', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['duell', "unknown command 'duell', did you mean 'duel'?"],
    ['help dule', "unknown command 'dule', did you mean 'duel'?"],
    ['duel --sed 3', "unknown option '--sed' (did you mean"],
    [
      'tasks --jsn',
      "unknown option '--jsn' (did you mean --json?); `genoprop help tasks` says what is allowed",
    ],
    [
      'tasks xor parity',
      "too many arguments for 'tasks'. Expected 1 argument but got 2: xor, parity; `genoprop help tasks` says",
    ],
    ['duel --set', 'argument missing'],
    ['duel aditon', "unknown task 'aditon', did you mean 'addition'?"],
    ['tasks tempral', "unknown task 'tempral', did you mean 'temporal-order'?"],
    ['contestants gentor', "unknown contestant 'gentor', did you mean 'genitor'?"],
    ['duel --contestant gentor', "unknown contestant 'gentor', did you mean 'genitor'?"],
    [
      'duel --contestant genitor:hiden=3',
      "--contestant genitor:hiden=3: unknown option 'hiden', did you mean 'hidden'?",
    ],
    ['duel --contestant genitor:hidden=0', "hidden must be a whole number from 1 to 4096, not '0'"],
    ['duel --contestant a=', '--contestant a=: write name'],
    ['duel --contestant msgd --contestant msgd', '--contestant msgd: takes part twice'],
    ['duel --set lenght=30', "--set lenght=30: unknown option 'lenght', did you mean 'length'?"],
    ['duel --set length=abc', "--set length=abc: length must be a whole number from 2 to 100000, not 'abc'"],
    ['duel --set length', '--set length: write an option as key=value'],
    ['duel --budget 5x', '--budget 5x'],
    [
      'duel --budget 20000update',
      '--budget 20000update: genitor makes evaluations and no updates, so this never ends it; add a limit in mac, s or evaluation',
    ],
    ['duel --device wsm', "unknown device 'wsm', did you mean 'wasm'?"],
    [
      'duel --seeds 0',
      "--seeds 0: must be a whole number from 1 to 100000, or ranges of these such as 11-20 or 1,4-6, not '0'",
    ],
    ['duel --seed 1.5', '--seed 1.5: must be a whole number'],
    ['duel --workers many', "--workers many: must be a whole number from 1 to 256, not 'many'"],
    [`duel --run ${missing}/a.run.sqlite`, `its folder ${missing} does not exist`],
    ['bench --seconds no', '--seconds no: must be a number above 0'],
  ];

  for (const [line, message] of cases) {
    it(`is answered in one line: ${line}`, async () => {
      const { code, out, err } = await run(...line.split(' '));
      expect(err).toContain(message);
      expect(err).toMatch(/^genoprop: [^\n]+\n$/);
      expect({ code, out }).toEqual({ code: 2, out: '' });
    });
  }

  it('comes with a stack trace only where that is asked for', async () => {
    const { code, err } = await run('duel', 'aditon', '--debug');
    expect(code).toBe(2);
    expect(err).toMatch(/^genoprop: unknown task .*\n.*\n\s+at /);
  });
});

describe('help', () => {
  it('names every command, with examples, and is what genoprop alone says', async () => {
    const { code, out, err } = await run('help');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const commands = ['duel', 'tournament', 'resume', 'watch', 'show', 'report', 'list', 'export', 'eval'];
    for (const command of [...commands, 'tasks', 'check', 'contestants', 'devices', 'bench', 'init', 'help'])
      expect(out).toContain(`\n  ${command} `);
    expect(out).toContain('Examples:');
    expect((await run()).out).toBe(out);
    expect((await run('--help')).out).toBe(out);
  });

  it('explains every flag of a command, each with its default', async () => {
    const { out } = await run('help', 'duel');
    const names = [
      'set',
      'contestant',
      'seeds',
      'seed',
      'budget',
      'workers',
      'device',
      'plain',
      'json',
      'run',
      'no-run',
    ];
    for (const name of [...names, 'debug']) expect(out).toMatch(new RegExp(`\\n  --${name}\\b`));
    expect(out).toContain('(default: 10)');
    expect(out).toContain('(default: genitor, msgd, msgd-c,');
    expect((await run('duel', '--help')).out).toBe(out);
  });

  it('names the suites of the benchmark, those that it knows', async () => {
    const { code, err } = await run('bench', '--only', 'nothing');
    expect(code).toBe(2);
    const [, known] = /\(known: (.*)\)/.exec(err)!;
    expect((await run('help', 'bench')).out.replaceAll(/\s+/g, ' ')).toContain(
      `measure these suites alone: ${known} (default: all)`,
    );
  });

  it('gives the version', async () => {
    expect((await run('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

/** Limit of tests that play the floors of all tasks, the gaits' too. */
const FLOORS_MS = 60_000;

describe('listings', () => {
  it('name every task and contestant', async () => {
    const { out } = await run('tasks');
    for (const task of tasks) expect(out).toContain(task.summary);
    const contestants = (await run('contestants')).out;
    for (const preset of contestantPresets()) expect(contestants).toContain(preset.name);
  });

  it(
    'give as JSON every option with its type, default and meaning',
    async () => {
      const { tasks: listed } = JSON.parse((await run('tasks', '--json')).out);
      expect(listed.map((task: { name: string }) => task.name)).toEqual(tasks.map((task) => task.name));
      const { contestants } = JSON.parse((await run('contestants', '--json')).out);
      for (const { name, options } of [...listed, ...contestants]) {
        for (const option of options) {
          expect(option, name).toMatchObject({
            name: expect.any(String),
            meaning: expect.stringMatching(/\S/),
          });
          expect(['number', 'integer', 'boolean', 'choice', 'text']).toContain(option.type);
          expect(option).toHaveProperty('default');
        }
      }
      const genitor = contestants.find((one: { name: string }) => one.name === 'genitor');
      expect(genitor).toMatchObject({ learner: { name: 'genitor', kind: 'genetic' }, net: 'elman' });
      expect(genitor.options).toContainEqual(
        expect.objectContaining({ name: 'hidden', of: 'net', default: 8 }),
      );
    },
    FLOORS_MS,
  );

  it(
    'show one with its options, no line wider than the terminal',
    async () => {
      for (const name of tasks.map((task) => task.name)) {
        const { code, out } = await run('tasks', name);
        expect(code).toBe(0);
        for (const label of ['source', 'chance', 'success', 'Options']) expect(out).toContain(label);
        for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
      }
      expect((await run('contestants', 'msgd-cr')).out).toContain('alpha');
    },
    FLOORS_MS,
  );
});

describe('a real duel', () => {
  it('of a few updates writes its verdict', async () => {
    const line =
      'duel temporal-order --set length=5 --contestant msgd:hidden=2 --contestant random:hidden=2,sequences=8';
    const rest =
      '--seeds 1 --workers 1 --budget 20update --budget 64evaluation --device reference --no-run --json -';
    const { code, out, err } = await run(...line.split(' '), ...rest.split(' '));
    expect(err).toContain('msgd:hidden=2, seed 1: budget');
    expect(code).toBe(0);
    const [msgd, random] = JSON.parse(out).contestants;
    expect(msgd.trials[0]).toMatchObject({ seed: 1, stop: 'budget', updates: 20 });
    expect(random.trials[0]).toMatchObject({ seed: 1, stop: 'budget', evaluations: 64 });
  });
});

describe('the start, under any Node', () => {
  function start(before: readonly string[] = [], isClone = false) {
    const folder = mkdtempSync(join(tmpdir(), 'genoprop-bin-'));
    mkdirSync(join(folder, 'bin'));
    if (isClone) mkdirSync(join(folder, 'src'));
    cpSync(new URL('../../bin/genoprop.js', import.meta.url), join(folder, 'bin', 'genoprop.js'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    const { status, stderr } = spawnSync(execPath, [...before, join(folder, 'bin', 'genoprop.js')], {
      encoding: 'utf8',
    });
    rmSync(folder, { recursive: true });
    return { status, stderr };
  }

  it('says how to build where that has not been done', () => {
    expect(start()).toEqual({ status: 2, stderr: 'genoprop: not built yet, run `npm run build`\n' });
  });

  const old = "Object.defineProperty(process, 'versions', { value: { node: '22.17.1' } })";
  const underOldNode = ['--import', `data:text/javascript,${encodeURIComponent(old)}`];

  it('says which Node is needed where it is too old, and that a clone has it', () => {
    const { status, stderr } = start(underOldNode, true);
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^genoprop: needs Node 22\.18 or newer and this is 22\.17\.1; inside a clone, `npx genoprop` .*\n$/,
    );
  });

  it('says outside of a clone how to get the right Node', () => {
    const { status, stderr } = start(underOldNode);
    expect(status).toBe(2);
    expect(stderr).toBe(
      'genoprop: needs Node 22.18 or newer and this is 22.17.1; ' +
        '`npm install node@26` beside it brings one, which `npx genoprop` then uses\n',
    );
  });
});
