/**
 * Messages between the playground's page and its web worker. The worker has the registries, the trial loop and the
 * kernels; the page has controls and pictures, and imports none of these. All messages are plain data, as `postMessage`
 * copies them; types alone live here.
 *
 *   page   ── Request { id, ask, … } ──▶ worker     one answer each: { id, answer } or { id, refused: one line }
 *   page   ── Order { id, order } ─────▶ worker     to the trial whose `play` had that id; no answer
 *   page   ◀── { id, event } ─────────── worker     events of that trial, until its `play` is answered
 *   page   ◀── { ready } ─────────────── worker     once, when the kernels are there
 *
 * A worker plays one trial at a time and answers other requests meanwhile, at turns of its event loop (8 a second). So
 * trials run side by side in several workers.
 */

import type { Learner } from '../learners/learner.ts';
import type { MeasureDescription } from '../learners/measure-description.ts';
import type { OptionDescription } from '../options/describe.ts';
import type { ChampionFilm, ChampionGraph, ReportContestant, Specimen } from '../report/data.ts';
import type { PlayLines, PlayPixels, PlayScene } from '../report/play/frames.ts';
import type { TournamentSummary } from '../statistics/summary.ts';
import type { TaskShape } from '../tasks/define-task.ts';
import type {
  Checkpoint,
  TournamentSpec,
  TrialEvent,
  TrialResult,
  TrialSpec,
} from '../tournament/spec/tournament.ts';
import type { TrialChampion } from '../tournament/spec/trial-champion.ts';

/**
 * Settings of a duel as the URL's fragment has them: texts, as on the command line. Fields that are left out have the
 * values of the opening duel.
 */
export interface Wish {
  readonly task?: string;
  /** Options of the task, `key=value` each, as `--set` takes them. */
  readonly set?: readonly string[];
  /** Contestants, as `--contestant` takes them: `msgd-cr:hidden=20`. Left out: those that suit the task. */
  readonly contestants?: readonly string[];
  /** Seed, as `--seed` takes it, and number of repetitions or ranges of them, as `--seeds` does: `5`, `11-20`. */
  readonly seed?: string;
  readonly seeds?: string;
  /** Limits of a trial, as `--budget` takes each: `3e10mac`. Left out: those that suit the task. */
  readonly budget?: readonly string[];
}

/** Wish with all fields, as the page writes it into the fragment. */
export type WholeWish = Required<Wish>;

// Offer: all that the page can choose from.

export interface Offer {
  /** Version of genoprop. */
  readonly genoprop: string;
  readonly tasks: readonly OfferedTask[];
  readonly contestants: readonly OfferedContestant[];
  /** Nets by name, for the setting `net`. */
  readonly nets: readonly { readonly name: string; readonly summary: string }[];
  /** Descriptions of the numbers in `Checkpoint.inside`, of all learners. */
  readonly measures: readonly MeasureDescription[];
  /** Duel that a page without a fragment begins with. */
  readonly opening: WholeWish;
}

export interface OfferedTask {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly options: readonly OptionDescription[];
  /** True for a task that is played in episodes. */
  readonly isEpisodes: boolean;
  /** Reason why it cannot be played in a browser; null where it can. */
  readonly lacks: string | null;
  /** Duel that is offered when the task is chosen; null where it cannot be played. A trial ends within about a minute. */
  readonly usual: WholeWish | null;
}

export interface OfferedContestant {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly learner: string;
  readonly kind: Learner['kind'];
  /** Net that it has unless the setting `net` says another. */
  readonly net: string;
  /** True for the floor, which guesses and learns nothing. */
  readonly floor: boolean;
  /** Settings of the learner and of the net; the defaults are this contestant's own. */
  readonly settings: readonly OptionDescription[];
}

// Plan: a wish, resolved.

export interface Plan {
  /** The wish with all its fields, values as they were written. */
  readonly wish: WholeWish;
  readonly spec: TournamentSpec;
  /** Trials in the order in which they are best begun. */
  readonly trials: readonly TrialSpec[];
  readonly contestants: readonly ReportContestant[];
  readonly words: PlanWords;
  /** Command that gives the same numbers in a terminal: arguments, and the line to copy, quoted for a shell. */
  readonly command: readonly string[];
  readonly commandLine: string;
  /** Notes of the command line on such a duel: that one waits long, that the budget ends before a first step. */
  readonly notes: readonly string[];
}

