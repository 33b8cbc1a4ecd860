import { describe, expect, it } from 'vitest';
import type { ShowFlags } from '../../src/cli/show/flags.ts';
import { showRun } from '../../src/cli/show/run.ts';
import { chooseTask } from '../../src/tournament/spec/choose-task.ts';
import { resolveContestant } from '../../src/tournament/spec/resolve.ts';
import type { TournamentEvent, TournamentSpec } from '../../src/tournament/spec/tournament.ts';
import { findTask } from '../../tasks/index.ts';
import { headOf, parseCsv } from '../support/cli/parse-csv.ts';
import { checkpoint, recordingTerminal } from '../support/cli/recording.ts';
import { ended, id, inOwnFolder, makeRun, started } from '../support/cli/runs.ts';

inOwnFolder();

const spec: TournamentSpec = {
  tasks: [chooseTask(findTask('parity'), { length: 3 }), chooseTask(findTask('anbn'))],
  contestants: [
    resolveContestant('genitor', { encoding: 'bits', hidden: 4 }, { as: '=bred' }),
    resolveContestant('msgd', { unit: 'relu' }, { as: 'trained' }),
  ],
  seeds: 1,
  seed: 7,
  budget: { macs: 1e10 },
  device: 'wasm',
};

const bred = id('=bred', 1, 'parity:length=3');
const trained = id('trained', 1, 'anbn');

const validated = (
  trial: string,
  macs: number,
  more: Partial<ReturnType<typeof checkpoint>>,
): TournamentEvent => ({
  type: 'checkpoint',
  id: trial,
  checkpoint: { ...checkpoint(macs, 0.25), ...more },
  spent: macs / 1e10,
  champion: null,
  snapshot: null,
});

const told: TournamentEvent[] = [
  started(bred),
  validated(bred, 1e9, {
    validationMeasures: { longest: 3.5, accept: 0.25 },
    inside: { diversity: 0.5, lossQuantiles: [1, 2, Number.NaN] },
  }),
  ended(bred, 'solved', { testMeasures: { longest: 4.25 } }),
  started(trained),
  validated(trained, 1e9, { inside: { stateNorms: [0.1, 0.2, 0.3], omega: null } }),
];

function shown(flags: ShowFlags): string {
  const terminal = recordingTerminal();
  showRun('a.run', flags, terminal);
  return terminal.written.out;
}

describe("a run's trials and validations as CSV", () => {
  it.each([{ csv: true }, { csv: true, metrics: true }] satisfies ShowFlags[])(
    'carry what was played, options of the task and all settings of the contestant: %j',
    (flags) => {
      makeRun('a.run', told, { planned: spec });
      const rows = parseCsv(shown(flags));
      expect(rows.find(({ trial }) => trial === bred)).toMatchObject({
        contestant: "'=bred",
        'option.length': '3',
        'option.maximumLength': 'none',
        'option.letters': '',
        learner: 'genitor',
        net: 'elman',
        'setting.population': '100',
        'setting.encoding': 'bits',
        'setting.hidden': '4',
        'setting.learningRate': '',
      });
      expect(rows.find(({ trial }) => trial === trained)).toMatchObject({
        'option.length': '',
        'option.letters': 'ab',
        learner: 'sgd',
        'setting.learningRate': '0.03',
        'setting.unit': 'relu',
        'setting.population': '',
        'measure.longest': '',
      });
    },
  );

  it("carry what the task's judge measures: on the test set, and at every validation", () => {
    makeRun('a.run', told, { planned: spec });
    const [test] = parseCsv(shown({ csv: true }));
    expect([test!['measure.longest'], test!['measure.accept']]).toEqual(['4.25', undefined]);
    const [validation] = parseCsv(shown({ csv: true, metrics: true }));
    expect([validation!['measure.longest'], validation!['measure.accept']]).toEqual(['3.5', '0.25']);
  });

  it('keep the order of their columns: what was, then options, settings and measures', () => {
    makeRun('a.run', told, { planned: spec });
    const head = headOf(shown({ csv: true, metrics: true }));
    expect(head.slice(0, 14).join()).toBe(
      'trial,task,contestant,seed,macs,updates,evaluations,sequences,seconds,spent,training_loss,validation_loss,validation_error,machine',
    );
    const groups = head.slice(14).map((column) => column.split('.')[0]);
    expect(groups.join().replaceAll(/(\w+)(,\1)+/g, '$1')).toBe('option,learner,net,setting,measure');
    expect(
      headOf(shown({ csv: true }))
        .slice(0, 21)
        .join(),
    ).toBe(
      'trial,task,contestant,seed,state,stop,detail,solved,test_error,test_loss,parameters,macs,updates,evaluations,sequences,seconds,macs_to_solve,seconds_to_solve,retries,trained_parameters,machine',
    );
  });
});

describe('what went on inside the searches', () => {
  it('is long CSV with a row a number, a series counted from 0, error norms by their lag', () => {
    makeRun('a.run', told, { planned: spec });
    const rows = parseCsv(shown({ inside: true }));
    expect(Object.keys(rows[0]!).join()).toBe(
      'trial,task,contestant,seed,macs,updates,evaluations,seconds,measure,index,value',
    );
    const of = (trial: string) =>
      rows.filter((row) => row.trial === trial).map(({ measure, index, value }) => [measure, index, value]);
    expect(of(bred)).toEqual([
      ['diversity', '', '0.5'],
      ['lossQuantiles', '0', '1'],
      ['lossQuantiles', '1', '2'],
      ['lossQuantiles', '2', ''],
    ]);
    expect(of(trained)).toEqual([
      ['stateNorms', '0', '0.3'],
      ['stateNorms', '1', '0.2'],
      ['stateNorms', '2', '0.1'],
      ['omega', '', ''],
    ]);
    expect(rows[0]).toMatchObject({
      task: 'parity:length=3',
      seed: '1',
      macs: '1000000000',
      updates: '1000',
    });
  });

  it('is narrowed down to a trial, and has a head where nothing was told', () => {
    makeRun('a.run', told, { planned: spec });
    expect(parseCsv(shown({ inside: true, csv: true, trial: trained }))).toHaveLength(4);
    expect(shown({ inside: true, trial: id('trained', 1, 'parity:length=3') }).split('\r\n')).toHaveLength(2);
  });

  it.each(['json', 'metrics', 'settings'] as const)('does not go with --%s', (other) => {
    makeRun('a.run', told, { planned: spec });
    expect(() => shown({ inside: true, [other]: true })).toThrow(`--inside and --${other}: give one of them`);
  });
});
