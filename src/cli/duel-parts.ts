/** What a duel is made of beside its plan: worker threads, a run file, the time, Ctrl-C. Tests script them. */
import { cpus } from 'node:os';
import process from 'node:process';
import { monotonicSeconds, wallClockStamp } from '../clock.ts';
import { createRun } from '../store/run-file.ts';
import { runTournament } from '../tournament/run-tournament.ts';
import type { TournamentEvent, TournamentSpec } from '../tournament/tournament.ts';
import { INTERRUPTED } from './failures.ts';
import { version } from './version.ts';
import type { Seconds } from './view.ts';

/** A run file that is open for writing. */
export interface OpenRun {
  record(event: TournamentEvent): void;
  close(): void;
}

export interface DuelParts {
  play(
    spec: TournamentSpec,
    options: { readonly workers: number; readonly signal: AbortSignal },
  ): AsyncIterable<TournamentEvent>;
  /** @throws UserError when it cannot be made */
  createRun(path: string, spec: TournamentSpec, created: string): OpenRun;
  now: Seconds;
  /** The wall clock, ISO 8601. */
  stamp(): string;
  /** Calls the handler at the first Ctrl-C, until the returned function is called. */
  onInterrupt(handler: () => void): () => void;
}

export const builtInParts: DuelParts = {
  play: runTournament,
  createRun: (path, spec, created) =>
    createRun(path, spec, {
      genoprop: version(),
      created,
      commandLine: process.argv.slice(2),
      machine: machine(),
    }),
  now: monotonicSeconds,
  stamp: wallClockStamp,
  onInterrupt,
};

function machine(): string {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  return `${model}, ${processors.length} cores, ${process.platform} ${process.arch}`;
}

/** A second Ctrl-C, while the first is still being obeyed, ends the process at once. */
function onInterrupt(handler: () => void): () => void {
  let interrupted = false;
  const onSignal = (): void => {
    if (interrupted) process.exit(INTERRUPTED);
    interrupted = true;
    handler();
  };
  process.on('SIGINT', onSignal);
  return () => void process.off('SIGINT', onSignal);
}
