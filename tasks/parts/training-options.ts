/** Options of tasks with fixed data for the way in which training goes through it. */
import * as z from 'zod';
import { UserError } from '../../src/errors.ts';
import type { TaskShape } from '../../src/tasks/define-task.ts';

/** Option `epochs`. */
export const epochsField = z
  .boolean()
  .default(false)
  .describe(
    'training order: true, in epochs, each sequence once in an order drawn anew; false, each minibatch draws its own',
  );

/** Option `streams`. */
export const streamsField = z
  .int()
  .min(1)
  .max(100_000)
  .nullable()
  .default(null)
  .describe(
    'streams that the training data is cut into where states are carried, at even distances, one a place of the minibatch; none: each place begins at a drawn point',
  );

/** Options of a task, as far as they are known: runs of former versions have fewer. */
interface TrainingOptions {
  readonly carry?: boolean;
  readonly streams?: number | null;
  readonly epochs?: boolean;
}

/**
 * Fields of the shape that these options give.
 * @throws UserError on options that do not go together
 */
export function trainingShape({
  carry = false,
  streams = null,
  epochs = false,
}: TrainingOptions): Pick<TaskShape, 'continues' | 'streams' | 'epochs'> {
  if (streams !== null && !carry) {
    throw new UserError(`streams ${streams} are for states that are carried on, so carry must be true`);
  }
  if (epochs && carry) {
    throw new UserError(
      'epochs true is for sequences in a random order, so carry must be false; where states are carried, the data is gone through in its order',
    );
  }
  return {
    ...(carry ? { continues: true } : {}),
    ...(streams === null ? {} : { streams }),
    ...(epochs ? { epochs: true } : {}),
  };
}
