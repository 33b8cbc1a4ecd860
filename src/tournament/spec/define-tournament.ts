/**
 * Format of a scripted tournament: tasks × contestants × seeds under a budget. A tournament is the default export of a
 * `.ts` or `.js` file, or the content of a `.json` or `.yaml` file. `planTournament` checks it as a whole and names
 * every fault with its place.
 */

import type { SamplerName, Tuned } from './tuning.ts';

/** Most repetitions. */
export const MOST_SEEDS = 100_000;

/** Value of an option or setting as it is written; a list is swept, one variant a value. */
export type WrittenValue = string | number | boolean | null;
export type WrittenValues = Readonly<Record<string, WrittenValue | readonly WrittenValue[] | undefined>>;

/**
 * Limits of a trial: `'5e10mac'`, several of them as a list (the first that is reached ends it), or limits by name.
 * Units: `mac`, `update`, `evaluation`, `s`, `min`, `h`.
 */
export type WrittenBudget =
  | string
  | readonly string[]
  | {
      /** Multiply-accumulates. */
      readonly macs?: number;
      readonly updates?: number;
      readonly evaluations?: number;
      readonly seconds?: number;
    };

/** Task by name; a plugin by its file, relative to the script, or by its npm package. */
export type TaskEntry =
  | string
  | {
      readonly task: string;
      /** Options; each combination of values given as lists is a task of the tournament, under a label of its own. */
      readonly options?: WrittenValues;
      /** Budget on this task, in place of the tournament's. */
      readonly budget?: WrittenBudget;
    };

/** Contestant by the name that `genoprop contestants` lists, or derived from one. */
export type ContestantEntry =
  | string
  | HandoverEntry
  | {
      /** Name of the offered contestant that this is derived from. */
      readonly contestant: string;
      /** Settings of its learner or its net over the offered ones. Each combination of lists takes part. */
      readonly settings?: WrittenValues;
      /** Name. Default: the offered name, followed by the settings that differ: `genitor:population=200`. */
      readonly name?: string;
      /**
       * Search space of `genoprop tune`: for a setting a range, a list of values, true for its default space, or false
       * to keep it. Default: the settings that the offered contestant tunes.
       */
      readonly space?: WrittenSpace;
      /** Origin of the settings, where tuning found them; the verdict says it. `genoprop tune` writes it. */
      readonly tuned?: Tuned;
    };

/**
 * Contestant that begins with one learner and ends with another, on the net of the first. In short: the text
 * `genitor>msgd-cr@0.3`.
 */
export interface HandoverEntry {
  /** Two offered contestants or more, with settings of their learners; those of the net are the first one's. */
  readonly handover: readonly (
    | string
    | {
        readonly contestant: string;
        /** Settings, one value each. */
        readonly settings?: WrittenValues;
      }
  )[];
  /**
   * Share of the budget at which the first hands over; of three contestants and more a text with one share a handing
   * over, `'0.1@0.5'`. Each of a list takes part. Default 0.3.
   */
  readonly at?: number | string | readonly (number | string)[];
  /** Settings of the whole, `spread` and those of the net among them. */
  readonly settings?: WrittenValues;
  readonly name?: string;
  readonly space?: WrittenSpace;
  readonly tuned?: Tuned;
}

/** Numbers that tuning may try, both ends included. Default scale: linear. */
export interface WrittenRange {
  readonly from: number;
  readonly to: number;
  readonly scale?: 'linear' | 'log';
}

export type WrittenSpace = Readonly<
  Record<string, WrittenRange | readonly (string | number | boolean)[] | boolean>
>;

/** Tuning of the contestants, which `genoprop tune` plays; a tournament of the same script plays them as written. */
export interface TuneDefinition {
  /** Number of settings that are tried for each contestant, the script's own included: 2 to 10,000. Default 64. */
  readonly candidates?: number;
  /** Number of tuning seeds, none of which is a seed of any tournament. Default 3. */
  readonly seeds?: number;
  /**
   * Sampler: `halving` tries Sobol points for a small share of the budget, and the best third goes on to three times as
   * much, round after round; `sobol` and `random` try each for the whole budget. Default `halving`.
   */
  readonly sampler?: SamplerName;
  /** Number of fresh seeds of the tournament that is played afterwards; 0 for none. Default 10. */
  readonly then?: number;
  /** Budget of that tournament. Default: that of the tuning. */
  readonly thenBudget?: WrittenBudget;
}

/** Definition that `defineTournament` takes and returns. */
export interface TournamentDefinition {
  /** Name for people. Default: the file's name. */
  readonly name?: string;
  readonly tasks: readonly TaskEntry[];
  readonly contestants: readonly ContestantEntry[];
  /**
   * Repetitions of each contestant on each task, each with a seed of its own: their number, or a selection (`'11-20'`,
   * `'1,4-6'`, `[11, 12]`). Ranges are added to those of the run file that is resumed. Default 5.
   */
  readonly seeds?: number | string | readonly (number | string)[];
  /** Seed from which all randomness begins. Default 1. */
  readonly seed?: number;
  /** Budget; needed unless every task has its own. */
  readonly budget?: WrittenBudget;
  /**
   * False to train on after a trial is solved, to its budget. The cost to solve is counted as before, and the net that
   * is kept and tested is the best validated. Default true.
   */
  readonly untilSolved?: boolean;
  /** Share of wrong validation sequences at which a trial that trains on ends; 0 for none. */
  readonly until?: number;
  /** Device: one of `genoprop devices`, or `auto` (default): the fastest available. */
  readonly device?: string;
  /** Limits of the code of plugin tasks: seconds a call, megabytes a thread. */
  readonly limits?: { readonly seconds?: number; readonly megabytes?: number };
  /**
   * True to add random search, under the name `random`, where no contestant of the script only guesses: a task that
   * guessing solves proves nothing. Default true.
   */
  readonly floor?: boolean;
  /** Tuning of the contestants by `genoprop tune`. */
  readonly tune?: TuneDefinition;
}

/**
 * Types a tournament; checks nothing (`planTournament` does, before the first trial).
 *
 *     export default defineTournament({
 *       tasks: [{ task: 'temporal-order', options: { length: [20, 50] } }],
 *       contestants: [contestants.genitor, contestants['msgd-cr'].with({ alpha: 4 })],
 *       budget: '3e10mac',
 *     });
 */
export const defineTournament = (definition: TournamentDefinition): TournamentDefinition => definition;
