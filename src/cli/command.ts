/** Type of a command of the command line. */
import type { Command } from 'commander';
import type { Terminal } from '../session/terminal.ts';

/** A command sets this to end with another exit code than 0 without a failure to report. */
export interface Outcome {
  exitCode: number;
}

/** A command: adds itself to the program. What it does is imported when it is called. */
export type AddCommand = (program: Command, terminal: Terminal, outcome: Outcome) => void;
