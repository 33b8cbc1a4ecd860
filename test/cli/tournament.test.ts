import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/program.ts';
import type { TournamentFlags } from '../../src/cli/tournament/flags.ts';
import { scriptName } from '../../src/cli/tournament/plan-script.ts';
import { runScript } from '../../src/cli/tournament/run-script.ts';
import { rangesText } from '../../src/tournament/spec/repetitions.ts';
import type { TournamentEvent } from '../../src/tournament/spec/tournament.ts';
import { checkpoint, cost, recordingTerminal, result, script } from '../support/cli/recording.ts';
import { inOwnFolder } from '../support/cli/runs.ts';

inOwnFolder();

const SMALL = `
tasks: [{ task: parity, options: { length: [3, 4] } }]
contestants:
  - { contestant: genitor, settings: { hidden: 3, population: 12, inFlight: 8 }, name: bred }
  - { contestant: msgd-cr, settings: { hidden: 4 } }
seeds: 2
budget: 2e9mac
`;

const write = (text = SMALL): void => writeFileSync('my.tournament.yaml', text);

async function run(flags: Partial<TournamentFlags> = {}, events: Parameters<typeof script>[0] = []) {
  const terminal = recordingTerminal();
  const told = script(events);
  // Dry runs take the time; a clock that stands still lets validations take none.
  const parts = { ...told.parts, now: () => 0 };
  const code = await runScript('my.tournament.yaml', { workers: 2, ...flags }, terminal, parts);
  return { code, told, ...terminal.written };
}

/** The whole command, as it is typed. */
async function typed(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const terminal = recordingTerminal();
  const code = await runCommandLine(args, terminal);
  return { code, ...terminal.written };
}

const ID = 'parity:length=3/bred/1';
const events: TournamentEvent[] = [
  { type: 'started', id: ID, parameters: 33 },
  { type: 'finished', id: ID, result: result(ID, 'solved') },
  { type: 'done', stopped: false },
];

describe('genoprop tournament', () => {
  it('plays what the script says, into a run file named after it', async () => {
    write();
    const { code, told, out } = await run({}, events);
    expect(code).toBe(0);
    expect(told.steps).toEqual(['run runs/my-2026-11-23-042112.run.sqlite', 'play', 'closed']);
    expect(told.played.spec).toMatchObject({ seeds: 2, seed: 1, budget: { macs: 2e9 } });
    expect(told.recorded).toEqual(events);
    expect(out).toContain('genoprop tournament: my\n');
    expect(out).toContain('2 tasks × 3 contestants × 2 seeds = 12');
    expect(out).toContain('\nrepeat  npx genoprop tournament my.tournament.yaml\n');
  });

  it('obeys flags over the script, and repeats them', async () => {
    write(`name: a name\n${SMALL}`);
    const budget = ['5update', '7evaluation'];
    const { told, out } = await run({ seeds: 3, seed: 9, budget, device: 'reference', run: false }, events);
    expect(told.steps).toEqual(['play']);
    expect(told.played.spec).toMatchObject({
      seeds: 3,
      seed: 9,
      budget: { updates: 5, evaluations: 7 },
      device: 'reference',
    });
    expect(out).toContain('genoprop tournament: a name\n');
    expect(out).toContain(
      'npx genoprop tournament my.tournament.yaml --seeds 3 --seed 9 --budget 5update --budget 7evaluation --device reference\n',
    );
  });

  it('says the budget once, with each task where each has its own', async () => {
    write();
    expect((await run({}, events)).out).toContain('\nbudget  2e9mac a trial\n');
    write('tasks: [{ task: xor, budget: 3s }, { task: parity, budget: 7s }]\ncontestants: [msgd]\n');
    const { out } = await run({}, events);
    expect(out).toMatch(/\nxor .* 3s\nparity .* 7s\n/);
    expect(out).not.toContain('budget  ');
  });

  it('is called by its file where it has no name of its own', () => {
    const names = ['a/quick.tournament.yaml', 'mine.ts', 'tournament.json', '.tournament.js', 'a.b.yml'];
    expect(names.map(scriptName)).toEqual(['quick', 'mine', 'tournament', '.tournament', 'a.b']);
  });
});

