/** Budgets of a tuning hold for every candidate, whatever its first step costs. */
import { expect, it } from 'vitest';
import { runTournament } from '../../../src/tournament/run-tournament.ts';
import { planTournament } from '../../../src/tournament/script/plan-tournament.ts';
import { trialsOf } from '../../../src/tournament/spec/trials-of.ts';

const plan = (budget: string, settings: Readonly<Record<string, number>> = {}) =>
  planTournament(
    {
      tasks: [{ task: 'temporal-order', options: { length: 20 } }],
      contestants: [
        {
          contestant: 'genitor',
          settings: { population: 20, sequences: 32, hidden: 8, ...settings },
          space: { population: { from: 20, to: 500, scale: 'log' }, sequences: [32, 64, 512], hidden: false },
        },
      ],
      budget,
      device: 'wasm',
      tune: { candidates: 9, seeds: 1, sampler: 'halving' },
    },
    { source: 'script', tune: {} },
  );

it('no candidate of a tuning spends more than its budget, though a first population may cost 50 times as much', async () => {
  const { spec } = await plan('6e7mac');
  const budgets = new Map(trialsOf(spec).map(({ id, budget }) => [id, budget.macs!]));
  expect(new Set(budgets.values())).toEqual(new Set([Math.ceil(6e7 / 3)]));
  const populations = spec.contestants.map(({ settings }) => Number(settings.population));
  expect(new Set(populations).size).toBeGreaterThan(4);
  for await (const event of runTournament(spec, { workers: 2 })) {
    if (event.type !== 'finished') continue;
    expect(event.result.stop.reason).toBe('budget');
    expect(event.result.cost.macs).toBeGreaterThan(0);
    expect(event.result.cost.macs).toBeLessThanOrEqual(budgets.get(event.id)!);
  }
});

it('a contestant whose own first step is beyond the budget is refused with both numbers', async () => {
  await expect(plan('6e7mac', { population: 400, sequences: 512 })).rejects.toThrow(
    /^script: contestants\[0\]: genitor:population=400,sequences=512: its first step costs [\d.]+ [GM]MAC on temporal-order(:length=20)?, and a trial may spend 20\.0 MMAC in the first round; give it more budget, or fewer candidates$/,
  );
});
