/**
 * What a whole tournament says: a verdict on each task and, where there are several, one over all of them.
 */
import type { Estimate } from './bootstrap.ts';
import type { SolvedStep } from './survival.ts';
import type { Verdict } from './verdict.ts';
import type { Interval } from './wilson.ts';

export interface TournamentSummary {
  /** In the order of the tournament's tasks. */
  readonly tasks: readonly TaskSummary[];
  /** Null where there is one task, whose verdict is then all there is to say. */
  readonly overall: OverallVerdict | null;
  /** Of all tasks together, or of the only one. */
  readonly winner: string | null;
  /** The verdict in a sentence or two. */
  readonly text: string;
}

export interface TaskSummary {
  /** The task's label. */
  readonly task: string;
  readonly verdict: Verdict;
  /** What guessing reached: a task that it solves proves nothing. Null where nobody who guesses took part. */
  readonly guessing: GuessingResult | null;
  /** By contestant: the share of trials that solved the task by a cost in MACs (Kaplan-Meier). */
  readonly solvedCurves: Readonly<Record<string, readonly SolvedStep[]>>;
}

export interface GuessingResult {
  readonly name: string;
  readonly solved: number;
  readonly finished: number;
}

/** One contestant over all tasks. */
export interface OverallRow {
  readonly name: string;
  readonly floor: boolean;
  readonly planned: number;
  readonly finished: number;
  readonly solved: number;
  readonly solvedInterval: Interval;
  /** Interquartile mean of the final test error over all trials, the bootstrap stratified by task. */
  readonly testError: Estimate | null;
  /** Mean over tasks of its rank among the contestants, 1 the best; null until it has finished on every task. */
  readonly averageRank: number | null;
}

/** The leader compared with another over all tasks. */
export interface OverallComparison {
  readonly better: string;
  readonly worse: string;
  /** Mean over tasks of the probability that a trial of `better` goes better, with a 95 % interval. */
  readonly improvement: Estimate | null;
  /** Holm-adjusted; null with too few seeds. */
  readonly p: number | null;
  readonly significant: boolean;
}

/** A Dolan-Moré performance profile: from `ratio` on, up to the next step, `share` of the trials. */
export interface ProfileStep {
  /** Cost to solve as a multiple of the cheapest contestant's on the same task. */
  readonly ratio: number;
  readonly share: number;
}

export interface OverallVerdict {
  readonly winner: string | null;
  readonly text: string;
  /** Best first. */
  readonly rows: readonly OverallRow[];
  readonly comparisons: readonly OverallComparison[];
  /** Friedman's test and Nemenyi's critical difference of average ranks; null with too few tasks. */
  readonly ranks: { readonly tasks: number; readonly p: number; readonly criticalDifference: number } | null;
  readonly profiles: Readonly<Record<string, readonly ProfileStep[]>>;
}
