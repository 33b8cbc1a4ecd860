import { describe, expect, it } from 'vitest';
import {
  type Estimate,
  type EstimateOptions,
  estimateDuration,
} from '../../../src/tournament/forecast/estimate.ts';
import { wantOf } from '../../../src/tournament/forecast/workload.ts';
import { resolveContestant, resolveTask } from '../../../src/tournament/spec/resolve.ts';
import type { TournamentEvent, TournamentSpec } from '../../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../../src/tournament/spec/trials-of.ts';
import { checkpoint, result } from '../../support/cli/recording.ts';

const spec: TournamentSpec = {
  tasks: [resolveTask('xor', { length: 10 }), { ...resolveTask('xor'), budget: { macs: 4e9 } }],
  contestants: [resolveContestant('msgd'), resolveContestant('genitor')],
  seeds: 3,
  seed: 1,
  budget: { macs: 2e9 },
  device: 'wasm',
};

/** MACs a second. */
const SPEED: Readonly<Record<string, number>> = { msgd: 1e9, genitor: 5e8 };

/** A search that goes on at its speed, an update a MMAC, until it is enough. */
const steady: EstimateOptions['play'] = async function* (alone, { signal }) {
  const { name } = alone.contestants[0]!;
  const id = `${alone.tasks[0]!.label}/${name}/1`;
  const spent = (seconds: number) => {
    const macs = seconds * SPEED[name]!;
    return { macs, updates: macs / 1e6, evaluations: macs / 1e5, sequences: 0, seconds };
  };
  yield { type: 'started', id, parameters: 100 };
  yield { type: 'checkpoint', id, checkpoint: checkpoint(0, 1), spent: 0, champion: null, snapshot: null };
  let seconds = 0;
  while (!signal.aborted) {
    // Half as fast at first.
    seconds += 0.125;
    const cost = seconds < 0.2 ? { ...spent(seconds / 2), seconds } : { ...spent(seconds - 0.0625), seconds };
    yield { type: 'progress', id, cost, spent: 0, trainingLoss: 1 };
  }
  yield { type: 'finished', id, result: result(id, 'stopped', { cost: spent(seconds) }) };
};

const estimate = (given: Partial<EstimateOptions> = {}, wanted = spec): Promise<Estimate> =>
  estimateDuration(wanted, trialsOf(wanted), { workers: 2, play: steady, now: () => 0, ...given });

/** Seconds a trial. The clock stands still, so validations take none. */
const times = ({ pairs }: Estimate) =>
  pairs.map(({ task, contestant, secondsAtMost }) => [
    task,
    contestant,
    Math.round(10 * secondsAtMost!) / 10,
  ]);

