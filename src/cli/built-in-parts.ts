/** The parts of a session in this process: worker threads, a run file, clocks, signals, the terminal UI. */
import { constants } from 'node:os';
import process from 'node:process';
import { monotonicSeconds, wallClockStamp } from '../clock.ts';
import { trialsAtOnce } from '../engine/index.ts';
import type { SessionParts } from '../session/session-parts.ts';
import { aboutThisProcess } from '../store/about-process.ts';
import { createRun } from '../store/run-file.ts';
import { runTournament } from '../tournament/run-tournament.ts';

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

/** Signals of Ctrl-C, of a request to end, and of a terminal that was closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Ends the process by the signal that the exit code stands for, as a program without handlers ends; shells count that
 * as the same code. `process.exit` would end the threads first, and Dawn aborts the process where a GPU works for one
 * of them at that moment.
 */
function endBySignal(exitCode: number): void {
  process.emit('exit', exitCode);
  const signal = SIGNALS.find((name) => constants.signals[name] === exitCode - 128) ?? 'SIGTERM';
  for (const name of SIGNALS) process.removeAllListeners(name);
  process.kill(process.pid, signal);
}

function onInterrupt(handler: (exitCode: number) => void): () => void {
  // Exit code of a signal, as shells count it.
  const onSignal = (_name: string, number: number): void => handler(128 + number);
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return () => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
}
