/** Types of a verdict on one task: its input, its rows, its comparisons. */
import type { MeanEstimate } from './bootstrap.ts';
import type { MissingTrials } from './missing.ts';
import type { Superiority } from './superiority.ts';
import type { VerdictTrial } from './trial-order.ts';
import type { Interval } from './wilson.ts';

export interface VerdictContestant {
  readonly name: string;
  /** True for a contestant that only guesses (random search): where it solves a task, the task needs no learning. */
  readonly floor?: boolean;
  /** Trials, at most one for each of the planned seeds; those that never started are absent. */
  readonly trials: readonly VerdictTrial[];
}

export interface VerdictInput {
  /** Name of the task, for the bootstrap's random stream. */
  readonly task?: string;
  readonly contestants: readonly VerdictContestant[];
  /** Number of trials planned for each contestant. */
  readonly seeds: number;
  /** Seed of the tournament, for the bootstrap's random stream. */
  readonly seed: number;
  /** Chance level, the best result that ignores the input, where the task knows it. */
  readonly chance?: { readonly loss?: number; readonly error?: number };
  /** Measure that the task is judged by, where that is not the share wrong: `testScore` of its trials. */
  readonly measure?: JudgedMeasure | undefined;
  /** Size of the test set. Default: 10,000. */
  readonly testSequences?: number;
}

/** Measure of a task's own judge. */
export interface JudgedMeasure {
  readonly name: string;
  readonly unit?: string;
  /** True where its values are negated in scores, of which lower is better. */
  readonly higherIsBetter: boolean;
  /** Set where the share answered wrong says nothing on this task, and is shown to nobody. */
  readonly alone?: true;
  /** Set where the measure is the mean loss. */
  readonly of?: 'loss';
}

/** Results of one contestant. Costs are multiply-accumulates. */
export interface VerdictRow {
  readonly name: string;
  readonly floor: boolean;
  readonly planned: number;
  /** Number of trials that have a result. The others of `planned` are missing; nothing below counts them. */
  readonly finished: number;
  readonly solved: number;
  /** Number of finished trials that were tested. */
  readonly tested: number;
  /** Wilson interval, 95 %, of the share solved. */
  readonly solvedInterval: Interval;
  /** Kaplan-Meier median, missing trials being censored at their cost; null where fewer than half solved it. */
  readonly medianMacsToSolve: number | null;
  /**
   * Expected running time of COCO: the cost of all trials (but failed ones), per success, with a 95 % interval; null
   * where none solved it.
   *
   */
  readonly expectedMacsToSolve: number | null;
  readonly expectedMacsInterval: Interval | null;
  /** Interquartile mean over the trials that were tested, with a 95 % bootstrap interval where they differ. */
  readonly testError: MeanEstimate | null;
  readonly testLoss: MeanEstimate | null;
  /** Interquartile mean of the scores by which the task is judged, where it has a measure for that. */
  readonly measure?: JudgedMeasure & { readonly mean: MeanEstimate | null };
  /** Number of finished trials that are better than chance; null where chance is not known. */
  readonly trialsBetterThanChance: number | null;
  /** True where more than half of the finished trials are; null where chance is not known or none finished. */
  readonly betterThanChance: boolean | null;
  /** Number of finished trials that ended by an exploded loss. */
  readonly exploded: number;
  /** Number of missing trials that a failure of task, learner or thread ended. */
  readonly failed: number;
  readonly missing: readonly MissingTrials[];
}

/** Comparison of a contestant with another. */
export interface Comparison {
  readonly better: string;
  readonly worse: string;
  /** Probability that a finished trial of `better` goes better than one of `worse`, with a 95 % interval. */
  readonly superiority: Superiority | null;
  /**
   * Two-sided p value, exact up to 50 trials, Holm-adjusted over the leader's comparisons; null with too few seeds.
   * Where trials are missing it is that of the case least favourable to `better`.
   *
   */
  readonly p: number | null;
  readonly significant: boolean;
}

export interface Verdict {
  readonly winner: string | null;
  /** Text of one or two sentences, and a remark where one is due. */
  readonly text: string;
  /** Rows, best first. */
  readonly rows: readonly VerdictRow[];
  /** Comparisons of the leader with each of the others, in the order of `rows`. */
  readonly comparisons: readonly Comparison[];
}
