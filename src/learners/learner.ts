/**
 * Learners: they find the weights. A learner is one file and one line in `index.ts`. Its running form, a Search, is
 * stepped by the tournament, which counts costs, validates the incumbent, checkpoints and stops it.
 */
import type { z } from 'zod';
import type { Batch } from '../engine/batch.ts';
import type { Awaitable, Call, DescentSettings, Device } from '../engine/device.ts';
import type { Lesson, Scores } from '../engine/lesson.ts';
import type { Net } from '../nets/net.ts';
import type { Solution } from '../nets/solution.ts';
import type { Random } from '../random/random.ts';
import type { Measures } from './inside.ts';
import type { MeasureDescription } from './measure-description.ts';

/** All that a search may know of its trial. */
export interface Problem {
  readonly net: Net;
  readonly device: Device;
  /** A parameter vector drawn by the contestant's initialisation. */
  initialise(random: Random): Float32Array;
  /** Lesson number `index` (from 0) of this repetition's training stream, of that many sequences or episodes. */
  lesson(index: number, sequences: number): Lesson;
  /**
   * The same for searches that ask the device for gradients.
   * @throws UserError where the task is played in episodes
   */
  trainingBatch(index: number, sequences: number): Batch;
  /** The trial's random stream of that name. */
  random(...path: readonly (string | number)[]): Random;
  /**
   * Begins to evaluate `count` genomes, `[count][parameters]` in shared memory, which must not change before
   * their scores have been collected. Other threads may do the work meanwhile. Shared memory is best used
   * again: each block that was never seen before is made known to those threads.
   */
  evaluatePopulation(genomes: Float32Array, count: number, lesson: Lesson): Collect;
  /** Multiply-accumulates of one gradient on that batch. */
  gradientMacs(batch: Batch, options: { readonly omega: boolean }): number;
}

/** Gives the scores of each genome once all of them are there: losses, and what each cost. Call it once. */
export type Collect = () => Promise<Scores>;

/** What a step cost: increments, not totals. */
export interface StepCost {
  readonly macs: number;
  readonly sequences: number;
  readonly updates: number;
  readonly evaluations: number;
}

/** What one step cost and how it went. */
export interface StepReport extends StepCost {
  /** The incumbent's loss on its training data; NaN before there is one. */
  readonly loss: number;
  /** What its last update cost, where it may have made several. */
  readonly last?: StepCost;
  /** Set when the search cannot go on; the trial ends with this as its reason. */
  readonly stop?: { readonly reason: 'exploded'; readonly detail: string };
}

/** A search's whole state: arrays and JSON values. Restoring it and going on equals never having stopped. */
export interface Snapshot {
  readonly arrays: Readonly<Record<string, Float32Array | Float64Array | Int32Array | Uint8Array>>;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Asked after each update of a step whether another may follow in it. `done` is what the step has cost so far,
 * `last` what the last update did. Updates that a device is handed ahead of time count as made, and as good ones.
 */
export type MayGoOn = (done: StepCost, last: StepCost) => boolean;

/** What it finds does not depend on how its updates are cut into steps. */
export interface Search {
  /**
   * One update, or one group of offspring. A search that is slowed by being looked at between updates makes more of
   * them while it may go on, and one where nobody says so.
   */
  step(mayGoOn?: MayGoOn): Awaitable<StepReport>;
  /** Brings to the host what lies on a device. To be awaited after a step, before the three below are called. */
  settle?(): Promise<void>;
  /**
   * The incumbent: the problem's net and its parameters, or a net of the search's own, of the same architecture, inputs
   * and outputs, which may be another one each time. Valid until the next step.
   */
  champion(): Solution;
  /** What goes on inside it, to be looked at by `lookInside`. */
  inside(): Measures;
  /** A copy of the state as it stands between steps. */
  snapshot(): Snapshot;
  /** Frees what it holds on a device. It makes no step after that. */
  close?(): void;
}

/** What a search asks of its device over and over: what devices are measured by. */
export type Asking =
  | { readonly kind: 'updates'; readonly sequences: number; readonly descent: DescentSettings }
  /** `genomes` are evaluated in one call. */
  | { readonly kind: 'evaluations'; readonly sequences: number; readonly genomes: number };

/** A contestant that is offered by name: a learner with settings of its own and for its net. */
export interface ContestantPreset<Name extends string = string> {
  readonly name: Name;
  readonly summary: string;
  /** The architecture of its net; left out: the first of the registry. */
  readonly net?: string;
  /** Values for the learner's settings and the net's options, where they differ from the defaults. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface Learner<Settings extends z.ZodObject = z.ZodObject, Name extends string = string> {
  readonly name: string;
  /** The family, for listings and JSON. Nothing is decided by it: capabilities are the fields below. */
  readonly kind: 'genetic' | 'gradient' | 'other';
  readonly summary: string;
  readonly source: string;
  /** It guesses and learns nothing: a task that it solves needs no learning, which a verdict remarks on. */
  readonly floor?: true;
  /** Unit in which the steps count: a limit in the other one never ends its trials. */
  readonly counts: 'updates' | 'evaluations';
  /** One word for its work, which the terminal UI shows while its trials run: `breeding`. */
  readonly atWork: string;
  /** Descriptions of the numbers in its searches' `inside`; one without is shown by its name. */
  readonly measures?: readonly MeasureDescription[];
  /** Every field has a default and a `.describe()`. No key may be `net`, nor an option of a net. */
  readonly settings: Settings;
  readonly contestants: readonly ContestantPreset<Name>[];
  /** Calls of the device that a search with these settings makes; `population`: idle threads may help with it. */
  calls(settings: z.output<Settings>): readonly Call[];
  /** Reason why the learner cannot find weights for this net, in words that follow its name; null, and by default, none. */
  fits?(net: Net): string | null;
  /** Left out where it asks for nothing that decides which device is fastest. */
  asks?(settings: z.output<Settings>): Asking;
  /**
   * Bytes that a search holds on the host for a net of so many parameters, beside its batches; for the estimate before
   * anything starts. Left out: 100 a parameter.
   */
  holds?(settings: z.output<Settings>, parameters: number): number;
  /** A search from the beginning, or from a snapshot of it. */
  start(problem: Problem, settings: z.output<Settings>, snapshot?: Snapshot): Awaitable<Search>;
}

/** Types a learner's functions by its settings, and keeps its contestants' names for scripts to complete. */
export function defineLearner<Settings extends z.ZodObject, const Name extends string>(
  learner: Learner<Settings, Name>,
): Learner<z.ZodObject, Name> {
  return learner as unknown as Learner<z.ZodObject, Name>;
}
