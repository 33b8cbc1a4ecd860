/**
 * Root of the names of random streams: training, validation, test and search streams of a trial all begin with it. The
 * streams of a tuning begin with a word of their own, so that no seed of a tournament gives the same ones.
 */
import type { StreamPath } from '../../tasks/stream-path.ts';

/** Origin of streams: a tournament's or a trial's seed, and whether it is one of a tuning. */
export interface StreamOrigin {
  readonly seed: number;
  /** Set where the trials choose settings. */
  readonly tuning?: unknown;
}

const TUNING = 'tuning';

export const streamRoot = ({ seed, tuning }: StreamOrigin): StreamPath =>
  tuning === undefined ? [seed] : [TUNING, seed];
