/**
 * A handover in short: contestants with `>` between them, then `@` and the share of the budget at which one hands over to
 * the next, then settings of the whole: `genitor:population=50>msgd-cr@0.3:spread=0.2`.
 */
import { UserError } from '../../errors.ts';

/** Offered contestant that a handover is. */
export const HANDOVER = 'handover';

export interface HandoverText {
  readonly parts: string;
  /** Shares as they are written: `0.3`, or `0.1@0.5` of three parts. */
  readonly at: string;
  /** Assignments, `key=value`, of settings of the whole. */
  readonly assignments: readonly string[];
}

/** True for a text that is meant as one. */
export const isHandoverText = (text: string): boolean => text.includes('>') && !text.startsWith('handover:');

/**
 * Parses it.
 * @param where beginning of the message
 * @throws UserError where it has no share
 */
export function parseHandoverText(text: string, where: string): HandoverText {
  const [, parts = '', at = '', rest = ''] = /^([^@]*)(?:@([^:]*))?(?::(.*))?$/s.exec(text) ?? [];
  if (at.trim() === '')
    throw new UserError(
      `${where}: a handover needs the share of the budget at which the first part ends, as in ${parts.trim() || text}@0.3`,
    );
  const assignments = rest
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  return { parts: parts.trim(), at: at.trim(), assignments };
}
