/**
 * Learner interface. A learner is one file and one line in `index.ts`. Its running form, a Search, is stepped by the
 * tournament, which counts costs, validates the incumbent, checkpoints and stops it.
 */
import type * as z from 'zod';
import type { Batch } from '../engine/batch.ts';
import type { Awaitable, Call, DescentSettings, Device } from '../engine/device.ts';
import type { Lesson, Scores } from '../engine/lesson.ts';
import type { Rollout, Sampling } from '../engine/rollout.ts';
import type { Frozen } from '../nets/frozen.ts';
import type { Net, ParameterBlock } from '../nets/net.ts';
import type { Solution } from '../nets/solution.ts';
import type { Places } from '../nets/substrate.ts';
import type { Space } from '../options/space.ts';
import type { Random } from '../random/random.ts';
import type { BirthWatcher } from './genetic/births.ts';
import type { Measures } from './inside.ts';
import type { MeasureDescription } from './measure-description.ts';

/** Problem: all that a search may know of its trial. */
export interface Problem {
  readonly net: Net;
  readonly device: Device;
  /**
   * True where sequence b of training batch k + 1 goes on where that of batch k ended: a search by gradients carries the
   * net's states from one to the next. Left out: false.
   */
  readonly continues?: boolean;
  /** Places of the task's inputs and outputs, where it gives any. */
  readonly places?: Places;
  /** Parameters that the search must leave as they are; `initialise` has set them. Left out: none. */
  readonly frozen?: Frozen;
  /**
   * Blocks in which the parameter vectors of the search may differ, where that is not all: of a reservoir its readout.
   * The others are among `frozen`, or are 0.
   */
  readonly learnt?: readonly ParameterBlock[];
  /** Options of the contestant's net, for a search that builds nets of its own. Left out: their defaults. */
  readonly netOptions?: Readonly<Record<string, unknown>>;
  /** Watcher of births, for a search that breeds. Left out: none. */
  readonly births?: BirthWatcher;
  /** Draws a parameter vector by the contestant's initialisation. */
  initialise(random: Random): Float32Array;
  /** Lesson number `index` (from 0) of this repetition's training stream, of that many sequences or episodes. */
  lesson(index: number, sequences: number): Lesson;
  /**
   * Batch of that lesson, for searches that ask the device for gradients.
   * @throws UserError where the task is played in episodes
   */
  trainingBatch(index: number, sequences: number): Batch;
  /**
   * Plays `count` episodes of lesson `index` by actions that are sampled from the outputs of the net with these
   * parameters, in this thread. Left out where the task gives sequences.
   * @throws Blamed where the task throws
   */
  rollouts?(parameters: Float32Array, index: number, count: number, sampling: Sampling): readonly Rollout[];
  /**
   * Share of the trial's budget, from 0, that is spent when its search has cost so much: the largest over its limits. A
   * limit in seconds counts as it stood before the present step. Left out: nothing is ever spent.
   */
  budgetShare?(cost: StepCost): number;
  /** Random stream of that name in the trial. */
  random(...path: readonly (string | number)[]): Random;
  /**
   * Begins to evaluate `count` genomes, `[count][parameters]` in shared memory, which must not change before their
   * scores have been collected. Their frozen parameters are set before. Helper threads may evaluate them meanwhile. Reuse shared memory: each new block has to
   * be sent to those threads.
   */
  evaluatePopulation(genomes: Float32Array, count: number, lesson: Lesson): Collect;
  /** Multiply-accumulates of one gradient on that batch. */
  gradientMacs(batch: Batch, options: { readonly omega: boolean }): number;
  /** Multiply-accumulates of one evaluation of a net on that batch. */
  evaluationMacs(batch: Batch): number;
  /** Multiply-accumulates of one product with the curvature on that batch, beside those of an evaluation for its states. */
  curvatureMacs(batch: Batch): number;
  /** Multiply-accumulates of the features of the readout on that batch. */
  featuresMacs(batch: Batch): number;
}

/** Collects the scores of all genomes, losses and costs, once they are there. Call it once. */
export type Collect = () => Promise<Scores>;

