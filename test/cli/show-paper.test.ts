import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/program.ts';
import type { ShowFlags } from '../../src/cli/show/flags.ts';
import { showRun } from '../../src/cli/show/run.ts';
import { openSessionRun } from '../../src/store/session-run.ts';
import { resolveContestant } from '../../src/tournament/spec/resolve.ts';
import type { TournamentSpec, TrialSpec } from '../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../src/tournament/spec/trials-of.ts';
import { version } from '../../src/version.ts';
import { cost, recordingTerminal } from '../support/cli/recording.ts';
import { aboutTest, ended, inOwnFolder, makeRun, single, spec } from '../support/cli/runs.ts';

inOwnFolder();

const named: TournamentSpec = {
  ...single,
  contestants: [resolveContestant('msgd', { hidden: 4 }, { as: 'fast_&_50%' }), spec.contestants[1]!],
  seeds: 6,
};

/** The first contestant solves everything at ever other costs, the other ends as it is told. */
function play(
  planned: TournamentSpec,
  other: (trial: TrialSpec) => 'budget' | 'failed' = () => 'budget',
): void {
  const events = trialsOf(planned).map((trial) => {
    const { id, contestant, repetition } = trial;
    if (contestant.name === planned.contestants[0]!.name) {
      const given = { testError: 0.001 * repetition, costToSolve: cost(1e9 + 1e7 * repetition) };
      return ended(id, 'solved', given);
    }
    const stop = { reason: 'failed', detail: 'task xor: judge of sequence 3: 50% & more' } as const;
    return other(trial) === 'failed' ? ended(id, 'failed', { stop }) : ended(id, 'budget');
  });
  makeRun('a.run', events, { planned });
}

function shown(flags: ShowFlags): string {
  const terminal = recordingTerminal({ columns: 100 });
  showRun('a.run', flags, terminal);
  return terminal.written.out;
}

