import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Faults } from '../../../src/errors.ts';
import { contestantPresets } from '../../../src/learners/index.ts';
import { closePlugins } from '../../../src/tournament/plugins/plugin.ts';
import { type PlanOptions, planTournament } from '../../../src/tournament/script/plan-tournament.ts';
import { contestants } from '../../../src/tournament/spec/contestants.ts';
import { defineTournament } from '../../../src/tournament/spec/define-tournament.ts';
import { resolveContestant, resolveTask } from '../../../src/tournament/spec/resolve.ts';
import { missingFolder } from '../../support/missing-folder.ts';

const { genitor, msgd, msgdCr } = contestants;

/** What stands for the measuring that `auto` does. */
const settle: PlanOptions['settle'] = async () => ({ name: 'wasm', why: 'device wasm: 512 updates/s' });

const plan = (definition: unknown, options: Partial<PlanOptions> = {}) =>
  planTournament(definition, { source: 'my.yaml', settle, ...options });

/** A tournament with that in place of its parts. */
const small = (given: object) =>
  plan({ tasks: ['xor'], contestants: ['msgd'], budget: '1e9mac', floor: false, ...given });

const names = async (...entries: unknown[]): Promise<string[]> =>
  (await small({ contestants: entries })).spec.contestants.map(({ name }) => name);

const labels = async (...entries: unknown[]): Promise<string[]> =>
  (await small({ tasks: entries })).spec.tasks.map(({ label }) => label);

/** All that is wrong with it, each line. */
async function faults(definition: unknown, options: Partial<PlanOptions> = {}): Promise<readonly string[]> {
  try {
    await plan(definition, options);
  } catch (error) {
    expect(error).toBeInstanceOf(Faults);
    return (error as Faults).faults;
  }
  throw new Error('nothing was refused');
}

const wrong = (given: object, options: Partial<PlanOptions> = {}): Promise<readonly string[]> =>
  faults({ tasks: ['xor'], contestants: ['msgd'], budget: '1e9mac', floor: false, ...given }, options);

describe('a tournament that says only what it must', () => {
  it('has five seeds, seed 1, the device that auto takes, and random search as the floor', async () => {
    const { spec, name, deviceLine } = await plan({
      tasks: ['xor'],
      contestants: ['msgd'],
      budget: '2e9mac',
    });
    expect(spec).toEqual({
      tasks: [resolveTask('xor')],
      contestants: [resolveContestant('msgd'), resolveContestant('random')],
      seeds: 5,
      seed: 1,
      budget: { macs: 2e9 },
      device: 'wasm',
    });
    expect(name).toBeNull();
    expect(deviceLine).toBe('wasm: 512 updates/s');
  });

  it('plays every contestant on every task with every seed', async () => {
    const { trials } = await small({ tasks: ['xor', 'parity'], contestants: [msgd, genitor], seeds: 3 });
    expect(trials).toHaveLength(12);
    expect(new Set(trials.map(({ id }) => id)).size).toBe(12);
    expect(trials[0]).toMatchObject({ id: 'xor/msgd/1', budget: { macs: 1e9 } });
  });
});

describe('the floor', () => {
  const withFloor = async (given: object) =>
    (await plan({ tasks: ['xor'], contestants: ['msgd'], budget: '1e9mac', ...given })).spec.contestants.map(
      ({ name }) => name,
    );

  it('is added last, unless somebody guesses already or the script leaves it out', async () => {
    expect(await withFloor({ contestants: ['genitor', 'msgd'] })).toEqual(['genitor', 'msgd', 'random']);
    expect(await withFloor({ contestants: [contestants.random.named('guesses'), 'msgd'] })).toEqual([
      'guesses',
      'msgd',
    ]);
    expect(await withFloor({ floor: false })).toEqual(['msgd']);
  });

  it('is refused where the budget would never end it, or its name is taken', async () => {
    expect(await faults({ tasks: ['xor'], contestants: ['msgd'], budget: '20update' })).toEqual([
      'budget 20update: random makes evaluations and no updates, so this never ends it; add a limit in mac, s or evaluation; floor: false leaves it out',
    ]);
    expect(await faults({ tasks: ['xor'], contestants: [msgd.named('random')], budget: '1e9mac' })).toEqual([
      "contestants[0]: its name 'random' is what random search takes part under, give it another",
    ]);
  });
});

