/** A contestant as `--contestant` takes it: `[alias=]preset[:key=value,...]`. */
import { UserError } from '../../errors.ts';

export interface ContestantText {
  /** Name of the contestant: its alias, else the text as written, so that two settings are told apart. */
  readonly name: string;
  readonly preset: string;
  /** Assignments, `key=value` each. */
  readonly assignments: readonly string[];
}

/**
 * Parses the text of a contestant.
 * @throws UserError on an empty name or preset
 */
export function parseContestant(text: string): ContestantText {
  const colon = text.indexOf(':');
  const head = colon === -1 ? text : text.slice(0, colon);
  const settings = colon === -1 ? '' : text.slice(colon + 1);
  const equals = head.indexOf('=');
  const preset = head.slice(equals + 1).trim();
  const assignments = settings
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  const written = assignments.length === 0 ? preset : `${preset}:${assignments.join(',')}`;
  const name = equals === -1 ? written : head.slice(0, equals).trim();
  if (name === '' || preset === '') {
    throw new UserError(`--contestant ${text}: write name, name:key=value,... or alias=name:key=value,...`);
  }
  return { name, preset, assignments };
}

/**
 * Requires that each contestant has a name of its own.
 * @throws UserError when two contestants have one name
 */
export function requireUniqueNames(contestants: readonly ContestantText[]): void {
  for (const { name } of contestants) {
    if (contestants.filter((one) => one.name === name).length > 1) {
      throw new UserError(
        `--contestant ${name}: takes part twice, give one of them other settings or a name, as in other=${name}`,
      );
    }
  }
}
