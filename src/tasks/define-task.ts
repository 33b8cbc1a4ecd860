/**
 * Format of a sequence task, built in or plugged in. A task defines the sequences and the scoring of answers;
 * everything else (batches, data streams, success, reports) is derived from this.
 */
import type * as z from 'zod';
import type { LossKind } from '../engine/batch.ts';
import type { Places } from '../nets/substrate.ts';
import type { Random } from '../random/random.ts';
import type { EpisodeDefinition, Reading } from './episode.ts';
import type { PartContext, TaskSuccess } from './task-parts.ts';

export type { Part, PartContext, TaskCriterion, TaskSuccess } from './task-parts.ts';

/** Sequence: inputs, targets, and scored steps. */
export interface Sequence {
  /**
   * Inputs, one entry a step: a symbol in [0, inputs.size), or a vector of inputs.size numbers. Vectors may also come
   * as one flat list, end to end, `[steps × inputs.size]`, which is faster.
   */
  readonly inputs: ArrayLike<number> | ArrayLike<ArrayLike<number>>;
  /**
   * Targets. With `scored: 'last'`: one class (softmax) or one vector of `outputs` numbers. With `scored: 'masked'`:
   * one such entry a step, `null` where the answer is not scored.
   */
  readonly targets: Target | readonly (Target | null)[];
  /**
   * Weight of its loss, above 0 and at most 1, beside that of the shape's `reduction`: so sequences of unequal lengths
   * can count by their lengths. Default 1.
   */
  readonly weight?: number;
  /** True where the sequence begins anew from a state of 0, on a task whose sequences `continue`. Default: false. */
  readonly begins?: boolean;
}

/**
 * Target: a class in [0, outputs) for softmax; for squared and bernoulli a vector of `outputs` numbers, or the number
 * itself where there is one output.
 */
export type Target = number | ArrayLike<number>;

/** Form of a task's data under given options. */
export interface TaskShape {
  readonly inputs: { readonly kind: 'symbols' | 'dense'; readonly size: number };
  readonly outputs: number;
  readonly loss: LossKind;
  /**
   * Scored steps. last: only the answer at a sequence's last step counts. masked: every step that has a target counts.
   */
  readonly scored: 'last' | 'masked';
  /** Reduction of the scored steps' losses to the sequence's loss. Default: mean. */
  readonly reduction?: 'mean' | 'sum';
  /**
   * True where sequence k + 1 of the training `cases` goes on where sequence k ends, as chunks of one long text do. A
   * place in the minibatch then goes through them in their order, from a drawn one on, and the first follows the last;
   * learners by gradients carry the net's state from one minibatch to the next. Validation and test begin every
   * sequence with a state of 0. Default: false.
   */
  readonly continues?: boolean;
  /**
   * Number of streams into which the training cases that continue are cut, at even distances from a drawn one on: place b
   * of the minibatch begins at stream b, places beyond the last stream at drawn cases. Left out: all begin at drawn ones.
   */
  readonly streams?: number;
  /**
   * True where training goes through its `cases` in epochs: each once an epoch, in an order drawn anew for each. Then a
   * minibatch depends on the number of its sequences. Default: false, each minibatch draws an order of its own.
   */
  readonly epochs?: boolean;
  /**
   * Feedback: the net goes on by itself. Inputs of the first `washout` steps are as given; from then on the first
   * `outputs` inputs of a step are the net's own outputs at the step before, in validation and test always, in training
   * as the contestant's `forcing` says. The given inputs stand for those outputs while they are forced, so they must be
   * the targets of the step before. Needs dense inputs, as many as outputs or more, squared loss, and sequences longer
   * than the washout.
   */
  readonly feedback?: { readonly washout: number };
  /**
   * Set for a task that is played in episodes: the reading of the outputs, and the most actions of an episode. Inputs are
   * then observations and outputs actions.
   */
  readonly episode?: { readonly reads: Reading; readonly steps: number };
  /**
   * Places of the inputs and outputs in a space of two or three dimensions, coordinates from -1 to 1: its geometry, for
   * learners that compute weights from places (HyperNEAT). Left out: inputs on the line y = -1, outputs on y = 1.
   */
  readonly places?: Places;
  /** Names of the input symbols or channels and of the classes or outputs, for people to read. */
  readonly inputNames?: readonly string[];
  readonly outputNames?: readonly string[];
}

/** Answer of a net to one sequence, at the scored steps alone, in order of time. */
export interface Answer {
  /** Indices of the scored steps. */
  readonly steps: readonly number[];
  /** Outputs, `[scored step][outputs]`: probabilities for softmax and bernoulli, linear outputs for squared. */
  readonly outputs: readonly ArrayLike<number>[];
  /** Targets, `[scored step]`: classes for softmax, vectors of `outputs` numbers for squared and bernoulli. */
  readonly targets: readonly Target[];
}

