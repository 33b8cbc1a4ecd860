/** Entry point of the command line. */
import process from 'node:process';
import { processTerminal } from '../session/terminal.ts';
import { runCommandLine } from './program.ts';

process.exitCode = await runCommandLine(process.argv.slice(2), processTerminal());

/** Milliseconds after which a process with nothing more to do is ended. */
const PATIENCE = 1000;

// Forced exit: a user's script may have left a timer or a socket that would keep the process alive. Pending output is
// written first.
setInterval(() => {
  if (process.stdout.writableLength === 0 && process.stderr.writableLength === 0) process.exit();
}, PATIENCE).unref();
