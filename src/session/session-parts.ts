/** Replaceable parts of a session: worker threads, run file, clock, signals. Tests script them. */

import type { openExchange } from '../machines/queue/connect.ts';
import type { RunAbout } from '../store/about.ts';
import type { OpenRun } from '../store/session-run.ts';
import type { Calibrate } from '../tournament/forecast/calibrate.ts';
import type { TournamentOptions } from '../tournament/run-tournament.ts';
import type { TournamentEvent, TournamentSpec } from '../tournament/spec/tournament.ts';
import type { Seconds, View, Viewed } from './view.ts';

export type PlayOptions = Pick<TournamentOptions, 'resume' | 'finished' | 'onStart' | 'isolate'> & {
  readonly workers: number;
  readonly signal: AbortSignal;
};

export interface SessionParts {
  /** Chooser of the device that `auto` stands for; left out for a choice by measurements. */
  readonly settle?: Calibrate;
  /** Opener of the queue and store by which other machines play; left out for the server of an address. */
  readonly exchange?: typeof openExchange;
  play(spec: TournamentSpec, options: PlayOptions): AsyncIterable<TournamentEvent>;
  /**
   * Makes a run file.
   * @throws UserError when it cannot be made
   */
  createRun(path: string, spec: TournamentSpec, about: RunAbout): OpenRun;
  /** Description of this process for the run file that it makes, resumes or extends. */
  about(created: string): RunAbout;
  now: Seconds;
  /** Wall clock, ISO 8601. */
  stamp(): string;
  /** Opens the terminal UI. */
  screen(viewed: Viewed, stream: NodeJS.WriteStream): Promise<View>;
  /** Subscribes the handler to requests to end the process, until the returned function is called. */
  onInterrupt(handler: (exitCode: number) => void): () => void;
  /** Ends the process at once, even while the device of that name computes. */
  exit(exitCode: number, device: string): void;
}
