/** Sizes of a stored net, checked against the schema of its architecture. */
import type * as z from 'zod';
import { UserError } from '../errors.ts';

/** @throws UserError on what are no sizes of such a net */
export function restoredSizes<T>(schema: z.ZodType<T>, stored: Readonly<Record<string, unknown>>): T {
  const { success, data, error } = schema.safeParse(stored);
  if (success) return data;
  const { path, message } = error.issues[0]!;
  throw new UserError(`the net's ${path.join('.')}: ${message}`);
}