/** Rows of each tabular, cells apart, after checking what LaTeX would stumble over. */
function tabulars(latex: string): string[][][] {
  const bare = latex.replaceAll(/\\[{}$&%#_]/g, '');
  expect(bare.match(/\{/g)?.length).toBe(bare.match(/\}/g)?.length);
  expect((bare.match(/\$/g)?.length ?? 0) % 2).toBe(0);
  for (const name of ['table', 'tabular']) {
    expect(latex.split(`\\begin{${name}}`)).toHaveLength(latex.split(`\\end{${name}}`).length);
  }
  return [...latex.matchAll(/\\begin\{tabular\}\{(\w+)\}\n(.*?)\\end\{tabular\}/gs)].map(
    ([, columns, body]) =>
      body!
        .split('\n')
        .filter((line) => line.endsWith('\\\\'))
        .map((line) => {
          const cells = line
            .trim()
            .replace(/ \\\\$/, '')
            .split(/ (?<!\\)& /);
          expect(cells).toHaveLength(columns!.length);
          return cells;
        }),
  );
}

describe('a verdict as a LaTeX table', () => {
  it('has a row a contestant between the rules of booktabs, the winner bold, names escaped', () => {
    play(named);
    const latex = shown({ latex: true });
    expect(tabulars(latex)).toEqual([
      [
        ['contestant', 'solved', '95\\,\\% CI', 'wrong', '95\\,\\% CI', 'MACs to solve', '$p$'],
        [
          '\\textbf{fast\\_\\&\\_50\\%}',
          '6 of 6',
          '61--100\\,\\%',
          '0.35\\,\\%',
          expect.stringMatching(/^0\.\d+--0\.\d+\\,\\%$/),
          '$1.0\\cdot10^{9}$',
          '--',
        ],
        ['random', '0 of 6', '0--39\\,\\%', '60.0\\,\\%', '--', '--', '$0.0022$'],
      ],
    ]);
    expect(latex).toMatch(/\\toprule\n.*\n +\\midrule\n.*\n.*\n +\\bottomrule/);
    expect(latex).toContain('\\label{tab:xor}');
    expect(latex).toMatch(/^% genoprop \S+, run a\.run\. The preamble needs \\usepackage\{booktabs\}\.\n/);
  });

  it('says in its caption task, budget, seeds and tests', () => {
    play(named);
    const [, caption] = /\\caption\{(.*)\}\n/.exec(shown({ latex: true }))!;
    for (const text of [
      'Task xor: 6 seeds, budget 1e10 MACs a trial.',
      'p: two-sided Mann-Whitney tests against the first row.',
      '95 \\% Wilson confidence intervals (CI)',
    ]) {
      expect(caption).toContain(text);
    }
  });

  it('marks what is of fewer trials and says how they failed, and has no p where too few are left', () => {
    play(named, ({ repetition }) => (repetition < 3 ? 'failed' : 'budget'));
    const latex = shown({ latex: true });
    expect(tabulars(latex)[0]![2]).toEqual([
      'random',
      '0 of 4',
      '0--49\\,\\%',
      '60.0\\,\\%*',
      '--',
      '--',
      '--',
    ]);
    expect(latex).toContain(
      '* of fewer trials than planned: 2 of 12 trials have no result (2 failed: random in 2 of 6 trials (task xor: ' +
        'judge of sequence 3: 50\\% \\& more)).',
    );
    expect(latex).toContain('No p values: ');
  });

  it('has the measure that the task is judged by, which the paragraph on methods names', () => {
    const [task] = named.tasks;
    const success = { measure: 'length', atLeast: 10, unit: 'steps', sequences: 10_000, exhaustive: false };
    const planned = { ...named, tasks: [{ ...task!, facts: { ...task!.facts, success } }] };
    const events = trialsOf(planned).map(({ id, contestant }) => {
      const solves = contestant.name !== 'random';
      return ended(id, solves ? 'solved' : 'budget', { testMeasures: { length: solves ? 20 : 7.25 } });
    });
    makeRun('a.run', events, { planned });
    const [head, first, second] = tabulars(shown({ latex: true }))[0]!;
    expect([head!, first!, second!].map((cells) => cells[5])).toEqual(['length (steps)', '$20$', '$7.25$']);
    const methods = shown({ methods: true }).replace(/\s+/g, ' ');
    expect(methods).toContain(
      'counts as solved with a mean length of at least 10 steps over 10,000 test sequences.',
    );
    expect(methods).toContain('then by length (the measure that the task is judged by) and test loss');
  });

  it('is a table a task and one over all of several tasks', () => {
    play({ ...spec, seeds: 5 });
    const latex = shown({ latex: true });
    expect(tabulars(latex).map((rows) => rows.length)).toEqual([3, 3, 3]);
    const labels = [...latex.matchAll(/\\label\{(.*)\}/g)].map(([, label]) => label);
    expect(labels).toEqual(['tab:xor-1', 'tab:parity-length-3-2', 'tab:overall']);
    expect(tabulars(latex)[2]![0]!.at(-2)).toBe('average rank');
    expect(latex).toContain("van Elteren's tests with the tasks as strata against the first row.");
  });
});

describe('the paragraph on methods', () => {
  const flat = (text: string): string => text.replace(/\s+/g, ' ').trim();

  it('states task, contestants, budget, seeds, criterion, tests and versions, as text and as JSON', () => {
    play(named);
    const text = flat(shown({ methods: true }));
    for (const part of [
      'on the task xor: fast_&_50% (sgd, elman: learningRate=0.03, hidden=4',
      'Each was run with 6 seeds (repetitions 1 to 6 of tournament seed 7).',
      'its budget (1e10 MACs) was spent',
      'counts as solved with less than 1.0 % of 10,000 test sequences wrong.',
      'Ignoring the input reaches, at best, 50.0 % wrong.',
      'two-sided Mann-Whitney tests (Mann & Whitney, 1947)',
      `Computed with genoprop ${version()} (device wasm) on Node.js ${process.versions.node}, a machine.`,
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toMatch(/Holm|van Elteren|no result|not complete|No p value/);
    expect(flat(JSON.parse(shown({ json: true })).methods)).toBe(text);
  });

  it('of several tasks and contestants names their corrections and strata', () => {
    const three = [...spec.contestants, resolveContestant('genitor', {})];
    play({
      ...spec,
      contestants: three,
      seeds: 5,
      tasks: [spec.tasks[0]!, { ...spec.tasks[1]!, budget: { seconds: 60 } }],
    });
    const text = flat(shown({ methods: true }));
    expect(text).toContain('on the tasks xor and parity:length=3');
    expect(text).toContain('its budget (1e10 MACs; 60 s on parity:length=3) was spent');
    expect(text).toContain('Holm-corrected (Holm, 1979) for its 2 comparisons');
    expect(text).toContain("van Elteren's test (van Elteren, 1960), each task a stratum");
  });

  it('names the repetitions of ranges, and how trials end that train on after they are solved', () => {
    const methods = (more: Partial<TournamentSpec>): string => {
      rmSync('a.run', { force: true });
      play({ ...named, ...more });
      return flat(shown({ methods: true }));
    };
    const ranges = { seeds: 6, repetitions: [2, 11, 12, 13, 14, 15] };
    expect(methods(ranges)).toContain(
      'Each was run with 6 seeds (repetitions 2, 11 to 15 of tournament seed 7).',
    );
    const beyond = 'It trained on after its task was solved in validation; its cost to solve is what it had';
    expect(methods({})).toContain(
      'A trial ended when its budget (1e10 MACs) was spent, when its task was solved in validation, or when its loss',
    );
    expect(methods({})).not.toContain(beyond);
    const toTheEnd = methods({ toTheEnd: { until: null } });
    expect(toTheEnd).toContain('was spent or when its loss or gradient was no longer finite.');
    expect(toTheEnd).toContain(beyond);
    expect(methods({ toTheEnd: { until: 0.001 } })).toContain(
      'was spent, when its task was solved and at most 0.10 % of the validation sequences were wrong, or when',
    );
  });

  it('tells how often the test set was looked at where the budget was raised', () => {
    play(named);
    expect(flat(shown({ methods: true }))).toContain('was tested once, at the end;');
    const raised = { ...named, budget: { macs: 2e10 } };
    const about = aboutTest('2026-11-24T04:05:06.789Z');
    const commandLine = ['resume', 'a.run', '--budget', '2e10mac'];
    openSessionRun('a.run', raised, { ...about, commandLine }).run.close();
    expect(flat(shown({ methods: true }))).toContain(
      'was tested at the end of each budget, of which the last and largest counts;',
    );
  });

  it('says what is missing, and that there is no p value', () => {
    play(named, ({ repetition }) => (repetition < 3 ? 'failed' : 'budget'));
    const text = flat(shown({ methods: true }));
    expect(text).toContain('2 of 12 trials have no result (2 failed: random in 2 of 6 trials');
    expect(text).toContain('No p value is given, for there were too few trials.');
  });

  it('stands alone: other flags do not go with it', async () => {
    play(named);
    const cases = [
      ['--latex', '--json', '--json and --latex: give one of them'],
      ['--methods', '--csv', '--csv and --methods: give one of them'],
      ['--methods', '--latex', '--latex and --methods: give one of them'],
    ];
    for (const [one, other, message] of cases) {
      const terminal = recordingTerminal();
      expect(await runCommandLine(['show', 'a.run', one!, other!], terminal)).toBe(2);
      expect(terminal.written.err).toBe(`genoprop: ${message}\n`);
    }
  });
});
