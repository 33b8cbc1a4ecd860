/** Command that repeats a run, derived from the commands that started it. */

import type { StoredSession } from './stored-trial.ts';

type Kind = 'flag' | 'with value' | 'may have value';

/** Flags on the places of a run, its trials and its verdict, and on their display, which a repeat leaves out. */
const DROPPED: Readonly<Record<string, Kind>> = {
  '--run': 'with value',
  '--json': 'with value',
  '--workers': 'with value',
  '--part': 'with value',
  '--allow-seconds': 'flag',
  '--serve': 'may have value',
  '--queue': 'may have value',
  '--password-file': 'with value',
  '--tls-ca': 'with value',
  '--tls-cert': 'with value',
  '--tls-key': 'with value',
  '--queue-prefix': 'with value',
  '--adapter': 'with value',
  '--send-plugins': 'flag',
  '--trust-workers': 'flag',
  '--isolate': 'flag',
  '--no-isolate': 'flag',
  '--plain': 'flag',
  '--no-run': 'flag',
  '--debug': 'flag',
};

/**
 * Command of the process that planned the run's present content, with the budget that it was last resumed with; empty
 * where a user's program planned it.
 */
export function repeatOf(sessions: readonly Pick<StoredSession, 'purpose' | 'commandLine'>[]): string[] {
  const planned = sessions.findLastIndex((one) => one.purpose !== 'resume' && !isResumed(one));
  const { commandLine } = sessions[planned]!;
  if (commandLine.length === 0) return [];
  const raised = sessions.slice(planned).findLast(isRaised);
  const budget = raised === undefined ? [] : valuesOf(raised.commandLine, '--budget');
  const dropped = budget.length === 0 ? DROPPED : { ...DROPPED, '--budget': 'with value' as const };
  return ['npx', 'genoprop', ...without(commandLine, dropped), ...budget.flatMap((one) => ['--budget', one])];
}

const isResumed = ({ commandLine }: Pick<StoredSession, 'commandLine'>): boolean =>
  commandLine[0] === 'resume';

/** True for a session that gave the run a larger budget. */
export const isRaised = (session: Pick<StoredSession, 'purpose' | 'commandLine'>): boolean =>
  session.purpose === 'extend' && isResumed(session);

function without(words: readonly string[], dropped: Readonly<Record<string, Kind>>): string[] {
  const kept: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    const kind = dropped[word.replace(/=.*$/s, '')];
    if (kind === undefined) kept.push(word);
    else if (kind === 'flag' || word.includes('=')) continue;
    else if (kind === 'with value' || words[index + 1]?.startsWith('-') === false) index++;
  }
  return kept;
}

const valuesOf = (words: readonly string[], flag: string): string[] =>
  words.flatMap((word, index) => {
    if (word.startsWith(`${flag}=`)) return [word.slice(flag.length + 1)];
    return word === flag ? [words[index + 1] ?? ''] : [];
  });
