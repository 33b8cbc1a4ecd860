/** The command that repeats a run, word by word, from those by which it was started. */

import type { StoredSession } from './run-reader.ts';

/** Flags that say where a run and its verdict are kept and how it is shown, which a repeat wants otherwise. */
const DROPPED: Readonly<Record<string, 'flag' | 'with value'>> = {
  '--run': 'with value',
  '--json': 'with value',
  '--workers': 'with value',
  '--plain': 'flag',
  '--no-run': 'flag',
  '--debug': 'flag',
};

/** Of the process that planned what the run now holds; empty where a program did, which has no command to repeat. */
export function repeatOf(sessions: readonly Pick<StoredSession, 'purpose' | 'commandLine'>[]): string[] {
  const { commandLine } = sessions.findLast(({ purpose }) => purpose !== 'resume')!;
  if (commandLine.length === 0) return [];
  const kept: string[] = [];
  for (let index = 0; index < commandLine.length; index++) {
    const word = commandLine[index]!;
    const kind = DROPPED[word.replace(/=.*$/s, '')];
    if (kind === undefined) kept.push(word);
    else if (kind === 'with value' && !word.includes('=')) index++;
  }
  return ['npx', 'genoprop', ...kept];
}
