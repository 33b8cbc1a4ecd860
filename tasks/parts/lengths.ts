/** Options for the lengths of sequences: fixed, or drawn once a minibatch or once a sequence. */
import * as z from 'zod';
import { UserError } from '../../src/errors.ts';
import type { Random } from '../../src/random/random.ts';

export const LONGEST = 100_000;

/**
 * Options `length` and `maximumLength`. `rule` describes the case without the latter. A longest length is that of a
 * certain `length`: where only that is set again, as in `genoprop eval`, the longest is reset to none.
 */
export const lengthOptions = (smallest: number, standard: number, rule = 'every sequence has `length`') => ({
  length: z.int().min(smallest).max(LONGEST).default(standard).describe('time steps of a sequence'),
  maximumLength: z
    .int()
    .min(smallest)
    .max(LONGEST)
    .nullable()
    .default(null)
    .meta({
      description: `longest sequence: lengths are drawn uniformly from \`length\` to this; none: ${rule}`,
      follows: 'length',
    }),
});

/** Range of lengths, both ends included. */
export interface LengthRange {
  readonly shortest: number;
  readonly longest: number;
  /** Scope of a drawn length: a minibatch has one, or every sequence its own. */
  readonly drawn: 'minibatch' | 'sequence';
}

/**
 * Makes the range.
 * @throws UserError when the longest is below the shortest
 */
export function lengthRange(
  options: { readonly length: number; readonly maximumLength: number | null },
  drawn: LengthRange['drawn'] = 'minibatch',
  standardLongest = options.length,
): LengthRange {
  const longest = options.maximumLength ?? standardLongest;
  if (longest < options.length) {
    throw new UserError(
      `maximumLength ${longest} is below length ${options.length}, it must be at least that`,
    );
  }
  return { shortest: options.length, longest, drawn };
}

/** Common length of a minibatch; undefined where there is none to draw. */
export function drawSharedLength(random: Random, range: LengthRange): number | undefined {
  return range.drawn === 'minibatch' && range.longest > range.shortest
    ? uniformLength(random, range)
    : undefined;
}

/** Length of a sequence, given the length that `drawSharedLength` drew for its minibatch. */
export function drawLength(random: Random, range: LengthRange, shared: number | undefined): number {
  return shared ?? (range.longest > range.shortest ? uniformLength(random, range) : range.shortest);
}

const uniformLength = (random: Random, { shortest, longest }: LengthRange): number =>
  shortest + random.integer(longest - shortest + 1);
