/**
 * The format of a scripted tournament: tasks × contestants × seeds under a budget. It is the default export of
 * a `.ts` or `.js` file, or the content of a `.json` or `.yaml` file. What is written is checked as a whole by
 * `planTournament`, which names every fault with its place.
 */

/** Repetitions at most. */
export const MOST_SEEDS = 100_000;

/** A value of an option or setting as it is written; a list is swept, one variant a value. */
export type WrittenValue = string | number | boolean | null;
export type WrittenValues = Readonly<Record<string, WrittenValue | readonly WrittenValue[] | undefined>>;

/**
 * When a trial ends: `'5e10mac'`, several of them as a list (the first that is reached ends it), or limits by
 * name. Units: `mac`, `update`, `evaluation`, `s`, `min`, `h`.
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

/** A task by name; a plugin by its file, relative to the script, or by its npm package. */
export type TaskEntry =
  | string
  | {
      readonly task: string;
      /** Each combination of what is given as lists is a task of the tournament, under a label of its own. */
      readonly options?: WrittenValues;
      /** Takes the place of the tournament's budget on this task. */
      readonly budget?: WrittenBudget;
    };

/** A contestant by the name that `genoprop contestants` lists, or derived from one. */
export type ContestantEntry =
  | string
  | {
      /** The name of the offered contestant that this is derived from. */
      readonly contestant: string;
      /** Settings of its learner or its net over the offered ones. Each combination of lists takes part. */
      readonly settings?: WrittenValues;
      /** Default: the offered name, followed by the settings that differ: `genitor:population=200`. */
      readonly name?: string;
    };

/** What `defineTournament` takes and gives. */
export interface TournamentDefinition {
  /** For people. Default: the file's name. */
  readonly name?: string;
  readonly tasks: readonly TaskEntry[];
  readonly contestants: readonly ContestantEntry[];
  /**
   * Repetitions of each contestant on each task, each with a seed of its own: how many, or which (`'11-20'`,
   * `'1,4-6'`, `[11, 12]`). Ranges are added to those of the run file that is gone on with. Default 5.
   */
  readonly seeds?: number | string | readonly (number | string)[];
  /** The seed from which all randomness begins. Default 1. */
  readonly seed?: number;
  /** Needed unless every task has its own. */
  readonly budget?: WrittenBudget;
  /**
   * false: trials train on after they are solved, to their budget. What it cost to solve is counted as before, and the
   * net that is kept and tested is the best validated. Default true.
   */
  readonly untilSolved?: boolean;
  /** The same, but only until no larger share of the validation sequences is wrong; 0 for none. */
  readonly until?: number;
  /** One of `genoprop devices`, or `auto` (default): the fastest that is there. */
  readonly device?: string;
  /** What code of plugin tasks may take: seconds a call, megabytes a thread. */
  readonly limits?: { readonly seconds?: number; readonly megabytes?: number };
  /**
   * Adds random search, under the name `random`, where no contestant of the script only guesses: a task that
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
