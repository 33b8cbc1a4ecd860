/** The parts of a session in this process: worker threads, a run file, clocks, signals, the terminal UI. */
import { constants } from 'node:os';
import process from 'node:process';
import { monotonicSeconds, wallClockStamp } from '../clock.ts';
import { trialsAtOnce } from '../engine/index.ts';
import type { SessionParts } from '../session/session-parts.ts';
import { aboutThisProcess } from '../store/about-process.ts';
import { createRun } from '../store/run-file.ts';
import { runTournament } from '../tournament/threads/run-tournament.ts';

export const builtInParts: SessionParts = {
  play: runTournament,
  createRun,
  about: aboutThisProcess,
  now: monotonicSeconds,
  stamp: wallClockStamp,
  screen: async (viewed, stream) => (await import('../ui/view.ts')).inkView(viewed, stream),
  onInterrupt,
  exit: (exitCode, device) => (trialsAtOnce(device) > 1 ? endBySignal(exitCode) : process.exit(exitCode)),
};

/** Ctrl-C, a request to end, and a terminal that was closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Dies of the signal that the exit code stands for, as a program without handlers does; shells count that as the same
 * code. `process.exit` ends the threads first, and Dawn answers that by aborting the process where a GPU is at work
 * for one of them.
 */
function endBySignal(exitCode: number): void {
  process.emit('exit', exitCode);
  const signal = SIGNALS.find((name) => constants.signals[name] === exitCode - 128) ?? 'SIGTERM';
  for (const name of SIGNALS) process.removeAllListeners(name);
  process.kill(process.pid, signal);
}

function onInterrupt(handler: (exitCode: number) => void): () => void {
  // As shells count it.
  const onSignal = (_name: string, number: number): void => handler(128 + number);
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return () => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
}
