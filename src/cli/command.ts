/** Type of a command of the command line. */
import type { Command } from 'commander';
import type { Terminal } from '../session/terminal.ts';

/** Outcome of a command. A command sets its exit code to end with another code than 0 without a failure to report. */
export interface Outcome {
  exitCode: number;
}

/** Command module: adds its command to the program, and imports its action only when the command is called. */
export type AddCommand = (program: Command, terminal: Terminal, outcome: Outcome) => void;
