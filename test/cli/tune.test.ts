import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { builtInParts } from '../../src/cli/built-in-parts.ts';
import { runCommandLine } from '../../src/cli/program.ts';
import { runTune } from '../../src/cli/tune/run.ts';
import { openRun } from '../../src/store/run-file.ts';
import { loadScript } from '../../src/tournament/script/load-script.ts';
import { planTournament } from '../../src/tournament/script/plan-tournament.ts';
import { recordingTerminal, script } from '../support/cli/recording.ts';
import { inOwnFolder } from '../support/cli/runs.ts';
import { runContent } from '../support/store/run-content.ts';

inOwnFolder();

const SMALL = `
tasks: [{ task: parity, options: { length: 3 } }]
contestants:
  - contestant: genitor
    name: bred
    settings: { hidden: 3, sequences: 16, inFlight: 8 }
    space: { population: [12, 16, 20, 24] }
  - contestant: msgd
    name: descent
    settings: { hidden: 3 }
    space: { learningRate: { from: 0.01, to: 1, scale: log } }
tune: { candidates: 5, seeds: 1, then: 2 }
budget: 600000mac
device: wasm
`;

const write = (text = SMALL): void => writeFileSync('my.tournament.yaml', text);

/** The whole command, as it is typed. */
async function typed(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const terminal = recordingTerminal();
  const code = await runCommandLine(args, terminal);
  return { code, ...terminal.written };
}

const tune = (...args: string[]) => typed('tune', 'my.tournament.yaml', '--workers', '2', ...args);