describe('budgets', () => {
  it('are a text, several texts, or limits by name', async () => {
    const budget = async (given: unknown) => (await small({ budget: given })).spec.budget;
    expect(await budget('5e10mac')).toEqual({ macs: 5e10 });
    expect(await budget(['20000update', '1.5s'])).toEqual({ updates: 20_000, seconds: 1.5 });
    expect(await budget({ macs: 3e9, seconds: 0.5 })).toEqual({ macs: 3e9, seconds: 0.5 });
  });

  it("may be a task's own, and need not be the tournament's where every task has one", async () => {
    const tasks = [{ task: 'xor', budget: '7update' }, 'parity'];
    const { spec, trials } = await small({ tasks, seeds: 1 });
    expect(spec.tasks.map((task) => task.budget)).toEqual([{ updates: 7 }, undefined]);
    expect(trials.map((trial) => trial.budget)).toEqual([{ updates: 7 }, { macs: 1e9 }]);
    const own = await small({ tasks: tasks.slice(0, 1), seeds: 1, budget: undefined });
    expect(own.trials.map((trial) => trial.budget)).toEqual([{ updates: 7 }]);
  });
});

describe('the device', () => {
  it('is what measuring finds fastest for what is to be played, by so many workers', async () => {
    const asked: unknown[] = [];
    const { spec, deviceLine } = await plan(
      { tasks: ['xor'], contestants: ['msgd'], budget: '1e9mac', floor: false },
      {
        workers: 7,
        settle: async (...given) => {
          asked.push(...given);
          return { name: 'webgpu', why: 'device webgpu (a GPU): 9 updates/s' };
        },
      },
    );
    expect({ device: spec.device, deviceLine }).toEqual({
      device: 'webgpu',
      deviceLine: 'webgpu (a GPU): 9 updates/s',
    });
    const { device: _, ...draft } = spec;
    expect(asked).toEqual([draft, 7]);
  });

  it('is measured for nothing that is refused, and not where one is named', async () => {
    const never: PlanOptions['settle'] = () => Promise.reject(new Error('it was measured'));
    await wrong({ seed: -1 }, { settle: never });
    const { spec, deviceLine } = await plan(
      { tasks: ['xor'], contestants: ['msgd'], budget: '1e9mac', device: 'reference' },
      { settle: never },
    );
    expect(spec.device).toBe('reference');
    expect(deviceLine).toMatch(/^reference, as asked for: /);
  });

  it('is that of the run it is added to, unless one is named', async () => {
    const definition = { tasks: ['xor'], contestants: ['msgd'], budget: '1e9mac' };
    const run = { path: 'a.run', device: 'reference' };
    const { spec, deviceLine } = await plan(definition, { run });
    expect([spec.device, deviceLine]).toEqual(['reference', 'reference, with which the run began']);
    expect((await plan(definition, { run, instead: { device: 'wasm' } })).spec.device).toBe('wasm');
  });

  it.skipIf(process.platform !== 'linux')(
    'is refused where it is missing, among all other faults',
    async () => {
      const before = process.env.VK_ICD_FILENAMES;
      process.env.VK_ICD_FILENAMES = `${missingFolder()}/a.json`;
      try {
        const [seeds, device] = await wrong({ seed: -1, device: 'webgpu' });
        expect(seeds).toMatch(/^seed: must be/);
        expect(device).toMatch(/^device webgpu is not there: .*; (unset|install)/);
      } finally {
        if (before === undefined) delete process.env.VK_ICD_FILENAMES;
        else process.env.VK_ICD_FILENAMES = before;
      }
    },
  );
});

