/** Test against chance: whether a net did better than the best answer that ignores the input. */
import { wilsonInterval } from './wilson.ts';

/** Chance level, as far as the task knows it. */
export interface ChanceLevel {
  readonly loss?: number;
  readonly error?: number;
}

/** Measured values: an error from 0 to 1 on so many sequences, and the loss on them. */
export interface Measured {
  readonly error: number | null;
  readonly loss: number | null;
  readonly sequences: number;
  /** Number of measurements of which this is the best; more of them come below chance by luck. Default: 1. */
  readonly bestOf?: number;
}

/**
 * Tests against chance. With a known error of chance: that error lies above the 99.9 % Wilson interval of the measured
 * error (Bonferroni-corrected for the best of several). Of a task that knows only chance's loss: the loss is 5 % lower,
 * for the sequences' own sampling error is not known, but is about 1 % for 10,000. Null where neither is known.
 */
export function isBetterThanChance(
  { error, loss, sequences, bestOf = 1 }: Measured,
  chance: ChanceLevel,
): boolean | null {
  if (chance.error !== undefined) {
    if (error === null || Number.isNaN(error)) return false;
    const confidence = 1 - 0.001 / Math.max(1, bestOf);
    return wilsonInterval(Math.min(1, error) * sequences, sequences, confidence).high < chance.error;
  }
  return chance.loss === undefined ? null : loss !== null && loss < 0.95 * chance.loss;
}
