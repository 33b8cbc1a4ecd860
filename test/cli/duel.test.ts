import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chdir, cwd } from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DuelFlags } from '../../src/cli/duel/flags.ts';
import { runDuel } from '../../src/cli/duel/run.ts';
import { runCommandLine } from '../../src/cli/program.ts';
import type { TournamentEvent } from '../../src/tournament/spec/tournament.ts';
import { checkpoint, cost, recordingTerminal, result, script } from '../support/cli/recording.ts';

const flags: DuelFlags = {
  contestant: ['msgd', 'small=genitor:hidden=4'],
  budget: ['5e9mac'],
  seeds: 1,
  seed: 7,
  workers: 2,
};
const MSGD = 'temporal-order/msgd/1';
const SMALL = 'temporal-order/small/1';

const events: TournamentEvent[] = [
  { type: 'started', id: MSGD, parameters: 3054 },
  { type: 'started', id: SMALL, parameters: 60 },
  { type: 'progress', id: SMALL, cost: cost(5e8), spent: 0.1, trainingLoss: 1 },
  {
    type: 'checkpoint',
    id: MSGD,
    checkpoint: checkpoint(1e9, 0.42),
    spent: 0.2,
    champion: null,
    snapshot: null,
  },
  { type: 'retried', id: SMALL, reason: 'its thread died' },
  { type: 'finished', id: MSGD, result: result(MSGD, 'solved', { parameters: 3054 }) },
  { type: 'finished', id: SMALL, result: result(SMALL, 'budget', { testLoss: Number.NaN, parameters: 60 }) },
  { type: 'done', stopped: false },
];

let folder = '';
const before = cwd();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'genoprop-duel-'));
  chdir(folder);
});
afterEach(() => {
  chdir(before);
  rmSync(folder, { recursive: true });
});

describe('a duel in plain view', () => {
  it('says what is played, what happens, and what came of it, without control codes', async () => {
    const terminal = recordingTerminal();
    const { parts } = script(events);
    expect(await runDuel('temporal-order', flags, terminal, parts)).toBe(0);
    const { out, err } = terminal.written;
    expect(err).toBe('');
    expect(out).not.toContain('\x1b');
    for (const text of [
      'genoprop duel: msgd, small',
      'task    temporal-order',
      'chance  75.0 % wrong, loss 1.386',
      'less than 1.0 % of 10000 test sequences wrong',
      'budget  5e9mac a trial',
      '2 contestants × 1 seed, from seed 7, on 2 workers',
      'msgd, seed 1: started, 3054 parameters',
      'small, seed 1: begins again, its thread died',
      'msgd, seed 1: solved after 3.00 GMAC and 3.0 s, 0.20 % of the test wrong',
      'small, seed 1: budget after 3.00 GMAC and 3.0 s, 60.0 % of the test wrong',
      'Not enough evidence',
      'run     runs/temporal-order-2026-11-23-042112.run.sqlite',
    ]) {
      expect(out).toContain(text);
    }
    expect(out).toMatch(/msgd +sgd, elman +3054 +1 of 1 .*2\.00 G +3\.0 s/);
  });

  it('says beforehand whose first step is beyond the budget', async () => {
    const notes = async (budget: string): Promise<string> => {
      const terminal = recordingTerminal();
      const given = { ...flags, contestant: ['hf', 'msgd'], budget: [budget] };
      await runDuel('temporal-order', given, terminal, script([]).parts).catch(() => {});
      return terminal.written.out.replaceAll(/\s+/g, ' ');
    };
    const small = await notes('1e9mac');
    expect(small).toMatch(/note hf: its first update costs up to some \S+ GMAC on \S+, .* overspends/);
    expect(small).not.toContain('msgd: its first');
    expect(await notes('1e13mac')).not.toContain('overspends');
  });

  it('ends with the command that repeats it', async () => {
    const terminal = recordingTerminal();
    await runDuel(
      'temporal-order',
      { ...flags, set: ['length=3e1', 'definition=paper'] },
      terminal,
      script(events).parts,
    );
    expect(terminal.written.out).toContain(
      'npx genoprop duel temporal-order --set length=30 --contestant msgd --contestant small=genitor:hidden=4 ' +
        '--seeds 1 --seed 7 --budget 5e9mac --device wasm\n',
    );
  });

  it('is a log on a terminal too where that is asked for', async () => {
    const terminal = recordingTerminal({ interactive: true });
    await runDuel('temporal-order', { ...flags, plain: true }, terminal, script(events).parts);
    expect(terminal.written.out).toContain('msgd, seed 1: started');
    expect(terminal.written.out).not.toContain('\x1b[J');
  });

  it('stops at Ctrl-C, keeps the run, and shows how it stands', async () => {
    const terminal = recordingTerminal();
    const told = script([
      events[0]!,
      events[3]!,
      (signal, interrupt) => {
        interrupt();
        expect(signal.aborted).toBe(true);
        return { type: 'finished', id: MSGD, result: result(MSGD, 'stopped') };
      },
      { type: 'done', stopped: true },
    ]);
    expect(await runDuel('temporal-order', flags, terminal, told.parts)).toBe(130);
    expect(terminal.written.out).toContain('stopping; Ctrl-C again ends at once');
    expect(terminal.written.out).toContain(
      'msgd, seed 1: stopped after 3.00 GMAC and 3.0 s, 42.0 % wrong at the last validation',
    );
    expect(terminal.written.out).toContain('No verdict');
    expect(told.recorded.map((event) => event.type)).toEqual(['started', 'checkpoint', 'finished', 'done']);
    expect(told.steps.at(-1)).toBe('closed');
  });

  it('says which trial failed and how, after the verdict on the others', async () => {
    const terminal = recordingTerminal();
    const stop = { reason: 'failed', detail: 'task xor: NaN at step 3' } as const;
    const failing = script([
      { type: 'finished', id: SMALL, result: result(SMALL, 'failed', { stop }) },
      { type: 'done', stopped: false },
    ]);
    await expect(runDuel('temporal-order', flags, terminal, failing.parts)).rejects.toThrow(
      '1 of 2 trials failed, the first one: task xor: NaN at step 3',
    );
    expect(terminal.written.out).toContain('repeat  npx genoprop');
  });

  it('closes the run when the tournament breaks', async () => {
    const told = script([
      () => {
        throw new Error('worker lost');
      },
    ]);
    await expect(runDuel('temporal-order', flags, recordingTerminal(), told.parts)).rejects.toThrow(
      'worker lost',
    );
    expect(told.steps.at(-1)).toBe('closed');
  });
});

