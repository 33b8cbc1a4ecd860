/**
 * A contestant as `--contestant` takes it: `[alias=]preset[:key=value,...]`, or a handover,
 * `[alias=]preset[:key=value,...]>preset[:key=value,...]@share`.
 */
import { UserError } from '../../errors.ts';
import { HANDOVER, isHandoverText, parseHandoverText } from './handover-text.ts';

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
  const [, alias, written = ''] = /^(?:([^:>=]*)=)?(.*)$/s.exec(text)!;
  if (isHandoverText(written)) return parseHandover(alias?.trim(), written.trim(), `--contestant ${text}`);
  const colon = text.indexOf(':');
  const head = colon === -1 ? text : text.slice(0, colon);
  const settings = colon === -1 ? '' : text.slice(colon + 1);
  const equals = head.indexOf('=');
  const preset = head.slice(equals + 1).trim();
  const assignments = settings
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  const full = assignments.length === 0 ? preset : `${preset}:${assignments.join(',')}`;
  const name = equals === -1 ? full : head.slice(0, equals).trim();
  if (name === HANDOVER && preset !== HANDOVER) {
    throw new UserError(
      `--contestant ${text}: a handover is written with two contestants and a share, in quotes since > means something to a shell: --contestant '${preset}>msgd-cr@0.3'`,
    );
  }
  if (name === '' || preset === '') {
    throw new UserError(`--contestant ${text}: write name, name:key=value,... or alias=name:key=value,...`);
  }
  return { name, preset, assignments };
}

/** Parses a handover in short; the word `handover` may stand in place of a name. */
function parseHandover(alias: string | undefined, text: string, where: string): ContestantText {
  const { parts, at, assignments } = parseHandoverText(text, where);
  return {
    name: alias === undefined || alias === HANDOVER ? text : alias,
    preset: HANDOVER,
    assignments: [`parts=${parts}`, `at=${at}`, ...assignments],
  };
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