describe('what is written wrongly in a script', () => {
  it('is told one fault a line, and nothing starts', async () => {
    write('tasks: [xorr]\ncontestants: [msgd]\nseeds: 0\nbudget: 1e9mac\n');
    const { code, out, err } = await typed('tournament', 'my.tournament.yaml');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.split('\n')).toEqual([
      'genoprop: 2 faults in my.tournament.yaml:',
      '  seeds: must be a whole number from 1 to 100000, or ranges of these such as 11-20 or 1,4-6, not 0',
      expect.stringMatching(/^ {2}tasks\[0\]: unknown task 'xorr', did you mean 'xor'\?/),
      '',
    ]);
    expect(existsSync('runs')).toBe(false);
  });

  it('is one line where it is one fault', async () => {
    write(`${SMALL}seed: -1\n`);
    const { code, err } = await typed('tournament', 'my.tournament.yaml', '--dry-run');
    expect(code).toBe(2);
    expect(err).toMatch(/^genoprop: my\.tournament\.yaml: seed: must be a whole number .*, not -1\n$/);
  });

  const cases: readonly (readonly [string, string])[] = [
    ['tournament', "missing required argument 'file'"],
    ['tournament nowhere.yaml', 'nowhere.yaml: there is no such file'],
    [
      'tournament my.tournament.yaml --seeds 0',
      "--seeds 0: must be a whole number from 1 to 100000, or ranges of these such as 11-20 or 1,4-6, not '0'",
    ],
    ['tournament my.tournament.yaml --seed x', '--seed x: must be a whole number from 0'],
    ['tournament my.tournament.yaml --budget 5x', "--budget 5x: no such unit 'x'"],
    [
      'tournament my.tournament.yaml --budget 5update',
      '--budget 5update: bred makes evaluations and no updates',
    ],
    ['tournament my.tournament.yaml --device wsm', "device: unknown device 'wsm', did you mean 'wasm'?"],
    ['tournament my.tournament.yaml --json nowhere/a.json', '--json nowhere/a.json: cannot be written'],
    ['tournament my.tournament.yaml --run nowhere/a.run', 'its folder '],
    ['tournament my.tournament.yaml --dry-rn', "unknown option '--dry-rn' (did you mean --dry-run?)"],
  ];
  for (const [line, message] of cases) {
    it(`is answered before anything starts: ${line}`, async () => {
      write();
      const { code, out, err } = await typed(...line.split(' '));
      expect(err).toContain(message);
      expect({ code, out }).toEqual({ code: 2, out: '' });
    });
  }
});

describe('a dry run', () => {
  /** Tries go on at 1 GMAC a second until they are stopped. */
  const trying: Parameters<typeof script>[0] = [
    { type: 'started', id: ID, parameters: 33 },
    { type: 'checkpoint', id: ID, checkpoint: checkpoint(0, 1), spent: 0, champion: null, snapshot: null },
    { type: 'progress', id: ID, cost: cost(3e8, 0.3), spent: 0, trainingLoss: 1 },
    { type: 'finished', id: ID, result: result(ID, 'stopped', { cost: cost(3e8, 0.3) }) },
    { type: 'done', stopped: true },
  ];

  it('tells tasks, contestants, trials and how long they take at most, and plays nothing', async () => {
    write();
    const { code, told, out } = await run({ dryRun: true }, trying);
    expect(code).toBe(0);
    expect(told.steps).toEqual(Array(6).fill('play'));
    for (const text of [
      'genoprop tournament: my (dry run)\n',
      '\nbred              genitor, elman: population=12, encoding=bits, sequences=256, inFlight=8,',
      ' hidden=3, initialisation=identity\n',
      '\nmsgd-cr:hidden=4  sgd, elman: learningRate=0.03, threshold=1, alpha=2, hidden=4,',
      ' initialisation=orthogonal\n',
      '\nparity:length=3\n  bred                 1-2            2.0 s\n',
      '\nparity:length=4\n  bred                 1-2            2.0 s\n',
      '\n  random               1-2            2.0 s\n\n12 trials, at most about ',
      '12 trials, at most about 12 s on 2 workers, if none is solved before its budget',
      'Nothing was played.\n',
    ]) {
      expect(out).toContain(text);
    }
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    expect(existsSync('runs')).toBe(false);
  });

  it('says, in numbers, that a plan can give no verdict before a night is spent on it: 3 seeds, 11 contestants', async () => {
    const many = 'hidden: [1,2,3,4,5,6,7,8,9,10]';
    write(
      SMALL.replace('hidden: 4', many).replace(
        '- { contestant: genitor, settings: { hidden: 3, population: 12, inFlight: 8 }, name: bred }',
        '',
      ),
    );
    const flat = async (seeds: number) =>
      (await run({ dryRun: true, seeds }, trying)).out.replace(/\s+/g, ' ');
    const out = await flat(3);
    const why =
      "even if one is better in every trial, p is 1 with Holm's correction for 10 comparisons, and it must be at most 0.05";
    expect(out).toContain(
      `note no verdict can come of 3 seeds with 11 contestants, on no task and not over all 2: ${why}`,
    );
    expect(out).toMatch(
      /Nothing was played\. No verdict can come of .* and 6 for one on each, .* \(--seeds 6\)\. $/,
    );
    expect(await flat(6)).not.toMatch(/no verdict can come of/i);
    // Another half a dozen would be played by --seeds 6.
    const ranged = await run({ dryRun: true, seeds: [11, 12, 13], toTheEnd: true }, trying);
    const text = ranged.out.replace(/\s+/g, ' ');
    expect(text).toMatch(/ on 2 workers, if all train to their budget .* \(--seeds 11-16\)\. $/);
    const { verdict } = JSON.parse((await run({ dryRun: true, seeds: 3, json: '-' }, trying)).out);
    expect(verdict).toEqual({
      seeds: 3,
      seedsNeeded: { task: 6, overall: 5 },
      shortage: expect.stringContaining(why),
    });
  });

  it('gives every trial as JSON', async () => {
    write();
    const { out, err } = await run({ dryRun: true, json: '-' }, trying);
    expect(err).toContain('(dry run)');
    const made = JSON.parse(out);
    expect(made).toMatchObject({
      format: 'genoprop.plan/1',
      file: 'my.tournament.yaml',
      name: 'my',
      spec: { seeds: 2 },
      estimate: { workers: 2 },
    });
    expect(made.trials).toHaveLength(12);
    expect(made.trials[0]).toMatchObject({
      id: ID,
      task: 'parity:length=3',
      contestant: 'bred',
      repetition: 1,
      budget: { macs: 2e9 },
    });
    expect(made.trials[0].secondsAtMost).toBe(2);
    await run({ dryRun: true, json: 'plan.json' }, trying);
    expect(JSON.parse(readFileSync('plan.json', 'utf8')).trials).toHaveLength(12);
  });

  it('fails where a contestant fails when it is tried', async () => {
    write();
    const stop = { reason: 'failed', detail: 'task parity: sample: no' } as const;
    const failing = { type: 'finished', id: ID, result: result(ID, 'failed', { stop }) } as const;
    await expect(run({ dryRun: true }, [failing])).rejects.toThrow(
      '6 contestants failed when tried, the first one bred on parity:length=3: task parity: sample: no',
    );
  });

  it('tells tasks alone where there are very many contestants', async () => {
    write(SMALL.replace('hidden: 4', 'hidden: [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]'));
    const { out } = await run({ dryRun: true }, trying);
    expect(out).toMatch(/\ntask +contestants +trials +a trial at most\nparity:length=3 +22 +44 +2\.0 s\n/);
  });

  it('writes seeds in ranges', () => {
    expect([rangesText([3, 1, 2, 7]), rangesText([5]), rangesText([])]).toEqual(['1-3, 7', '5', '']);
  });
});