describe('what a flag says', () => {
  it('takes the place of what the script says, budgets of single tasks among it', async () => {
    const tasks = [{ task: 'xor', budget: '7update' }];
    const { spec } = await plan(
      { tasks, contestants: ['msgd'], seeds: 3, seed: 9 },
      { instead: { seeds: 2, seed: 4, budget: { macs: 5e9 }, device: 'reference' } },
    );
    expect(spec).toMatchObject({ seeds: 2, seed: 4, budget: { macs: 5e9 }, device: 'reference' });
    expect(spec.tasks[0]).not.toHaveProperty('budget');
  });

  it('is named where it never ends a contestant', async () => {
    expect(await wrong({}, { instead: { budget: { evaluations: 5 } } })).toEqual([
      '--budget 5evaluation: msgd makes updates and no evaluations, so this never ends it; add a limit in mac, s or update',
    ]);
  });
});

describe('options of tasks', () => {
  it('that are lists make a task of each combination, under a label of its own', async () => {
    expect(
      await labels('xor', {
        task: 'temporal-order',
        options: { length: [20, 50], definition: ['paper', 'code'] },
      }),
    ).toEqual([
      'xor',
      'temporal-order:definition=paper,length=20',
      'temporal-order:definition=code,length=20',
      'temporal-order:definition=paper,length=50',
      'temporal-order:definition=code,length=50',
    ]);
  });

  it('may be `none` where listings call them so', async () => {
    const { spec } = await small({
      tasks: [{ task: 'xor', options: { maximumLength: ['none', 40], length: undefined } }],
    });
    expect(spec.tasks.map(({ options }) => options.maximumLength)).toEqual([null, 40]);
  });
});

describe('contestants', () => {
  it('are called by what differs from what is offered', async () => {
    expect(
      await names(
        'genitor',
        genitor.with({ population: 200 }),
        // The settings' own order, and none that is as offered anyway.
        genitor.with({ hidden: 4, selection: 'rank', initialisation: 'identity' }),
        { contestant: 'msgd-cr', settings: { alpha: 4 } },
      ),
    ).toEqual(['genitor', 'genitor:population=200', 'genitor:selection=rank,hidden=4', 'msgd-cr:alpha=4']);
  });

  it('are swept by settings that are lists, named ones under their name and what was swept', async () => {
    expect(await names(genitor.with({ population: [100, 200] }))).toEqual([
      'genitor:population=100',
      'genitor:population=200',
    ]);
    const swept = { hidden: [4, 8], population: [100, 200], selection: 'rank' };
    const named = await names(genitor.with(swept).named('big'));
    expect(named).toEqual([
      'big:population=100,hidden=4',
      'big:population=200,hidden=4',
      'big:population=100,hidden=8',
      'big:population=200,hidden=8',
    ]);
    expect(await names({ name: 'big', contestant: 'genitor', settings: { population: [200] } })).toEqual([
      'big:population=200',
    ]);
  });

  it('take their settings over those that are offered', async () => {
    const { spec } = await small({
      contestants: [msgdCr.with({ alpha: [2, 4], hidden: 10 }).named('omega')],
    });
    const settings = (alpha: number) => ({ alpha, hidden: 10 });
    expect(spec.contestants).toEqual([
      resolveContestant('msgd-cr', settings(2), { as: 'omega:alpha=2' }),
      resolveContestant('msgd-cr', settings(4), { as: 'omega:alpha=4' }),
    ]);
  });

  it('derived in a program are the same as those written as data', async () => {
    const program = defineTournament({
      tasks: ['xor'],
      contestants: [
        genitor
          .with({ population: [50, 60] })
          .with({ hidden: 4 })
          .named('small'),
        msgd,
      ],
      budget: '1e9mac',
    });
    const data = {
      tasks: ['xor'],
      contestants: [
        { contestant: 'genitor', settings: { population: [50, 60], hidden: 4 }, name: 'small' },
        'msgd',
      ],
      budget: '1e9mac',
    };
    expect(await plan(program)).toEqual(await plan(data));
    expect(JSON.parse(JSON.stringify(program))).toEqual({
      ...data,
      contestants: [data.contestants[0], { contestant: 'msgd', settings: {} }],
    });
  });

  it('that are offered are all there to derive from, by both spellings of their names', () => {
    for (const { name } of contestantPresets()) {
      const camelCase = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
      const { [name as 'msgd-cr']: one, [camelCase as 'msgdCr']: same } = contestants;
      expect(one).toMatchObject({ contestant: name, settings: {} });
      expect(same).toBe(one);
    }
    expect(() => (contestants as unknown as Record<string, unknown>).gentor).toThrow(
      "contestants: unknown contestant 'gentor', did you mean 'genitor'?",
    );
  });
});

