/** Summary of a tuning. */
import { describe, expect, it } from 'vitest';
import { log } from '../../../src/options/space.ts';
import { resolveContestant } from '../../../src/tournament/spec/resolve.ts';
import type { Contestant, Cost, TournamentSpec } from '../../../src/tournament/spec/tournament.ts';
import type { SamplerName } from '../../../src/tournament/spec/tuning.ts';
import type { SummarisedResult } from '../../../src/tournament/summarise.ts';
import { candidatesOf } from '../../../src/tournament/tuning/candidates.ts';
import { defaultSpaceOf } from '../../../src/tournament/tuning/default-space.ts';
import { roundsOf } from '../../../src/tournament/tuning/halving.ts';
import { tuningSummary } from '../../../src/tournament/tuning/tuning-summary.ts';

const BUDGET = 1e9;
const cost = (macs: number): Cost => ({ macs, updates: 0, evaluations: 1, sequences: 1, seconds: 1 });

const task = (label: string): TournamentSpec['tasks'][number] => ({
  name: 'recall',
  label,
  options: {},
  facts: {
    shape: { inputs: 2, outputs: 2 } as unknown as TournamentSpec['tasks'][number]['facts']['shape'],
    success: { error: 0.01, sequences: 10_000, exhaustive: false },
    chance: { error: 0.5 },
    steps: 10,
    fingerprint: null,
  },
});

const space = {
  learningRate: log(0.001, 1),
  initialisation: defaultSpaceOf('sgd', 'elman').initialisation!,
  scale: defaultSpaceOf('sgd', 'elman').scale!,
};

function tuned(
  count: number,
  {
    sampler = 'sobol',
    tasks = ['a'],
    seeds = 2,
  }: { sampler?: SamplerName; tasks?: string[]; seeds?: number } = {},
): TournamentSpec {
  const presets = ['msgd-c', 'msgd-cr'];
  const found = presets.map((preset) =>
    candidatesOf({ preset, base: resolveContestant(preset), space, count, sampler, seed: 1 }),
  );
  return {
    tasks: tasks.map(task),
    contestants: found.flat(),
    seeds,
    seed: 1,
    budget: { macs: BUDGET },
    device: 'wasm',
    tuning: {
      sampler,
      rounds: roundsOf(sampler, count),
      searches: presets.map((contestant, index) => ({
        contestant,
        space,
        candidates: found[index]!.map(({ name }) => name),
      })),
    },
  };
}

/** Result of a contestant that solves at so many MACs; null: not in its share of the budget. */
function resultOf(
  contestant: Contestant,
  solvedAt: number | null,
  error = 0.4,
): Omit<SummarisedResult, 'id' | 'repetition'> {
  const budget = Math.ceil(BUDGET * (contestant.budgetShare ?? 1));
  const solved = solvedAt !== null && solvedAt <= budget;
  return {
    stop: { reason: solved ? 'solved' : 'budget', detail: '' },
    solved,
    testError: solved ? 0 : error,
    testLoss: solved ? 0 : error,
    testMeasures: {},
    cost: cost(solved ? solvedAt : budget),
    costToSolve: solved ? cost(solvedAt) : null,
    parameters: 9,
  };
}

/** Results of all trials: a rate near .1 solves, the sooner the nearer. */
function resultsOf(
  spec: TournamentSpec,
  solvedAt = (one: Contestant): number | null => {
    const rate = one.settings.learningRate as number;
    const away = Math.max(rate / 0.1, 0.1 / rate);
    return away < 6 ? Math.round(1e8 * away) : null;
  },
): Map<string, SummarisedResult> {
  const results = new Map<string, SummarisedResult>();
  for (const { label } of spec.tasks) {
    for (const contestant of spec.contestants) {
      const rate = contestant.settings.learningRate as number;
      const away = Math.max(rate / 0.1, 0.1 / rate);
      for (let repetition = 1; repetition <= spec.seeds; repetition++) {
        const id = `${label}/${contestant.name}/${repetition}`;
        results.set(id, {
          id,
          repetition,
          ...resultOf(contestant, solvedAt(contestant), Math.min(0.9, away / 100)),
        });
      }
    }
  }
  return results;
}

