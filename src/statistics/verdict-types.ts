/** A verdict on one task as data: what it is reached from, its rows, its comparisons. */
import type { MeanEstimate } from './bootstrap.ts';
import type { MissingTrials } from './missing.ts';
import type { Superiority } from './superiority.ts';
import type { VerdictTrial } from './trial-order.ts';
import type { Interval } from './wilson.ts';

export interface VerdictContestant {
  readonly name: string;
  /** It only guesses (random search): where it solves a task, the task needs no learning. */
  readonly floor?: boolean;
  /** At most one for each of the planned seeds; those that never started are absent. */
  readonly trials: readonly VerdictTrial[];
}

export interface VerdictInput {
  /** Names the task, for the bootstrap's random stream. */
  readonly task?: string;
  readonly contestants: readonly VerdictContestant[];
  /** Trials planned for each contestant. */
  readonly seeds: number;
  /** The tournament's seed, for the bootstrap's random stream. */
  readonly seed: number;
  /** What ignoring the input reaches at best, where the task knows. */
  readonly chance?: { readonly loss?: number; readonly error?: number };
  /** The measure that the task is judged by, where that is not the share wrong: `testScore` of its trials. */
  readonly measure?: JudgedMeasure | undefined;
  /** Size of the test set. Default: 10,000. */
  readonly testSequences?: number;
}

/** A measure of a task's own judge. */
export interface JudgedMeasure {
  readonly name: string;
  readonly unit?: string;
  /** Its values are negated in scores, of which lower is better. */
  readonly higherIsBetter: boolean;
}

/** One contestant's results. Costs are multiply-accumulates. */
export interface VerdictRow {
  readonly name: string;
  readonly floor: boolean;
  readonly planned: number;
  /** Trials that have a result. The others of `planned` are missing; nothing below counts them. */
  readonly finished: number;
  readonly solved: number;
  /** Finished trials that the test set was put to. */
  readonly tested: number;
  /** Wilson, 95 %, of the share solved. */
  readonly solvedInterval: Interval;
  /** Kaplan-Meier, missing trials being censored at what they spent; null where fewer than half solved it. */
  readonly medianMacsToSolve: number | null;
  /**
   * COCO's expected running time: all that was spent (but for failed trials), per success, with a 95 %
   * interval; null where none solved it.
   */
  readonly expectedMacsToSolve: number | null;
  readonly expectedMacsInterval: Interval | null;
  /** Interquartile mean over the trials that were tested, with a 95 % bootstrap interval where they differ. */
  readonly testError: MeanEstimate | null;
  readonly testLoss: MeanEstimate | null;
  /** The same of the scores by which the task is judged, where it has a measure for that. */
  readonly measure?: JudgedMeasure & { readonly mean: MeanEstimate | null };
  /** Finished trials that are; null where chance is not known. */
  readonly trialsBetterThanChance: number | null;
  /** More than half of its finished trials are; null where chance is not known or nothing finished. */
  readonly betterThanChance: boolean | null;
  /** Finished trials that ended by an exploded loss. */
  readonly exploded: number;
  /** Missing trials that a failure of task, learner or thread ended. */
  readonly failed: number;
  readonly missing: readonly MissingTrials[];
}

/** A contestant compared with another. */
export interface Comparison {
  readonly better: string;
  readonly worse: string;
  /** Probability that a finished trial of `better` goes better than one of `worse`, with a 95 % interval. */
  readonly superiority: Superiority | null;
  /**
   * Two-sided, exact up to 50 trials, Holm-adjusted over the leader's comparisons; null with too few seeds.
   * Where trials are missing it is that of the case least favourable to `better`.
   */
  readonly p: number | null;
  readonly significant: boolean;
}

export interface Verdict {
  readonly winner: string | null;
  /** One or two sentences, and a remark where one is due. */
  readonly text: string;
  /** Best first. */
  readonly rows: readonly VerdictRow[];
  /** The leader against each of the others, in the order of `rows`. */
  readonly comparisons: readonly Comparison[];
}
