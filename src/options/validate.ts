/**
 * Validation of typed option values from any source against a zod schema, with one line for a fault. `parse.ts` has the
 * form of values on a command line.
 */
import type * as z from 'zod';
import { UserError } from '../errors.ts';
import { allowedValues } from './allowed-values.ts';
import { describeOptions, type OptionDescription } from './describe.ts';
import { jsonFault } from './json-value.ts';
import { nearest, unknownName } from './nearest.ts';

/** Wording of a message about one option: its place, and its value as written. */
export interface Wording {
  where(name: string): string;
  shown(name: string, value: unknown): string;
}

/** Wording for values that are data already, as in a script. */
export const plainWording = (where: string): Wording => ({
  where: () => where,
  shown: (_name, value) =>
    typeof value === 'string' ? `'${value}'` : (jsonFault(value) ?? JSON.stringify(value)),
});

/**
 * Refuses values that cannot be written down and read again, as a run file does with them. Undefined is left out.
 * @throws UserError with the first one
 */
export function requireJson(
  values: Readonly<Record<string, unknown>>,
  { where }: Pick<Wording, 'where'>,
): void {
  for (const [name, value] of Object.entries(values)) {
    const fault = value === undefined ? null : jsonFault(value);
    if (fault === null) continue;
    throw new UserError(
      `${where(name)}: ${name} is ${fault}; it must be a number, a text, true, false or null, as JSON holds them`,
    );
  }
}

/**
 * Options with the schema's defaults filled in. A number in place of a text is taken as it is written.
 * @param where beginning of the message, for example the file and field of the values
 * @throws UserError on an unknown name, a wrong type, a value out of range, or values that do not go together
 */
export function validateOptions<Schema extends z.ZodObject>(
  schema: Schema,
  values: Readonly<Record<string, unknown>>,
  where: string,
  wording: Wording = plainWording(where),
): z.output<Schema> {
  const options = describeOptions(schema);
  const names = options.map((option) => option.name);
  for (const name of Object.keys(values)) {
    if (!names.includes(name)) throw unknownName('option', name, names, wording.where(name));
  }
  requireJson(values, wording);
  const isText = (name: string) => options.some((option) => option.name === name && option.type === 'text');
  const written = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'number' && isText(name) ? String(value) : value,
  ]);
  const parsed = schema.safeParse(Object.fromEntries(written));
  if (parsed.success) {
    requireJson(parsed.data, { where: () => where });
    return parsed.data;
  }
  const issue = parsed.error.issues[0]!;
  const option = options.find(({ name }) => name === issue.path[0]);
  if (option === undefined) throw new UserError(`${where}: ${issue.message}`);
  throw new UserError(complaint(option, values[option.name], issue, wording));
}

function complaint(
  option: OptionDescription,
  value: unknown,
  issue: z.core.$ZodIssue,
  words: Wording,
): string {
  const place = words.where(option.name);
  if (issue.code === 'custom') return `${place}: ${issue.message}`;
  const near =
    option.type === 'choice' && typeof value === 'string'
      ? nearest(value, (option.choices ?? []).map(String))
      : undefined;
  const hint = near === undefined ? '' : `, did you mean '${near}'?`;
  const shown = words.shown(option.name, value);
  // A rule that the description cannot express, such as a multiple of two, is added in zod's own words.
  const expressible = ['invalid_type', 'too_small', 'too_big', 'invalid_value', 'invalid_union'];
  const rule = expressible.includes(issue.code) ? '' : ` (${issue.message})`;
  return `${place}: ${option.name} must be ${allowedValues(option)}, not ${shown}${rule}${hint}`;
}
