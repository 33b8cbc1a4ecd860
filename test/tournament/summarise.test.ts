import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StopReason } from '../../src/stop-reason.ts';
import type { Cost, TournamentSpec } from '../../src/tournament/spec/tournament.ts';
import { type SummarisedResult, summarise } from '../../src/tournament/summarise.ts';

const cost = (macs: number): Cost => ({ macs, updates: 0, evaluations: 1, sequences: 1, seconds: 1 });

function tournament(tasks: readonly string[], contestants: readonly string[], seeds: number): TournamentSpec {
  return {
    tasks: tasks.map((label) => ({
      name: 'recall',
      label,
      options: {},
      facts: {
        shape: {
          inputs: { kind: 'dense', size: 2 },
          outputs: 2,
          loss: 'cross-entropy',
          scored: 'last',
        } as unknown as TournamentSpec['tasks'][number]['facts']['shape'],
        success: { error: 0.01, sequences: 10_000, exhaustive: false },
        chance: { error: 0.5 },
        steps: 10,
        fingerprint: null,
      },
    })),
    contestants: contestants.map((name) => ({
      name,
      learner: name === 'random' ? 'random-search' : 'genitor',
      settings: {},
      architecture: 'elman',
      netOptions: {},
    })),
    seeds,
    seed: 7,
    budget: { macs: 1e9 },
    device: 'wasm',
  };
}

interface Outcome {
  readonly solvedAt?: number | undefined;
  readonly testError?: number | null;
  readonly testLoss?: number | null;
  readonly macs?: number;
  readonly stop?: StopReason;
}

/** Results by trial id. */
function resultsOf(outcomes: Readonly<Record<string, Outcome>>): Map<string, SummarisedResult> {
  return new Map(
    Object.entries(outcomes).map(([id, outcome]) => {
      const { solvedAt, testError = solvedAt === undefined ? 0.4 : 0.001, macs = solvedAt ?? 1e9 } = outcome;
      const { stop = solvedAt === undefined ? 'budget' : 'solved', testLoss = testError } = outcome;
      return [
        id,
        {
          id,
          repetition: Number(id.split('/').at(-1)),
          stop: { reason: stop, detail: '' },
          solved: solvedAt !== undefined,
          testError,
          testLoss,
          testMeasures: {},
          cost: cost(macs),
          costToSolve: solvedAt === undefined ? null : cost(solvedAt),
          parameters: 9,
        },
      ];
    }),
  );
}

function everyTrial(
  spec: TournamentSpec,
  outcome: (task: number, contestant: string, repetition: number) => Outcome,
): Record<string, Outcome> {
  const entries = spec.tasks.flatMap(({ label }, task) =>
    spec.contestants.flatMap(({ name }) =>
      Array.from({ length: spec.seeds }, (_, index) => {
        return [`${label}/${name}/${index + 1}`, outcome(task, name, index + 1)] as const;
      }),
    ),
  );
  return Object.fromEntries(entries);
}

const spec = tournament(['recall 5', 'recall 50'], ['genitor', 'msgd', 'random'], 5);
const outcomes = everyTrial(spec, (task, name, repetition) => {
  if (name === 'msgd') return { solvedAt: 1e7 * (task + 1) + 1e5 * repetition };
  if (name === 'random') return repetition === 1 && task === 0 ? { solvedAt: 9e8 } : { testError: 0.5 };
  return repetition <= 3 ? { solvedAt: 5e7 + 1e6 * repetition } : { testError: 0.1 * repetition };
});

