/** Faults of what comes over the wire. Nothing of it is trusted before its form has been checked. */
import type * as z from 'zod';
import { printable } from '../../words/printable.ts';

/** Fault in one line: a job, a log or a record that genoprop does not write, or that another version wrote. */
export class WireFault extends Error {
  override readonly name = 'WireFault';
}

/**
 * Value, which has that form.
 * @param what name of the value, for the message: `the job`
 * @throws WireFault that names the first field at fault
 */
export function checkedForm<Schema extends z.ZodType>(
  form: Schema,
  value: unknown,
  what: string,
): z.output<Schema> {
  const { success, data, error } = form.safeParse(value);
  if (success) return data;
  const [issue] = error.issues;
  const path = issue!.path.map(String).join('.');
  throw new WireFault(shortened(`${what}: ${path === '' ? '' : `${path}: `}${issue!.message}`));
}

const MOST_CHARACTERS = 300;

/** Line of limited length, since it may quote content of any length. */
const shortened = (text: string): string => {
  const line = printable(text.replaceAll(/\s*\n\s*/g, ' '));
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}…` : line;
};