describe('a run file that is there already', () => {
  // Small enough that all of it is played for real.
  const tiny = SMALL.replace('2e9mac', '2e6mac').concat('floor: false\n');
  const play = (...flags: string[]) =>
    typed('tournament', 'my.tournament.yaml', '--run', 'mine.run', '--workers', '1', ...flags);

  it('takes what is new in the script, and only that is played', async () => {
    write(tiny.replace('[3, 4]', '3'));
    expect((await play('--seeds', '1')).code).toBe(0);
    write(tiny);
    const foreseen = await play('--dry-run');
    expect(foreseen.err).toBe('');
    expect(foreseen.out).toContain('so far  2 trials ended before\n');
    expect(foreseen.out).toMatch(/\nparity:length=3\n {2}bred +2 /);
    expect(foreseen.out).toMatch(/\nparity:length=4\n {2}bred +1-2 /);
    // On a machine that is busy enough nothing may have been measured in the moment that is taken for it.
    expect(foreseen.out).toMatch(/\n6 trials, (at most about |how long they take is not known )/);

    const { code, out } = await play();
    expect(code).toBe(0);
    expect(out).toContain('new     task parity:length=4; 1 more seed: 6 trials\n');
    expect(out.match(/: started, /g)).toHaveLength(6);
    expect(out).not.toContain('parity:length=3, bred, seed 1');

    const nothing = await play('--dry-run');
    expect(nothing).toMatchObject({ code: 0, err: '' });
    expect(nothing.out).toContain('nothing is left to be played\n');
  });

  it('goes on with the device that it began with, unless another is named', async () => {
    write(tiny);
    expect((await play('--seeds', '1', '--device', 'reference')).code).toBe(0);
    const { code, out, err } = await play('--seeds', '2', '--dry-run');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('device  reference, with which the run began\n');
    expect((await play('--seeds', '2', '--device', 'wasm', '--dry-run')).err).toContain(
      "its device is reference, the script's wasm; name another run file",
    );
  });

  it('whose budget was raised takes seeds with the budget that its refusal names', async () => {
    write(tiny);
    expect((await play('--seeds', '1')).code).toBe(0);
    expect((await typed('resume', 'mine.run', '--budget', '3e6mac', '--workers', '1')).code).toBe(0);
    const { code, err } = await play('--seeds', '2-3', '--dry-run');
    expect(code).toBe(2);
    expect(err).toContain('; give --budget 3e6mac, which it has, or name another run file\n');
    const asked = /give (--budget \S+),/.exec(err)![1]!.split(' ');
    const foreseen = await play('--seeds', '2-3', ...asked, '--dry-run');
    expect(foreseen).toMatchObject({ code: 0, err: '' });
    expect(foreseen.out).toContain('8 trials, at most');
  });

  it('is refused where it holds another tournament, also for a dry run', async () => {
    write(tiny);
    expect((await play('--seeds', '1')).code).toBe(0);
    write(tiny.replace('hidden: 3', 'hidden: 5'));
    for (const flags of [[], ['--dry-run']]) {
      const { code, err } = await play('--seeds', '1', ...flags);
      expect(code).toBe(2);
      expect(err).toMatch(/run file .*mine\.run.*hidden is 3 in the run file and 5 in the script/s);
    }
  });
});