describe('the summary of a tournament', () => {
  it('has for each task a verdict, what guessing reached, curves and profiles', () => {
    const { tasks, overall, winner, text } = summarise(spec, resultsOf(outcomes));
    expect(tasks.map(({ task }) => task)).toEqual(['recall 5', 'recall 50']);
    const [first, second] = tasks;
    expect(first!.verdict.winner).toBe('msgd');
    expect(first!.guessing).toEqual({ name: 'random', solved: 1, finished: 5 });
    expect(second!.guessing).toEqual({ name: 'random', solved: 0, finished: 5 });
    expect(first!.solvedCurves.genitor!.map(({ cost: macs, solved }) => [macs, solved])).toEqual([
      [5.1e7, expect.closeTo(0.2, 12)],
      [5.2e7, expect.closeTo(0.4, 12)],
      [5.3e7, expect.closeTo(0.6, 12)],
    ]);
    expect(first!.profiles.msgd).toEqual([{ ratio: 1, share: 1 }]);
    expect(first!.profiles.random).toEqual([{ ratio: 9e8 / 1.01e7, share: 0.2 }]);
    expect(first!.verdict.rows[0]).toMatchObject({
      expectedMacsToSolve: 1.03e7,
      expectedMacsInterval: { low: expect.closeTo(1.03e7 - 196324, -2) },
    });
    expect(winner).toBe('msgd');
    expect(overall!.winner).toBe('msgd');
    expect(text).toBe(overall!.text);
    expect(overall!.profiles.msgd).toEqual([{ ratio: 1, share: 1 }]);
    expect(overall!.rows.map((row) => [row.name, row.floor])).toEqual([
      ['msgd', false],
      ['genitor', false],
      ['random', true],
    ]);
  });

  it('is the verdict on the task where there is one', () => {
    const one = tournament(['recall 5'], ['genitor', 'msgd', 'random'], 5);
    const { tasks, overall, winner, text } = summarise(one, resultsOf(outcomes));
    expect(overall).toBeNull();
    expect([winner, text]).toEqual([tasks[0]!.verdict.winner, tasks[0]!.verdict.text]);
  });

  it('is the same in whatever order the trials finished', () => {
    const results = resultsOf(outcomes);
    const turned = new Map([...results].reverse());
    expect(summarise(spec, turned)).toEqual(summarise(spec, results));
  });

  it('passes over results of trials that the tournament does not have', () => {
    const more = resultsOf({
      ...outcomes,
      'recall 5/msgd/6': { solvedAt: 1 },
      'recall 9/msgd/1': { solvedAt: 1 },
    });
    expect(summarise(spec, more)).toEqual(summarise(spec, resultsOf(outcomes)));
  });

  it('says that nobody guessed where nobody did, and takes learners that it does not know', () => {
    const without = tournament(['recall 5', 'recall 50'], ['genitor', 'msgd'], 5);
    const [one, other] = without.contestants;
    const strange = { ...without, contestants: [one!, { ...other!, learner: 'of-a-later-version' }] };
    const { tasks } = summarise(strange, resultsOf(outcomes));
    expect(tasks.map(({ guessing }) => guessing)).toEqual([null, null]);
  });

  it('says what there is to say of nothing', () => {
    const { winner, text, tasks, overall } = summarise(spec, new Map());
    expect(winner).toBeNull();
    expect(text).toBe('No verdict: no trial finished. Incomplete: 30 of 30 trials did not finish.');
    expect(tasks[0]!.guessing).toEqual({ name: 'random', solved: 0, finished: 0 });
    expect(overall!.profiles).toEqual({ genitor: [], msgd: [], random: [] });
  });

  it('takes any results whatever, is plain text, and holds no number that is not one', () => {
    const value = fc.constantFrom(0, 0.003, 0.4, 0.5, 1, null, Number.NaN, Infinity);
    const outcome = fc.record(
      {
        solvedAt: fc.constantFrom(undefined, undefined, undefined, 0, 3e7, 8e8),
        testError: value,
        testLoss: value,
        macs: fc.constantFrom(0, 1e9),
        stop: fc.constantFrom<StopReason>('solved', 'exploded', 'budget', 'stopped', 'failed'),
      },
      { requiredKeys: ['solvedAt', 'testError'] },
    );
    const shape = fc.tuple(
      fc.constantFrom(0, 1, 2, 3, 3),
      fc.constantFrom(0, 1, 2, 3, 3),
      fc.integer({ min: 1, max: 6 }),
    );
    fc.assert(
      fc.property(
        shape,
        fc.array(fc.option(outcome), { minLength: 54, maxLength: 54 }),
        ([t, c, s], drawn) => {
          const any = tournament(['a', 'b', 'c'].slice(0, t), ['genitor', 'msgd', 'random'].slice(0, c), s);
          let next = 0;
          const all = everyTrial(any, () => drawn[next++] ?? {});
          const present = Object.entries(all).filter((_, index) => drawn[index] !== null);
          const summary = summarise(any, resultsOf(Object.fromEntries(present)));
          expect(summary.text).toMatch(/^[\x20-\x7e]+$/);
          expect(summary.text).not.toMatch(/NaN|Infinity|undefined|null/);
          for (const number of numbersIn(summary)) expect(Number.isFinite(number)).toBe(true);
        },
      ),
      { numRuns: 60, seed: 3 },
    );
  });
});

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}
