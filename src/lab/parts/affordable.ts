/** Limit of what a view computes: some hours of a core. */
import { UserError } from '../../errors.ts';
import { quantity } from '../../words/numbers.ts';

/** Most multiply-accumulates of a look. */
export const MOST_MACS = 1e14;

/**
 * Refuses a look that would take too long, before it begins.
 * @param subject beginning of the line, up to the verb
 * @param macs estimate
 * @param lower options that make it less, in words
 * @throws UserError
 */
export function requireAffordable(subject: string, macs: number, lower: string): void {
  if (macs <= MOST_MACS) return;
  throw new UserError(
    `${subject} would take ${quantity(macs)}MACs, hours of computing, and at most ${quantity(MOST_MACS)}MACs are made; lower ${lower}`,
  );
}
