/** What a session is made of beside its plan: worker threads, a run file, the time, signals. Tests script them. */
import { constants } from 'node:os';
import process from 'node:process';
import { monotonicSeconds, wallClockStamp } from '../clock.ts';
import { trialsAtOnce } from '../engine/index.ts';
import { aboutThisProcess } from '../store/about-process.ts';
import { createRun, type RunAbout } from '../store/run-file.ts';
import type { OpenRun } from '../store/session-run.ts';
import type { Calibrate } from '../tournament/forecast/calibrate.ts';
import type { TournamentEvent, TournamentSpec } from '../tournament/spec/tournament.ts';
import { runTournament, type TournamentOptions } from '../tournament/threads/run-tournament.ts';
import type { Seconds } from './view.ts';

export type PlayOptions = Pick<TournamentOptions, 'resume' | 'finished' | 'onStart'> & {
  readonly workers: number;
  readonly signal: AbortSignal;
};

export interface SessionParts {
  /** What the device `auto` stands for; left out for what measuring finds. */
  readonly settle?: Calibrate;
  play(spec: TournamentSpec, options: PlayOptions): AsyncIterable<TournamentEvent>;
  /** @throws UserError when it cannot be made */
  createRun(path: string, spec: TournamentSpec, about: RunAbout): OpenRun;
  /** Who makes a run file, goes on with it or adds to it. */
  about(created: string): RunAbout;
  now: Seconds;
  /** The wall clock, ISO 8601. */
  stamp(): string;
  /** Calls the handler each time the process is asked to end, until the returned function is called. */
  onInterrupt(handler: (exitCode: number) => void): () => void;
  /** Ends the process at once, whatever the device of that name is at. */
  exit(exitCode: number, device: string): void;
}

export const builtInParts: SessionParts = {
  play: runTournament,
  createRun,
  about: aboutThisProcess,
  now: monotonicSeconds,
  stamp: wallClockStamp,
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
