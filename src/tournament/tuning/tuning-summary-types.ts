/** Types of a tuning's summary: what terminal, report and JSON show of it. */
import type { BestOfPoint } from '../../statistics/best-of.ts';
import type { Importances } from '../../statistics/importance.ts';
import type { SamplerName } from '../spec/tuning.ts';

export interface TuningSummary {
  readonly sampler: SamplerName;
  /** Seeds that every candidate is tried with. */
  readonly seeds: number;
  readonly searches: readonly SearchSummary[];
  /** True once the trials of all candidates have ended and the last round has been played. */
  readonly isComplete: boolean;
}

export interface SearchSummary {
  /** Name of the contestant that is tuned. */
  readonly contestant: string;
  /** Best candidate so far; null before any of its trials has ended. */
  readonly best: CandidateSummary | null;
  /** All candidates that have a trial which ended, best first. */
  readonly order: readonly CandidateSummary[];
  /** Number of candidates. */
  readonly candidates: number;
  /** Multiply-accumulates spent by all trials so far. */
  readonly spentMacs: number;
  /** Number of trials that have ended. */
  readonly trials: number;
  /** Expected best of n candidates drawn at random, for n = 1, 2, … up to all; empty with fewer than two. */
  readonly bestOf: readonly BestOfPoint[];
  /** Remark on the curve, where candidates fell out before they had the whole budget; else null. */
  readonly bestOfRemark: string | null;
  readonly importance: Importances;
}

/** Candidate with its results over all tasks and seeds. */
export interface CandidateSummary {
  readonly name: string;
  /** Assignments, `key=value`, of the searched settings in which it differs from the contestant that is tuned. */
  readonly changed: readonly string[];
  /** Values of the searched settings that have an effect with its others, by name. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Number of trials that were solved. */
  readonly solved: number;
  /** Number of trials that ended, over all tasks: `seeds` times the number of tasks once all have. */
  readonly trials: number;
  /** Median multiply-accumulates to solve, unsolved trials counting as more than any; null where it is one of those. */
  readonly medianMacs: number | null;
  /** Median share of wrong test sequences over its tested trials, 0 to 1; null without one. */
  readonly medianError: number | null;
  /** Median score of its tested trials, lower being better; left out of several tasks, and of one judged by its error. */
  readonly medianScore?: number | null;
  /** Share of the budget that it came to, above 0 to 1. */
  readonly share: number;
}
