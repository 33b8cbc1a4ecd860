/** Tuning as a report shows it: each search with its candidates, its best-of-n curve and its settings' importance. */
import type { Space } from '../../options/space.ts';
import type { SamplerName, TuningRound } from '../../tournament/spec/tuning.ts';
import type { SearchSummary } from '../../tournament/tuning/tuning-summary-types.ts';

export interface ReportTuning {
  readonly sampler: SamplerName;
  readonly seeds: number;
  readonly rounds: readonly TuningRound[];
  /** True once all rounds have been played. */
  readonly isComplete: boolean;
  readonly searches: readonly ReportSearch[];
}

export interface ReportSearch
  extends Pick<SearchSummary, 'contestant' | 'bestOf' | 'bestOfRemark' | 'importance'> {
  /** Index, among the page's contestants, of the candidate that stands for it; decides colour and symbol. */
  readonly place: number;
  readonly space: Space;
  /** Name of the best candidate so far; null before any trial has ended. */
  readonly best: string | null;
  /** Assignments, `key=value`, of the searched settings in which the best differs from the script's contestant. */
  readonly changed: readonly string[];
  /** Candidates in the order of sampling; the first has the settings of the script. */
  readonly candidates: readonly ReportCandidate[];
  /** Multiply-accumulates of all its trials. */
  readonly macs: number;
}

/** Value of a setting; null where it has no effect beside the others. */
export type Tried = string | number | boolean | null;

export interface ReportCandidate {
  readonly name: string;
  readonly settings: Readonly<Record<string, Tried>>;
  /** Place among the search's candidates, 1 the best; null before any of its trials has ended. */
  readonly rank: number | null;
  /** Share of the budget that it came to, above 0 to 1. */
  readonly share: number;
  readonly solved: number;
  /** Number of its trials that have ended, of those that are planned. */
  readonly ended: number;
  readonly planned: number;
  /** Median multiply-accumulates to solve; null where fewer than half of its trials did. */
  readonly macsToSolve: number | null;
  /** Median share of the test answered wrong, 0 to 1. */
  readonly wrong: number | null;
  /** Median score on the test, lower being better, where the run has one task and that is judged by a measure. */
  readonly score?: number | null;
  /** Multiply-accumulates of its trials. */
  readonly macs: number;
}
