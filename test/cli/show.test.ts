import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ShowFlags } from '../../src/cli/show/flags.ts';
import { showRun } from '../../src/cli/show/run.ts';
import { openRun } from '../../src/store/run-file.ts';
import type { TournamentEvent } from '../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../src/tournament/spec/trials-of.ts';
import { parseCsv } from '../support/cli/parse-csv.ts';
import { recordingTerminal } from '../support/cli/recording.ts';
import { ended, id, inOwnFolder, makeRun, single, spec, started, validated } from '../support/cli/runs.ts';

inOwnFolder();

const all = trialsOf(spec).map((trial) => trial.id);
const some: TournamentEvent[] = [
  started(id('small', 1)),
  validated(id('small', 1), 1e9),
  validated(id('small', 1), 2e9, 0.001),
  ended(id('small', 1), 'solved', { testMeasures: { length: 20 } }),
  started(id('random', 1)),
  validated(id('random', 1), 1e9),
];

function shown(flags: ShowFlags = {}, columns = 120): string {
  const terminal = recordingTerminal({ columns });
  showRun('a.run', flags, terminal);
  expect(terminal.written.err).toBe('');
  return terminal.written.out;
}

describe('a run that is shown', () => {
  it('says what it is, how it stands, and what it found so far', () => {
    makeRun('a.run', some);
    const out = shown();
    for (const text of [
      'run    a.run\n',
      'made   2026-11-23 04:05:06 by genoprop ',
      "by     genoprop duel xor --run 'a run.sqlite' --seeds 2\n",
      'state  interrupted: 1 of 8 trials have ended; `genoprop resume a.run` goes on\n',
      'trials  2 tasks × 2 contestants × 2 seeds = 8, from seed 7\n',
      'xor: guessing (random) solved 0 of 0\n',
      'parity:length=3: guessing (random) solved 0 of 0\n',
      'over all 2 tasks\n',
    ]) {
      expect(out).toContain(text);
    }
    expect(out).toMatch(/\nsmall +sgd, elman +156 +1 of 1 +1 not ended .* 0\.20 %\* +2\.00 G\* +3\.0 s\n/);
    expect(out).toContain('\n* of fewer trials than planned: small 1 of 2\n');
    expect(out).toContain('\n* of fewer trials than planned: small 1 of 4 on 1 of 2 tasks\n');
    expect(out).not.toContain('settings');
  });

  it.each([
    [[], 'interrupted: 0 of 8 trials have ended; `genoprop resume a.run` goes on'],
    [[{ type: 'done', stopped: true }], 'stopped: 0 of 8 trials have ended; `genoprop resume a.run` goes on'],
    [all.map((trial) => ended(trial)), 'done: all 8 trials have ended'],
    [
      all.map((trial, index) => ended(trial, index === 0 ? 'failed' : 'budget')),
      'done: all 8 trials have ended, 1 of them by failing',
    ],
  ] satisfies [TournamentEvent[], string][])('tells its state: %#', (events, state) => {
    makeRun('a.run', events);
    expect(shown()).toContain(`state  ${state}\n`);
  });

  it('tells missing trials, how they failed, and which numbers are without them', () => {
    const stop = (sequence: number) =>
      ({ reason: 'failed', detail: `task xor: judge of sequence ${sequence}: too sure\nat judge` }) as const;
    makeRun('a.run', [
      ...[id('small', 1), id('small', 2), id('random', 1)].map((trial) => ended(trial, 'budget')),
      ended(id('random', 2), 'failed', { stop: stop(3) }),
      ...[1, 2].flatMap((seed) => [
        ended(id('small', seed, 'parity:length=3'), 'budget'),
        ended(id('random', seed, 'parity:length=3'), 'failed', { stop: stop(seed) }),
      ]),
    ]);
    const out = shown({}, 200);
    expect(out).toMatch(/\nrandom +random-search, elman +156 +0 of 1 +1 failed +0 to 79 % +60\.0 %\* /);
    expect(out).toMatch(/\nsmall +sgd, elman +156 +0 of 2 +- +0 to 66 % +60\.0 % {2}/);
    expect(out).toMatch(/over all 2 tasks\n.*\n.*\nrandom +0 of 1 +3 failed +0 to 79 % +60\.0 %\* /);
    expect(out).toContain('* of fewer trials than planned: random 1 of 4 on 1 of 2 tasks');
    expect(out).toContain('Failed: random in 3 of 4 trials (task xor: judge of sequence 3: too sure).');
    const data = JSON.parse(shown({ json: true }));
    expect(data.summary.overall.rows[1].missing).toEqual([
      { why: 'failed', trials: 3, fault: 'task xor: judge of sequence 3: too sure' },
    ]);
    expect(data.summary.tasks[1].verdict.rows[1]).toMatchObject({ finished: 0, tested: 0, failed: 2 });
  });

  it('gives no interval to a mean of equal trials, in tables and as JSON', () => {
    makeRun(
      'a.run',
      all.map((trial) => ended(trial, 'solved', { testError: 0, testLoss: 0 })),
    );
    expect(shown({}, 200)).toMatch(/\nsmall +4 of 4 +51 to 100 % +0\.0 % +- +1\.50\n/);
    const { summary } = JSON.parse(shown({ json: true }));
    const none = { value: 0, low: null, high: null };
    expect(summary.overall.rows[0].testError).toEqual(none);
    expect(summary.tasks[0].verdict.rows[0]).toMatchObject({ testError: none, testLoss: none });
  });

  it('can be shown while it is written', () => {
    makeRun('a.run', some);
    const writer = openRun('a.run');
    writer.record(started(id('small', 2)));
    expect(shown()).toContain('state  running: 1 of 8 trials have ended, 2 under way\n');
    writer.close();
  });

  it('tells of those that went on with it and added to it', () => {
    makeRun('a.run', some, { planned: single });
    const run = openRun('a.run');
    const about = { ...run.about(), created: '2026-12-01T00:00:00.000Z' };
    run.noteResumed(about);
    run.extend(spec, { ...about, genoprop: '9.9.9' }, { goOn: [], anew: [] });
    run.close();
    expect(shown()).toMatch(
      /\nmade {6}2026-11-23 .*\nresumed {3}2026-12-01 00:00:00 by .*\nextended {2}2026-12-01 00:00:00 by genoprop 9\.9\.9\n/,
    );
  });

  it('gives settings on demand', () => {
    makeRun('a.run');
    const out = shown({ settings: true });
    expect(out).toContain('task parity:length=3\n    length=3');
    expect(out).toMatch(/contestant small: sgd\n {4}learningRate=/);
    expect(out).toMatch(/ {2}net elman\n {4}hidden=4 /);
  });

  it('is left as it is', () => {
    makeRun('a.run', some);
    const before = readFileSync('a.run');
    shown();
    expect(readFileSync('a.run')).toEqual(before);
    expect(readdirSync('.')).toEqual(['a.run']);
  });

  it('fits into 80 columns', () => {
    makeRun(
      'a.run',
      all.map((trial) => ended(trial)),
    );
    for (const flags of [{}, { settings: true }, { trial: id('small', 1) }]) {
      for (const line of shown(flags, 80).split('\n')) expect(line.length).toBeLessThan(80);
    }
  });

  it('shows a single trial with its validations', () => {
    makeRun('a.run', some);
    const out = shown({ trial: id('small', 1) });
    for (const text of [
      'trial    xor/small/1\n',
      'state    solved after 3.00 GMAC and 3.0 s, 0.20 % of the test wrong\n',
      'solved   at 2.00 GMAC\n',
      'test     0.20 % wrong, loss 0.01, length 20\n',
      'budget   1e10mac a trial\n',
    ]) {
      expect(out).toContain(text);
    }
    expect(out).toMatch(/\n +MACs .*wrong\n1\.00 G .* 25\.0 %\n2\.00 G .* 0\.10 %\n$/);
    expect(shown({ trial: id('random', 1) })).toContain('state    under way\n');
    expect(shown({ trial: id('small', 2) })).toMatch(/state +to come\n[^M]*$/);
  });

  it('refuses a trial that is not there, and flags that do not go together', () => {
    makeRun('a.run', some);
    expect(() => shown({ trial: 'xor/smal/1' })).toThrow(
      "--trial xor/smal/1: there is no such trial in a.run, did you mean 'xor/small/1'?",
    );
    expect(() => shown({ json: true, csv: true })).toThrow('--json and --csv: give one of them');
    expect(() => shown({ metrics: true })).toThrow('--metrics: goes with --csv or --json');
    expect(() => shown({ settings: true, csv: true })).toThrow('--settings: ');
  });
});