describe('tuningSummary', () => {
  const spec = tuned(24);
  const results = resultsOf(spec);
  const summary = tuningSummary(spec, results)!;
  const [search] = summary.searches;

  it('is null where nothing is tuned', () => {
    const { tuning: _, ...plain } = spec;
    expect(tuningSummary(plain, results)).toBeNull();
  });

  it('has one search a contestant, with all that its trials cost', () => {
    expect(summary).toMatchObject({ sampler: 'sobol', seeds: 2, isComplete: true });
    expect(summary.searches.map(({ contestant }) => contestant)).toEqual(['msgd-c', 'msgd-cr']);
    for (const one of summary.searches) {
      const own = [...results.values()].filter(({ id }) => id.startsWith(`a/${one.contestant}#`));
      expect(one).toMatchObject({
        candidates: 24,
        trials: 48,
        spentMacs: own.reduce((sum, { cost: { macs } }) => sum + macs, 0),
      });
    }
  });

  it('names the best candidate, with the settings in which it differs and the cost to solve', () => {
    const [best] = search!.order;
    expect(search!.best).toBe(best);
    const contestant = spec.contestants.find(({ name }) => name === best!.name)!;
    const rates = spec.contestants
      .filter(({ name }) => name.startsWith('msgd-c#'))
      .map((one) => one.settings.learningRate as number);
    const away = (rate: number) => Math.max(rate / 0.1, 0.1 / rate);
    expect(contestant.settings.learningRate).toBe(rates.toSorted((a, b) => away(a) - away(b))[0]);
    expect(best).toMatchObject({
      changed: expect.arrayContaining([`learningRate=${contestant.settings.learningRate}`]),
      solved: 2,
      trials: 2,
      medianMacs: Math.round(1e8 * away(contestant.settings.learningRate as number)),
      medianError: 0,
      share: 1,
    });
    expect(search!.order.map(({ solved }) => solved)).toEqual(
      search!.order.map(({ solved }) => solved).toSorted((a, b) => b - a),
    );
    expect(search!.order.at(-1)).toMatchObject({ solved: 0, medianMacs: null });
  });

  it('says nothing of settings that have no effect', () => {
    for (const { values, changed } of search!.order) {
      const hasScale = ['identity', 'orthogonal'].includes(values.initialisation as string);
      expect('scale' in values).toBe(hasScale);
      if (!hasScale) expect(changed.some((one) => one.startsWith('scale='))).toBe(false);
    }
    expect(search!.order.find(({ name }) => name === 'msgd-c#1')!.changed).toEqual([]);
  });

  it('has a curve up to all candidates and finds the setting that decided', () => {
    expect(search!.bestOf).toHaveLength(24);
    expect(search!.bestOf.at(-1)).toMatchObject({
      n: 24,
      solved: { value: 1 },
      macs: { value: search!.best!.medianMacs },
    });
    expect(search!.bestOfRemark).toBeNull();
    expect(search!.importance.reason).toBeNull();
    expect(search!.importance.settings[0]).toMatchObject({ setting: 'learningRate' });
    expect(search!.importance.settings[0]!.low).toBeGreaterThan(0);
  });

  it('does not depend on the order of the results', () => {
    expect(tuningSummary(spec, new Map([...results].reverse()))).toEqual(summary);
  });

  it('takes in the results so far', () => {
    const some = new Map([...results].filter(([id]) => /^a\/msgd-c#[1-4]\/1$/.test(id)));
    const { searches, isComplete } = tuningSummary(spec, some)!;
    expect(isComplete).toBe(false);
    expect(searches[0]).toMatchObject({ candidates: 24, trials: 4 });
    expect(searches[0]!.order.map(({ name }) => name).sort()).toEqual([
      'msgd-c#1',
      'msgd-c#2',
      'msgd-c#3',
      'msgd-c#4',
    ]);
    expect(searches[0]!.importance.reason).toMatch(/^of 4 candidates/);
    expect(searches[1]).toMatchObject({ best: null, order: [], trials: 0, spentMacs: 0, bestOf: [] });
  });

  it('counts failed trials as the worst', () => {
    const best = search!.best!.name;
    const failing = new Map(
      [...results].map(([id, result]) => {
        const failed = { ...result, solved: false, testError: null, testLoss: null, costToSolve: null };
        return [
          id,
          id === `a/${best}/1` ? { ...failed, stop: { reason: 'failed' as const, detail: 'x' } } : result,
        ];
      }),
    );
    const after = tuningSummary(spec, failing)!;
    expect(after.searches[0]!.best!.name).not.toBe(best);
    expect(after.searches[0]!.order.find(({ name }) => name === best)).toMatchObject({
      solved: 1,
      trials: 2,
    });
    expect(after.isComplete).toBe(true);
  });

  it('counts all tasks', () => {
    const two = tuned(6, { tasks: ['a', 'b'] });
    const both = tuningSummary(two, resultsOf(two))!;
    expect(both.searches[0]!.order[0]!.trials).toBe(4);
    expect(both.searches[0]!.trials).toBe(24);
  });
});

describe('tuningSummary in rounds', () => {
  const spec = tuned(9, { sampler: 'halving' });
  const share = (names: readonly string[], among: number): TournamentSpec => ({
    ...spec,
    contestants: spec.contestants.map((one) =>
      names.includes(one.name) ? one : { ...one, budgetShare: among },
    ),
  });

  it('is not complete before the last round has been played', () => {
    const first = share([], 1 / 3);
    const results = resultsOf(first);
    expect(tuningSummary(first, results)!.isComplete).toBe(false);
    const last = share(['msgd-c#1', 'msgd-c#2', 'msgd-c#3', 'msgd-cr#1', 'msgd-cr#2', 'msgd-cr#3'], 1 / 3);
    // Trials that go on are stopped ones, at what they have spent so far.
    const going = new Map(
      [...results].map(([id, result]) => {
        const stop = { reason: 'stopped' as const, detail: 'its budget was raised' };
        return [id, /#[123]\//.test(id) && !result.solved ? { ...result, stop } : result];
      }),
    );
    const sofar = tuningSummary(last, going)!;
    expect(sofar.isComplete).toBe(false);
    expect(sofar.searches[0]!.spentMacs).toBe(tuningSummary(first, results)!.searches[0]!.spentMacs);
    expect(sofar.searches[0]!.trials).toBeLessThan(18);
    expect(tuningSummary(last, resultsOf(last))!.isComplete).toBe(true);
  });

  it('has candidates of the last round first, and a remark on the curve', () => {
    const last = share(['msgd-c#1', 'msgd-c#2', 'msgd-c#3', 'msgd-cr#1', 'msgd-cr#2', 'msgd-cr#3'], 1 / 3);
    const { searches } = tuningSummary(last, resultsOf(last))!;
    const shares = searches[0]!.order.map((one) => one.share);
    expect(shares).toEqual([1, 1, 1, ...Array(6).fill(1 / 3)]);
    expect(searches[0]!.bestOfRemark).toMatch(/^candidates that fell out/);
  });
});
