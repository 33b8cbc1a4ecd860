/**
 * Data of a report: `genoprop.report/1`, the JSON inside the HTML file, from which the page draws its charts and makes
 * its downloads. Plain JSON: numbers that are not finite are null.
 */
import type { GraphLink, GraphNode } from '../export/graph-parts.ts';
import type { Learner } from '../learners/learner.ts';
import type { MeasureDescription } from '../learners/measure-description.ts';
import type { OverallVerdict } from '../statistics/summary.ts';
import type { SolvedStep } from '../statistics/survival.ts';
import type { Verdict } from '../statistics/verdict-types.ts';
import type { StopReason } from '../stop-reason.ts';
import type { RunState, TrialCounts } from '../store/run-state.ts';
import type { StoredSession } from '../store/stored-trial.ts';
import type { Cost, TournamentSpec } from '../tournament/spec/tournament.ts';
import type { ReportLab } from './lab/data.ts';
import type { PlayData } from './play/frames.ts';
import type { ReportTuning } from './tuning/reported.ts';

export interface ReportData {
  readonly format: 'genoprop.report/1';
  /** Time of making, ISO 8601, version and run file. */
  readonly made: string;
  readonly genoprop: string;
  readonly file: string;
  readonly state: RunState;
  readonly counts: TrialCounts;
  /** Processes that wrote the run; the first made it. */
  readonly sessions: readonly StoredSession[];
  /** Command that repeats the run. */
  readonly command: string;
  readonly spec: TournamentSpec;
  /** Contestants in the order of the tournament. */
  readonly contestants: readonly ReportContestant[];
  /** Descriptions, by the learners, of the numbers in the trials' `inside`: their names and their drawing. */
  readonly measures: readonly MeasureDescription[];
  readonly tasks: readonly ReportTask[];
  /** Tuning, of which `contestants` are the best candidates; left out where nothing is tuned. */
  readonly tuning?: ReportTuning;
  readonly overall: OverallVerdict | null;
  readonly winner: string | null;
  /** Verdict in a sentence or two. */
  readonly text: string;
  /** Paragraph on methods for a paper. */
  readonly methods: string;
  /** Findings of views of the lab; left out where there are none. */
  readonly lab?: readonly ReportLab[];
  /** Sentences on parts that were left out to keep the file small. */
  readonly left: readonly string[];
}

export interface ReportContestant {
  readonly name: string;
  readonly learner: string;
  readonly kind: Learner['kind'];
  readonly architecture: string;
  /** True for the floor, which guesses and learns nothing. */
  readonly floor: boolean;
  /** Description of the learner, and its source. */
  readonly summary: string;
  readonly source: string;
}

/** Costs over which curves can be drawn. steps: updates or evaluations, whichever the learner counts. */
export const costAxes = ['macs', 'seconds', 'steps'] as const;
export type CostAxis = (typeof costAxes)[number];

export interface ReportTask {
  readonly label: string;
  /** Description of the task; null for a plugin, whose code is not asked. */
  readonly summary: string | null;
  readonly verdict: Verdict;
  readonly guessing: { readonly name: string; readonly solved: number; readonly finished: number } | null;
  /** Share solved by cost axis and contestant. */
  readonly solved: Readonly<Record<CostAxis, Readonly<Record<string, readonly SolvedStep[]>>>>;
  /** Trials in the order in which they were planned. */
  readonly trials: readonly ReportTrial[];
  readonly specimens: Specimens | null;
  /** Reason why there are no specimens. */
  readonly specimensLack: string | null;
  /** Episodes of the champions; left out where none is shown. */
  readonly films?: readonly ChampionFilm[];
  /** Champions that are graphs, as drawings; left out where there are none. */
  readonly graphs?: readonly ChampionGraph[];
}

export interface ReportTrial {
  readonly id: string;
  readonly contestant: string;
  readonly repetition: number;
  readonly state: 'planned' | 'running' | 'stopped' | 'finished';
  readonly stop: { readonly reason: StopReason; readonly detail: string } | null;
  readonly solved: boolean;
  readonly testError: number | null;
  /** Loss on the test set; null where it was not tested, and where the loss is not finite. */
  readonly testLoss: number | null;
  readonly testMeasures: Readonly<Record<string, number | null>>;
  /** Cost in all, or so far. */
  readonly cost: Cost;
  readonly costToSolve: Cost | null;
  readonly parameters: number | null;
  /** Parameters that are trained; null where that is all of them. */
  readonly trained: number | null;
  readonly retries: number;
  /** Machine in words, of a run whose trials were played on several or on another than its sessions; else null. */
  readonly machine: string | null;
  readonly curve: Curve;
  /** Norms ‖∂E/∂h_t‖ at several stages of training; left out where the learner reports none. */
  readonly stages?: readonly Stage[];
  /** Losses of the population; left out where there is none. */
  readonly population?: PopulationPicture;
  /** Species of the population; left out where the learner has none. */
  readonly species?: SpeciesPicture;
}

type Column = readonly (number | null)[];

