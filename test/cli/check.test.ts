import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/program.ts';
import { checkPlugin } from '../../src/tournament/check/check-plugin.ts';
import { recordingTerminal } from '../support/cli/recording.ts';
import { exampleNames } from '../support/tasks/example-names.ts';

async function run(args: readonly string[], given = {}): Promise<{ code: number; out: string; err: string }> {
  const terminal = recordingTerminal({ columns: 80, ...given });
  const code = await runCommandLine(args, terminal);
  return { code, ...terminal.written };
}

const relativePath = (path: string): string => relative('', fileURLToPath(new URL(path, import.meta.url)));
const faulty = relativePath('../fixtures/plugins/faulty.ts');
const example = (file: string): string => relativePath(`../../examples/tasks/${file}`);

describe('genoprop check', () => {
  it.each(exampleNames)('passes the example %s, in lines that fit', async (file) => {
    const { code, out, err } = await run(['check', example(file)]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = out.split('\n');
    expect(lines.filter((line) => /^ok {3}\w/.test(line)).length).toBeGreaterThan(10);
    expect(lines.filter((line) => line.startsWith('FAIL'))).toEqual([]);
    for (const line of lines.slice(0, -3)) expect(line.length).toBeLessThan(80);
    expect(lines.at(-2)).toBe(
      `${example(file)}: all passed; \`npx genoprop duel ${example(file)}\` plays it`,
    );
  });

  it('names what is wrong, tries the rest, and ends with code 2', async () => {
    const { code, out } = await run([
      'check',
      faulty,
      '--set',
      'place=judge',
      '--set',
      'fault=no-wrong',
      '--json',
    ]);
    expect(code).toBe(2);
    const { format, file, passed, checks } = JSON.parse(out);
    expect({ format, file, passed }).toEqual({ format: 'genoprop.check/1', file: faulty, passed: false });
    const text = 'judge of sequence 0: wrong is undefined, it must be true or false';
    expect(checks.filter(({ status }: { status: string }) => status === 'failed')).toEqual([
      { check: 'judge', status: 'failed', text },
      { check: 'chance', status: 'failed', text },
      { check: 'guessing', status: 'failed', text: `task faulty: ${text}` },
    ]);
    expect(checks.map(({ check }: { check: string }) => check)).toEqual([
      ...['loads', 'options', 'shape', 'sequences', 'extremes', 'targets', 'determinism'],
      ...['parts', 'judge', 'chance', 'guessing', 'speed', 'memory'],
    ]);
  });

  it('marks what passed and what did not where somebody watches, and sums up', async () => {
    const { out } = await run(['check', faulty, '--set', 'place=sample', '--set', 'fault=no-steps'], {
      interactive: true,
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with it
    const plain = out.replace(/\x1b\[\d+m/g, '');
    expect(plain).toContain('✓ shape');
    expect(plain).toContain(
      '✗ sequences    sample: sequence 0: inputs has no steps, it needs at least one\n',
    );
    expect(plain).toContain('– judge        not tried\n');
    expect(plain.trimEnd().split('\n').at(-1)).toBe(
      `${faulty}: 1 of the 4 things that were tried is not as it should be`,
    );
  });

  it('refuses what is no plugin, and options that it does not have', async () => {
    expect(await run(['check', './nowhere.ts'])).toEqual({
      code: 2,
      out: '',
      err: 'genoprop: task ./nowhere.ts: there is no such file\n',
    });
    expect((await run(['check', 'nothing'])).err).toBe(
      'genoprop: nothing: there is no such file, nor an npm package of that name\n',
    );
    expect((await run(['check', 'parity'])).err).toBe(
      'genoprop: parity: is a built-in task; what can be tried is a file or an npm package\n',
    );
    expect((await run(['check', faulty, '--set', 'lenght=3'])).err).toBe(
      "genoprop: --set lenght=3: unknown option 'lenght', did you mean 'length'? (known: place, fault, after, length)\n",
    );
    expect((await run(['check', faulty, '--set', 'length=300'])).err).toBe(
      "genoprop: --set length=300: length must be a whole number from 1 to 100, not '300'\n",
    );
  });
});

describe('a plugin that is tried', () => {
  const folder = mkdtempSync(join(tmpdir(), 'genoprop-check-'));
  const limits = { seconds: 2, megabytes: 100 };

  /** What was found of a plugin of that text up to that check, by check. */
  async function lines(file: string, text: string, last: string, assignments: readonly string[] = []) {
    writeFileSync(join(folder, file), text);
    const printed: string[] = [];
    const onPrint = (one: string): void => void printed.push(one);
    const found = new Map<string, string>();
    for await (const line of checkPlugin(`./${file}`, { from: folder, assignments, limits, onPrint })) {
      found.set(line.check, `${line.status}: ${line.text}`);
      if (line.check === last) break;
    }
    return { found, printed };
  }

  const plugin = (parts: string, before = ''): string => `
    import { defineTask } from 'genoprop';
    import { z } from 'zod';
    ${before}
    export default defineTask({
      name: 'tried',
      summary: 'name the first symbol',
      source: 'a test',
      options: z.object({ length: z.int().min(1).max(9).default(4).describe('steps') }),
      shape: () => ({ inputs: { kind: 'symbols', size: 2 }, outputs: 2, loss: 'softmax', scored: 'last' }),
      sample(random, { length }) {
        const inputs = Array.from({ length }, () => random.integer(2));
        return { inputs, targets: inputs[0] };
      },
      success: { error: 0.01, sequences: 500 },
      ${parts}
    });`;

  it('does not end what tries it by hanging, and what it prints is passed on', async () => {
    const { found, printed } = await lines(
      'hangs.mjs',
      plugin(`shared(random, { length }) { while (length === 9); },`, "console.log('here I am');"),
      'judge',
    );
    expect(found.get('extremes')).toBe('failed: length=9: shared() did not return within 2 s');
    expect(found.get('judge')).toMatch(/^passed: /);
    expect(printed).toContain('here I am\n');
  });

  it('is refused for a state that another thread does not share', async () => {
    const { found } = await lines(
      'state.mjs',
      plugin(
        `sample(random, { length }) {
          const inputs = Array.from({ length }, () => random.integer(2));
          inputs[0] = (inputs[0] + own) % 2;
          return { inputs, targets: inputs[0] };
        },`,
        "import { threadId } from 'node:worker_threads'; const own = threadId % 2;",
      ),
      'determinism',
    );
    // Fresh threads are numbered one after the other.
    expect(found.get('determinism')).toMatch(/^failed: another thread draws other sequences/);
  });

  it('is tried at the edges of its options', async () => {
    const options = `options: z.object({
      length: z.int().min(1).max(9).default(4).describe('steps'),
      last: z.boolean().default(false).describe('whether the last symbol counts'),
    }),`;
    const refusing = `${options} shape({ length, last }) {
      if (length > 8) throw new Error('too long');
      return { inputs: { kind: 'symbols', size: 2 }, outputs: 2, loss: 'softmax', scored: 'last' };
    },`;
    expect((await lines('edges.mjs', plugin(refusing), 'extremes')).found.get('extremes')).toBe(
      'passed: 2 of 3 option values at the edge can be drawn; refused: length=9 (shape: too long)',
    );
    const failing = `${options} sample(random, { last }) {
      return { inputs: [0, 1], targets: last ? 7 : 1 };
    },`;
    expect((await lines('edge.mjs', plugin(failing), 'extremes')).found.get('extremes')).toBe(
      'failed: last=true: sample: sequence 0, step 1: target 7 is not a class in 0..1',
    );
  });

  it('is named once where its shape throws', async () => {
    const { found } = await lines(
      'shapeless.mjs',
      plugin("shape() { throw new Error('no size'); },"),
      'shape',
    );
    expect(found.get('shape')).toBe('failed: no size');
  });

  it('is told when guessing solves it', async () => {
    const { found } = await lines('easy.mjs', plugin(''), 'guessing', ['length=1']);
    expect(found.get('guessing')).toMatch(
      /^failed: the best of \d+ random nets solves it, so that solving it proves nothing; make it harder$/,
    );
  });
});

describe('genoprop tasks', () => {
  it('shows a plugin as it shows a built-in task', async () => {
    const { code, out } = await run(['tasks', example('light-switch.ts')]);
    expect(code).toBe(0);
    expect(out).toContain(
      'light-switch\nsummary  say after every step whether the last command was on or off\n',
    );
    expect(out).toContain(`file     ${example('light-switch.ts')}\n`);
    expect(out).toMatch(/ {2}longest +30 +a whole number from 1 to 1000\n/);
    const listed = JSON.parse((await run(['tasks', example('light-switch.ts'), '--json'])).out).tasks;
    expect(listed).toMatchObject([
      { name: 'light-switch', shape: { outputs: 1 }, success: { error: 0.01, sequences: 10_000 } },
    ]);
    expect((await run(['tasks', './nowhere.ts'])).err).toBe(
      'genoprop: task ./nowhere.ts: there is no such file\n',
    );
  });
});