describe("a duel's files", () => {
  it('are a run file in runs/, unless another or none is asked for', async () => {
    const standard = script(events);
    await runDuel('temporal-order', flags, recordingTerminal(), standard.parts);
    expect(standard.steps[0]).toBe('run runs/temporal-order-2026-11-23-042112.run.sqlite');
    expect(standard.recorded).toEqual(events);
    const named = script(events);
    await runDuel('temporal-order', { ...flags, run: 'mine.sqlite' }, recordingTerminal(), named.parts);
    expect(named.steps).toEqual(['run mine.sqlite', 'play', 'closed']);
    const none = script(events);
    await runDuel('temporal-order', { ...flags, run: false }, recordingTerminal(), none.parts);
    expect(none.steps).toEqual(['play']);
  });

  it('and the verdict as JSON, whose numbers are finite or null', async () => {
    await runDuel(
      'temporal-order',
      { ...flags, json: 'verdict.json' },
      recordingTerminal(),
      script(events).parts,
    );
    const verdict = JSON.parse(readFileSync('verdict.json', 'utf8'));
    expect(Object.keys(verdict)).toEqual(['format', 'task', 'options', 'seed', 'contestants', 'verdict']);
    expect(verdict).toMatchObject({
      format: 'genoprop.verdict/1',
      task: 'temporal-order',
      options: { length: 20 },
      seed: 7,
      verdict: { winner: null },
    });
    expect(verdict.contestants[1]).toEqual({
      name: 'small',
      learner: 'genitor',
      net: 'elman',
      parameters: 60,
      trainedParameters: 60,
      missing: [],
      trials: [
        {
          seed: 1,
          solved: false,
          stop: 'budget',
          detail: '',
          testError: 0.6,
          testLoss: null,
          macs: 3e9,
          machine: null,
          macsToSolve: null,
          updates: 3000,
          evaluations: 0,
          sequences: 30_000,
          seconds: 3,
        },
      ],
    });
    expect(verdict.contestants[0].trials[0]).toMatchObject({
      solved: true,
      stop: 'solved',
      macsToSolve: 2e9,
    });
  });

  it('leave standard output to JSON alone where that goes there', async () => {
    const terminal = recordingTerminal();
    await runDuel('temporal-order', { ...flags, json: '-' }, terminal, script(events).parts);
    expect(JSON.parse(terminal.written.out).format).toBe('genoprop.verdict/1');
    expect(terminal.written.err).toContain('msgd, seed 1: solved');
  });

  it('are refused before anything starts where they cannot be written', async () => {
    for (const json of [join(folder, 'nowhere', 'verdict.json'), folder]) {
      const told = script(events);
      const terminal = recordingTerminal();
      await expect(runDuel('temporal-order', { ...flags, json }, terminal, told.parts)).rejects.toThrow(
        `--json ${json}: cannot be written`,
      );
      expect(told.steps).toEqual([]);
      expect(terminal.written).toEqual({ out: '', err: '' });
    }
    expect(existsSync('runs')).toBe(false);
  });
});

