/** Part of a tournament's trials: one of so many parts that are played apart, in run files of their own. */
import { UserError } from '../../errors.ts';

export interface Part {
  /** Number of the part, from 1. */
  readonly number: number;
  readonly of: number;
}

const MOST_PARTS = 100_000;

/**
 * Parses a part: `3/8` is the third of eight.
 * @throws UserError on a text that is none
 */
export function parsePart(text: string, where: string): Part {
  const match = /^(\d+)\/(\d+)$/.exec(text.trim());
  const [number, of] = [Number(match?.[1]), Number(match?.[2])];
  if (number >= 1 && number <= of && of <= MOST_PARTS) return { number, of };
  throw new UserError(
    `${where} ${text}: must be the number of a part and how many there are, such as 3/8, with 8 at most ${MOST_PARTS}`,
  );
}

/**
 * Trials of the part, in their order. Each block of as many trials as there are parts gives every part one, and the
 * assignment moves on by one from block to block, so that no part gets all trials of one contestant.
 * @param trials all of the tournament, in the order of `trialsOf`
 */
export const partOf = <Trial>(trials: readonly Trial[], { number, of }: Part): Trial[] =>
  trials.filter((_, index) => (index + Math.floor(index / of)) % of === number - 1);

/** Text of a part: `part 3 of 8`. */
export const partText = ({ number, of }: Part): string => `part ${number} of ${of}`;
