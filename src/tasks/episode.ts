/**
 * Form of an episode task: an environment that is stepped by a net's outputs. `defineEpisode` makes a task of a
 * definition.
 */
import type * as z from 'zod';
import type { Places } from '../nets/substrate.ts';
import type { Random } from '../random/random.ts';
import type { Raster } from './raster.ts';
import type { PartContext, TaskSuccess } from './task-parts.ts';

/** Reading of the net's linear outputs y: as they are, 1/(1 + e^-y) each, tanh y each, or softmax over all of them. */
export type Reading = 'linear' | 'logistic' | 'tanh' | 'softmax';

/** Form of an episode task under given options. */
export interface EpisodeShape {
  /** Number of observations, which are the net's inputs, and of its outputs. */
  readonly observations: number;
  readonly actions: number;
  /** Reading by which the environment is handed the outputs. */
  readonly reads: Reading;
  /** Most actions of an episode. */
  readonly steps: number;
  /** Places of the observations (`inputs`) and actions (`outputs`), as of a task of sequences. */
  readonly places?: Places;
  readonly observationNames?: readonly string[];
  readonly actionNames?: readonly string[];
}

/** Result of an episode. Further numbers, by name, are averaged over episodes and reported. */
export interface EpisodeOutcome {
  /** Loss, lower is better. */
  readonly loss: number;
  /** True where the episode is lost. */
  readonly wrong: boolean;
  readonly measures?: Readonly<Record<string, number>>;
}

/** Picture of one moment, for a terminal or a page to draw: in lines, or in pixels. */
export type Picture = LinePicture | RasterPicture;

/** Picture in lines in a plane, y upwards. */
export interface LinePicture {
  /** Part of the plane that is seen. */
  readonly view: {
    readonly left: number;
    readonly right: number;
    readonly bottom: number;
    readonly top: number;
  };
  /** Open polygons, their points as x and y in turn. */
  readonly lines: readonly { readonly points: readonly number[]; readonly role?: PictureRole }[];
  /** One line on what is seen. */
  readonly text?: string;
}

/** Picture in pixels. */
export interface RasterPicture {
  readonly raster: Raster;
  /** View of the net, drawn small beside it in place of the observations' numbers. */
  readonly seen?: Raster;
  /** Buttons of the net by names of a word each, lit where it holds them down. */
  readonly lamps?: readonly { readonly name: string; readonly isLit: boolean }[];
  readonly text?: string;
}

/**
 * Role of a line, by which it is coloured: the ground, what the net moves, what it is to hold or reach, what it is to
 * avoid, the rest.
 */
export type PictureRole = 'ground' | 'actor' | 'object' | 'goal' | 'danger';

/** One episode under way. */
export interface Episode {
  /** Writes what the net sees now, `[observations]`. */
  observe(into: Float64Array): void;
  /**
   * Takes one action.
   * @param actions the net's outputs `[actions]` as `reads` gives them; only read
   * @returns false where the episode is over by this action
   */
  act(actions: Float64Array): boolean;
  /**
   * Reward of the last action, higher is better, for learners that play by sampled actions; asked once after each
   * action. The sum over an episode is to order episodes as -loss does. Left out: -loss with the last action, and 0
   * before.
   */
  reward?(): number;
  /** Result so far; asked once, when the episode is over. */
  outcome(): EpisodeOutcome;
  /** Picture of now. */
  picture?(): Picture;
  /** Frees what no collector frees, such as the memory of a physics engine. Called once, also where the episode fails. */
  close?(): void;
}

/** Context that `begin` receives beside the options. */
export interface EpisodeContext extends PartContext {
  /** Number of the start among `cases` of the part, from 0; without `cases`, that of the episode in its stream. */
  readonly index: number;
}

/** Null agent: acts without a net. Writes the actions that the environment is handed, `[actions]`. */
export type Agent = (observations: Float64Array, actions: Float64Array, random: Random) => void;

export interface EpisodeDefinition<Options extends z.ZodObject = z.ZodObject> {
  /** Name in lower case words joined by hyphens. */
  readonly name: string;
  /** Summary in one line. */
  readonly summary: string;
  /** Source: paper or code that defines it. */
  readonly source: string;
  /** Options as a zod object; every field has a default and a `.describe()`. */
  readonly options: Options;
  /**
   * Loads what episodes need, such as a physics engine. Awaited once in each thread that plays, before its first episode;
   * `shape` and the other functions may be called before.
   */
  prepare?(): Promise<void>;
  /**
   * Versions of packages on which results depend, by their names; asked after `prepare`. The run file keeps them, and the
   * run goes on with the same versions alone.
   */
  versions?(): Readonly<Record<string, string>>;
  shape(options: z.output<Options>): EpisodeShape;
  /**
   * Begins an episode of `context.part`. All that it owes to chance comes from `random`, so that the same stream and the
   * same actions give the same episode.
   */
  begin(random: Random, options: z.output<Options>, context: EpisodeContext): Episode;
  /**
   * Number of different starts of a part, where they are counted: `begin` then gives start number `context.index`. In
   * training an evaluation plays as many of them as the learner's `sequences` asks for, at most all; validation and test
   * play each once. Left out: drawn without end.
   */
  cases?(options: z.output<Options>, context: PartContext): number | undefined;
  /**
   * True where validation and test play all the starts there are, the same ones, so that success is decided by them as
   * they are, without confidence bounds. Default: false.
   */
  isExhaustive?(options: z.output<Options>): boolean;
  /**
   * True where the first start of validation and test is a gate: where it is lost, the others are not played and count as
   * lost, with the measures of that episode, and the task is not solved, whatever these are. Default: false.
   */
  isGate?(options: z.output<Options>): boolean;
  /**
   * Success criterion over test episodes: less than a share `error` of them is lost, or the mean of a measure is at
   * least, or at most, so much. A criterion by a measure is the task's score, shown in place of the share of episodes
   * lost. Default: `error` .01 of 1,000.
   */
  success?(options: z.output<Options>): TaskSuccess;
  /** Units of the measures, for people to read. */
  readonly units?: Readonly<Record<string, string>>;
  /** Chance level, the best result without looking at the observations, where known. */
  chance?(options: z.output<Options>): { readonly loss?: number; readonly error?: number };
  /**
   * Null agents by their names in words (`always left`), for the floors that `genoprop tasks NAME` prints. `do nothing`
   * (all outputs 0) and `random` (outputs drawn at every action) are there by themselves.
   */
  agents?(options: z.output<Options>): Readonly<Record<string, Agent>>;
}