describe('genoprop tune', () => {
  it('tunes, writes the best of each as a script, and plays it on fresh seeds', {
    timeout: 120_000,
  }, async () => {
    write();
    const { code, out, err } = await tune('--run', 'a.run.sqlite');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('2 contestants × 5 settings × 1 tuning seed, from seed 1, on 2 workers');
    expect(out).toContain('round 2 of 2: 2 of 5 settings of each go on, to the whole budget\n');
    expect(out).toContain('These trials chose settings, so they prove nothing about who wins');
    expect(out).toContain('\ntuned   a.tuned.tournament.yaml\n');
    expect(out).toContain('\nrepeat  npx genoprop tune my.tournament.yaml\n');
    expect(out).toContain('genoprop tournament: a.tuned\n');
    expect(out).toMatch(/\ncontestant .* MACs to tune .*\n/);
    expect(out.replaceAll('\n', ' ')).toContain(
      'Settings of bred and descent were tuned: 5 candidates on 1 tuning seed each.',
    );
    const tuned = await loadScript('a.tuned.tournament.yaml');
    const { spec } = await planTournament(tuned.definition, { source: 'a' });
    const tuning = openRun('a.run.sqlite', { readOnly: true });
    const held = tuning.spec();
    const macs = tuning.trials().map(({ contestant, result }) => [contestant, result!.cost.macs] as const);
    tuning.close();
    expect(spec.contestants.map(({ name }) => name)).toEqual(['bred', 'descent', 'random']);
    for (const [index, search] of held.tuning!.searches.entries()) {
      const { name: _, tuned: origin, ...own } = spec.contestants[index]!;
      const candidates = held.contestants.filter(({ name }) => search.candidates.includes(name));
      const same = candidates.find(
        ({ settings, netOptions }) =>
          JSON.stringify([settings, netOptions]) === JSON.stringify([own.settings, own.netOptions]),
      );
      // The best has come to the last round.
      expect(same).toMatchObject({ learner: own.learner, architecture: own.architecture });
      expect(same!.budgetShare).toBeUndefined();
      expect(origin).toEqual({
        candidates: 5,
        seeds: 1,
        macs: macs.reduce((sum, [of, spent]) => sum + (search.candidates.includes(of) ? spent : 0), 0),
        sampler: 'halving',
      });
    }
    const played = openRun('a.tuned.run.sqlite', { readOnly: true });
    expect(played.spec()).toMatchObject({ seeds: 2, budget: { macs: 600_000 } });
    expect(played.spec().tuning).toBeUndefined();
    expect(played.trials().every(({ state }) => state === 'finished')).toBe(true);
    played.close();
    const again = await tune('--run', 'a.run.sqlite', '--plain');
    expect(again.out).toContain('Nothing is left to play: all 10 trials have ended.\n');
    expect(again.out).toContain('Nothing is left to play: all 6 trials have ended.\n');

    const shown = await typed('show', 'a.run.sqlite');
    expect(shown).toMatchObject({ code: 0, err: '' });
    expect(shown.out).toContain('bred: 5 settings, 5 trials, ');
    expect(shown.out).toContain('as written');
    expect(JSON.parse((await typed('show', 'a.run.sqlite', '--json')).out)).toMatchObject({
      tuning: {
        format: 'genoprop.tuning/1',
        isComplete: true,
        contestants: [{ name: 'bred' }, { name: 'descent' }],
      },
    });
    expect((await typed('show', 'a.run.sqlite', '--latex')).err).toContain('this run is a tuning');
    expect((await typed('list', '.')).out).toMatch(/ a tuning +parity:length=3 +bred, descent/);
    const latex = await typed('show', 'a.tuned.run.sqlite', '--latex');
    expect(latex.out).toContain('MACs to tune');
    expect(
      JSON.parse((await typed('show', 'a.tuned.run.sqlite', '--json')).out).contestants[0].tuned,
    ).toMatchObject({
      candidates: 5,
    });
    const { out: methods } = await typed('show', 'a.run.sqlite', '--methods');
    expect(methods.replaceAll('\n', ' ')).toContain('Settings of bred and descent were tuned on');
    const { out: after } = await typed('show', 'a.tuned.run.sqlite', '--methods');
    expect(after.replaceAll('\n', ' ')).toContain('Settings had been chosen by tuning');
    for (const command of [
      ['export', 'a.run.sqlite', '-o', 'best.json'],
      ['report', 'a.run.sqlite'],
      ['show', 'a.run.sqlite', '--csv'],
    ]) {
      expect(await typed(...command)).toMatchObject({ code: 0, err: '' });
    }
    // The test of a tuning's champion is drawn again from the tuning's streams.
    const scored = await typed('eval', 'best.json');
    expect(scored.out).toContain('its test found the same error and loss, to the last digit');
  });

  it('goes on with resume after a kill, and finds the same', { timeout: 120_000 }, async () => {
    write(SMALL.replace('then: 2', 'then: 0'));
    await tune('--run', 'whole.run.sqlite');
    let events = 0;
    const killed = {
      ...builtInParts,
      async *play(...args: Parameters<typeof builtInParts.play>) {
        for await (const event of builtInParts.play(...args)) {
          if (event.type !== 'progress' && ++events > 25) throw new Error('killed');
          yield event;
        }
      },
    };
    const flags = { workers: 1, run: 'killed.run.sqlite' };
    await expect(runTune('my.tournament.yaml', flags, recordingTerminal(), killed)).rejects.toThrow('killed');
    expect(existsSync('killed.tuned.tournament.yaml')).toBe(false);
    const { code, out } = await typed('resume', 'killed.run.sqlite', '--workers', '2');
    expect(code).toBe(0);
    expect(out).toContain('genoprop resume: bred, descent\n');
    expect(out).toContain('\ntuned   killed.tuned.tournament.yaml\n');
    expect(runContent('killed.run.sqlite')).toEqual(runContent('whole.run.sqlite'));
    const plain = (file: string) => readFileSync(file, 'utf8').replaceAll(/^#.*\n/gm, '');
    expect(plain('killed.tuned.tournament.yaml')).toBe(plain('whole.tuned.tournament.yaml'));
    expect((await typed('resume', 'whole.run.sqlite', '--budget', '1e7mac')).err).toContain(
      'the run is a tuning',
    );
  });

  it('finds the same without a run file', { timeout: 120_000 }, async () => {
    write();
    await tune('--run', 'a.run.sqlite', '--then', '0', '--write', 'a.yaml');
    const { out } = await tune('--no-run', '--then', '0', '--json', '-');
    const found = JSON.parse(out);
    const { definition } = await loadScript('a.yaml');
    expect(found.contestants.map(({ tuned }: { tuned: unknown }) => tuned)).toEqual(
      (definition as { contestants: unknown }).contestants,
    );
    expect(existsSync('my.tuned.tournament.yaml')).toBe(true);
  });

  it('says what it would do, and plays nothing', async () => {
    write();
    const terminal = recordingTerminal();
    const { parts, played } = script([]);
    const flags = { workers: 2, dryRun: true, candidates: 9 };
    expect(await runTune('my.tournament.yaml', flags, terminal, { ...parts, now: () => 0 })).toBe(0);
    const { out } = terminal.written;
    expect(out).toContain('2 contestants × 9 settings × 1 tuning seed');
    expect(out).toMatch(/\n {2}population +100 +12 \| 16 \| 20 \| 24\n/);
    expect(out).toMatch(/\n {2}learningRate +0\.03 +0\.01 to 1, log\n/);
    expect(out).toContain(
      'of each contestant 9 settings with 33 % of it, then 3 settings with the whole budget',
    );
    expect(out).toContain('18 trials, budgets of 3.00 MMAC in all for each contestant, the same for all.');
    expect(played.spec!.contestants).toHaveLength(1);
    expect(existsSync('runs')).toBe(false);
  });

  it('is named by a tournament of the same script, which plays the contestants as written', async () => {
    write(SMALL.replace('budget', 'seeds: 1\nbudget'));
    const { out } = await typed('tournament', 'my.tournament.yaml', '--no-run');
    expect(out).toContain('the contestants are as written; `genoprop tune my.tournament.yaml` tunes them');
    expect(out).toContain('3 contestants × 1 seed');
  });

  it.each([
    [['--sampler', 'sobl'], '--sampler sobl: must be halving, sobol or random'],
    [['--candidates', '1'], '--candidates 1: must be a whole number from 2 to 10000'],
    [['--candidates', '10001'], '--candidates 10001: must be a whole number from 2 to 10000'],
    [['--budget', '10s'], 'a tuning takes no budget in seconds'],
    [['--then', '-1'], '--then -1: must be a whole number from 0 to 1000'],
    [['--write', 'my.tournament.yaml'], '--write my.tournament.yaml: is the script, which it would replace'],
    [['--write', 'a.txt'], '--write a.txt: is written as YAML, its name must end in .yaml or .yml'],
    [['--run', 'a.yaml', '--write', './a.yaml'], '--write ./a.yaml: is the run file, which it would replace'],
    [['--run', 'a.sqlite', '--json', 'a.sqlite'], '--json a.sqlite: is the run file, which it would replace'],
    [['--write', 'missing/a.yaml'], '--write missing/a.yaml: cannot be written, its folder does not exist'],
  ])('answers %j in one line, before anything starts', async (flags, line) => {
    write();
    const { code, out, err } = await tune(...flags);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(line);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect(existsSync('runs') && existsSync('runs/my')).toBe(false);
  });
});

describe('files of a tuning', () => {
  const tiny = SMALL.replace('candidates: 5', 'candidates: 2').replace('600000mac', '200000mac');

  it('replace no run and no script of another origin', async () => {
    write();
    writeFileSync('mine.yaml', 'tasks: [xor]\n');
    expect((await tune('--write', 'mine.yaml')).err).toContain(
      'mine.yaml: exists and was not written by a tuning',
    );
    writeFileSync('held.run.sqlite', 'SQLite format 3\0');
    expect((await tune('--json', 'held.run.sqlite')).err).toContain(
      '--json held.run.sqlite: holds a run, which it would replace',
    );
  });

  it('that cannot be written any more leave the tables, and one line', { timeout: 60_000 }, async () => {
    write(tiny);
    symlinkSync('/dev/full', 'a.yaml');
    const { code, out, err } = await tune('--no-run', '--write', 'a.yaml');
    expect(code).toBe(1);
    expect(out).toContain('bred: 2 settings, 2 trials, ');
    expect(err).toContain('--write a.yaml: cannot be written');
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  it('name the command that made them, quoted', async () => {
    writeFileSync('a b.yaml', tiny);
    const { code } = await typed('tune', 'a b.yaml', '--no-run', '--then', '0', '--workers', '1');
    expect(code).toBe(0);
    expect(readFileSync('a b.tuned.tournament.yaml', 'utf8')).toContain(
      "# Tuned by: npx genoprop tune 'a b.yaml' --then 0\n",
    );
  });
});

describe('a script to be tuned', () => {
  const faultsOf = async (given: object): Promise<string> => {
    const definition = {
      tasks: ['xor'],
      contestants: ['genitor', 'msgd'],
      budget: '1e9mac',
      device: 'wasm',
      ...given,
    };
    try {
      await planTournament(definition, { source: 'my.yaml', tune: {} });
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it.each([
    [{ tune: { candidates: 1 } }, 'tune.candidates: must be a whole number from 2 to 10000, not 1'],
    [{ tune: { sampler: 'grid' } }, "tune.sampler: must be halving, sobol or random, not 'grid'"],
    [{ tune: { seed: 3 } }, "unknown field 'seed'"],
    [{ tune: { thenBudget: 'x' } }, 'tune.thenBudget'],
    [
      { contestants: ['msgd'], budget: '1000update', tune: { candidates: 2 } },
      'budget 1000update: random makes evaluations and no updates, so this never ends it',
    ],
    [
      { floor: false, tune: { candidates: 2, thenBudget: '1000update' } },
      'tune.thenBudget 1000update: genitor makes evaluations and no updates, so this never ends it',
    ],
    [
      { contestants: [{ contestant: 'msgd', name: 'random' }], tune: { candidates: 2 } },
      "contestants[0]: its name 'random' is what random search takes part under",
    ],
    [
      { contestants: ['genitor'], budget: '1e6mac', tune: { sampler: 'sobol' } },
      'a trial may spend 1.00 MMAC; give it more budget',
    ],
    [{ budget: '10s' }, 'a tuning takes no budget in seconds'],
    [{ until: 0.001 }, 'until and untilSolved: false do not go with a tuning'],
    [
      { contestants: ['random'] },
      'contestants[0]: random only guesses, so there is nothing to tune; leave it out',
    ],
    [
      {
        contestants: [
          {
            contestant: 'msgd',
            space: { learningRate: false, threshold: false, hidden: false, initialisation: false },
          },
        ],
      },
      'contestants[0].space: searches no setting',
    ],
    [
      { contestants: [{ contestant: 'msgd', space: { learningRat: true } }] },
      "contestants[0].space: unknown setting 'learningRat', did you mean 'learningRate'?",
    ],
    [
      {
        contestants: [{ contestant: 'msgd', tuned: { candidates: 2, seeds: 1, macs: 1, sampler: 'sobol' } }],
      },
      'contestants[0].tuned: msgd is tuned already',
    ],
    [
      { contestants: [{ contestant: 'msgd', tuned: { candidates: 0 } }] },
      'contestants[0].tuned.candidates: must be a whole number above 0',
    ],
    [
      {
        contestants: [
          {
            contestant: 'msgd',
            space: { learningRate: [0.1, 0.2], threshold: false, hidden: false, initialisation: false },
          },
        ],
      },
      'contestants[0].space: msgd has only 3 settings to try and 64 candidates are asked for; widen its space, or ask for 3 candidates',
    ],
    [
      { tune: { candidates: 10_000, seeds: 10 } },
      'makes 200000 trials (1 task × 20000 candidates × 10 seeds)',
    ],
  ])('is refused with %j', async (given, line) => {
    expect(await faultsOf(given)).toContain(line);
  });

  it('may have one contestant, and lists of values, each of which is tuned', async () => {
    const { spec } = await planTournament(
      {
        tasks: ['xor'],
        contestants: [{ contestant: 'msgd', settings: { hidden: [5, 10] } }],
        tune: { candidates: 4, sampler: 'random' },
        budget: '1e9mac',
        device: 'wasm',
      },
      { source: 'my.yaml', tune: { seeds: 2, afterwards: 0 } },
    );
    expect(spec.seeds).toBe(2);
    expect(spec.tuning).toMatchObject({
      sampler: 'random',
      rounds: [{ candidates: 4, share: 1 }],
      searches: [{ contestant: 'msgd:hidden=5' }, { contestant: 'msgd:hidden=10' }],
      afterwards: { seeds: 0, floor: true },
    });
    expect(spec.contestants.map(({ netOptions }) => netOptions.hidden)).toEqual([5, 5, 5, 5, 10, 10, 10, 10]);
    expect(spec.contestants.every(({ budgetShare }) => budgetShare === undefined)).toBe(true);
  });

  it('is checked by a tournament too', async () => {
    const wrong = {
      tasks: ['xor'],
      contestants: [{ contestant: 'msgd', space: { alpha: 3 } }],
      budget: '1e9mac',
    };
    await expect(planTournament(wrong, { source: 'my.yaml' })).rejects.toThrow('contestants[0].space.alpha');
  });
});
