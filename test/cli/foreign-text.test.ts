/**
 * Text from others (names, messages, fields of scripts, flags, content of files) reaches nobody's terminal, page or
 * spreadsheet as anything but text: no command writes a control character that is not its own.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/program.ts';
import { closePlugins } from '../../src/tournament/plugins/plugin.ts';
import { chooseTask } from '../../src/tournament/spec/choose-task.ts';
import { resolveContestant } from '../../src/tournament/spec/resolve.ts';
import type { TournamentSpec } from '../../src/tournament/spec/tournament.ts';
import { findTask } from '../../tasks/index.ts';
import { recordingTerminal } from '../support/cli/recording.ts';
import { ended, inOwnFolder, makeRun, started, validated } from '../support/cli/runs.ts';

inOwnFolder();
afterAll(closePlugins);

/** Clears the screen, sets the title, moves up, colours, turns the direction, breaks the line, in C0, C1 and beyond. */
const HOSTILE = [
  '\x1b[2J',
  '\x1b]0;owned\x07',
  '\x1b[1A\x1b[2K',
  '\x9b31m',
  '\x85',
  '\r',
  '\b\b',
  '\x7f',
  '\u202e',
  '\u2066',
  '\u2028',
  '\u200e',
  '\ud800',
  '\nforged line',
  '\tx',
];

/** Whatever a terminal may act on, but for tabs and the ends of lines. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
const ACTING = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Surrogate}/u;

const written = async (...args: readonly string[]) => {
  const terminal = recordingTerminal();
  const code = await runCommandLine(args, terminal);
  const { out, err } = terminal.written;
  return { code, out, err };
};

/** Runs the command and checks what it writes. */
async function expectReadable(...args: readonly string[]) {
  const { code, out, err } = await written(...args);
  // A field of CSV may have several lines, which end with CR and LF.
  const isCsv = args.includes('--csv');
  const found = ACTING.exec(isCsv ? (out + err).replaceAll('\r\n', '\n') : out + err);
  expect([args, found?.[0] ?? null]).toEqual([args, null]);
  const forged = (out + err).split('\n').filter((line) => line.startsWith('forged line'));
  if (!isCsv) expect([args, forged]).toEqual([args, []]);
  return { code, out, err };
}

/** A tournament with such texts in every field that a run file has for names and messages. */
function hostileSpec(text: string): TournamentSpec {
  const task = chooseTask(findTask('parity'), { length: 3 });
  const module = `file:///tasks/${encodeURIComponent(text.replace(/\p{Surrogate}/gu, ''))}.ts`;
  const names = { inputNames: [`0${text}`, `1${text}`] };
  return {
    tasks: [
      {
        ...task,
        name: `task${text}`,
        label: `label${text}`,
        module,
        options: { ...task.options, file: `file${text}` },
        facts: { ...task.facts, shape: { ...task.facts.shape, ...names } },
      },
    ],
    contestants: ['=msgd', 'random'].map((name) => ({
      ...resolveContestant(name.replace('=', '')),
      name: name + text,
    })),
    seeds: 1,
    seed: 1,
    budget: { macs: 1e10 },
    device: 'wasm',
  };
}

function hostileRun(path: string, text: string): string {
  const planned = hostileSpec(text);
  const [first, second] = planned.contestants.map(({ name }) => `${planned.tasks[0]!.label}/${name}/1`);
  makeRun(
    path,
    [
      ...[started(first!), validated(first!, 5e9)],
      { type: 'retried', id: first!, reason: `died of ${text}` },
      ended(first!, 'failed', { stop: { reason: 'failed', detail: `task x: broke ${text}` } }),
      ...[started(second!), validated(second!, 5e9)],
      ended(second!, 'budget', { testMeasures: { [`measure${text}`]: 1 } }),
    ],
    { planned },
  );
  return first!;
}

const hostile = fc
  .array(fc.constantFrom(...HOSTILE, 'a', ' ', '=1+1'), { minLength: 1, maxLength: 4 })
  // Never spaces alone, which would be trimmed and leave a command that plays.
  .map((parts) => `\x1b${parts.join('')}`);

