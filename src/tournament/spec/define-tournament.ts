/**
 * Format of a scripted tournament: tasks × contestants × seeds under a budget. A tournament is the default export of a
 * `.ts` or `.js` file, or the content of a `.json` or `.yaml` file. `planTournament` checks it as a whole and names
 * every fault with its place.
 */

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
  | {
      /** Name of the offered contestant that this is derived from. */
      readonly contestant: string;
      /** Settings of its learner or its net over the offered ones. Each combination of lists takes part. */
      readonly settings?: WrittenValues;
      /** Name. Default: the offered name, followed by the settings that differ: `genitor:population=200`. */
      readonly name?: string;
    };

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
