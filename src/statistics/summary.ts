/** Summary of a whole tournament: a verdict on each task and, where there are several, one over all of them. */

import type { Estimate, MeanEstimate } from './bootstrap.ts';
import type { MissingTrials } from './missing.ts';
import type { ProfileStep, RepeatedTrial } from './performance-profile.ts';
import type { SolvedStep } from './survival.ts';
import type { Verdict, VerdictContestant } from './verdict-types.ts';
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
  /**
   * By contestant: Dolan-Moré performance profile over the repetitions; empty for whoever finished no trial.
   */
  readonly profiles: Readonly<Record<string, readonly ProfileStep[]>>;
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
  /** Trials that have a result. The others of `planned` are missing; nothing below counts them. */
  readonly finished: number;
  readonly solved: number;
  /** Finished trials that the test set was put to, and the tasks on which there is one. */
  readonly tested: number;
  readonly testedTasks: number;
  /**
   * Wilson, 95 %, of the share solved; too wide rather than too narrow where tasks differ in how hard they
   * are.
   */
  readonly solvedInterval: Interval;
  /**
   * Interquartile mean of the test error over all trials that were tested, the bootstrap stratified by task.
   */
  readonly testError: MeanEstimate | null;
  /**
   * Mean over tasks of its rank among the contestants, 1 the best; null until it has finished on every task.
   */
  readonly averageRank: number | null;
  /** Missing trials that a failure ended. */
  readonly failed: number;
  readonly missing: readonly MissingTrials[];
}

/** The leader compared with another over all tasks. */
export interface OverallComparison {
  readonly better: string;
  readonly worse: string;
  /**
   * Mean of the probability that a trial of `better` goes better, over the tasks on which both finished one,
   * with a 95 % interval; null where there is none.
   */
  readonly improvement: Estimate | null;
  /** The number of those tasks. */
  readonly tasks: number;
  /**
   * Two-sided, van Elteren's test, Holm-adjusted over the leader's comparisons; null with fewer than 5 seeds
   * or, on any task, finished trials. Where trials are missing it is that of the case least favourable to
   * `better`.
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
  /** Best first. */
  readonly rows: readonly OverallRow[];
  /** The leader against each of the others, in the order of `rows`. */
  readonly comparisons: readonly OverallComparison[];
  /**
   * Friedman's test and Nemenyi's critical difference of average ranks at 5 %; null with fewer than 5 tasks,
   * 3 contestants or 5 seeds, and where a trial is missing.
   */
  readonly ranks: OverallRanks | null;
  /** By contestant: Dolan-Moré performance profile over all tasks and repetitions. */
  readonly profiles: Readonly<Record<string, readonly ProfileStep[]>>;
}

export interface OverallTask {
  /** The task's label. */
  readonly task: string;
  readonly verdict: Verdict;
  /** The same on every task, in the same order. */
  readonly contestants: readonly RepeatedContestant[];
}

/** A contestant on one task. */
export interface RepeatedContestant extends VerdictContestant {
  readonly trials: readonly RepeatedTrial[];
}
