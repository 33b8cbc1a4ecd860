/**
 * Lesson: the work that a population is evaluated on. A lesson is a batch of sequences, which devices take as it is, or
 * a set of episodes, which is names alone: each thread draws an episode from the random stream of its name, so no
 * memory travels, and results do not depend on threads. A batch's cost is known before, that of episodes only
 * afterwards.
 */
import type { Batch } from './batch.ts';

/** Episodes `first` to `first + sequences - 1`; number i owes all its chance to the stream `path/i`. */
export interface EpisodeSet {
  readonly kind: 'episodes';
  /** Name of the task. */
  readonly task: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly path: readonly (string | number)[];
  readonly first: number;
  readonly sequences: number;
  readonly part: 'training' | 'validation' | 'test';
  /** Number of starts of the part, which episodes go through by their numbers; null where they are drawn without end. */
  readonly cases: number | null;
}

export type Lesson = Batch | EpisodeSet;

export const isEpisodes = (lesson: Lesson): lesson is EpisodeSet => 'kind' in lesson;

/** Scores of a population's genomes on a lesson. */
export interface Scores {
  /** Losses E, `[count]`; NaN or infinite where it failed. */
  readonly losses: Float64Array;
  /** Multiply-accumulates of each, `[count]`: whole numbers, so that sums do not depend on their order. */
  readonly macs: Float64Array;
}

/** Sum over all genomes. */
export const totalMacs = (macs: Float64Array): number => macs.reduce((sum, one) => sum + one, 0);
