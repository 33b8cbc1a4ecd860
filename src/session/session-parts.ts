/**
 * Parts of a session beside its plan, which tests replace: worker threads, a run file, the time, signals. Tests script
 * them.
 */
import type { RunAbout } from '../store/about.ts';
import type { OpenRun } from '../store/session-run.ts';
import type { Calibrate } from '../tournament/forecast/calibrate.ts';
import type { TournamentEvent, TournamentSpec } from '../tournament/spec/tournament.ts';
import type { TournamentOptions } from '../tournament/threads/run-tournament.ts';
import type { Seconds, View, Viewed } from './view.ts';

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
  /** The interface that fills a terminal. */
  screen(viewed: Viewed, stream: NodeJS.WriteStream): Promise<View>;
  /** Calls the handler each time the process is asked to end, until the returned function is called. */
  onInterrupt(handler: (exitCode: number) => void): () => void;
  /** Ends the process at once, whatever the device of that name is at. */
  exit(exitCode: number, device: string): void;
}
