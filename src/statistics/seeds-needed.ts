/**
 * Number of seeds that a verdict takes: the fewest with which a leader that beats every other contestant in every pair
 * of trials is significantly better than each, Holm's correction included. Plans and verdicts both take the number from
 * here.
 */

import { counted } from '../words/text.ts';
import { fewestSeeds, significance } from './comparisons.ts';
import { smallestP } from './mann-whitney.ts';

/** Parts of a plan that decide whether there can be a verdict. */
export interface PlannedSeeds {
  readonly contestants: number;
  readonly tasks: number;
  /** Number of trials of each contestant on each task. */
  readonly seeds: number;
}

export interface SeedsNeeded {
  /** Seeds for a verdict on one task. */
  readonly task: number;
  /** Seeds for a verdict over all tasks together, which add up; the same where there is one task. */
  readonly overall: number;
}

export function seedsNeeded({
  contestants,
  tasks,
}: Pick<PlannedSeeds, 'contestants' | 'tasks'>): SeedsNeeded {
  const fewest = (over: number): number => {
    let seeds = fewestSeeds;
    while (bestP(contestants, over, seeds) > significance) seeds++;
    return seeds;
  };
  return { task: fewest(1), overall: fewest(Math.max(1, tasks)) };
}

/** Smallest adjusted p that so many seeds can reach: of complete separation on every one of the tasks. */
function bestP(contestants: number, tasks: number, seeds: number): number {
  // Two-sided, so that twice the product of the one-sided ones remains.
  const p = 2 * (smallestP(seeds) / 2) ** tasks;
  return Math.min(1, Math.max(1, contestants - 1) * p);
}

/** Text such as `6 would do where the difference is clear`, with both numbers where they differ. */
export function wouldDo({ task, overall }: SeedsNeeded): string {
  const clear = 'where the difference is clear';
  return task === overall
    ? `${task} would do ${clear}`
    : `${overall} would do for a verdict over all tasks and ${task} for one on each, ${clear}`;
}

/** Reason why a plan can give no verdict, or none on single tasks; null where it can give all. */
export function seedsShortage(planned: PlannedSeeds): string | null {
  const { contestants, tasks, seeds } = planned;
  const needed = seedsNeeded(planned);
  if (contestants < 2 || seeds >= needed.task) return null;
  const given = `${counted(seeds, 'seed')} with ${counted(contestants, 'contestant')}`;
  const p = bestP(contestants, 1, seeds);
  const why =
    p > significance
      ? `even if one is better in every trial, p is ${rounded(p)}${holm(contestants)}, and it must be at most ${significance}`
      : `no p value is given with fewer than ${fewestSeeds}`;
  const none =
    tasks < 2
      ? `no verdict can come of ${given}`
      : seeds >= needed.overall
        ? `no verdict on a single task can come of ${given}, only one over all ${tasks} tasks`
        : `no verdict can come of ${given}, on no task and not over all ${tasks}`;
  return `${none}: ${why}; ${wouldDo(needed)}`;
}

const holm = (contestants: number): string =>
  contestants < 3 ? '' : ` with Holm's correction for ${contestants - 1} comparisons`;

const rounded = (p: number): string => String(Number(p.toPrecision(2)));
