/**
 * Marks of Hochreiter & Schmidhuber (1997), sections 5.4 and 5.5: one of the first ten pairs, then one of the first
 * T/2 - 1 pairs that are still unmarked, which may come before it. The last pair is left out of both, as it is the
 * end's.
 */

import { UserError } from '../../src/errors.ts';
import type { Random } from '../../src/random/random.ts';
import type { LengthRange } from './lengths.ts';

const FIRST_PAIRS = 10;
const SHORTEST = 4;

/**
 * Checks the length.
 * @throws UserError where a sequence is too short for two marks
 */
export function checkHochreiterLength({ shortest }: LengthRange): void {
  if (shortest >= SHORTEST) return;
  throw new UserError(
    `length ${shortest} leaves no step for the second mark, the shortest length that works is ${SHORTEST}`,
  );
}

/**
 * Draws the steps of the two marks.
 * @param T from which lengths are drawn
 */
export function drawHochreiterMarks(random: Random, length: number, T: number): readonly [number, number] {
  const first = random.integer(firstPairs(length));
  const unmarked = Math.min(Math.max(1, Math.floor(T / 2) - 1), length - 2);
  const place = random.integer(unmarked);
  return [first, place < first ? place : place + 1];
}

/** Probability of the first mark at the first pair, whose value is then not the drawn one. */
export function firstPairShare({ shortest, longest }: LengthRange): number {
  let sum = 0;
  for (let length = shortest; length <= longest; length++) {
    // From eleven steps on it is always a tenth.
    if (length > FIRST_PAIRS) return (sum + (longest - length + 1) / FIRST_PAIRS) / (longest - shortest + 1);
    sum += 1 / firstPairs(length);
  }
  return sum / (longest - shortest + 1);
}

const firstPairs = (length: number): number => Math.min(FIRST_PAIRS, length - 1);