describe('a script that grows', () => {
  it('keeps the ids of its trials and what they are in the run that it is added to', async () => {
    const before = await small({
      tasks: [{ task: 'temporal-order', options: { length: [20, 30] } }],
      contestants: [genitor.with({ population: [50, 100] }), msgd.with({ hidden: [4] }).named('mine')],
      seeds: 2,
    });
    const run = { path: 'a.run', device: before.spec.device, spec: before.spec };
    const wanted = {
      tasks: [
        'xor',
        { task: 'temporal-order', options: { length: [10, 30, 20], definition: ['paper', 'code'] } },
      ],
      contestants: [
        'msgd-cr',
        msgd.with({ hidden: [8, 4] }).named('mine'),
        genitor.with({ population: [50, 75, 100], hidden: [8, 4] }),
      ],
      seeds: 3,
      budget: '1e9mac',
    };
    const after = await plan(wanted, { run });
    const grown = new Map(after.trials.map((trial) => [trial.id, trial]));
    expect(before.trials).toHaveLength(2 * 3 * 2);
    for (const trial of before.trials) expect(grown.get(trial.id)).toEqual(trial);
    // What is new is called by all that is swept, and nothing is lost or there twice.
    expect(after.spec.contestants.map(({ name }) => name)).toContain('genitor:population=50,hidden=4');
    expect(new Set(after.trials.map(({ id }) => id)).size).toBe((await plan(wanted)).trials.length);
  });
});

describe('names of what is swept', () => {
  it('tell the value of each, also where it is the default', async () => {
    expect(
      await names(
        genitor.with({ population: [100, 200], hidden: [8] }),
        msgd.with({ learningRate: [0.01, 0.1] }),
      ),
    ).toEqual([
      'genitor:population=100,hidden=8',
      'genitor:population=200,hidden=8',
      'msgd:learningRate=0.01',
      'msgd:learningRate=0.1',
    ]);
    expect(await labels({ task: 'xor', options: { maximumLength: ['none', 200] } })).toEqual([
      'xor:maximumLength=none',
      'xor:maximumLength=200',
    ]);
  });

  it('stay as they were in a run that an earlier version named', async () => {
    const given = {
      tasks: [{ task: 'temporal-order', options: { length: [20, 30] } }],
      contestants: [genitor.with({ population: [100, 200] })],
    };
    const { spec } = await small(given);
    const held = {
      ...spec,
      tasks: spec.tasks.map((task, index) => (index === 0 ? { ...task, label: 'temporal-order' } : task)),
      contestants: spec.contestants.map((one, index) => (index === 0 ? { ...one, name: 'genitor' } : one)),
    };
    const run = { path: 'a.run', device: held.device, spec: held };
    const again = await plan({ ...given, budget: '1e9mac', floor: false }, { run });
    expect(again.spec).toEqual(held);
  });
});