describe('a run as data', () => {
  it('is everything as JSON, of one format and with finite numbers', () => {
    makeRun('a.run', [...some, ended(id('random', 1), 'budget', { testLoss: Number.NaN })]);
    const data = JSON.parse(shown({ json: true }));
    expect(data).toMatchObject({
      format: 'genoprop.show/1',
      run: 'a.run',
      state: 'interrupted',
      trialsPlanned: 8,
      trialsFinished: 2,
      seeds: 2,
      device: 'wasm',
      tasks: [
        { label: 'xor', budget: ['1e10mac'], fingerprint: expect.any(String) },
        { label: 'parity:length=3' },
      ],
      contestants: [{ name: 'small', net: 'elman' }, { name: 'random' }],
      verdict: { winner: null, text: expect.any(String) },
    });
    expect(data.sessions).toMatchObject([
      { purpose: 'create', commandLine: ['duel', 'xor', '--run', 'a run.sqlite', '--seeds', '2'] },
    ]);
    expect(data.trials).toHaveLength(8);
    expect(data.trials[0]).toMatchObject({
      id: 'xor/small/1',
      state: 'finished',
      result: { solved: true, macsToSolve: 2e9, testMeasures: { length: 20 } },
    });
    expect(data.trials[1].result).toMatchObject({ testError: 0.6, testLoss: null });
    expect(data.trials[0].metrics).toBeUndefined();
    expect(data.summary.tasks[0].verdict.rows[0].name).toBe('small');
    expect(data.summary.overall.rows).toHaveLength(2);
    const [withMetrics] = JSON.parse(shown({ json: true, metrics: true, trial: id('small', 1) })).trials;
    expect(withMetrics.metrics).toMatchObject([
      { cost: { macs: 1e9 }, spent: 0.1 },
      { validationError: 0.001 },
    ]);
  });

  it('is a row a trial as CSV, values that are not known being empty', () => {
    const stop = { reason: 'failed', detail: 'task "xor", field targets:\nNaN' } as const;
    makeRun('a.run', [...some, ended(id('random', 1), 'failed', { stop })]);
    const rows = parseCsv(shown({ csv: true }));
    expect(rows).toHaveLength(8);
    expect(rows[0]).toMatchObject({
      trial: 'xor/small/1',
      task: 'xor',
      contestant: 'small',
      seed: '1',
      state: 'finished',
      stop: 'solved',
      solved: 'true',
      test_error: '0.002',
      macs: '3000000000',
      macs_to_solve: '2000000000',
    });
    expect(rows[1]).toMatchObject({ detail: stop.detail, test_error: '', solved: 'false' });
    expect(rows[7]).toMatchObject({ state: 'planned', stop: '', solved: '', macs: '' });
    expect(parseCsv(shown({ csv: true, trial: id('small', 2) }))).toHaveLength(1);
  });

  it('is a row a validation with --metrics, and a head where there is none', () => {
    makeRun('a.run', some);
    const rows = parseCsv(shown({ csv: true, metrics: true }));
    expect(
      rows.map(({ trial, macs, spent, validation_error: error }) => [trial, macs, spent, error]),
    ).toEqual([
      ['xor/small/1', '1000000000', '0.1', '0.25'],
      ['xor/small/1', '2000000000', '0.2', '0.001'],
      ['xor/random/1', '1000000000', '0.1', '0.25'],
    ]);
    expect(shown({ csv: true, metrics: true, trial: id('small', 2) })).toMatch(
      /^trial,.*validation_error,machine,option\..*\r\n$/,
    );
  });
});

