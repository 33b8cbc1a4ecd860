import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finish } from '../support/cli/process.ts';
import { blocks, commands, root } from './snippets.ts';

const isBuilt = existsSync(join(root, 'dist', 'src', 'index.js'));

/** Command lines that are run as they stand, in this order, for later ones take the runs of earlier ones. */
const RUN: readonly string[] = [
  'npx genoprop tournament examples/quick.tournament.yaml --dry-run',
  'npx genoprop tournament examples/quick.tournament.yaml --run quick.run.sqlite',
  'npx genoprop tournament examples/quick.tournament.yaml --run quick.run.sqlite --seeds 6-10',
  'npx genoprop resume quick.run.sqlite',
  'npx genoprop resume quick.run.sqlite --budget 2e10mac',
  'npx genoprop show quick.run.sqlite --csv > trials.csv',
  'npx genoprop report quick.run.sqlite --open',
  'npx genoprop duel temporal-order --set length=50 --contestant msgd-c --contestant msgd-cr --seeds 5 --budget 2e11mac',
  'npx genoprop duel parity --set length=10 --contestant genitor --contestant msgd-cr --contestant random --seeds 5 --budget 2e10mac',
  'npx genoprop duel embedded-reber --contestant genitor:hidden=12 --contestant msgd-c:learningRate=0.1 --seeds 5 --budget 10s',
  'npx genoprop duel --contestant genitor --contestant ranked=genitor:selection=rank,bias=1.8 --contestant random --seeds 5 --budget 100000evaluation --run selection.run.sqlite',
  'npx genoprop duel examples/tasks/delayed-recall.ts --set delay=5 --seeds 5 --budget 5e9mac',
];
/** What makes a command short here, and what it must not do on a machine for tests. The rest of the line is as it stands. */
const SHORTER: readonly (readonly [RegExp, string])[] = [
  [/--budget \d[\w.]*/, '--budget 2e6mac'],
  [/--seeds 5\b/, '--seeds 1'],
  [/--seeds 6-10\b/, '--seeds 6-6'],
  // Only a larger budget than that of before is one.
  [/(resume .*--budget) 2e6mac/, '$1 3e6mac'],
  [/ --open$/, ''],
];

/** Command lines that are not run here, with the reason. */
const NOT_RUN: Readonly<Record<string, string>> = {
  'npm ci && npm start':
    'installs everything; the test in CI begins with npm ci, and the default duel takes a minute',
  'npm ci && npm test': 'is what runs this test',
  'npx genoprop duel xor --seeds 1 --budget 5s --no-run --json - | jq -r .verdict.text':
    'needs jq; its left side is run below',
  'sqlite3 -box quick.run.sqlite "SELECT task, contestant, count(*) AS trials, sum(solved) AS solved FROM trials GROUP BY 1, 2"':
    'needs sqlite3; its statement is run below by node:sqlite',
  'VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json npx genoprop duel temporal-order --set length=10 --contestant msgd-cr:hidden=8,learningRate=0.2,batch=10 --contestant genitor --seeds 5 --budget 3e7mac --device webgpu':
    'takes minutes on a software GPU; test/cli/webgpu-duel.test.ts plays a smaller one',
  "python3 -c \"import pandas; t = pandas.read_csv('trials.csv'); print(t.groupby(['option.length', 'setting.population'])['test_error'].mean())\"":
    'needs pandas, which is not in the CI',
};

describe('README and docs', () => {
  it('have no command line that is neither run nor named here with a reason', () => {
    const known = new Set([...RUN, ...Object.keys(NOT_RUN)]);
    expect(commands.filter((line) => !known.has(line))).toEqual([]);
    expect([...known].filter((line) => !commands.includes(line))).toEqual([]);
  });

  it('have code in these languages alone, all of which are looked at below', () => {
    expect([...new Set(blocks.map(({ language }) => language))].sort()).toEqual([
      'json',
      'sh',
      'text',
      'ts',
      'yaml',
    ]);
  });

  it.each(blocks.filter(({ language }) => language === 'json'))(
    'show JSON that is JSON: $text',
    ({ text }) => {
      expect(() => JSON.parse(text)).not.toThrow();
    },
  );
});

describe.skipIf(!isBuilt)('what README and docs show does what it says (needs dist/)', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'genoprop-docs-'));
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(root, join(folder, 'node_modules', 'genoprop'));
    symlinkSync(join(root, 'node_modules', 'zod'), join(folder, 'node_modules', 'zod'));
    symlinkSync(join(root, 'examples'), join(folder, 'examples'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const genoprop = (args: readonly string[]) => finish(args, { cwd: folder });

  it.each(RUN)('%s', async (line) => {
    const shorter = SHORTER.reduce((text, [from, to]) => text.replace(from, to), line);
    const [words, output] = shorter.replace('npx genoprop ', '').split(' > ') as [string, string?];
    // The script's own budget is a minute's.
    const budget = /quick\.tournament\.yaml --run/.test(words) ? ['--budget', '2e6mac'] : [];
    const { code, out, err } = await genoprop([...words.split(' '), ...budget]);
    expect({ code, err }).toEqual({ code: 0, err: expect.not.stringMatching(/^genoprop: /m) });
    if (output !== undefined) writeFileSync(join(folder, output), out);
  });

  it('the JSON that is piped to jq has the text that jq is asked for', async () => {
    const { out } = await genoprop('duel xor --seeds 1 --budget 2e6mac --no-run --json -'.split(' '));
    expect(typeof JSON.parse(out).verdict.text).toBe('string');
  });

  it('the SQL statement counts trials', async () => {
    const line = commands.find((one) => one.startsWith('sqlite3'))!;
    const { DatabaseSync } = await import('node:sqlite');
    const database = new DatabaseSync(join(folder, 'quick.run.sqlite'), { readOnly: true });
    const rows = database.prepare(/"(.*)"/.exec(line)![1]!).all();
    database.close();
    expect(rows.length).toBeGreaterThan(3);
    expect(Object.keys(rows[0]!)).toEqual(['task', 'contestant', 'trials', 'solved']);
  });

  it.each(blocks.filter(({ language }) => language === 'yaml'))(
    'a script in YAML: $text',
    async ({ text }) => {
      expect((await genoprop(['init', 'task', 'my-task.ts'])).code).toBe(0);
      writeFileSync(join(folder, 'script.yaml'), text);
      expect(await genoprop(['tournament', 'script.yaml', '--dry-run'])).toMatchObject({ code: 0, err: '' });
    },
  );

  it.each(
    blocks.filter(({ language }) => language === 'ts').map(({ text }, index) => [index, text] as const),
  )('TypeScript block %i: %s', async (index, text) => {
    const examples = ['delayed-recall', 'forecast'].map((name) =>
      readFileSync(join(root, 'examples', 'tasks', `${name}.ts`), 'utf8'),
    );
    // A block that is a piece of an example, or all of it, is what `check` and the tests of the examples play.
    if (examples.some((example) => example.includes(text))) return;
    const file = join(folder, `block-${index}.ts`);
    writeFileSync(file, text.replace(/budget: '\w+'/, "budget: '2e6mac'"));
    if (text.includes('export default defineTournament')) {
      expect(await genoprop(['tournament', file, '--dry-run'])).toMatchObject({ code: 0, err: '' });
      return;
    }
    const { status, stdout, stderr } = spawnSync(process.execPath, [file], { cwd: folder, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).not.toBe('');
  });
});
