/** The command line's beginning. */
import process from 'node:process';
import { processTerminal } from '../session/terminal.ts';
import { runCommandLine } from './program.ts';

process.exitCode = await runCommandLine(process.argv.slice(2), processTerminal());

/** Milliseconds after which a process that has nothing more to do is ended. */
const PATIENCE = 1000;

// A script is the user's own program, and may have left a timer or a socket that would keep the process alive. What is
// still being written is written first.
setInterval(() => {
  if (process.stdout.writableLength === 0 && process.stderr.writableLength === 0) process.exit();
}, PATIENCE).unref();
