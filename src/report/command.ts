/** Command that repeats a run, as a line for a POSIX shell. */
import { repeatOf } from '../store/repeat.ts';
import { shellWord } from '../words/text.ts';

export const repeatCommand = (sessions: Parameters<typeof repeatOf>[0]): string =>
  repeatOf(sessions).map(shellWord).join(' ') || '(played by a program)';