describe('plugin tasks', () => {
  const folder = mkdtempSync(join(tmpdir(), 'genoprop-plan-'));
  afterAll(async () => {
    await closePlugins();
    rmSync(folder, { recursive: true });
  });
  // A file of the user's own finds zod where it is installed; here that is the project.
  const zod = import.meta.resolve('zod');
  const echo = (name: string) => `
    import { z } from '${zod}';
    export default {
      name: '${name}', summary: 'name the last symbol', source: 'test',
      options: z.object({ length: z.int().min(1).max(9).default(3).describe('steps') }),
      shape: () => ({ inputs: { kind: 'symbols', size: 2 }, outputs: 2, loss: 'softmax', scored: 'last' }),
      sample(random, { length }) {
        const inputs = Array.from({ length }, () => random.integer(2));
        return { inputs, targets: inputs.at(-1) };
      },
    };`;
  writeFileSync(join(folder, 'echo.mjs'), echo('echo'));
  writeFileSync(join(folder, 'again.mjs'), echo('echo'));

  it("are named by their file, from the script's folder, and swept like others", async () => {
    const { spec } = await plan(
      {
        tasks: [{ task: './echo.mjs', options: { length: [3, 4] } }],
        contestants: ['msgd'],
        budget: '1e9mac',
      },
      { folder },
    );
    expect(spec.tasks.map(({ label }) => label)).toEqual(['echo:length=3', 'echo:length=4']);
    expect(spec.tasks[0]!.module).toMatch(/^file:.*echo\.mjs$/);
  });

  it('are refused with the place in the script where they are not there, or options are wrong', async () => {
    const lines = await wrong(
      { tasks: ['./nowhere.mjs', { task: './echo.mjs', options: { lenght: 2, length: [3, 0, 12] } }] },
      { folder },
    );
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^tasks\[0\]: task \.\/nowhere\.mjs: there is no such file/);
    expect(lines[1]).toMatch(
      /^tasks\[1\]\.options\.lenght: unknown option 'lenght', did you mean 'length'\?/,
    );
    expect(lines.slice(2)).toEqual([
      'tasks[1].options.length[1]: length must be a whole number from 1 to 9, not 0',
      'tasks[1].options.length[2]: length must be a whole number from 1 to 9, not 12',
    ]);
  });

  it('are refused where two of them have one name', async () => {
    expect(
      await wrong({ tasks: ['./echo.mjs', { task: './again.mjs', options: { length: 5 } }] }, { folder }),
    ).toEqual(["tasks[1]: its name 'echo' is that of another task too (tasks[0]), rename one of them"]);
  });
});

