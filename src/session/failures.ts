/** Failures as users see them: a line that begins with `genoprop: `, and an exit code. */
import { CommanderError } from 'commander';
import { Faults, RunError, UserError } from '../errors.ts';
import type { Terminal } from './terminal.ts';

/** Exit code of Ctrl-C, as shells count it: 128 and the signal's number. */
export const INTERRUPTED = 130;

/** Writes the failure. Returns the exit code: 2 for what the user wrote, 1 for what failed while running. */
export function reportFailure(failure: unknown, terminal: Terminal, debug: boolean): number {
  // Help and version are exits too for commander; their text has been written already.
  if (failure instanceof CommanderError && failure.exitCode === 0) return 0;
  if (failure instanceof CommanderError && failure.code === 'commander.help') return 2;
  // Several faults in one place have a line each.
  const text = failure instanceof Faults ? failure.message : oneLine(messageOf(failure));
  terminal.err.write(`genoprop: ${text}\n`);
  if (debug && failure instanceof Error) terminal.err.write(`${failure.stack}\n`);
  if (failure instanceof UserError || failure instanceof CommanderError) return 2;
  return failure instanceof RunError ? failure.exitCode : 1;
}

function messageOf(failure: unknown): string {
  if (failure instanceof CommanderError) return failure.message.replace(/^error: /, '');
  return failure instanceof Error ? failure.message : String(failure);
}

// Commander puts its suggestion, `(Did you mean ...?)`, on a second line.
const oneLine = (text: string): string =>
  text
    .trim()
    .replace(/\s*\n\s*/g, ' ')
    .replace('(Did you mean', '(did you mean');