export interface PlanWords {
  /** Summary of the task, one sentence without its full stop. */
  readonly task: string;
  /** Lengths of the sequences or episodes in a sentence; empty where they are unknown. */
  readonly length: string;
  /** Criterion: `less than 1 % of 10,000 test sequences wrong`. */
  readonly solved: string;
  /** Chance level: `75 % wrong, for whoever ignores the input`; null where the task does not state it. */
  readonly chance: string | null;
  readonly budget: string;
}

// Test sequences and traces.

/** Test sequences of the task, the same that its contestants are tested on, from the first on. */
export interface SequencesAnswer {
  readonly sequences: readonly Specimen[];
  /** Names of input symbols or channels, and of classes or outputs; null where the task gives none. */
  readonly inputNames: readonly string[] | null;
  readonly outputNames: readonly string[] | null;
  readonly shape: TaskShape;
  /** True where the page can let the reader write a sequence: symbols, and answers at the last step. */
  readonly isWritable: boolean;
}

/** A sequence: the number of a test sequence, from 0, or symbols or vectors of the reader's own, one a step. */
export type AskedSequence =
  | { readonly number: number }
  | { readonly symbols: readonly number[] }
  | { readonly dense: readonly (readonly number[])[] };

/** Net on a sequence, step by step. */
export interface TraceAnswer {
  /** Outputs at every step, `[step][output]`: probabilities for softmax and bernoulli, linear outputs for squared. */
  readonly outputs: readonly (readonly number[])[];
  /** Gates, cells and at last the units h, from top to bottom. */
  readonly strips: readonly {
    /** Prefix of a unit's number, and name in words. */
    readonly label: string;
    readonly name: string;
    /** True where the numbers are shares, from 0 to 1. */
    readonly isShare: boolean;
    /** Greatest absolute number; 1 where they are bounded. */
    readonly scale: number;
    /** Number of units that are outputs, the first ones; left out: none. */
    readonly outputUnits?: number;
    /** Numbers, `[step][unit]`. */
    readonly values: readonly (readonly number[])[];
  }[];
}

// Episodes.

/** Episode that a net played on a start of the test, for the film player of reports. */
export type EpisodeAnswer = Omit<ChampionFilm, 'contestant' | 'repetition' | 'start'> & {
  /** Names of observations and actions, and their numbers at each step, `[step][…]`. */
  readonly sees: readonly string[];
  readonly does: readonly string[];
  readonly observations: readonly (readonly number[])[];
  readonly actions: readonly (readonly number[])[];
};

/** World that the reader acts in, as it is now. */
export interface WorldAnswer {
  /** Number of the world, for `act` and `leave`. */
  readonly world: number;
  /** Number of actions so far, and the most of an episode. */
  readonly step: number;
  readonly steps: number;
  readonly sees: readonly string[];
  readonly does: readonly string[];
  readonly observations: readonly number[];
  /** Reading of a net's outputs, and so what actions are: any number, a share, -1 to 1, shares that add up to 1. */
  readonly reads: 'linear' | 'logistic' | 'tanh' | 'softmax';
  /** Picture of now; null where the task draws none. */
  readonly picture: PlayLines | PlayPixels | null;
  /** Scenes of pictures in pixels that were not given by earlier answers on this world; numbers count from there on. */
  readonly scenes: readonly PlayScene[];
  /** Result; null while the episode goes on. */
  readonly outcome: {
    readonly lost: boolean;
    readonly loss: number | null;
    readonly measures: Readonly<Record<string, number>>;
  } | null;
}

// Results.

/** Result of a trial without its champion. */
export type PlainResult = Omit<TrialResult, 'champion'>;

export interface SummaryAnswer {
  readonly summary: TournamentSummary;
  /** Verdict of the command line, a sentence or two. */
  readonly text: string;
  /** Table of the command line: heads, and a row a contestant, best first. */
  readonly heads: readonly { readonly text: string; readonly isNumber: boolean }[];
  readonly rows: readonly { readonly isWinner: boolean; readonly cells: readonly string[] }[];
  /** Remarks below the table: on the order of rows, on missing trials, on guessing. */
  readonly remarks: readonly string[];
}

/** Text of a file to save. */
export interface ExportAnswer {
  readonly name: string;
  readonly type: string;
  readonly text: string;
}

// Requests, each with the type of its answer.

/** Net of a trial. */
export interface ChampionOf {
  readonly trial: TrialSpec;
  readonly champion: TrialChampion;
}

