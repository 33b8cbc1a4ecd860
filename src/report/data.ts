/**
 * Data of a report: `genoprop.report/1`, the JSON inside the HTML file, from which the page draws its charts and makes
 * its downloads. Plain JSON: numbers that are not finite are null.
 */
import type { OverallVerdict } from '../statistics/summary.ts';
import type { SolvedStep } from '../statistics/survival.ts';
import type { Verdict } from '../statistics/verdict-types.ts';
import type { StopReason } from '../stop-reason.ts';
import type { RunState, TrialCounts } from '../store/run-state.ts';
import type { StoredSession } from '../store/stored-trial.ts';
import type { Cost, TournamentSpec } from '../tournament/spec/tournament.ts';

export interface ReportData {
  readonly format: 'genoprop.report/1';
  /** When it was made, ISO 8601, by which version and from which file. */
  readonly made: string;
  readonly genoprop: string;
  readonly file: string;
  readonly state: RunState;
  readonly counts: TrialCounts;
  /** The processes that wrote the run, the first being the one that made it. */
  readonly sessions: readonly StoredSession[];
  /** The command that repeats the run. */
  readonly command: string;
  readonly spec: TournamentSpec;
  /** In the order of the tournament. */
  readonly contestants: readonly ReportContestant[];
  readonly tasks: readonly ReportTask[];
  readonly overall: OverallVerdict | null;
  readonly winner: string | null;
  /** The verdict in a sentence or two. */
  readonly text: string;
  /** A paragraph on methods for a paper. */
  readonly methods: string;
  /** What was left out to keep the file small, in sentences. */
  readonly left: readonly string[];
}

export interface ReportContestant {
  readonly name: string;
  readonly learner: string;
  readonly kind: 'genetic' | 'gradient' | 'other';
  readonly architecture: string;
  /** It guesses and learns nothing. */
  readonly floor: boolean;
  /** What its learner is, and where that is from. */
  readonly summary: string;
  readonly source: string;
}

/** By which cost curves can be drawn. steps: updates of a gradient learner, evaluations of others. */
export const costAxes = ['macs', 'seconds', 'steps'] as const;
export type CostAxis = (typeof costAxes)[number];

export interface ReportTask {
  readonly label: string;
  /** What is to be done; null for a plugin, whose code is not asked. */
  readonly summary: string | null;
  readonly verdict: Verdict;
  readonly guessing: { readonly name: string; readonly solved: number; readonly finished: number } | null;
  /** By cost axis and contestant. */
  readonly solved: Readonly<Record<CostAxis, Readonly<Record<string, readonly SolvedStep[]>>>>;
  /** In the order in which they were planned. */
  readonly trials: readonly ReportTrial[];
  readonly specimens: Specimens | null;
  /** Why there are no specimens. */
  readonly specimensLack: string | null;
}

export interface ReportTrial {
  readonly id: string;
  readonly contestant: string;
  readonly repetition: number;
  readonly state: 'planned' | 'running' | 'stopped' | 'finished';
  readonly stop: { readonly reason: StopReason; readonly detail: string } | null;
  readonly solved: boolean;
  readonly testError: number | null;
  /** Null where it was not tested, and where the loss is not finite. */
  readonly testLoss: number | null;
  readonly testMeasures: Readonly<Record<string, number | null>>;
  /** Spent in all, or so far. */
  readonly cost: Cost;
  readonly costToSolve: Cost | null;
  readonly parameters: number | null;
  readonly retries: number;
  readonly curve: Curve;
  /** ‖∂E/∂h_t‖ at several stages of training; left out where the learner tells none. */
  readonly stages?: readonly Stage[];
  /** The losses of a population; left out where there is none. */
  readonly population?: PopulationPicture;
}

type Column = readonly (number | null)[];

/** A trial's validations by rising cost, column by column. */
export interface Curve {
  /** How many validations there were; the columns may hold fewer. */
  readonly validations: number;
  readonly macs: readonly number[];
  readonly seconds: readonly number[];
  readonly updates: readonly number[];
  readonly evaluations: readonly number[];
  readonly trainingLoss: Column;
  readonly validationLoss: Column;
  readonly validationError: Column;
  /** Means of what the task's judge measures, by name; left out where it measures nothing. */
  readonly measures?: Readonly<Record<string, Column>>;
  /** Whatever single numbers the learner tells of itself, by name. */
  readonly inside: Readonly<Record<string, Column>>;
}

/** The norm of the error signal at one validation. */
export interface Stage {
  readonly macs: number;
  readonly updates: number;
  /** Steps from the end of the sequence, T - t, ascending from 0. */
  readonly lags: readonly number[];
  /** ‖∂E/∂h_t‖ at each lag; null where it is 0 or not finite. */
  readonly norms: Column;
}

/** Histograms of a population's losses, one a validation. */
export interface PopulationPicture {
  readonly macs: readonly number[];
  readonly seconds: readonly number[];
  readonly evaluations: readonly number[];
  /** Least, median and greatest finite loss; null where there was none. */
  readonly least: Column;
  readonly median: Column;
  readonly greatest: Column;
  /** `[validation][bin]`: members in equal bins from the least to the greatest loss. */
  readonly counts: readonly (readonly number[])[];
}

/** A few test sequences, and what the best champion of each contestant does on them. */
export interface Specimens {
  readonly sequences: readonly Specimen[];
  readonly champions: readonly ChampionTrace[];
}

export interface Specimen {
  /** Steps, of which `shown` are there. */
  readonly length: number;
  readonly shown: number;
  /** `[shown]` symbols, or null; `[shown][I]` numbers, or null. */
  readonly symbols: readonly number[] | null;
  readonly dense: readonly (readonly number[])[] | null;
  /** At each scored step the class, or the `outputs` numbers, that would be right. */
  readonly targets: readonly { readonly step: number; readonly values: readonly number[] }[];
}

export interface ChampionTrace {
  readonly contestant: string;
  readonly repetition: number;
  readonly testError: number | null;
  readonly solved: boolean;
  /** Hidden units, of which the first `shown` are there. */
  readonly hidden: number;
  readonly shown: number;
  /** Greatest absolute state over all sequences. */
  readonly scale: number;
  /** For each sequence `[shown step × shown unit]` states from -scale to scale as bytes 1 to 255, in base64url: a `/` would make paths of them. */
  readonly states: readonly string[];
  /** For each sequence `[shown step][O]` answers. */
  readonly outputs: readonly (readonly (readonly number[])[])[];
}
