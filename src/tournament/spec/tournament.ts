/**
 * Types of a tournament as data: contestants, budgets, trials, their results, and the events of a running tournament. A
 * duel is a tournament on one task.
 */

import type { Inside } from '../../learners/inside.ts';
import type { Snapshot } from '../../learners/learner.ts';
import type { StopReason } from '../../stop-reason.ts';
import type { TaskShape } from '../../tasks/define-task.ts';
import type { Overlap } from '../../tasks/overlap.ts';
import type { Budget } from './limits.ts';
import type { Success } from './success.ts';
import type { TrialChampion } from './trial-champion.ts';
import type { Tuned, Tuning } from './tuning.ts';

export type { Budget } from './limits.ts';

/**
 * Setting for trials that train on after they are solved: to their budget, or until so little of a whole validation is
 * wrong.
 */
export interface ToTheEnd {
  /** Greatest share of wrong sequences in validation that ends a trial; null: only its budget does. */
  readonly until: number | null;
}

/** Task with its options resolved: every option present and valid. */
export interface TaskChoice {
  readonly name: string;
  /** Label, unique in its tournament: the name, followed by the options that differ from their defaults. */
  readonly label: string;
  /** Address of the module (a file URL) that a plugin task comes from; left out for a built-in one. */
  readonly module?: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Budget on this task, in place of the tournament's. */
  readonly budget?: Budget;
  readonly facts: TaskFacts;
}

/** Facts of a task under its options, known without calling it again, which may run code of a plugin. */
export interface TaskFacts {
  readonly shape: TaskShape;
  readonly success: Success;
  /** Units of the judge's measures; left out where the task names none. */
  readonly units?: Readonly<Record<string, string>>;
  readonly chance: Chance;
  /** Mean number of steps of its first sequences; null where they cannot be drawn. */
  readonly steps: number | null;
  /** Hash of the same sequences, by which a resumed run checks that its data is still the same. */
  readonly fingerprint: string | null;
  /** Versions of packages on which results depend, by their names; left out where the task names none. */
  readonly versions?: Readonly<Record<string, string>>;
  /**
   * Hash of the first episodes of each part under drawn actions, with their outcomes; left out where there are none, and
   * by former versions, which knew an episode task by its observations alone.
   */
  readonly played?: string;
  /** Overlap, where much of the compared validation or test sequences is training's too. */
  readonly overlap?: Overlap;
  /** Preprocessing of the task; left out where it declares none. */
  readonly preprocessing?: Readonly<Record<string, unknown>>;
}

/** Chance level: the best result of a predictor that ignores its input, as far as the task knows. */
export interface Chance {
  readonly loss?: number;
  readonly error?: number;
}

/** Limits of the code of a plugin task; beyond them its trial is ended. */
export interface PluginLimits {
  /** Seconds of one call, from 0. */
  readonly seconds: number;
  /** Megabytes of the thread that it runs in. */
  readonly megabytes: number;
}

/** Contestant with its settings resolved: every one present and valid. */
export interface Contestant {
  /** Name, unique in its tournament. */
  readonly name: string;
  readonly learner: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly architecture: string;
  readonly netOptions: Readonly<Record<string, unknown>>;
  /**
   * Share of the budget that its trials may spend, above 0 to below 1: tuning has not yet given it the whole. Left out:
   * all of it.
   */
  readonly budgetShare?: number;
  /** Origin of its settings, where tuning found them. */
  readonly tuned?: Tuned;
}

export interface TournamentSpec {
  readonly tasks: readonly TaskChoice[];
  readonly contestants: readonly Contestant[];
  /** Number of repetitions: 1..seeds, unless `repetitions` selects them. */
  readonly seeds: number;
  /** Numbers of the repetitions, rising, where they are others than 1..seeds. */
  readonly repetitions?: readonly number[];
  /** Seed of the tournament, from which every stream's name begins. */
  readonly seed: number;
  readonly budget: Budget;
  /** Training on after success; left out: a trial ends once it is solved. */
  readonly toTheEnd?: ToTheEnd;
  readonly device: string;
  /** Limits of plugins. Default: `defaultLimits`. */
  readonly limits?: PluginLimits;
  /** Searches whose candidates its contestants are; left out where nothing is tuned. */
  readonly tuning?: Tuning;
}