export interface Asks {
  offer: { readonly given: object; readonly answer: Offer };
  /** Refused where something is written wrongly: one line, with the nearest name. */
  plan: { readonly given: { readonly wish: Wish }; readonly answer: Plan };
  /** Contestants that cannot play the task under these options, with the reason. */
  unfit: {
    readonly given: { readonly wish: Wish };
    readonly answer: { readonly reasons: Readonly<Record<string, string>> };
  };
  /** Test sequences from number `first` on, at most `count`. Refused for an episode task. */
  sequences: {
    readonly given: { readonly trial: TrialSpec; readonly first: number; readonly count: number };
    readonly answer: SequencesAnswer;
  };
  trace: { readonly given: ChampionOf & { readonly sequence: AskedSequence }; readonly answer: TraceAnswer };
  /** Drawing of a champion that is a graph; null of another, and of one that cannot be drawn. */
  graph: { readonly given: ChampionOf; readonly answer: { readonly graph: ChampionGraph | null } };
  /** @see EpisodeAnswer; `start` from 1 */
  episode: { readonly given: ChampionOf & { readonly start: number }; readonly answer: EpisodeAnswer };
  /** Begins a world on a start of the test, from 1, for the reader to act in. A worker holds 8, the oldest goes. */
  world: {
    readonly given: { readonly trial: TrialSpec; readonly start: number };
    readonly answer: WorldAnswer;
  };
  /** Acts `times` times, 1 by default, fewer where the episode ends. */
  act: {
    readonly given: { readonly world: number; readonly actions: readonly number[]; readonly times?: number };
    readonly answer: WorldAnswer;
  };
  leave: { readonly given: { readonly world: number }; readonly answer: object };
  /** Summary of the trials that ended so far, by their ids. */
  summary: {
    readonly given: { readonly spec: TournamentSpec; readonly results: readonly PlainResult[] };
    readonly answer: SummaryAnswer;
  };
  /** Champion as `genoprop export` writes it to JSON, so that `genoprop eval` scores it. */
  export: {
    readonly given: ChampionOf & {
      /** All checkpoints of the trial so far, and its result where it has ended. */
      readonly checkpoints: readonly Checkpoint[];
      readonly result: PlainResult | null;
      /** Time of now, ISO 8601, and the browser in words, for the file's provenance. */
      readonly created: string;
      readonly browser: string;
    };
    readonly answer: ExportAnswer;
  };
  /** Plays the trial; events follow until the answer. Refused while another is played. */
  play: {
    readonly given: {
      readonly trial: TrialSpec;
      /** True to stand still after the first validation, and at each one after `one validation`. */
      readonly paused?: boolean;
    };
    readonly answer: { readonly result: PlainResult };
  };
}

export type Ask = keyof Asks;

export type Request<Name extends Ask = Ask> = {
  [One in Name]: { readonly id: number; readonly ask: One } & Asks[One]['given'];
}[Name];

/**
 * Order to the trial whose request has that id. `one validation`: go on to the next validation and stand still there.
 * `stop`: its `play` is answered with a result that says stopped.
 */
export interface Order {
  readonly id: number;
  readonly order: 'go on' | 'pause' | 'one validation' | 'stop';
}

/** Events as they are told to the page: without snapshots, which only resuming needs. */
export type ToldEvent =
  | Exclude<TrialEvent, { readonly type: 'checkpoint' | 'finished' }>
  | Omit<Extract<TrialEvent, { readonly type: 'checkpoint' }>, 'snapshot' | 'snapshotValidatedAt'>
  | Extract<TrialEvent, { readonly type: 'finished' }>
  /** The trial stands still, or goes on again. */
  | { readonly type: 'paused' | 'going on'; readonly id: string };

export type Reply<Name extends Ask = Ask> =
  | { readonly id: number; readonly ask: Name; readonly answer: Asks[Name]['answer'] }
  /** `fault` is true for an error of the program itself. */
  | { readonly id: number; readonly refused: string; readonly fault: boolean }
  | { readonly id: number; readonly event: ToldEvent }
  | {
      readonly ready: true;
      /** Milliseconds that compiling the kernels took. */
      readonly kernels: number;
      /** True where SharedArrayBuffer is there, which nothing depends on. */
      readonly isIsolated: boolean;
    }
  /** The worker cannot work: the browser has no SIMD, or the kernels cannot be had. */
  | { readonly ready: false; readonly refused: string };

/**
 * First message to the worker, before any request: the kernels, as their address or as bytes (base64, in the one-file
 * form). A worker without it waits.
 */
export type Begin =
  | { readonly begin: true; readonly kernels: { readonly address: string } }
  | { readonly begin: true; readonly kernels: { readonly base64: string } };