/** Curve of a trial: its validations by rising cost, column by column. */
export interface Curve {
  /** Number of validations; the columns may hold fewer. */
  readonly validations: number;
  readonly macs: readonly number[];
  readonly seconds: readonly number[];
  readonly updates: readonly number[];
  readonly evaluations: readonly number[];
  readonly trainingLoss: Column;
  readonly validationLoss: Column;
  readonly validationError: Column;
  /** Means of the judge's measures, by name; left out where the judge measures nothing. */
  readonly measures?: Readonly<Record<string, Column>>;
  /** Single numbers among the learner's own measures, by name. */
  readonly inside: Readonly<Record<string, Column>>;
}

/** Norm of the error signal at one validation. */
export interface Stage {
  readonly macs: number;
  readonly updates: number;
  /** Steps from the end of the sequence, T - t, ascending from 0. */
  readonly lags: readonly number[];
  /** Norm ‖∂E/∂h_t‖ at each lag; null where it is 0 or not finite. */
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
  /** Number of members in equal bins from the least to the greatest loss, `[validation][bin]`. */
  readonly counts: readonly (readonly number[])[];
}

/** Species of a population over its search, by the numbers in which they arose. */
export interface SpeciesPicture {
  readonly macs: readonly number[];
  readonly seconds: readonly number[];
  readonly evaluations: readonly number[];
  /** Generations before this one. */
  readonly generation: Column;
  readonly ids: readonly number[];
  /** Members of each of these species, `[validation][species]`; 0 before it arose and after it died out. */
  readonly sizes: readonly (readonly number[])[];
}

/** Best champion of a contestant, as a drawing of its graph. */
export interface ChampionGraph extends GraphPicture {
  readonly contestant: string;
  readonly repetition: number;
}

/** Graph with places: inputs at the left, outputs at the right. */
export interface GraphPicture {
  /** Height in pixels, from the uppermost to the lowest node or link. */
  readonly height: number;
  /** Number of different places from left to right. */
  readonly layers: number;
  /** Linked nodes, and all outputs: x as a share of the width, y in pixels, downwards. */
  readonly nodes: readonly (GraphNode & { readonly x: number; readonly y: number })[];
  readonly links: readonly PlacedLink[];
  /** Names of inputs that no link leaves. */
  readonly unlinked: readonly string[];
  /** Number of further links, weaker than all that are given. */
  readonly weaker: number;
}

export interface PlacedLink extends GraphLink {
  /** True for a link that goes back: one that closes a cycle, or begins at an output. */
  readonly back?: true;
  /** Points between its ends, x and y in turn; left out of a straight one. */
  readonly bends?: readonly number[];
}

/** Episode that a contestant's best champion played on a start of the test. */
export interface ChampionFilm extends Pick<PlayData, 'pictures' | 'scenes'> {
  readonly contestant: string;
  readonly repetition: number;
  /** Number of the start, from 1, among so many. */
  readonly start: number;
  readonly starts: number;
  readonly lost: boolean;
  readonly loss: number | null;
  /** Actions of the whole episode, and number of those that were recorded from its begin on. */
  readonly steps: number;
  readonly recorded: number;
  /** Step of each picture, from 0. */
  readonly at: readonly number[];
}

/** Test sequences, and traces of each contestant's best champion on them. */
export interface Specimens {
  readonly sequences: readonly Specimen[];
  readonly champions: readonly ChampionTrace[];
}

export interface Specimen {
  /** Number of steps, of which the first `shown` are given. */
  readonly length: number;
  readonly shown: number;
  /** Inputs: `[shown]` symbols, or null; `[shown][I]` numbers, or null. */
  readonly symbols: readonly number[] | null;
  readonly dense: readonly (readonly number[])[] | null;
  /** Targets at the scored steps: the right class, or the right `outputs` numbers. */
  readonly targets: readonly { readonly step: number; readonly values: readonly number[] }[];
}

export interface ChampionTrace extends TracedUnits {
  readonly contestant: string;
  readonly repetition: number;
  readonly testError: number | null;
  readonly solved: boolean;
  /** Gates and cells, from top to bottom, above h; left out of nets that have none. */
  readonly strips?: readonly TracedStrip[];
  /** Outputs for each sequence, `[shown step][O]`. */
  readonly outputs: readonly (readonly (readonly number[])[])[];
}

/** Units over the steps of all sequences: h, a gate, a cell. */
export interface TracedUnits {
  /** Number of units, of which the first `shown` are given. */
  readonly hidden: number;
  /** Number of them, the first ones, that are outputs; left out: none. */
  readonly outputUnits?: number;
  readonly shown: number;
  /** Greatest absolute number over all sequences; 1 where they are bounded. */
  readonly scale: number;
  /**
   * Numbers of each sequence, `[shown step × shown unit]`, from -scale to scale as bytes 1 to 255, in base64url: a `/`
   * would make paths of them.
   */
  readonly states: readonly string[];
}

export interface TracedStrip extends TracedUnits {
  /** Prefix of a unit's number, and name in words: `i`, `input gate`. */
  readonly label: string;
  readonly name: string;
  /** True where the numbers are shares, from 0 to 1. */
  readonly isShare: boolean;
}