export const defaultLimits: PluginLimits = { seconds: 10, megabytes: 1024 };

/** Spec of a trial: one contestant on one task with one seed under one budget. Plain data; it travels to a worker. */
export interface TrialSpec {
  /** Id: `task/contestant/repetition`, the task by its label. */
  readonly id: string;
  readonly task: TaskChoice;
  readonly contestant: Contestant;
  readonly seed: number;
  /** Number of the repetition, from 1. */
  readonly repetition: number;
  readonly budget: Budget;
  readonly toTheEnd?: ToTheEnd;
  readonly device: string;
  /** Set for a trial of a tuning, whose streams have names of their own (`stream-root.ts`). */
  readonly tuning?: true;
}

/** Cumulative cost of a trial's search. Validation and test are not counted; seconds are those inside its steps. */
export interface Cost {
  readonly macs: number;
  readonly updates: number;
  readonly evaluations: number;
  readonly sequences: number;
  readonly seconds: number;
}

/** One validation of the incumbent: a point on the curves. */
export interface Checkpoint {
  readonly cost: Cost;
  /** Loss of the incumbent on its own training data. */
  readonly trainingLoss: number;
  readonly validationLoss: number;
  /** Share of validation sequences answered wrong, 0 to 1. */
  readonly validationError: number;
  /** Means of the judge's measures beside `wrong`; left out where it measures nothing. */
  readonly validationMeasures?: Readonly<Record<string, number>>;
  /**
   * Score by which nets are compared before their loss, lower being better, of a task that is judged by a measure; left
   * out where it is the error.
   */
  readonly validationScore?: number;
  readonly inside: Inside;
}

export interface TrialResult {
  readonly id: string;
  readonly repetition: number;
  readonly stop: { readonly reason: StopReason; readonly detail: string };
  /** True where the success criterion holds on the test set. */
  readonly solved: boolean;
  /** Error on the test set, used once; null where the trial was stopped or failed before. */
  readonly testError: number | null;
  readonly testLoss: number | null;
  /** Means of the judge's measures beside `wrong`. */
  readonly testMeasures: Readonly<Record<string, number>>;
  readonly cost: Cost;
  /** Cost at the validation that showed success; null where unsolved. */
  readonly costToSolve: Cost | null;
  /**
   * Parameters of the champion, of a graph its links; of the contestant's net where there is no champion, or 0 where that
   * one is only the most that a net may grow to.
   */
  readonly parameters: number;
  /** Champion; null where no net was validated whose loss is finite. */
  readonly champion: TrialChampion | null;
}

/** Event of a running trial. A `checkpoint` carries all that resuming from it takes. */
export type TrialEvent =
  | { readonly type: 'started'; readonly id: string; readonly parameters: number }
  | {
      readonly type: 'progress';
      readonly id: string;
      readonly cost: Cost;
      /** Share of the budget spent, 0 to 1: the largest over the limits. */
      readonly spent: number;
      readonly trainingLoss: number;
    }
  | {
      readonly type: 'checkpoint';
      readonly id: string;
      readonly checkpoint: Checkpoint;
      readonly spent: number;
      /** Champion, when this incumbent is the best validated so far; else null. */
      readonly champion: TrialChampion | null;
      readonly snapshot: Snapshot | null;
      /**
       * MACs at the last validation before the snapshot, set where the snapshot is from before this validation: one
       * that was made because the budget is spent, and has no place in a longer trial. A resumed trial makes it again.
       */
      readonly snapshotValidatedAt?: number;
    }
  | {
      readonly type: 'finished';
      readonly id: string;
      readonly result: TrialResult;
      /** Set where its budget ended it: under a larger one it goes on from its last checkpoint. */
      readonly extendable?: true;
    };

export type TournamentEvent =
  | TrialEvent
  /** Another machine plays the trial, from here on; told again when the trial moves. */
  | { readonly type: 'placed'; readonly id: string; readonly machine: string }
  | { readonly type: 'retried'; readonly id: string; readonly reason: string }
  | { readonly type: 'done'; readonly stopped: boolean };
