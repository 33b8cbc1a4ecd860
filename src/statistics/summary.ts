/** Summary of a whole tournament: a verdict on each task and, where there are several, one over all of them. */

import type { Estimate, MeanEstimate } from './bootstrap.ts';
import type { MissingTrials } from './missing.ts';
import type { ProfileStep, RepeatedTrial } from './performance-profile.ts';
import type { SolvedStep } from './survival.ts';
import type { Verdict, VerdictContestant } from './verdict-types.ts';
import type { Interval } from './wilson.ts';

export interface TournamentSummary {
  /** Verdicts in the order of the tournament's tasks. */
  readonly tasks: readonly TaskSummary[];
  /** Verdict over all tasks; null where there is one task. */
  readonly overall: OverallVerdict | null;
  /** Winner of all tasks together, or of the only one. */
  readonly winner: string | null;
  /** Verdict in a sentence or two. */
  readonly text: string;
}

export interface TaskSummary {
  /** Label of the task. */
  readonly task: string;
  readonly verdict: Verdict;
  /** Result of guessing: a task that it solves proves nothing. Null where no contestant guesses. */
  readonly guessing: GuessingResult | null;
  /** Share of trials that solved the task by a cost in MACs (Kaplan-Meier), by contestant. */
  readonly solvedCurves: Readonly<Record<string, readonly SolvedStep[]>>;
  /** Dolan-Moré performance profile over the repetitions, by contestant; empty for one that finished no trial. */
  readonly profiles: Readonly<Record<string, readonly ProfileStep[]>>;
}

export interface GuessingResult {
  readonly name: string;
  readonly solved: number;
  readonly finished: number;
}

/** Row of a contestant over all tasks. */
export interface OverallRow {
  readonly name: string;
  readonly floor: boolean;
  readonly planned: number;
  /** Number of trials that have a result. The others of `planned` are missing; nothing below counts them. */
  readonly finished: number;
  readonly solved: number;
  /** Number of finished trials that were tested, and of the tasks on which there is one. */
  readonly tested: number;
  readonly testedTasks: number;
  /** Wilson interval, 95 %, of the share solved; too wide rather than too narrow where tasks differ in difficulty. */
  readonly solvedInterval: Interval;
  /** Interquartile mean of the test error over all trials that were tested, the bootstrap stratified by task. */
  readonly testError: MeanEstimate | null;
  /** Mean over tasks of its rank among the contestants, 1 the best; null until it has finished on every task. */
  readonly averageRank: number | null;
  /** Number of missing trials that a failure ended. */
  readonly failed: number;
  readonly missing: readonly MissingTrials[];
}

/** Comparison of the leader with another over all tasks. */
export interface OverallComparison {
  readonly better: string;
  readonly worse: string;
  /**
   * Mean of the probability that a trial of `better` goes better, over the tasks on which both finished one,
   * with a 95 % interval; null where there is none.
   */
  readonly improvement: Estimate | null;
  /** Number of those tasks. */
  readonly tasks: number;
  /**
   * Two-sided p value, van Elteren's test, Holm-adjusted over the leader's comparisons; null with fewer than 5 seeds
   * or, on any task, finished trials. Where trials are missing it is that of the case least favourable to `better`.
   *
   */
  readonly p: number | null;
  readonly significant: boolean;
}

export type { ProfileStep };

export interface OverallRanks {
  readonly tasks: number;
  readonly p: number;
  readonly criticalDifference: number;
}

export interface OverallVerdict {
  readonly winner: string | null;
  readonly text: string;
  /** Rows, best first. */
  readonly rows: readonly OverallRow[];
  /** Comparisons of the leader with each of the others, in the order of `rows`. */
  readonly comparisons: readonly OverallComparison[];
  /**
   * Friedman's test and Nemenyi's critical difference of average ranks at 5 %; null with fewer than 5 tasks,
   * 3 contestants or 5 seeds, and where a trial is missing.
   */
  readonly ranks: OverallRanks | null;
  /** Dolan-Moré performance profile over all tasks and repetitions, by contestant. */
  readonly profiles: Readonly<Record<string, readonly ProfileStep[]>>;
}

export interface OverallTask {
  /** Label of the task. */
  readonly task: string;
  readonly verdict: Verdict;
  /** Contestants, the same on every task, in the same order. */
  readonly contestants: readonly RepeatedContestant[];
}

/** Contestant on one task. */
export interface RepeatedContestant extends VerdictContestant {
  readonly trials: readonly RepeatedTrial[];
}
