/** Outcomes of the fair fight's trials, read from its run files. */
import { existsSync } from 'node:fs';
import { readRun } from '../../../src/store/read-run.ts';
import type { CostsAtLength } from './cost-figure.ts';

/** One trial that has ended by itself. One that was stopped from outside, or failed, is missing. */
export interface Outcome {
  /** Label of the task. */
  readonly task: string;
  readonly contestant: string;
  readonly repetition: number;
  readonly solved: boolean;
  /** MACs to solve; infinite where it did not solve the task. */
  readonly cost: number;
  /** Share of test sequences wrong; null where it was not tested. */
  readonly testError: number | null;
}

/** Trials of a run file. */
export interface Played {
  readonly outcomes: readonly Outcome[];
  /** Number of trials planned, the missing ones among them, and that of each contestant on each task. */
  readonly planned: number;
  readonly seeds: number;
  readonly device: string;
  /** Length of its first task, and MACs that a trial of it may spend; NaN where it has none. */
  readonly length: number;
  readonly budget: number;
}

/** Trials of that run file; null where there is none. */
export function playedIn(path: string): Played | null {
  if (!existsSync(path)) return null;
  return readRun(path, (run) => {
    const trials = run.trials();
    const outcomes = trials.flatMap(({ state, result, task, contestant, repetition }): Outcome[] => {
      if (state !== 'finished' || result === null) return [];
      const { reason } = result.stop;
      if (!result.solved && (reason === 'stopped' || reason === 'failed')) return [];
      const cost = result.solved ? (result.costToSolve ?? result.cost).macs : Number.POSITIVE_INFINITY;
      return [{ task, contestant, repetition, solved: result.solved, cost, testError: result.testError }];
    });
    const { device, tasks, budget, contestants } = run.spec();
    const [task] = tasks;
    return {
      outcomes,
      planned: trials.length,
      seeds: trials.length / (tasks.length * contestants.length),
      device,
      length: Number(task?.options.length),
      budget: (task?.budget ?? budget).macs ?? Number.NaN,
    };
  });
}

/** Costs of a contestant's trials in a run file of one task with a length; none where it has no trial. */
export function costsAtLength(path: string, contestant: string): CostsAtLength[] {
  const played = playedIn(path);
  const costs = played?.outcomes.filter((one) => one.contestant === contestant).map(({ cost }) => cost) ?? [];
  if (played === null || costs.length === 0) return [];
  return [{ length: played.length, budget: played.budget, costs }];
}

/** Groups of outcomes by a key, in the order of their first ones. */
export function grouped(
  outcomes: readonly Outcome[],
  key: (outcome: Outcome) => string,
): Map<string, Outcome[]> {
  const groups = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    const group = groups.get(key(outcome)) ?? [];
    group.push(outcome);
    groups.set(key(outcome), group);
  }
  return groups;
}
