import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { bestValidation, chooseTrial, type Readable } from '../../src/export/best-trial.ts';
import type { StoredTrial } from '../../src/store/stored-trial.ts';
import { checkpoint, cost, result } from '../support/cli/recording.ts';
import { spec } from '../support/store/example-run.ts';

type Given = Partial<Omit<StoredTrial, 'result'>> & {
  readonly result?: Partial<NonNullable<StoredTrial['result']>> | null;
};

const contestants = spec.contestants.map(({ name }) => name);

/** A run of these trials, all but those named in `without` having a champion. */
function runOf(
  given: readonly Given[],
  { without = [] as string[], tasks = spec.tasks, errors = {} as Record<string, number> } = {},
): Readable {
  const trials = given.map((one, index): StoredTrial => {
    const contestant = one.contestant ?? contestants[0]!;
    const id = one.id ?? `temporal-order/${contestant}/${index + 1}`;
    const made = result(id, one.result?.solved ? 'solved' : 'budget', one.result ?? {});
    return {
      ...{
        task: 'temporal-order',
        repetition: index + 1,
        state: 'finished',
        parameters: 2,
        retries: 0,
        machine: null,
        retriedBecause: null,
      },
      ...one,
      ...{ id, contestant, result: one.result === null ? null : made },
    };
  });
  return {
    spec: () => ({ ...spec, tasks }),
    about: () => expect.fail('nobody asks'),
    trials: () => trials,
    metrics: (id) => [{ ...checkpoint(1e9, errors[id] ?? 0.5), spent: 0.5 }],
    champion: (id) =>
      without.includes(id)
        ? null
        : { parameters: new Float32Array(2), metadata: {}, bytes: new Uint8Array() },
  };
}

const solvedAt = (macs: number): Given => ({ result: { solved: true, costToSolve: cost(macs) } });
const wrong = (testError: number): Given => ({ result: { testError } });
const choose = (run: Readable, choice = {}) => {
  const { trial, why } = chooseTrial(run, choice, 'run file x');
  return `${trial.repetition}: ${why}`;
};

describe('the best trial', () => {
  it('solved at the lowest cost', () => {
    expect(choose(runOf([wrong(0.001), solvedAt(5e9), solvedAt(3e9)]))).toBe(
      '3: the best trial of the run: solved at the lowest cost, of 2 that solved',
    );
    expect(choose(runOf([wrong(0.001), solvedAt(5e9)]))).toBe(
      '2: the best trial of the run: the only one that solved',
    );
  });

  it('has the lowest test error where none solved, and trials without a champion do not count', () => {
    const given = [wrong(0.5), wrong(0.1), wrong(0.3)];
    expect(choose(runOf(given))).toBe(
      '2: the best trial of the run: none solved, this one has the lowest test error',
    );
    expect(choose(runOf(given, { without: ['temporal-order/msgd/2'] }))).toMatch(/^3: /);
    const others = { without: ['temporal-order/msgd/2', 'temporal-order/msgd/1'] };
    expect(choose(runOf(given, others))).toBe('3: the only trial of the run that has a champion');
  });

  it('has the lowest validation error where none is tested yet', () => {
    const running: Given = { state: 'running', result: null };
    const errors = { 'temporal-order/msgd/2': 0.2 };
    expect(choose(runOf([running, running, running], { errors }))).toBe(
      '2: the best trial of the run: none is tested yet, this one has the lowest validation error',
    );
  });

  it('is looked for among those of a contestant', () => {
    const run = runOf([
      solvedAt(1e9),
      { contestant: 'a/b', ...wrong(0.4) },
      { contestant: 'a/b', ...wrong(0.2) },
    ]);
    expect(choose(run, { contestant: 'a/b' })).toMatch(/^3: the best trial of a\/b: none solved/);
  });

  it('is looked for on one task', () => {
    const [task] = spec.tasks;
    const tasks = [task!, { ...task!, label: 'temporal-order:length=30' }];
    const run = runOf([solvedAt(1e9), { id: 'temporal-order:length=30/msgd/1', ...wrong(0.4) }], { tasks });
    expect(choose(run, { task: 'temporal-order:length=30' })).toMatch(/^2: the only trial of the run on /);
    expect(() => choose(run)).toThrow(
      'run file x: has 2 tasks, whose trials cannot be compared; name one with --task',
    );
  });

  it.each([
    [
      { trial: 'temporal-order/mgsd/1' },
      "unknown trial 'temporal-order/mgsd/1', did you mean 'temporal-order/msgd/1'? (known: temporal-order/msgd/1, temporal-order/msgd/2",
    ],
    [
      { trial: 'temporal-order/msgd/2' },
      'trial temporal-order/msgd/2 has no champion: learner sgd: it broke',
    ],
    [{ trial: 'temporal-order/msgd/3' }, 'trial temporal-order/msgd/3 has not begun'],
    [{ contestant: 'msdg' }, "unknown contestant 'msdg', did you mean 'msgd'?"],
    [{ contestant: 'a/b' }, 'no trial of a/b has a champion yet'],
    [{ task: 'xor' }, "unknown task 'xor' (known: temporal-order)"],
  ])('is not found under %o, which is said in one line', (choice, message) => {
    const failed: Given = { result: { stop: { reason: 'failed', detail: 'learner sgd: it broke' } } };
    const planned: Given = { state: 'planned', result: null };
    const without = ['temporal-order/msgd/2', 'temporal-order/msgd/3'];
    const run = runOf([wrong(0.5), failed, planned], { without });
    expect(() => choose(run, choice)).toThrow(UserError);
    expect(() => choose(run, choice)).toThrow(`run file x: ${message}`);
  });

  it('is none of a run without trials, or of one that has found nothing', () => {
    expect(() => choose(runOf([]))).toThrow('run file x: has no trials');
    expect(() => chooseTrial(runOf([]), {}, 'run file x', 'play')).toThrow(
      'run file x: has no trials, so there is no champion to play',
    );
    expect(() => choose(runOf([wrong(0.1)], { without: ['temporal-order/msgd/1'] }))).toThrow(
      'run file x: no trial of the run has a champion yet',
    );
  });
});

describe('the validation that made a champion', () => {
  it('is the first of the lowest error, then of the lowest loss; NaN never is', () => {
    const at = (macs: number, validationError: number, validationLoss: number) => ({
      ...checkpoint(macs, validationError),
      validationLoss,
    });
    const all = [at(1, 0.5, 1), at(2, 0.1, Number.NaN), at(3, 0.2, 0.9), at(4, 0.2, 0.8), at(5, 0.2, 0.8)];
    expect(bestValidation(all)!.cost.macs).toBe(4);
    expect(bestValidation([])).toBeNull();
  });
});
