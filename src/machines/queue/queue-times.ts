/**
 * Times of a queue, as the environment gives them. `GENOPROP_QUEUE_TIMES` is for tests, which cannot wait minutes for a
 * lease to run out: all processes of a server must have the same.
 */
import process from 'node:process';
import { UserError } from '../../errors.ts';
import { printable } from '../../words/printable.ts';
import { type QueueTimes, usualTimes } from './queue.ts';

export const TIMES_VARIABLE = 'GENOPROP_QUEUE_TIMES';

/**
 * Times of the variable, `LEASE,CHECK` in milliseconds; the usual ones where it is not set.
 * @throws UserError where it has another form
 */
export function queueTimes(environment: NodeJS.ProcessEnv = process.env): QueueTimes {
  const text = environment[TIMES_VARIABLE];
  if (text === undefined || text === '') return usualTimes;
  const [, lease, check] = /^(\d{1,9}),(\d{1,9})$/.exec(text)?.map(Number) ?? [];
  if (!lease || !check || check > lease)
    throw new UserError(
      `${TIMES_VARIABLE}: must be the milliseconds of a lease and of the checks for those that ran out, as in ${usualTimes.lease},${usualTimes.check}, not ${printable(text)}`,
    );
  return { lease, check };
}

/** Shortest pause that a shorter lease makes of a usual one, in milliseconds. */
const SHORTEST = 50;

/** Pause of a program whose leases are shorter than usual: shorter in proportion, down to 50 ms; never longer. */
export const paceFor = (usual: number, { lease }: QueueTimes): number =>
  Math.min(usual, Math.max(SHORTEST, Math.round((usual * lease) / usualTimes.lease)));