/** Judgement of one answer. Further numbers, by name, are averaged over sequences and reported. */
export interface Judgement {
  /** May be left out where the task has a `score`. */
  readonly wrong?: boolean;
  readonly [measure: string]: boolean | number | undefined;
}

/** Context that the sampler receives beside its options. */
export interface SampleContext<Shared> extends PartContext {
  /** Number of the sequence in its stream; for a task with `cases`, the case to give, from 0. */
  readonly index: number;
  /** Value that `shared` drew for the whole minibatch; undefined when the task has no `shared`. */
  readonly shared: Shared;
}

export interface TaskDefinition<Options extends z.ZodObject = z.ZodObject, Shared = unknown> {
  /** Name in lower case words joined by hyphens. */
  readonly name: string;
  /** Summary in one line. */
  readonly summary: string;
  /** Source: paper or code that defines it. */
  readonly source: string;
  /** Files that options name: how to get them, and where their format is described. Shown by `genoprop tasks NAME`. */
  readonly files?: string;
  /**
   * Options as a zod object; every field has a default and a `.describe()`. Flags, files and messages all come from it.
   */
  readonly options: Options;
  shape(options: z.output<Options>): TaskShape;
  /** Draws a value once a minibatch, for instance its common length. */
  shared?(random: Random, options: z.output<Options>, context: PartContext): Shared;
  /**
   * Draws one sequence of `context.part`. The same stream must give the same sequence. Endless random sequences need
   * not look at the part; those of fixed data, a file's for instance, must not be the same in two parts.
   */
  sample(random: Random, options: z.output<Options>, context: SampleContext<Shared>): Sequence;
  /**
   * Number of different sequences of `context.part`, where there are so few that they are gone through one by one:
   * `sample` then gives sequence number `context.index` (modulo the number) of that part, for any stream. Training
   * takes them in random orders (see `TaskShape.epochs`), validation and test take each once. `undefined`: drawn without end.
   */
  cases?(options: z.output<Options>, context: PartContext): number | undefined;
  /**
   * True for a task whose `cases` are all the sequences there are, the same in every part: training goes through them,
   * and validation and test ask for all of them. Default false: each part has cases of its own.
   */
  readonly exhaustive?: boolean;
  /**
   * Judges an answer. Default: wrong when any scored step's class, threshold or (squared) tolerance of .2 is missed.
   */
  judge?(answer: Answer, options: z.output<Options>): Judgement;
  /**
   * Success criterion, over `sequences` test sequences: less than `error` of them is wrong, or the mean of a number
   * that `judge` returns is at least, or at most, so much, or their mean loss is at most so much. Default: `error` .01
   * of 10,000.
   */
  readonly success?: TaskSuccess;
  /**
   * Name and unit of what the task is judged by, its loss or the measure of `success`: `{ name: 'nll', unit: 'nats a
   * frame' }`. The share answered wrong is then shown to nobody, and `judge` need not give `wrong`.
   */
  readonly score?: { readonly name: string; readonly unit?: string };
  /**
   * Test beyond training, for tasks whose sequences grow: once, after the test, the sequence of each level is answered
   * until one is wrong. The last right level's `reach` is then a measure of the trial's test. Success does not depend on
   * it. Asked of built-in tasks alone; undefined: no such test under these options.
   */
  beyond?(options: z.output<Options>): Beyond | undefined;
  /** Units of the numbers that `judge` returns, for people to read: `{ longest: 'steps' }`. */
  readonly units?: Readonly<Record<string, string>>;
  /** Chance level, the best result of a predictor that ignores its input, where known: a loss and a share wrong. */
  chance?(options: z.output<Options>): { readonly loss?: number; readonly error?: number };
  /**
   * Preprocessing that a program needs to feed a champion raw data and to read its answers: means and deviations, a
   * vocabulary. Values that JSON holds, 256 KiB at most. The values stand in every exported champion, under
   * `task.preprocessing`.
   */
  preprocessing?(options: z.output<Options>): Readonly<Record<string, unknown>>;
  /** Definition of a task that is played in episodes, as `defineEpisode` makes it; left out for a task of sequences. */
  readonly episode?: EpisodeDefinition;
}

/** Test of how far a net goes beyond what it was trained on. */
export interface Beyond {
  /** Name of the measure that it gives. */
  readonly measure: string;
  /** Value of the measure where the first level is answered wrong. */
  readonly none: number;
  /** Levels from the easiest on: options that differ, under which the first test sequence is the level's. */
  readonly levels: Iterable<{
    readonly reach: number;
    readonly options: Readonly<Record<string, unknown>>;
  }>;
}

/** Task. Built-in tasks and plugins both export `defineTask({...})` as their default. */
export type Task = TaskDefinition;

/** Types a task's functions by its options; checks nothing at run time (`checkTask` does). */
export function defineTask<Options extends z.ZodObject, Shared = undefined>(
  definition: TaskDefinition<Options, Shared>,
): Task {
  return definition as unknown as Task;
}
