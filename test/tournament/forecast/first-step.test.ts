/** Budgets that do not cover a first step, which is made as a whole: they are told before anything starts. */
import { describe, expect, it } from 'vitest';
import { budgetNotes } from '../../../src/tournament/forecast/first-step.ts';
import { unitMacs, wantOf } from '../../../src/tournament/forecast/workload.ts';
import { runTournament } from '../../../src/tournament/run-tournament.ts';
import { resolveContestant, resolveTask } from '../../../src/tournament/spec/resolve.ts';
import type { Budget } from '../../../src/tournament/spec/tournament.ts';

const task = resolveTask('addition', { length: 10 });
const small = { hidden: 5, gradientBatch: 40, curvatureBatch: 20, lineBatch: 30, iterations: 12 };
const field = (names: readonly (readonly [string, object])[], budget: Budget, of = task) => ({
  tasks: [of],
  contestants: names.map(([name, settings]) => resolveContestant(name, settings as Record<string, unknown>)),
  budget,
});

describe('notes on budgets', () => {
  it('say that an update of hf costs more than all of it, and nothing where it does not', () => {
    const hf = [['hf', {}]] as const;
    expect(budgetNotes(field(hf, { macs: 1e8 }))).toEqual([
      expect.stringMatching(
        /^hf: its first update costs up to some [\d.]+ [GM]MAC on addition:length=10, and a trial may spend 100 MMAC; the step is made as a whole, so the trial overspends$/,
      ),
    ]);
    expect(budgetNotes(field(hf, { macs: 1e12 }))).toEqual([]);
    expect(budgetNotes(field(hf, { seconds: 1 }))).toEqual([]);
  });

  it('say the same of every other learner, and heed the budget of a task', () => {
    const both = [
      ['genitor', { population: 50 }],
      ['msgd', {}],
    ] as const;
    expect(budgetNotes(field(both, { evaluations: 20 }))).toEqual([
      'genitor: its first step makes 50 evaluations, and a trial may make 20; the step is made as a whole, so the trial overspends',
    ]);
    expect(budgetNotes(field(both, { macs: 10 }))).toEqual([
      expect.stringMatching(/^genitor: its first step costs [\d.]+ \S+ on/),
      expect.stringMatching(/^msgd: its first update costs [\d.]+ \S+ on/),
    ]);
    expect(budgetNotes(field(both, { macs: 10 }, { ...task, budget: { macs: 1e12 } }))).toEqual([]);
    expect(budgetNotes(field([...both, ...both], { macs: 10 })).at(-1)).toBe(
      'and 1 more overspend with their first step',
    );
  });

  it('are right: an update of hf that makes all its products costs about what they forecast', async () => {
    const contestant = resolveContestant('hf', { ...small, leastIterations: 12, tolerance: 0, tries: 1 });
    const forecast = unitMacs(wantOf(task, contestant)!);
    const spec = { tasks: [task], contestants: [contestant], seeds: 1, seed: 1, device: 'wasm' };
    const costs: number[] = [];
    for await (const event of runTournament({ ...spec, budget: { updates: 1 } }, { workers: 1 }))
      if (event.type === 'finished') costs.push(event.result.cost.macs);
    expect(costs[0]! / forecast).toBeGreaterThan(0.8);
    expect(costs[0]! / forecast).toBeLessThan(1.3);
  });
});