/** Cost of a step: increments, not totals. */
export interface StepCost {
  readonly macs: number;
  readonly sequences: number;
  readonly updates: number;
  readonly evaluations: number;
}

/** Cost and outcome of one step. */
export interface StepReport extends StepCost {
  /** Loss of the incumbent on its training data; NaN before there is one. */
  readonly loss: number;
  /** Cost of its last update, where it may have made several. */
  readonly last?: StepCost;
  /** Reason for which the search cannot go on; the trial ends with it. */
  readonly stop?: { readonly reason: 'exploded'; readonly detail: string };
}

/** State of a search as a whole: arrays and JSON values. Restoring it and going on equals never having stopped. */
export interface Snapshot {
  readonly arrays: Readonly<Record<string, Float32Array | Float64Array | Int32Array | Uint8Array>>;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Condition for another update within a step, asked after each update. `done` is the step's cost so far, `last` the
 * last update's. Updates queued on the device are assumed to succeed.
 */
export type MayGoOn = (done: StepCost, last: StepCost) => boolean;

/** Search: the running form of a learner. Its results do not depend on the division of its updates into steps. */
export interface Search {
  /**
   * Makes one update or one group of offspring. A GPU search may make several updates per call while `mayGoOn` returns
   * true; without `mayGoOn`, exactly one. A search whose updates take long may return within one where `mayGoOn` returns
   * false: it then reports no cost, and that of its last whole update as `last`. A snapshot has the state before that
   * update, which is made again from its beginning.
   */
  step(mayGoOn?: MayGoOn): Awaitable<StepReport>;
  /** Hook: each validation of the incumbent, with its loss, before the snapshot that follows it. */
  validated?(loss: number): void;
  /** Copies the results from the device to the host. Await it after a step, before the three methods below. */
  settle?(): Promise<void>;
  /**
   * Incumbent: the problem's net and its parameters, or a net of the search's own, of the same architecture, inputs and
   * outputs, which may be another one each time. Valid until the next step.
   */
  champion(): Solution;
  /** Measures of the search, for `lookInside`. */
  inside(): Measures;
  /** Copy of the state between steps. */
  snapshot(): Snapshot;
  /** Frees its memory on a device. The search makes no step after that. */
  close?(): void;
}

/** Repeated work of a search on its device: the measure by which devices are compared. */
export type Asking =
  | { readonly kind: 'updates'; readonly sequences: number; readonly descent: DescentSettings }
  /** Evaluations of `genomes` in one call. */
  | { readonly kind: 'evaluations'; readonly sequences: number; readonly genomes: number }
  /** Products with the curvature of a batch of `sequences`, at most so many with the same states. */
  | {
      readonly kind: 'products';
      readonly sequences: number;
      readonly products: number;
      /** Sequences of the gradients that an update makes beside them, and of the least evaluations. */
      readonly gradients: readonly number[];
      readonly evaluations: readonly number[];
    }
  /** Features of a batch of `sequences`, of `nets` nets one after the other, and a regression of each one's readout. */
  | {
      readonly kind: 'regressions';
      readonly sequences: number;
      readonly nets: number;
      readonly solving: Solving;
      /** Rows of a batch for a net, for which `sequences` is doubled where they would be fewer. */
      readonly leastRows?: (net: Net) => number;
    };

/** MACs and bytes of the host's part of one regression on so many rows, for a net. */
export type Solving = (net: Net, rows: number) => { readonly macs: number; readonly bytes: number };

/** Contestant that is offered by name: a learner with settings of its own and for its net. */
export interface ContestantPreset<Name extends string = string> {
  readonly name: Name;
  readonly summary: string;
  /** Architecture of its net; left out: the first of the registry. */
  readonly net?: string;
  /** Values for the learner's settings and the net's options, where they differ from the defaults. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Settings, its learner's and its net's, that tuning searches unless a script says otherwise. */
  readonly tunes?: readonly string[];
}

/** Unit of steps. */
export type Unit = 'updates' | 'evaluations';

export interface Learner<Settings extends z.ZodObject = z.ZodObject, Name extends string = string> {
  readonly name: string;
  /** Family, for listings and JSON. No decision depends on it: capabilities are the fields below. */
  readonly kind: 'genetic' | 'gradient' | 'other';
  readonly summary: string;
  readonly source: string;
  /**
   * True for a learner that guesses and learns nothing: a task that it solves needs no learning, which a verdict
   * remarks on.
   */
  readonly floor?: true;
  /** Unit in which the steps count: a limit in the other one never ends its trials. */
  readonly counts: Unit;
  /** Units, where they depend on the settings: the budget must limit each. Left out: `counts`. */
  countsWith?(settings: z.output<Settings>): readonly Unit[];
  /**
   * True for a learner whose search depends on the budget (`Problem.budgetShare`): its trials cannot go on under a
   * larger one.
   */
  readonly pacedByBudget?: true;
  /** Word for its work, which the terminal UI shows while its trials run: `breeding`. */
  readonly atWork: string;
  /** Descriptions of the numbers in its searches' `inside`; one without is shown by its name. */
  readonly measures?: readonly MeasureDescription[];
  /**
   * Schema of the settings. Every field has a default and a `.describe()`. No key may be `net`, nor an option of a net.
   */
  readonly settings: Settings;
  /** Default space of the settings, for tuning; left out: a script that tunes one writes its space. */
  readonly space?: Space;
  /** Reasons why settings have no default space, by their names. */
  readonly unsearched?: Readonly<Record<string, string>>;
  readonly contestants: readonly ContestantPreset<Name>[];
  /**
   * Contestant that these settings, as written, make of an offered one, where they choose its net and the net's options.
   * Left out: they choose none.
   */
  presetWith?(preset: ContestantPreset, settings: Readonly<Record<string, unknown>>): ContestantPreset;
  /**
   * Name of a contestant by its settings, in place of the offered one's, and the settings that it tells. Left out: the
   * offered one's, which tells none.
   */
  nameWith?(settings: z.output<Settings>): { readonly name: string; readonly tells: readonly string[] };
  /** Calls of the device that a search with these settings makes; `population`: idle threads may help with it. */
  calls(settings: z.output<Settings>): readonly Call[];
  /** True for a learner that plays episodes by sampled actions (`Problem.rollouts`): it is for episode tasks alone. */
  readonly samples?: true;
  /** Architecture whose structure it breeds; left out: it finds the weights of a given structure. */
  readonly breeds?: string;
  /** Architectures that are bred and whose structure it finds too, beside the weights of others. Left out: none. */
  readonly structures?: readonly string[];
  /**
   * Reason why the learner cannot find weights for this net with these settings, in words that follow its name; null by
   * default.
   */
  fits?(net: Net, settings: z.output<Settings>): string | null;
  /**
   * Options of the net that have no effect beside these settings on a net of that architecture, each with the reason: a
   * user's is refused where it is neither 0 nor the one that would be taken without it. Default: none.
   */
  idle?(settings: z.output<Settings>, architecture: string): Readonly<Record<string, string>>;
  /** Repeated work; left out where the choice of a device does not depend on it. */
  asks?(settings: z.output<Settings>): Asking;
  /** Number of evaluations, or updates, of its first step, which no budget cuts short; left out: those of any step. */
  begins?(settings: z.output<Settings>): number;
  /**
   * Bytes that a search holds on the host for a net of so many parameters, beside its batches; for the estimate before
   * anything starts. Left out: 100 a parameter.
   */
  holds?(settings: z.output<Settings>, parameters: number): number;
  /** Starts a search from the beginning, or from a snapshot of it. */
  start(problem: Problem, settings: z.output<Settings>, snapshot?: Snapshot): Awaitable<Search>;
}

/** Types a learner's functions by its settings, and keeps its contestants' names for scripts to complete. */
export function defineLearner<Settings extends z.ZodObject, const Name extends string>(
  learner: Learner<Settings, Name>,
): Learner<z.ZodObject, Name> {
  return learner as unknown as Learner<z.ZodObject, Name>;
}