describe('a run whose trials were played on several machines', () => {
  const placed = (trial: string, machine: string): TournamentEvent => ({
    type: 'placed',
    id: trial,
    machine,
  });
  const [east, west] = ['east: a processor, 4 cores', 'west: a processor, 8 cores'];
  const events: TournamentEvent[] = [
    ...[placed(id('small', 1), east), started(id('small', 1)), ended(id('small', 1))],
    ...[placed(id('small', 2), west), started(id('small', 2)), ended(id('small', 2))],
    ...[placed(id('random', 1), west), started(id('random', 1)), ended(id('random', 1), 'budget')],
  ];

  it('says so beside its seconds, which carry the names of the machines', () => {
    makeRun('a.run', [...events, started(id('random', 2)), ended(id('random', 2), 'budget')], {
      planned: single,
    });
    const out = shown();
    expect(out).toMatch(/\nsmall .* 6\.0 s on 2 machines\n/);
    expect(out).toContain(
      '\nSeconds are of 3 machines (2 trials on west, 1 on east, 1 on a machine): compare MACs, not seconds.\n',
    );
    expect(shown({ trial: id('small', 1) })).toContain(`\nmachine  ${east}\n`);
    expect(shown({ trial: id('random', 2) })).toContain('\nmachine  a machine\n');
  });

  it('names the one machine of a contestant', () => {
    makeRun('a.run', events, { planned: single });
    expect(shown()).toMatch(/\nrandom .* s on west\n/);
  });

  it('names machines in CSV and JSON, and none of trials that were played on that of the session', () => {
    makeRun('a.run', [...events, validated(id('random', 1), 1e9)], { planned: single });
    const machines = parseCsv(shown({ csv: true })).map(({ machine }) => machine);
    expect(machines).toEqual([east, west, west, '']);
    expect(parseCsv(shown({ csv: true, metrics: true })).map(({ machine }) => machine)).toEqual([west]);
    const { trials } = JSON.parse(shown({ json: true })) as { trials: { machine: string | null }[] };
    expect(trials.map(({ machine }) => machine)).toEqual([east, west, west, null]);
  });

  it('says nothing where one machine played them all', () => {
    makeRun('a.run', some);
    expect(shown()).not.toMatch(/ machine/);
    expect(shown({ trial: id('small', 1) })).not.toMatch(/^machine/m);
  });
});
