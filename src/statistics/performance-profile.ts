/**
 * Performance profile: the share of problems on which a contestant's cost to solve is within a given multiple of the
 * cheapest one's: E. D. Dolan and J. J. Moré, Benchmarking optimization software with performance profiles,
 * Mathematical Programming 91 (2002) 201-213. At ratio 1 it is the share of problems on which the contestant was the
 * cheapest; its end is the share that it solved at all. A problem is one repetition of one task, on which all see the
 * same data.
 */
import { isFinished, solvingCost, type VerdictTrial } from './trial-order.ts';

/**
 * Step: from `ratio` on, up to the next step, the contestant is within that multiple of the cheapest on `share` of the
 * problems.
 */
export interface ProfileStep {
  /** Ratio, at least 1. */
  readonly ratio: number;
  readonly share: number;
}

export interface ProfiledContestant {
  readonly name: string;
  /** Trials, at most one a repetition. */
  readonly trials: readonly RepeatedTrial[];
}

/** Trial with the number of its seed, which pairs trials of several contestants. */
export interface RepeatedTrial extends VerdictTrial {
  readonly repetition: number;
}

/**
 * Profiles by contestant, over several tasks, `tasks[task][contestant]`. A repetition counts where all contestants that
 * finished any trial have finished theirs; contestants without a finished trial have no steps.
 */
export function performanceProfiles(
  tasks: readonly (readonly ProfiledContestant[])[],
): Record<string, ProfileStep[]> {
  const finished = tasks.map((contestants) =>
    contestants.map(({ name, trials }) => ({ name, trials: trials.filter(isFinished) })),
  );
  const named = finished.flat();
  const names = [...new Set(named.map(({ name }) => name))];
  const present = names.filter((name) => named.some((one) => one.name === name && one.trials.length > 0));
  const problems = finished.flatMap((contestants) => problemsOf(contestants, present));
  return Object.fromEntries(
    names.map((name) => {
      const index = present.indexOf(name);
      return [name, index < 0 ? [] : stepsOf(problems.map((costs) => ratioOf(costs[index]!, costs)))];
    }),
  );
}

/** Costs to solve by problem, then by contestant; infinite where it was not solved. */
function problemsOf(contestants: readonly ProfiledContestant[], names: readonly string[]): number[][] {
  const byName = new Map(
    contestants.map(({ name, trials }) => [
      name,
      new Map(trials.map((trial) => [trial.repetition, costOf(trial)])),
    ]),
  );
  const repetitions = new Set(contestants.flatMap(({ trials }) => trials.map((trial) => trial.repetition)));
  return [...repetitions]
    .sort((a, b) => a - b)
    .map((repetition) => names.map((name) => byName.get(name)?.get(repetition)))
    .filter((costs): costs is number[] => costs.every((cost) => cost !== undefined));
}

/**
 * Cost of a trial, above 0: the first weights may solve a task before anything was spent, and no ratio can be had with
 * 0.
 */
function costOf(trial: VerdictTrial): number {
  return trial.solved ? Math.max(1, solvingCost(trial)) : Number.POSITIVE_INFINITY;
}

function ratioOf(cost: number, costs: readonly number[]): number {
  return Number.isFinite(cost) ? cost / Math.min(...costs) : Number.POSITIVE_INFINITY;
}

function stepsOf(ratios: readonly number[]): ProfileStep[] {
  const solved = ratios.filter(Number.isFinite).sort((a, b) => a - b);
  return solved.flatMap((ratio, index) =>
    solved[index + 1] === ratio ? [] : [{ ratio, share: (index + 1) / ratios.length }],
  );
}