describe('what is wrong', () => {
  it('is told all at once, each with its place', async () => {
    const definition = {
      taskz: 3,
      tasks: [
        'xorr',
        { task: 'temporal-order', options: { lenght: 20, length: [20, 'abc', 0] }, budget: '5x' },
        { task: 'xor', option: 3 },
        7,
      ],
      contestants: [
        'genitr',
        { contestant: 'genitor', settings: { populaton: 200, selection: 'tournment' } },
      ],
      seeds: 0,
      budget: '2e9mac',
      floor: 'no',
    };
    const lines = await faults(definition);
    expect(lines.map((line) => line.replace(/ \(known: .*\)$/, ''))).toEqual([
      "unknown field 'taskz', did you mean 'tasks'?",
      'seeds: must be a whole number from 1 to 100000, or ranges of these such as 11-20 or 1,4-6, not 0',
      "floor: must be true or false, not 'no'",
      "tasks[0]: unknown task 'xorr', did you mean 'xor'?",
      "tasks[1].budget 5x: no such unit 'x', write a number and a unit: 60s, 90min, 8h, 5e10mac, 20000update or 100000evaluation",
      "tasks[1].options.lenght: unknown option 'lenght', did you mean 'length'?",
      "tasks[1].options.length[1]: length must be a whole number from 2 to 100000, not 'abc'",
      'tasks[1].options.length[2]: length must be a whole number from 2 to 100000, not 0',
      "tasks[2]: unknown field 'option', did you mean 'options'?",
      "tasks[3]: must be a task's name, file or package, or { task, options, budget }, not 7",
      "contestants[0]: unknown contestant 'genitr', did you mean 'genitor'?",
      "contestants[1].settings.populaton: unknown setting 'populaton', did you mean 'population'?",
      "contestants[1].settings.selection: selection must be one of proportionate, rank, tournament, not 'tournment', did you mean 'tournament'?",
    ]);
    await expect(plan(definition)).rejects.toThrow(/^13 faults in my\.yaml:\n {2}unknown field 'taskz'/);
  });

  it('is one line where it is one thing', async () => {
    await expect(small({ seeds: 1.5 })).rejects.toThrow(
      /^my\.yaml: seeds: must be a whole number from 1 to 100000, or ranges of these such as 11-20 or 1,4-6, not 1\.5$/,
    );
  });

  const cases: readonly (readonly [object, string | RegExp])[] = [
    [{ tasks: undefined }, 'tasks: is missing, it must be a list of at least one task'],
    [{ tasks: [] }, 'tasks: must be a list of at least one task, not []'],
    [{ tasks: 'xor' }, "tasks: must be a list of at least one task, not 'xor'"],
    [{ contestants: [] }, 'contestants: must be a list of at least one contestant, not []'],
    [{ contestants: undefined }, 'contestants: is missing, it must be a list of at least one contestant'],
    [{ budget: undefined }, /^budget: is missing, it must be text such as 5e10mac/],
    [{ budget: 2e9 }, /^budget: must be text such as 5e10mac .*, not 2000000000$/],
    [{ budget: [] }, /^budget: no limit given, write a number and a unit/],
    [{ budget: {} }, /^budget: has no limit, it must be text such as/],
    [{ budget: ['1e9mac', '2e9mac'] }, 'budget 2e9mac: a limit in macs is given twice, keep one'],
    [{ budget: ['1e9mac', 5] }, 'budget[1]: must be text such as 5e10mac, not 5'],
    [{ budget: { mac: 5 } }, /^budget: unknown field 'mac', did you mean 'macs'\?/],
    [{ budget: { macs: 1.5 } }, 'budget.macs: must be a whole number above 0, not 1.5'],
    [{ budget: { seconds: 0 } }, 'budget.seconds: must be a number above 0, not 0'],
    [{ seed: -1 }, /^seed: must be a whole number from 0 to \d+, not -1$/],
    [{ device: 'wsm' }, /^device: unknown device 'wsm', did you mean 'wasm'\?/],
    [{ name: '' }, "name: must be text of at most 100 characters, not ''"],
    [{ limits: { secs: 1 } }, /^limits: unknown field 'secs', did you mean 'seconds'\?/],
    [{ limits: { megabytes: 1 } }, 'limits.megabytes: must be a whole number from 16 to 1048576, not 1'],
    [
      { tasks: ['xor', { task: 'xor', options: {} }] },
      "tasks[1]: 'xor' takes part already (tasks[0]), leave one out",
    ],
    [
      { tasks: [{ options: {} }] },
      'tasks[0].task: is missing, it must be the name of a task, a file or a package',
    ],
    [
      { tasks: [{ sample: () => 0 }] },
      /^tasks\[0\]: is a task itself, name the file that exports it instead/,
    ],
    [{ tasks: [null] }, /^tasks\[0\]: must be a task's name, .* not null$/],
    [
      { tasks: [{ task: 'xor', options: { length: [] } }] },
      'tasks[0].options.length: is an empty list, name at least one value',
    ],
    [
      { tasks: [{ task: 'xor', options: { length: [20, 30, 20] } }] },
      'tasks[0].options.length[2]: 20 is in the list already',
    ],
    [
      { tasks: [{ task: 'anbn', options: { minimum: [1, 5], maximum: [4, 6] } }] },
      /^tasks\[0\]: with minimum=5,maximum=4: task anbn: shape: maximum 4 is below minimum 5/,
    ],
    [
      { tasks: [{ task: 'anbn', options: { minimum: 5, maximum: 4 } }] },
      /^tasks\[0\]: task anbn: shape: maximum 4/,
    ],
    [
      { contestants: ['genitor:hidden=3'] },
      /^contestants\[0\]: unknown contestant 'genitor:hidden=3'.*settings go into \{ contestant, settings/,
    ],
    [
      { contestants: [3] },
      "contestants[0]: must be an offered contestant's name, or { contestant, settings, name, space, tuned }, not 3",
    ],
    [
      { contestants: [{ contestant: genitor }] },
      /^contestants\[0\]\.contestant: must be the name of an offered contestant, not \{/,
    ],
    [
      { contestants: ['msgd', { contestant: 'msgd', name: 'a/b' }] },
      /^contestants\[1\]\.name: must be text .*, not 'a\/b'$/,
    ],
    [
      { contestants: ['msgd', msgd] },
      "contestants[1]: 'msgd' takes part already (contestants[0]), leave one out or give it another name",
    ],
    [
      { contestants: [msgd.with({ hidden: [4, 4096, 5000] })] },
      'contestants[0].settings.hidden[2]: hidden must be a whole number from 1 to 4096, not 5000',
    ],
    [
      { contestants: [{ contestant: 'msgd', settings: { hidden: [5n] } }] },
      'contestants[0].settings.hidden[0]: hidden is the bigint 5n; it must be a number, a text, true, false or null, as JSON holds them',
    ],
    [
      { contestants: [genitor.with({ encoding: 'bits', low: 3, high: 1 })] },
      /^contestants\[0\]: .*low.*high/,
    ],
    [
      { budget: '20evaluation' },
      'budget 20evaluation: msgd makes updates and no evaluations, so this never ends it; add a limit in mac, s or update',
    ],
    [
      { tasks: [{ task: 'xor', budget: '20evaluation' }] },
      /^tasks\[0\]\.budget 20evaluation: msgd makes updates and no evaluations/,
    ],
    [
      { seeds: 60_000, tasks: ['xor', 'parity'] },
      'makes 120000 trials (2 tasks × 1 contestant × 60000 seeds), at most 100000 are allowed',
    ],
  ];
  it.each(cases)('%o is refused', async (given, line) => {
    const [only, ...others] = await wrong(given);
    expect(others).toEqual([]);
    if (typeof line === 'string') expect(only).toBe(line);
    else expect(only).toMatch(line);
  });

  it('is said of the whole where it is no definition at all', async () => {
    expect(await faults(null)).toEqual([
      'is empty, it must be what defineTournament({ tasks, contestants, budget, … }) takes',
    ]);
    expect(await faults(['xor'])).toEqual([
      'its content must be what defineTournament({ tasks, contestants, budget, … }) takes, not ["xor"]',
    ]);
  });

  it('is refused before thousands of combinations are made', async () => {
    const many = Array.from({ length: 200 }, (_, index) => index + 1);
    const settings = { hidden: many, batch: many };
    expect(await wrong({ contestants: [{ contestant: 'msgd', settings }] })).toEqual([
      'contestants[0]: its lists make 40000 combinations, at most 10000 are allowed',
    ]);
  });

  it('tells of three combinations that are wrong together, and counts the others', async () => {
    const lines = await wrong({
      tasks: [{ task: 'anbn', options: { minimum: [10, 11, 12, 13, 14], maximum: 5 } }],
    });
    expect(lines).toHaveLength(4);
    expect(lines[3]).toBe('tasks[0]: 2 more of its combinations are refused');
  });
});

describe('which seeds, and to what end', () => {
  it('are those of a range, which is added to those of a run', async () => {
    const { spec } = await small({ seeds: '4-5' });
    expect(spec).toMatchObject({ seeds: 2, repetitions: [4, 5] });
    const run = { path: 'a.run', device: 'wasm', spec: (await small({ seeds: 2 })).spec };
    const wider = await plan(
      { tasks: ['xor'], contestants: ['msgd'], budget: '1e9mac', floor: false },
      { run, instead: { seeds: [4, 5] } },
    );
    expect(wider.spec).toMatchObject({ seeds: 4, repetitions: [1, 2, 4, 5] });
    expect(wider.trials.map(({ repetition }) => repetition)).toEqual([1, 2, 4, 5]);
  });

  it('is the budget, or a share wrong, where trials train on after they are solved', async () => {
    expect((await small({})).spec.toTheEnd).toBeUndefined();
    expect((await small({ untilSolved: true })).spec.toTheEnd).toBeUndefined();
    expect((await small({ untilSolved: false })).spec.toTheEnd).toEqual({ until: null });
    const { spec, trials } = await small({ until: 0 });
    expect(spec.toTheEnd).toEqual({ until: 0 });
    expect(trials[0]!.toTheEnd).toEqual({ until: 0 });
  });

  it('is told where it makes no sense', async () => {
    expect(await wrong({ until: 0.01 })).toEqual([
      'until: must be below 0.01, the share of wrong sequences at which xor is solved',
    ]);
    expect(await wrong({ until: 0, untilSolved: true })).toEqual([
      'until: makes trials train on after they are solved, which untilSolved: true forbids; leave one out',
    ]);
    expect(await wrong({ until: -1, untilSolved: 'no' })).toEqual([
      "untilSolved: must be true or false, not 'no'",
      'until: must be a share from 0 to below 1, not -1',
    ]);
    expect(await wrong({}, { instead: { toTheEnd: { until: 0.5 } } })).toEqual([
      '--until 0.5: must be below 0.01, the share of wrong sequences at which xor is solved',
    ]);
  });
});