describe('a run file with control characters in its names and messages', () => {
  it('is shown, listed, reported and watched without any of them', async () => {
    let made = 0;
    await fc.assert(
      fc.asyncProperty(hostile, async (given) => {
        // SQLite's texts are UTF-8, which holds no half of a surrogate pair.
        const text = given.toWellFormed();
        const folder = `runs ${made++}`;
        mkdirSync(folder);
        const path = join(folder, 'a.run.sqlite');
        const trial = hostileRun(path, text);
        for (const flags of [[], ['--settings'], ['--trial', trial], ['--trial', `no${text}`]]) {
          await expectReadable('show', path, ...flags);
        }
        for (const flags of [['--csv'], ['--csv', '--metrics'], ['--json'], ['--json', '--metrics']]) {
          const { out } = await expectReadable('show', path, ...flags.map((flag) => flag));
          expect(out.split(/[\n,]/).filter((cell) => /^"?[=+@-](?!\d)/.test(cell))).toEqual([]);
        }
        await expectReadable('list', folder);
        await expectReadable('watch', path);
        const report = await expectReadable('report', path, '--out', join(folder, 'report.html'));
        expect(report).toMatchObject({ code: 0, err: '' });
        const page = readFileSync(join(folder, 'report.html'), 'utf8');
        for (const part of HOSTILE.filter((one) => text.includes(one) && one.startsWith('\x1b'))) {
          expect(page.includes(part)).toBe(false);
        }
        expect(page.includes('\u202e') || page.includes('\u2066') || page.includes('\x9b')).toBe(false);
      }),
      { numRuns: 4, examples: [[HOSTILE.join('')], ['\x1b\nforged line\x1b]0;owned\x07']] },
    );
  });

  it('is JSON that says the names exactly', async () => {
    const text = HOSTILE.join('').replace('\ud800', '');
    hostileRun('exact.run.sqlite', text);
    const { out } = await expectReadable('show', 'exact.run.sqlite', '--json');
    const shown = JSON.parse(out) as { contestants: { name: string }[]; tasks: { label: string }[] };
    expect(shown.contestants.map(({ name }) => name)).toEqual([`=msgd${text}`, `random${text}`]);
    expect(shown.tasks[0]!.label).toBe(`label${text}`);
  });

  it('is CSV whose cells no spreadsheet computes', async () => {
    hostileRun('cells.run.sqlite', '\x1b');
    const { out } = await expectReadable('show', 'cells.run.sqlite', '--csv');
    expect(out).toContain(",'=msgd\\x1b,");
    expect(out).toMatch(/^label\\x1b\/=msgd\\x1b\/1,/m);
  });
});

describe('what the user wrote, or a file that a command was given,', () => {
  it('is quoted back in errors without control characters, whichever flag, argument or field it is in', async () => {
    let made = 0;
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const script = `script ${made++}.json`;
        const damaged = `damaged ${made}.sqlite`;
        writeFileSync(
          script,
          JSON.stringify({
            [`field${text}`]: 1,
            name: `name${text}`,
            tasks: [`xor${text}`, { task: 'parity', options: { [`lenght${text}`]: text } }],
            contestants: [`msgd${text}`, { contestant: 'msgd', name: text, settings: { [text]: text } }],
            budget: `1${text}`,
            device: `wasm${text}`,
          }),
        );
        writeFileSync(damaged, `SQLite format 3${text}`);
        writeFileSync(`${made}.champion.json`, JSON.stringify({ format: text, [text]: text }));
        writeFileSync(`${made}.yaml`, `tasks: [${text}\n  - "${text}`);
        writeFileSync(`${made}.mjs`, `throw new Error(${JSON.stringify(`it broke ${text}`)});`);
        const commands = [
          [text],
          ['duel', `xor${text}`],
          ['duel', 'xor', '--set', `lenght${text}=3`],
          ['duel', 'xor', '--set', `length=${text}`],
          ['duel', 'xor', '--contestant', `genitor${text}`],
          ['duel', 'xor', '--contestant', `genitor:hidden=${text}`],
          ['duel', 'xor', '--contestant', `genitor:hiden${text}=3`],
          ['duel', 'xor', '--budget', `1e9mac${text}`],
          ['duel', 'xor', '--seeds', text],
          ['duel', 'xor', '--device', text],
          ['duel', 'xor', `--${text}`],
          ['tournament', script],
          ['tournament', `${made}.yaml`],
          ['tournament', `${made}.mjs`],
          ['tournament', `none${text}.ts`],
          ['show', `none${text}`],
          ['show', damaged],
          ['resume', `none${text}`],
          ['report', damaged],
          ['export', damaged],
          ['eval', `${made}.champion.json`],
          ['eval', `none${text}`],
          ['list', `none${text}`],
          ['tasks', text],
          ['contestants', text],
          ['check', `./${made}.mjs`],
          ['check', text],
          ['init', text, text],
          ['help', text],
        ];
        for (const args of commands) {
          const { code, err } = await expectReadable(...args);
          expect([args, code === 0]).toEqual([args, false]);
          // One line, and one more for each of several faults.
          const others = err.trimEnd().split('\n').slice(1);
          expect([args, others.filter((line) => !line.startsWith('  '))]).toEqual([args, []]);
        }
      }),
      { numRuns: 2, examples: [[HOSTILE.join('')], ['\x1b\nforged line\x1b]0;owned\x07']] },
    );
  });
});

describe('a plugin', () => {
  const zod = import.meta.resolve('zod');

  it('is told of without control characters in its texts, its messages and what it prints', async () => {
    const text = JSON.stringify(HOSTILE.join('').replace('\nforged line', '\\nforged line'));
    writeFileSync(
      'hostile.mjs',
      `import { z } from '${zod}';
      console.log(${text});
      export default {
        name: 'hostile', summary: 'summary ' + ${text}.replaceAll('\\n', ''), source: 'source ' + ${text},
        options: z.object({ length: z.int().default(3).describe('meaning ' + ${text}), text: z.string().default(${text}).describe('x') }),
        shape: () => ({ inputs: { kind: 'symbols', size: 2 }, outputs: 2, loss: 'softmax', scored: 'last', inputNames: [${text}, ${text}] }),
        sample() { throw new Error('broke ' + ${text}); },
      };`,
    );
    const { err, out } = await expectReadable('check', './hostile.mjs');
    expect(out).toContain('broke \\x1b[2J');
    expect(err).toContain('\\x1b[2J');
    await expectReadable('tasks', './hostile.mjs');
    await expectReadable('duel', './hostile.mjs', '--seeds', '1', '--budget', '1e6mac', '--dry-run');
    const played = await expectReadable(
      'duel',
      './hostile.mjs',
      ...['--seeds', '1'],
      '--budget',
      '1e6mac',
      '--plain',
    );
    expect(played.out + played.err).toContain('broke \\x1b[2J');
    expect(existsSync('hostile.mjs') && readdirSync('.').length > 0).toBe(true);
  });
});