describe('what a duel plays', () => {
  it('are the contestants as they were written, with the settings they were given', async () => {
    const told = script(events);
    const contestant = [
      'genitor',
      'genitor:hidden=8,selection=rank',
      'small=genitor:hidden=4',
      'msgd-cr:alpha=4',
    ];
    await runDuel(
      'xor',
      { ...flags, contestant, budget: ['20update', '3s'] },
      recordingTerminal(),
      told.parts,
    );
    const { spec, workers } = told.played;
    expect(workers).toBe(2);
    expect(spec).toMatchObject({ seeds: 1, seed: 7, budget: { updates: 20, seconds: 3 }, device: 'wasm' });
    expect(spec!.contestants.map((one) => one.name)).toEqual([
      'genitor',
      'genitor:hidden=8,selection=rank',
      'small',
      'msgd-cr:alpha=4',
    ]);
    expect(spec!.contestants[1]).toMatchObject({
      settings: { selection: 'rank' },
      netOptions: { hidden: 8 },
    });
    expect(spec!.contestants[2]!.netOptions).toMatchObject({ hidden: 4 });
    expect(spec!.contestants[3]!.settings).toMatchObject({ alpha: 4 });
  });

  it('are trials of just these seeds, that train on to the end that is asked for', async () => {
    const told = script([]);
    const terminal = recordingTerminal();
    const budget = ['8h', '1e12mac'];
    await runDuel('xor', { ...flags, seeds: [11, 12], until: 0.001, budget }, terminal, told.parts);
    const { spec } = told.played;
    expect(spec).toMatchObject({ seeds: 2, repetitions: [11, 12], toTheEnd: { until: 0.001 } });
    expect(spec!.budget).toEqual({ seconds: 28_800, macs: 1e12 });
    const { out } = terminal.written;
    expect(out).toContain('budget  1e12mac or 8h a trial, whichever is reached first\n');
    expect(out.replace(/\n +/g, ' ')).toContain(
      'end     trials train on after they are solved, until at most 0.10 % of the validation sequences are wrong or their budget is spent\n',
    );
    expect(out).toContain('2 contestants × 2 seeds, numbers 11-12 from seed 7, on 2 workers\n');
    expect(out).toContain(
      '--seeds 11-12 --seed 7 --budget 1e12mac --budget 8h --until 0.001 --device wasm\n',
    );
  });

  it('are not to end where they would anyway', async () => {
    const terminal = recordingTerminal();
    const code = await runCommandLine(['duel', 'xor', '--until', '1%'], terminal);
    expect([code, terminal.written.out]).toEqual([2, '']);
    expect(terminal.written.err).toBe(
      'genoprop: --until 0.01: must be below 0.01, the share of wrong sequences at which xor is solved\n',
    );
    for (const text of ['-1', '1', '100%', 'none', '']) {
      const told = recordingTerminal();
      expect(await runCommandLine(['duel', 'xor', '--until', text], told)).toBe(2);
      expect(told.written.err).toContain('must be a share from 0 to below 1, such as 0, 0.001 or 0.1%');
    }
  });

  it('are the four of the default duel where none is named', async () => {
    const told = script([]);
    const { contestant: _, budget: __, ...bare } = flags;
    await runDuel('temporal-order', bare, recordingTerminal(), told.parts);
    expect(told.played.spec!.contestants.map((one) => one.name)).toEqual([
      'genitor',
      'msgd',
      'msgd-c',
      'msgd-cr',
    ]);
    expect(Object.keys(told.played.spec!.budget)).toHaveLength(1);
  });

  it('are learners without gradients where an episode task is named and no contestant', async () => {
    const told = script([]);
    const terminal = recordingTerminal();
    const { contestant: _, budget: __, ...bare } = flags;
    await runDuel('single-pole', { ...bare, device: 'wasm' }, terminal, told.parts);
    const { contestants, budget } = told.played.spec!;
    expect(contestants.map((one) => one.name)).toEqual(['genitor', 'cma-es', 'neat', 'rpg', 'random']);
    expect(budget).toEqual({ macs: 5e8 });
    expect(terminal.written.out).not.toContain('settings of both sides');
  });
});
