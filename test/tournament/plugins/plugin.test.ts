import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { plainWording } from '../../../src/options/validate.ts';
import { evaluationBatches } from '../../../src/tasks/batches.ts';
import { closePlugins, openTask } from '../../../src/tournament/plugins/plugin.ts';
import { runTournament } from '../../../src/tournament/run-tournament.ts';
import { chooseTask } from '../../../src/tournament/spec/choose-task.ts';
import { resolveContestant } from '../../../src/tournament/spec/resolve.ts';
import type { PluginLimits, TournamentEvent } from '../../../src/tournament/spec/tournament.ts';
import { testSpecimens } from '../../../src/tournament/trial/specimens.ts';
import faulty from '../../fixtures/plugins/faulty.ts';

const folder = mkdtempSync(join(tmpdir(), 'genoprop-plugin-'));
const FIXTURE = new URL('../../fixtures/plugins/faulty.ts', import.meta.url);
// A file of the user's own finds zod where it is installed; here that is the project.
const zod = import.meta.resolve('zod');
const limits: PluginLimits = { seconds: 1, megabytes: 100 };

afterAll(closePlugins);

/** Writes a file below the folder of these tests and gives its path. */
function write(file: string, text: string): string {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** A plugin whose sequences ask for their last symbol, with parts of it replaced. */
const echo = (name: string, parts = '', before = ''): string => `
import { z } from '${zod}';
${before}
export default {
  name: '${name}',
  summary: 'name the last symbol',
  source: 'test',
  options: z.object({ length: z.int().min(1).max(9).default(3).describe('steps') }),
  shape: () => ({ inputs: { kind: 'symbols', size: 2 }, outputs: 2, loss: 'softmax', scored: 'last' }),
  sample(random, { length }) {
    const inputs = Array.from({ length }, () => random.integer(2));
    return { inputs, targets: inputs.at(-1) };
  },
  ${parts}
};`;

/** What opening and choosing the task ends with, of one line. */
async function failureOf(name: string, from = folder): Promise<string> {
  const failure = await openTask(name, { from, limits })
    .then(
      (task) => task.choose().then(() => null),
      (error: unknown) => error,
    )
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(UserError);
  const { message } = failure as UserError;
  expect(message).not.toContain('\n');
  return message;
}

describe('a task that is opened', () => {
  it('is a built-in one by its name', async () => {
    const task = await openTask('parity');
    expect(task).toMatchObject({ name: 'parity', module: null });
    expect(task.options.map(({ name }) => name)).toEqual(['length', 'maximumLength', 'scored']);
    expect((await task.choose({ length: 7 })).label).toBe('parity:length=7');
    await expect(openTask('adition')).rejects.toThrow("unknown task 'adition', did you mean 'addition'?");
  });

  it('is the one of a file, from the folder that is said, and by an absolute path or address', async () => {
    const path = write('tasks/echo.mjs', echo('echo'));
    for (const [name, from] of [
      ['./tasks/echo.mjs', folder],
      ['echo.mjs', join(folder, 'tasks')],
      [path, '/'],
      [pathToFileURL(path).href, '/'],
    ] as const) {
      const task = await openTask(name, { from });
      expect(task).toMatchObject({ name: 'echo', summary: 'name the last symbol', source: 'test' });
      expect(task.module).toBe(pathToFileURL(path).href);
      expect(task.options).toEqual([
        { name: 'length', type: 'integer', default: 3, minimum: 1, maximum: 9, meaning: 'steps' },
      ]);
    }
  });

  it('is judged by its score where it has one', async () => {
    const parts = "success: { loss: .5, sequences: 100 }, score: { name: 'nll', unit: 'nats' },";
    const task = await openTask(write('scored.mjs', echo('scored', parts)), { from: folder });
    expect((await task.choose()).facts.success).toMatchObject({ measure: 'nll', unit: 'nats', alone: true });
  });

  it('says how to get its files', async () => {
    const task = await openTask(write('filed.mjs', echo('filed', "files: 'ask the author',")), {
      from: folder,
    });
    expect(task.files).toBe('ask the author');
    expect(await failureOf(write('wrong.mjs', echo('wrong', 'files: 3,')))).toMatch(
      /files is 3, it must be a text$/,
    );
  });

  it('is the one of a package, whether it may be required or only imported', async () => {
    write('node_modules/old/package.json', '{ "name": "old", "main": "./main.mjs" }');
    write('node_modules/old/main.mjs', echo('old'));
    const exports = { '.': { types: './index.d.ts', import: { default: './task.js' } } };
    write('node_modules/@me/new/package.json', JSON.stringify({ name: '@me/new', type: 'module', exports }));
    write('node_modules/@me/new/task.js', echo('new'));
    expect((await openTask('old', { from: folder })).name).toBe('old');
    const module = pathToFileURL(join(folder, 'node_modules/@me/new/task.js')).href;
    expect(await openTask('@me/new', { from: join(folder, 'tasks') })).toMatchObject({ name: 'new', module });
    expect(await failureOf('@me/none')).toBe(
      'task @me/none: there is no such file, nor an npm package of that name',
    );
    expect(await failureOf('none')).toMatch(/^unknown task 'none' \(known: /);
  });

  it('is chosen as if its code ran here, under the options and in the words of whoever wrote them', async () => {
    const task = await openTask(FIXTURE.href);
    const module = FIXTURE.href;
    expect(await task.choose({ length: 6 })).toEqual(chooseTask(faulty, { length: 6 }, { module }));
    const wording = { where: (name: string) => `line 3, ${name}`, shown: () => 'six' };
    await expect(task.choose({ length: 'six' }, { wording })).rejects.toThrow(
      new UserError('line 3, length: length must be a whole number from 1 to 100, not six'),
    );
    await expect(task.choose({ lenght: 6 }, { wording })).rejects.toThrow(
      "line 3, lenght: unknown option 'lenght', did you mean 'length'?",
    );
    await expect(task.choose({ length: 0 })).rejects.toThrow(
      `task ${FIXTURE.href}: length must be a whole number from 1 to 100, not 0`,
    );
    await expect(task.choose({ length: () => 3 }, { wording: plainWording('x') })).rejects.toThrow(
      'x: length is a function; it must be a number, a text, true, false or null, as JSON holds them',
    );
  });

  it('can be chosen again after plugins were closed', async () => {
    const task = await openTask(FIXTURE.href);
    const before = await task.choose();
    await closePlugins();
    expect(await task.choose()).toEqual(before);
  });

  it('shows the sequences of its test set as if they were drawn here', async () => {
    const choice = await (await openTask(FIXTURE.href)).choose();
    const set = evaluationBatches(faulty, choice.options, [5, 'faulty', 'test'], 300, 4);
    expect(await testSpecimens(choice, { seed: 5 }, 4)).toEqual(set.chunk(0));
    const failing = { ...choice, options: { ...choice.options, place: 'sample', fault: 'throw' } };
    await expect(testSpecimens(failing, { seed: 5 }, 4)).rejects.toThrow(
      new UserError('task faulty: sample of sequence 0: it broke'),
    );
  });

  it('is played on worker threads like a built-in one', async () => {
    const task = await openTask(write('played.mjs', echo('played')));
    const events: TournamentEvent[] = [];
    const spec = {
      tasks: [await task.choose({ length: 3 })],
      contestants: [resolveContestant('msgd', { hidden: 4, learningRate: 0.5 })],
      seeds: 1,
      seed: 1,
      budget: { updates: 2000 },
      device: 'wasm',
    };
    for await (const event of runTournament(spec, { workers: 1, isolate: false })) events.push(event);
    const [finished] = events.filter((event) => event.type === 'finished');
    expect(finished!.result.stop.reason).toBe('solved');
    expect(finished!.result.id).toBe('played/msgd/1');
  });
});

describe('a plugin that is at fault', () => {
  it.each([
    ['./nowhere.ts', null, 'there is no such file'],
    ['./tasks', null, 'is a folder, it must be a .ts or .js file or an npm package'],
    ['./syntax.mjs', 'export default {', 'cannot be loaded: Unexpected end of input'],
    ['./throws.mjs', "throw new Error('not today');", 'cannot be loaded: line 1: not today'],
    ['./null.mjs', 'throw null;', 'cannot be loaded: threw null, not an error'],
    ['./loops.mjs', 'for (;;);', 'loading its module did not end within 1 s'],
    ['./waits.mjs', 'await new Promise(() => {});', 'loading its module did not end within 1 s'],
    ['./exits.mjs', 'process.exit(0);', 'loading its module ended its thread, as process.exit() does'],
    [
      './grows.mjs',
      'const kept = []; for (;;) kept.push(new Float64Array(1e5).fill(1));',
      'loading its module needed more than 100 MB',
    ],
    [
      './rejects.mjs',
      echo('rejects', '', "Promise.reject(new Error('nobody'));"),
      'rejected a promise that nothing catches: nobody',
    ],
    [
      './empty.mjs',
      'export const task = 1;',
      'has no default export, it must be `export default defineTask({...})`',
    ],
    ['./three.mjs', 'export default 3;', 'it is 3, it must be what defineTask({...}) gives'],
    ['./parity.mjs', echo('parity'), "its name 'parity' is a built-in task's, give it another"],
    [
      './two.mjs',
      echo('Two', 'sample: 3,'),
      "name is 'Two', it must be lower case words joined by hyphens; sample is 3, it must be a function",
    ],
    [
      './schema.mjs',
      echo('schema', 'options: z.object({ n: z.int().default(() => { for (;;); }).describe("n") }),'),
      'its options schema did not end within 1 s',
    ],
    ['./loop-shape.mjs', echo('loop', 'shape() { for (;;); },'), 'shape() did not return within 1 s'],
    ['./throw-shape.mjs', echo('thrower', 'shape() { throw new Error("no form"); },'), 'shape: no form'],
    [
      './forged.mjs',
      echo('forged', '', "import { parentPort } from 'node:worker_threads'; parentPort.postMessage(null);"),
      "posted a message through parentPort, which is genoprop's own",
    ],
    [
      './no-shape.mjs',
      echo('shapeless', 'shape: () => ({ outputs: 2 }),'),
      'shape.inputs is undefined, it must be { kind, size }',
    ],
    [
      './exit-shape.mjs',
      echo('exiter', 'shape() { process.exit(1); },'),
      'shape() ended its thread, as process.exit() does',
    ],
    [
      './chance.mjs',
      echo('lucky', 'chance: () => ({ error: 7 }),'),
      'chance gave error 7, it must be a share, 0 to 1',
    ],
    ['./cases.mjs', echo('cased', 'cases: () => -1,'), 'cases gave -1, it must give a whole number from 1'],
  ])('is refused in one line that names the file and the field: %s', async (file, text, message) => {
    if (text !== null) write(file, text);
    expect(await failureOf(file)).toBe(`task ${file}: ${message}`);
  });

  it.each(['throw', 'hang', 'exit', 'async'])('can be chosen though sample does: %s', async (fault) => {
    const task = await openTask(FIXTURE.href, { limits });
    const choice = await task.choose({ place: 'sample', fault });
    expect(choice.facts).toMatchObject({ steps: null, fingerprint: null, success: { sequences: 300 } });
    // And its host goes on, or a new one begins.
    expect((await task.choose()).facts.steps).toBe(4);
  });
});