describe('an estimate', () => {
  it('sets the swiftest stretch of each search against its budget', async () => {
    const made = await estimate();
    expect(times(made)).toEqual([
      ['xor:length=10', 'msgd', 2],
      ['xor:length=10', 'genitor', 4],
      ['xor', 'msgd', 4],
      ['xor', 'genitor', 8],
    ]);
    expect(made.pairs.every(({ measured }) => measured)).toBe(true);
    expect(made.pairs[0]!.repetitions).toEqual([1, 2, 3]);
    // 3 × (2 + 4 + 4 + 8) on two workers.
    expect(made.secondsAtMost).toBe(27);
  });

  it('takes the limit that is reached first, of whatever kind', async () => {
    const budget = { macs: 1e12, updates: 500, evaluations: 1e9, seconds: 60 };
    const tasks = [spec.tasks[0]!];
    const contestants = [spec.contestants[0]!];
    const seeds = 1;
    expect(times(await estimate({}, { ...spec, tasks, contestants, seeds, budget }))).toEqual([
      ['xor:length=10', 'msgd', 0.5],
    ]);
    const seconds = { ...budget, updates: 1e9 };
    expect(times(await estimate({}, { ...spec, tasks, contestants, seeds, budget: seconds }))[0]![2]).toBe(
      60,
    );
  });

  it('is at least as long as the longest trial, and counts what is spent already', async () => {
    const seeds = 1;
    expect((await estimate({ workers: 16 }, { ...spec, seeds })).secondsAtMost).toBe(8);
    const half = await estimate({ workers: 1, spent: () => 0.5 }, { ...spec, seeds });
    expect(half.secondsAtMost).toBe(9);
  });

  it('tells the trials that are left in the order of the tournament', async () => {
    const left = trialsOf(spec).filter(({ id }) => !['xor:length=10/msgd/1', 'xor/genitor/2'].includes(id));
    const { pairs } = await estimateDuration(spec, left, { workers: 2, play: steady, now: () => 0 });
    expect(pairs.map(({ task, contestant, repetitions }) => [task, contestant, ...repetitions])).toEqual([
      ['xor:length=10', 'msgd', 2, 3],
      ['xor:length=10', 'genitor', 1, 2, 3],
      ['xor', 'msgd', 1, 2, 3],
      ['xor', 'genitor', 1, 3],
    ]);
  });

  it('adds the validations on the way and the test', async () => {
    let clock = 0;
    const tasks = [spec.tasks[0]!];
    const contestants = [spec.contestants[0]!];
    // A tenth of a second passes between each two looks at it, so the first validation takes as much.
    const now = () => {
      clock += 0.1;
      return clock;
    };
    const made = await estimate({ workers: 1, now }, { ...spec, tasks, contestants, seeds: 1 });
    // 2 s of search, the first validation of 1,000 sequences and a test of 10,000 at least.
    expect(made.secondsAtMost).toBeGreaterThan(2 + 1.1 - 1e-9);
    // A later one evaluates 1,000 sequences of 10 steps with 50 units, 26 MMAC at 1 GMAC/s, each a tenth of the cost
    // after the last, from 260 ms to 2 s.
    const again = 1000 * (10 * (50 * 50 + 2 * 50) + 50) * 1e-9;
    expect(made.secondsAtMost).toBeGreaterThan(2 + 1.1 + 20 * again);
    expect(made.secondsAtMost).toBeLessThan(2 + 1.1 + 22 * again);
  });

  it('infers what there was no time to try from the same contestant on another task', async () => {
    let tried = 0;
    const made = await estimate({
      workers: 2,
      within: -1,
      async *play(alone, options) {
        tried++;
        yield* steady(alone, options);
      },
    });
    expect(tried).toBe(0);
    expect(made.secondsAtMost).toBeNull();
    expect(made.pairs.map(({ secondsAtMost }) => secondsAtMost)).toEqual([null, null, null, null]);

    // Heard of on the longer task alone, whose steps are twice as many: as fast a MAC, so as long a budget in MACs.
    const silent = await estimate({
      async *play(alone, options): AsyncGenerator<TournamentEvent> {
        if (alone.tasks[0]!.label === 'xor') yield* steady(alone, options);
      },
    });
    expect(silent.pairs.map(({ measured }) => measured)).toEqual([false, false, true, true]);
    expect(times(silent).map(([, , seconds]) => seconds)).toEqual([2, 4, 4, 8]);
  });

  it('infers a contestant that was not tried from another one of its learner, by what an update costs', async () => {
    const contestants = [4, 8].map((hidden) =>
      resolveContestant('msgd', { hidden }, { as: `msgd ${hidden}` }),
    );
    const tasks = [spec.tasks[0]!];
    const budget = { updates: 1000 };
    const update = (of: number) => wantOf(tasks[0]!, contestants[of]!)!.macs;
    const made = await estimate(
      {
        async *play(alone, options): AsyncGenerator<TournamentEvent> {
          if (alone.contestants[0]!.name !== 'msgd 8') return;
          yield* steady({ ...alone, contestants: [{ ...alone.contestants[0]!, name: 'msgd' }] }, options);
        },
      },
      { ...spec, contestants, tasks, budget, seeds: 1 },
    );
    expect(made.pairs.map(({ measured }) => measured)).toEqual([false, true]);
    // An update of the larger net takes a millisecond.
    expect(made.pairs[0]!.secondsAtMost).toBeCloseTo(update(0) / update(1), 9);
    expect(made.pairs[1]!.secondsAtMost).toBe(1);
  });

  it('infers a regression by its sums and its solution too, which grow faster than its states', async () => {
    const contestants = [100, 400].map((hidden) =>
      resolveContestant('esn', { hidden, lambdas: '1e-4' }, { as: `esn ${hidden}` }),
    );
    const made = await estimate(
      {
        async *play(alone, options): AsyncGenerator<TournamentEvent> {
          if (alone.contestants[0]!.name !== 'esn 100') return;
          yield* steady({ ...alone, contestants: [{ ...alone.contestants[0]!, name: 'msgd' }] }, options);
        },
      },
      { ...spec, contestants, tasks: [spec.tasks[0]!], budget: { updates: 1000 }, seeds: 1 },
    );
    expect(made.pairs.map(({ measured }) => measured)).toEqual([true, false]);
    // Of one row a sequence, Cholesky's method takes nearly all: 4³, where a pass costs less than 4².
    const [known, inferred] = made.pairs.map(({ secondsAtMost }) => secondsAtMost!);
    expect(inferred! / known!).toBeGreaterThan(45);
    expect(inferred! / known!).toBeLessThan(70);
  });

  it('waits for the first update of a search that is looked at within it', async () => {
    const tasks = [spec.tasks[0]!];
    const contestants = [resolveContestant('hf')];
    const made = await estimate(
      {
        async *play(alone, { signal }): AsyncGenerator<TournamentEvent> {
          const id = `${alone.tasks[0]!.label}/hf/1`;
          expect(alone.budget.seconds).toBeGreaterThan(2);
          const at = (seconds: number, updates: number) => {
            return { macs: updates * 1e9, updates, evaluations: 0, sequences: 0, seconds };
          };
          yield { type: 'started', id, parameters: 100 };
          for (const cost of [at(0.3, 0), at(1, 0), at(2, 1), at(3, 2)]) {
            if (signal.aborted) break;
            yield { type: 'progress', id, cost, spent: 0, trainingLoss: 1 };
          }
          yield { type: 'finished', id, result: result(id, 'stopped', { cost: at(2, 1) }) };
        },
      },
      { ...spec, tasks, contestants, budget: { updates: 10 }, seeds: 1 },
    );
    expect(made.pairs[0]).toMatchObject({ measured: true });
    // The update took 2 s, and no part of it counts alone.
    expect(made.pairs[0]!.secondsAtMost).toBeCloseTo(20, 9);
  });

  it('says which contestant failed when it was tried', async () => {
    const made = await estimate({
      async *play(alone, options) {
        const id = `${alone.tasks[0]!.label}/genitor/1`;
        if (alone.contestants[0]!.name === 'msgd') yield* steady(alone, options);
        else {
          const stop = { reason: 'failed', detail: 'task xor: sample: no' } as const;
          yield {
            type: 'finished',
            id,
            result: result(id, 'failed', { stop, cost: { ...checkpoint(0, 1).cost } }),
          };
        }
      },
    });
    expect(made.pairs.map(({ failure }) => failure)).toEqual([
      null,
      'task xor: sample: no',
      null,
      'task xor: sample: no',
    ]);
    expect(made.secondsAtMost).toBeNull();
  });

  it('tries each contestant first on the task with the longest sequences', async () => {
    const order: string[] = [];
    await estimate({
      workers: 1,
      async *play(alone, options) {
        order.push(`${alone.tasks[0]!.label} ${alone.contestants[0]!.name}`);
        expect(alone).toMatchObject({ seeds: 1, budget: { seconds: expect.any(Number) } });
        expect(alone.tasks[0]!.budget).toEqual(alone.budget);
        yield* steady(alone, options);
      },
    });
    expect(order).toEqual(['xor msgd', 'xor genitor', 'xor:length=10 msgd', 'xor:length=10 genitor']);
  });
});
