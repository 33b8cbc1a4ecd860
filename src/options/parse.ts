/** Parser of options on a command line: `key=value`, each value a text. */
import type * as z from 'zod';
import { UserError } from '../errors.ts';
import { describeOptions, type OptionDescription } from './describe.ts';
import { unknownName } from './nearest.ts';
import { validateOptions, type Wording } from './validate.ts';

export { validateOptions } from './validate.ts';

/**
 * Options of the assignments, with the schema's defaults filled in.
 * @param where the flag they were given to, for example `--set`
 * @throws UserError as `validateOptions` does, and on a text that is no assignment
 */
export function parseAssignments<Schema extends z.ZodObject>(
  assignments: readonly string[],
  schema: Schema,
  where: string,
): z.output<Schema> {
  const values = readAssignments(assignments, describeOptions(schema), where);
  return validateOptions(schema, values, where, assignmentWording(assignments, where));
}

/**
 * Assigned options alone, each text turned into its option's type where it has the form of one; otherwise it stays a
 * text, for validation to refuse.
 * @param separator text between `where` and an assignment where both are quoted
 * @throws UserError on an unknown key, a key that is given twice, and a text that is no assignment
 */
export function readAssignments(
  assignments: readonly string[],
  options: readonly OptionDescription[],
  where: string,
  separator = ' ',
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  const names = options.map((option) => option.name);
  for (const assignment of assignments) {
    const { key, text } = splitAssignment(assignment, where);
    const option = options.find(({ name }) => name === key);
    if (option === undefined) throw unknownName('option', key, names, where + separator + assignment);
    if (Object.hasOwn(values, key)) {
      throw new UserError(`${where}${separator}${assignment}: ${key} is given twice, give it once`);
    }
    values[key] = coerce(text, option);
  }
  return values;
}

/** Wording of messages that quote the assignment as it was written, after `where` and the separator. */
export function assignmentWording(assignments: readonly string[], where: string, separator = ' '): Wording {
  const texts = new Map(assignments.map((one) => [splitAssignment(one, where).key, one]));
  return {
    where: (name) => (texts.has(name) ? where + separator + texts.get(name) : where),
    shown: (name, value) => {
      const assignment = texts.get(name);
      return assignment === undefined
        ? JSON.stringify(value)
        : `'${splitAssignment(assignment, where).text}'`;
    },
  };
}

function splitAssignment(assignment: string, where: string): { key: string; text: string } {
  const equals = assignment.indexOf('=');
  if (equals < 1) throw new UserError(`${where} ${assignment}: write an option as key=value`);
  return { key: assignment.slice(0, equals).trim(), text: assignment.slice(equals + 1).trim() };
}

const NUMBER = /^[+-]?(\d[\d_]*\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const WORDS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  '1': true,
  false: false,
  no: false,
  off: false,
  '0': false,
};

function coerce(text: string, option: OptionDescription): unknown {
  const choice = option.choices?.find((value) => String(value) === text);
  if (choice !== undefined) return choice;
  if (option.nullable && (text === 'none' || text === 'null')) return null;
  if (option.type === 'number' || option.type === 'integer') {
    return NUMBER.test(text) ? Number(text.replaceAll('_', '')) : text;
  }
  if (option.type === 'boolean') return WORDS[text.toLowerCase()] ?? text;
  return text;
}
