/** What a session is made of beside its plan: worker threads, a run file, the time, signals. Tests script them. */
import { cpus } from 'node:os';
import process from 'node:process';
import { monotonicSeconds, wallClockStamp } from '../clock.ts';
import { createRun, type RunAbout } from '../store/run-file.ts';
import { runTournament, type TournamentOptions } from '../tournament/run-tournament.ts';
import type { TournamentEvent, TournamentSpec } from '../tournament/tournament.ts';
import { version } from './version.ts';
import type { Seconds } from './view.ts';

/** A run file that is open for writing. */
export interface OpenRun {
  record(event: TournamentEvent): void;
  close(): void;
}

export type PlayOptions = Pick<TournamentOptions, 'resume' | 'finished' | 'onStart'> & {
  readonly workers: number;
  readonly signal: AbortSignal;
};

export interface SessionParts {
  play(spec: TournamentSpec, options: PlayOptions): AsyncIterable<TournamentEvent>;
  /** @throws UserError when it cannot be made */
  createRun(path: string, spec: TournamentSpec, created: string): OpenRun;
  /** Who goes on with a run file, or adds to it. */
  about(created: string): RunAbout;
  now: Seconds;
  /** The wall clock, ISO 8601. */
  stamp(): string;
  /** Calls the handler each time the process is asked to end, until the returned function is called. */
  onInterrupt(handler: (exitCode: number) => void): () => void;
  /** Ends the process at once. */
  exit(exitCode: number): void;
}

export const builtInParts: SessionParts = {
  play: runTournament,
  createRun: (path, spec, created) => createRun(path, spec, aboutThisProcess(created)),
  about: aboutThisProcess,
  now: monotonicSeconds,
  stamp: wallClockStamp,
  onInterrupt,
  exit: (exitCode) => process.exit(exitCode),
};

function aboutThisProcess(created: string): RunAbout {
  return { genoprop: version(), created, commandLine: process.argv.slice(2), machine: machine() };
}

function machine(): string {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  return `${model}, ${processors.length} cores, ${process.platform} ${process.arch}`;
}

/** Ctrl-C, a request to end, and a terminal that was closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function onInterrupt(handler: (exitCode: number) => void): () => void {
  // As shells count it.
  const onSignal = (_name: string, number: number): void => handler(128 + number);
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return () => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
}
